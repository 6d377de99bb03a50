import Core
import Foundation
import Testing

@testable import Accounts

@Suite("Codes of an app")
struct OneTimeCodeTests {
    private static let secret = Array("12345678901234567890".utf8)

    /// Appendix B of RFC 6238, of whose eight digits an app shows the last six.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
        (2_000_000_000, "279037"), (20_000_000_000, "353130"),
    ])
    func codesAreThoseOfTheStandard(seconds: Int64, code: String) {
        let step = OneTimeCode.step(at: Timestamp(milliseconds: seconds * 1000))
        #expect(OneTimeCode.code(Self.secret, step: step) == code)
    }

    @Test func aCodeIsGoodAStepAroundAndNeverTwice() {
        let now = Timestamp(milliseconds: 1_795_251_600_000)
        let step = OneTimeCode.step(at: now)
        for (offset, isGood) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] as [(Int64, Bool)] {
            let code = OneTimeCode.code(Self.secret, step: step + offset)
            let found = OneTimeCode.step(of: code, Self.secret, at: now, after: 0)
            #expect((found == step + offset) == isGood)
            #expect(OneTimeCode.step(of: code, Self.secret, at: now, after: step + offset) == nil)
        }
        for junk in ["", "000", "abcdef", "٢٨٧٠٨٢", String(repeating: "9", count: 1000)] {
            #expect(OneTimeCode.step(of: junk, Self.secret, at: now, after: 0) == nil)
        }
    }

    /// Section 10 of RFC 4648.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func base32IsThatOfTheStandard(text: String, encoded: String) {
        #expect(Base32.encode(Array(text.utf8)) == encoded)
    }

    @Test func recoveryCodesAreTakenAsPeopleTypeThem() {
        let code = RecoveryCode.random()
        #expect(code.count == 19)
        #expect(RecoveryCode.hash(code.uppercased().replacing("-", with: " ")) == RecoveryCode.hash(code))
        #expect(RecoveryCode.hash(RecoveryCode.random()) != RecoveryCode.hash(code))
    }
}
