import Core
import Moderation
import Testing

@Suite("What scams say is seen as people type it, and as they disguise it")
struct ScamPatternTests {
    private static func signals(_ text: String) -> Set<ScamPatterns.Signal> { ScamPatterns.shipped.signals(in: text) }

    @Test func theShippedPatternsAreThere() {
        #expect(ScamPatterns.shipped.count > 200)
        #expect(ScamPatterns.shipped.weight(of: Set(ScamPatterns.Signal.allCases)) == 22)
    }

    @Test(arguments: [
        "WhatsApp pe baat karte hain", "What's App only", "میرا واٹس ایپ نمبر", "ٹیلی گرام پر آئیں",
        "Mujhe inbox karein please", "rabta karein foran", "rabta number de dein", "w h a t s a p p me", "Wh@tsApp",
        "whаtsаpp (with letters of Cyrillic)", "what\u{200B}sapp", "𝐖𝐡𝐚𝐭𝐬𝐀𝐩𝐩", "whatsaaapppp", "t.e.l.e.g.r.a.m",
        "T3l3gr4m", "ＷｈａｔｓＡｐｐ",
    ])
    func aWayToGetInTouch(text: String) { #expect(Self.signals(text).contains(.contact)) }

    @Test(arguments: [
        "Write to recruiter.hr@jobs-abroad.com today", "reach us: agent [at] gmail", "agent at gmail dot com",
        "Call +92 300 1234567 now", "0300-1234567", "0092 321 7654321", "۰۳۰۰۱۲۳۴۵۶۷ پر", "see https://wa.me/92300",
        "join t.me/visajobs", "0 3 0 0 1 2 3 4 5 6 7", "0️⃣3️⃣0️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣", "03oo 1234567", "0300.123.45.67",
        "zero three double zero one two three four five six seven", "+92_300_1234567",
    ])
    func anAddress(text: String) { #expect(Self.signals(text).contains(.address)) }

    @Test(arguments: [
        "Pay 50,000 by EasyPaisa", "through JazzCash first", "a small processing fee applies", "Western Union accepted",
        "ایزی پیسہ کر دیں", "پراسیسنگ فیس صرف دس ہزار", "pehle paise bhejo phir visa", "advance dein",
        "e a s y p a i s a",
        "Jazz-Cash", "pr0cessing f33",
    ])
    func aPayment(text: String) { #expect(Self.signals(text).contains(.payment)) }

    @Test(arguments: [
        "100% visa for Germany", "Guaranteed job, no interview required", "ویزا گارنٹی کے ساتھ",
        "bina interview Canada",
        "visa done base par", "gu@ranteed v1sa",
    ])
    func aPromise(text: String) { #expect(Self.signals(text).contains(.promise)) }

    @Test(arguments: [
        "apply at https://gov-uk.visa-desk.com", "www.make-it-in-germany.org.pk", "see vfsgl0bal.net/pk",
        "uscis-gov.com",
        "vfs-globall.com", "https://qiwa-sa.info",
    ])
    func aSiteThatLooksLikeAnother(text: String) { #expect(Self.signals(text).contains(.lookalike)) }

    @Test(arguments: [
        "Does the Blue Card need 50,700 EUR in 2026?", "I applied on 2026-11-21 at 09:00 and wait since then.",
        "My degree took three years; anabin lists it as H+.", "Mera degree teen saal ka hai, kya yeh kaafi hai?",
        "میری ڈگری تین سال کی ہے، کیا یہ کافی ہے؟", "Which papers does the embassy want, and in which order?",
        "The contract says 4.225 a month, 12 months, from 01.03.2027.", "I use @main in Swift and array[0].",
        "See www.gov.uk/skilled-worker-visa and https://www.make-it-in-germany.com/en.", "anabin.kmk.org says H+",
        "I pay 1,200 rent, 300 for food and 92 for the ticket; 2,400 are left.", "visa.vfsglobal.com/pak/en/deu",
        "one or two of three papers came", "Node.js, ASP.NET and next.js", "CLB 9 in 4 of 4, 5 years",
    ])
    func nothingOfTheKind(text: String) { #expect(Self.signals(text).isEmpty) }

    @Test func theNewerAMemberTheLessIsEnough() {
        let patterns = ScamPatterns.shipped
        let promised = patterns.weight(of: [.promise, .contact])
        #expect(patterns.holds(promised, at: .new) && !patterns.holds(promised, at: .known))
        let all = patterns.weight(of: [.promise, .payment, .address])
        #expect(patterns.holds(all, at: .known) && !patterns.holds(all, at: .regular))
        #expect(!patterns.holds(patterns.weight(of: [.promise]), at: .new))
    }
}
