import Core
import Storage
import Texts

/// A member to whom a letter goes.
package struct Recipient: Sendable, Hashable {
    package let id: MemberID
    package let email: String
    package let name: String
    package let language: Language

    /// - Parameter language: BCP 47; English where it is none that we speak.
    package init(id: MemberID, email: String, name: String, language: String) {
        self.id = id
        self.email = email
        self.name = name
        self.language = Language(rawValue: language) ?? .english
    }

    /// Columns `id`, `email`, `display_name` and `language` of the account.
    package init(_ row: any ResultRow) {
        self.init(id: row.id(0), email: row.text(1), name: row.text(2), language: row.text(3))
    }

    /// What the recipient reads.
    package var phrases: Phrasebook { Phrasebook.of(language) }

    /// Letters go to confirmed addresses of members who are here.
    package static let isReached: Query = "account.state = 'active' AND account.email_verified_at IS NOT NULL"

    /// Where letters to the member go; `nil` where none reaches them.
    package static func of(_ member: MemberID, in transaction: any Transaction) throws -> Recipient? {
        try transaction.first(
            """
            SELECT account.id, account.email, account.display_name, account.language FROM account
            WHERE account.id = \(member) AND \(isReached)
            """
        ) { Recipient($0) }
    }
}
