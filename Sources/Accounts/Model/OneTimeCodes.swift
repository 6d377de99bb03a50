import Core
import Crypto
import Foundation
import Storage

/// Codes of six digits that an app makes from a shared secret and the time: RFC 6238 with HMAC-SHA-1 and steps of
/// 30 seconds, which every such app knows.
enum OneTimeCode {
    static let secretBytes = 20

    /// The 30 seconds that `time` lies in, counted since 1970.
    static func step(at time: Timestamp) -> Int64 { time.milliseconds / 30_000 }

    /// RFC 4226, section 5.3.
    static func code(_ secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: Data(secret))))
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// The step whose code it is: now, or one step off for clocks that differ; none that was used before.
    static func step(of code: String, _ secret: [UInt8], at now: Timestamp, after last: Int64) -> Int64? {
        let present = step(at: now)
        return [present, present - 1, present + 1].first { $0 > last && Self.code(secret, step: $0) == code }
    }

    /// What apps are given: `otpauth://totp/Karwan:sana?secret=…&issuer=Karwan`.
    static func uri(_ secret: [UInt8], username: String) -> String {
        "otpauth://totp/Karwan:\(username)?secret=\(Base32.encode(secret))&issuer=Karwan"
    }
}

/// Base32 of RFC 4648, without padding.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        var (buffer, bits) = (0, 0)
        for byte in bytes {
            buffer = buffer << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
            buffer &= (1 << bits) - 1
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return text
    }
}

/// Ten codes to keep on paper, for the day the app is lost: 80 bits each, `abcd-efgh-ijkl-mnop`.
enum RecoveryCode {
    static let count = 10

    static func random() -> String {
        let text = Array(Base32.encode(randomBytes(10)).lowercased())
        return stride(from: 0, to: 16, by: 4).map { String(text[$0..<$0 + 4]) }.joined(separator: "-")
    }

    /// As a person may type it: capitals, blanks and missing hyphens do not matter.
    static func hash(_ typed: String) -> String {
        sha256(String(typed.lowercased().filter { $0.isLetter || $0.isNumber }))
    }
}
