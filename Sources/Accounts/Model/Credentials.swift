import Core
import Crypto
import Foundation
import Storage

/// A secret handed to a browser or a program; only its SHA-256 is kept.
package struct BearerSecret: Sendable {
    /// 43 characters of base64url: 256 random bits.
    package let text: String

    package init() { text = Base64URL.encode(randomBytes(32)) }

    package init(_ text: String) { self.text = text }

    /// Lower-case hexadecimal SHA-256 of the text.
    package var hash: String { sha256(text) }
}

/// Lower-case hexadecimal SHA-256 of UTF-8 text.
func sha256(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { byte in
        let digits = Array("0123456789abcdef")
        return "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
}

/// A browser session as its owner sees it.
package struct Session: Sendable, Codable {
    package let id: String
    package let createdAt: Timestamp
    package let lastSeenAt: Timestamp
    package let userAgent: String
    /// Where it was begun from; empty after two weeks.
    package let address: String
}

/// An API token as its owner sees it.
package struct APIToken: Sendable, Codable {
    package let id: String
    package let name: String
    package let scopes: [TokenScope]
    package let createdAt: Timestamp
    package let expiresAt: Timestamp
    package let lastUsedAt: Timestamp?
}

/// A token just made: the only time its secret is shown.
package struct NewToken: Sendable {
    package let token: APIToken
    package let secret: BearerSecret
}

/// What is asked for a new token.
package struct TokenDraft: CheckedDraft {
    package var email: String?
    package var password: String?
    /// A code of the second step, if the member turned it on.
    package var totp: String?
    package var name: String?
    package var scopes: [String]?
    package var expiresInDays: Int?

    package init(
        email: String?, password: String?, totp: String? = nil, name: String?, scopes: [String]?, expiresInDays: Int?
    ) {
        self.email = email
        self.password = password
        self.totp = totp
        self.name = name
        self.scopes = scopes
        self.expiresInDays = expiresInDays
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case email, password, totp, name, scopes, expiresInDays
    }

    struct Valid: Sendable {
        let name: String
        let scopes: Set<TokenScope>
        let days: Int
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        validation.note("email", .text(1...254))
        validation.note("password", .text(1...200))
        _ = validation.text(totp, "totp", 0...60)
        let name = validation.text(self.name ?? "API", "name", 1...60)
        let known = (scopes ?? ["read"]).map { validation.choice($0, "scopes", default: TokenScope.read) }
        validation.require(!known.isEmpty, "scopes", "required")
        // It stands in addresses, which are copied and logged: whoever finds one reads lists and can do nothing else.
        validation.require(Set(known).count < 2 || !known.contains(.feeds), "scopes", "scope_feeds_alone")
        let days = expiresInDays ?? 90
        validation.range(days, "expiresInDays", 1...366)
        try validation.check()
        return Valid(name: name, scopes: Set(known), days: days)
    }
}
