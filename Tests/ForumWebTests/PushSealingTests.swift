import Core
import Crypto
import Notices
import TestSupport
import Testing

/// The keys of RFC 8291's example.
private let examplePoint = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
private let exampleSecret = "BTBZMqHH6r4Tts7J_aSIgg"

private let brokenKeys = [
    ("", exampleSecret), (examplePoint, ""), (String(examplePoint.dropLast()), exampleSecret),
    (examplePoint, String(exampleSecret.dropLast(2))), ("BAAA" + String(examplePoint.dropFirst(4)), exampleSecret),
    (exampleSecret, examplePoint), (examplePoint + "AAAA", exampleSecret),
]

@Suite("Sealing messages for devices")
struct PushSealingTests {
    /// RFC 8291, appendix A.
    @Test func theExampleOfTheStandardComesOut() throws {
        let secret = try #require(Base64URL.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
        let salt = try #require(Base64URL.decode("DGv6ra1nlYgDCS1FRnbzlw"))
        let keys = try #require(PushKeys(p256dh: examplePoint, auth: exampleSecret))
        let sealed = try PushSealing.seal(
            Array("When I grow up, I want to be a watermelon".utf8), for: keys,
            key: P256.KeyAgreement.PrivateKey(rawRepresentation: secret), salt: salt, filledTo: 0)
        #expect(
            Base64URL.encode(sealed) == """
                DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A\
                _yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN
                """)
    }

    @Test func everyTextIsAsLongAsAnyOther() throws {
        let browser = PushBrowser("https://push.example.net/1")
        let keys = try #require(PushKeys(p256dh: browser.p256dh, auth: browser.auth))
        var lengths: Set<Int> = []
        for text in ["", "a", String(repeating: "ط", count: 900)] {
            let sealed = try PushSealing.seal(Array(text.utf8), for: keys, salt: Array(repeating: 9, count: 16))
            #expect(try browser.opened(sealed) == Array(text.utf8))
            lengths.insert(sealed.count)
        }
        #expect(lengths == [86 + PushSealing.paddedLength + 16])
    }

    @Test(arguments: brokenKeys)
    func whatAreNoKeysIsNotTakenForSuch(p256dh: String, auth: String) {
        #expect(PushKeys(p256dh: p256dh, auth: auth) == nil)
    }

    /// Some libraries fill base64url up.
    @Test func paddingIsNoMatter() {
        #expect(PushKeys(p256dh: examplePoint + "=", auth: exampleSecret + "==") != nil)
    }

    @Test func theSiteSaysWhoItIs() throws {
        let now = TestApp.start
        let secret = [UInt8](repeating: 3, count: 32)
        let sender = PushSender(secret: secret, contact: "mailto:karwan@karwan.page", accepts: { _ in true })
        let said = try PushClaims(try sender.authorization(to: "https://Push.example.net/a/b?c", at: now))
        #expect(said.claims["aud"] as? String == "https://push.example.net")
        #expect(said.claims["sub"] as? String == "mailto:karwan@karwan.page")
        #expect(said.claims["exp"] as? Int == Int(now.milliseconds / 1000) + 43_200)
        #expect(said.key == sender.publicKey)
        let same = PushSender(secret: secret, contact: "", accepts: { _ in true })
        let other = PushSender(secret: [1] + secret.dropFirst(), contact: "", accepts: { _ in true })
        #expect(same.publicKey == sender.publicKey && other.publicKey != sender.publicKey)
    }

    @Test(
        arguments: [
            (201, nil, PushOutcome.delivered), (200, nil, .delivered), (404, nil, .gone), (410, nil, .gone),
            (429, "120", .later(seconds: 120)), (503, nil, .later(seconds: nil)), (500, "soon", .later(seconds: nil)),
            (429, "999999999", .later(seconds: 86_400)), (429, "-4", .later(seconds: 0)),
            (503, "Sat, 21 Nov 2026 09:02:00 GMT", .later(seconds: 120)),
            (503, "Fri, 20 Nov 2026 09:00:00 GMT", .later(seconds: 0)),
            (400, nil, .refused), (403, nil, .refused), (413, nil, .refused), (302, nil, .refused),
        ] as [(Int, String?, PushOutcome)])
    func anAnswerSaysWhatBecameOfIt(status: Int, retryAfter: String?, outcome: PushOutcome) {
        #expect(PushOutcome(status: status, retryAfter: retryAfter, at: TestApp.start) == outcome)
    }
}
