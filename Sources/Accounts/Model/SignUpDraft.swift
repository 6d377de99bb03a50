import Core
import Foundation

/// What a person fills in to join.
package struct SignUpDraft: CheckedDraft {
    package var email: String?
    package var username: String?
    package var displayName: String?
    package var password: String?
    /// BCP 47, of the interface.
    package var locale: String?

    package init(email: String?, username: String?, displayName: String?, password: String?, locale: String?) {
        self.email = email
        self.username = username
        self.displayName = displayName
        self.password = password
        self.locale = locale
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case email, username, displayName, password, locale
    }

    struct Valid: Sendable {
        let email: String
        let username: String
        let displayName: String
        let password: String
        let language: String
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Parameter isByItself: whether somebody signs up; names that sound like the site's own are then taken.
    /// - Throws: `invalid` naming every field that is wrong.
    func validated(isByItself: Bool = true) throws -> Valid {
        var validation = Validation()
        let email = AccountRules.email(self.email, "email", &validation)
        let username = AccountRules.username(self.username, &validation)
        if isByItself, AccountRules.reservedNames.contains(username.lowercased()) {
            validation.refuse("username", "username_taken")
        }
        let displayName = validation.text(self.displayName ?? self.username, "displayName", 1...60)
        let password = AccountRules.newPassword(self.password, notLike: [email, username], "password", &validation)
        if let locale { validation.choice(locale, "locale", of: AccountRules.languages) }
        try validation.check()
        return Valid(
            email: email, username: username, displayName: displayName, password: password,
            language: locale ?? "en")
    }
}

extension Account {
    /// The account that the draft asks for, with an empty profile.
    init(_ valid: SignUpDraft.Valid, id: MemberID, roles: Set<Role>, isVerified: Bool, at now: Timestamp) {
        self.init(
            id: id, username: valid.username, email: valid.email, emailVerifiedAt: isVerified ? now : nil,
            displayName: valid.displayName, state: .active,
            profile: Profile(
                about: "", origin: nil, destination: nil, stage: nil, timeZone: "Asia/Karachi",
                language: valid.language, languages: [], skills: []),
            roles: roles, createdAt: now, revision: 1)
    }
}

/// The rules of community.md for what identifies an account.
enum AccountRules {
    static let passwordLength = 10...200
    static let languages: Set<String> = ["en", "ur"]
    /// Names under which a stranger could pass for the site.
    static let reservedNames: Set<String> = [
        "admin", "administrator", "moderator", "mod", "staff", "team", "support", "help", "official", "system", "root",
        "karwan", "security", "anonymous", "deleted", "api", "me",
    ]

    static func email(_ value: String?, _ field: String, _ validation: inout Validation) -> String {
        let email = validation.text(value, field, 1...254)
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        let isPlain = email.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"<>(),;:\"[]"#.utf8.contains($0) }
        let labels = parts.count == 2 ? parts[1].split(separator: ".", omittingEmptySubsequences: false) : []
        validation.require(
            isPlain && parts.count == 2 && (1...64).contains(parts[0].count) && labels.count >= 2
                && labels.allSatisfy { !$0.isEmpty }, field, "email_form")
        return email
    }

    static func username(_ value: String?, _ validation: inout Validation) -> String {
        let username = validation.text(value, "username", 3...30)
        validation.require(username.unicodeScalars.allSatisfy(isPlain), "username", "username_form")
        return username
    }

    /// Whether usernames may have it.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
        default: false
        }
    }

    /// Passwords are taken as typed, normalised to NFC so that two keyboards agree; never trimmed.
    static func newPassword(
        _ value: String?, notLike others: [String], _ field: String, _ validation: inout Validation
    ) -> String {
        validation.note(field, .text(passwordLength))
        let password = (value ?? "").precomposedStringWithCanonicalMapping
        let lower = password.lowercased()
        if password.isEmpty {
            validation.refuse(field, "required")
        } else if password.count < passwordLength.lowerBound {
            validation.refuse(field, "too_short", ["min": "\(passwordLength.lowerBound)"])
        } else if password.count > passwordLength.upperBound || password.utf8.count > 800 {
            validation.refuse(field, "too_long", ["max": "\(passwordLength.upperBound)"])
        } else if CommonPasswords.contains(lower) || others.contains(where: { $0.lowercased() == lower }) {
            validation.refuse(field, "password_common")
        }
        return password
    }
}
