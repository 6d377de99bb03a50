import Moderation
import Testing

@Suite("Ways to get in touch or to pay are seen as people type them")
struct ContactPatternTests {
    @Test func theShippedPatternsAreThere() {
        #expect(ContactPatterns.shipped.count > 60)
    }

    @Test(arguments: [
        "Write to recruiter.hr@jobs-abroad.com today", "reach me: agent [at] gmail", "Call +92 300 1234567 now",
        "0300-1234567", "0092 321 7654321", "۰۳۰۰۱۲۳۴۵۶۷ پر کال کریں", "see https://wa.me/923001234567",
        "join t.me/visajobs", "WhatsApp pe baat karte hain", "What's App only", "میرا واٹس ایپ نمبر",
        "ٹیلی گرام پر آئیں", "Mujhe inbox karein please", "rabta karein foran", "rabta number de dein",
    ])
    func aContact(text: String) { #expect(ContactPatterns.shipped.found(in: text) == .contact) }

    @Test(arguments: [
        "Pay 50,000 by EasyPaisa", "through JazzCash first", "a small processing fee applies", "Western Union accepted",
        "ایزی پیسہ کر دیں", "پراسیسنگ فیس صرف دس ہزار", "pehle paise bhejo phir visa", "advance dein",
    ])
    func aPayment(text: String) { #expect(ContactPatterns.shipped.found(in: text) == .payment) }

    @Test(arguments: [
        "Does the Blue Card need 50,700 EUR in 2026?", "I applied on 2026-11-21 at 09:00 and wait since then.",
        "My degree took three years; anabin lists it as H+.", "Mera degree teen saal ka hai, kya yeh kaafi hai?",
        "میری ڈگری تین سال کی ہے، کیا یہ کافی ہے؟", "Which papers does the embassy want, and in which order?",
        "The contract says 4.225 a month, 12 months, from 01.03.2027.", "I use @main in Swift and array[0].",
    ])
    func nothingOfTheKind(text: String) { #expect(ContactPatterns.shipped.found(in: text) == nil) }
}
