import Core
import Foundation
import Storage

/// Taking one's data along, and leaving.
package struct LeavingService: Sendable {
    /// How long one may change one's mind.
    package static let time = Span.days(14)

    private let store: any Store
    private let clock: Clock
    /// Writes the letters.
    private let accounts: AccountService
    private let personalData: [any PersonalData]

    package init(accounts: AccountService, personalData: [any PersonalData]) {
        self.accounts = accounts
        self.personalData = personalData
        store = accounts.store
        clock = accounts.clock
    }

    /// Tables that some feature answers for.
    package var tables: Set<String> { personalData.reduce(into: []) { $0.formUnion($1.tables) } }

    /// A deletion that is asked for.
    package struct Deletion: Sendable, Equatable, Codable {
        package let posts: PostsAfterwards
        package let requestedAt: Timestamp
        /// When it is done.
        package let dueAt: Timestamp
    }

    // MARK: Export

    /// All that is the member's own, as one JSON object of lists.
    /// - Throws: `signInRequired`.
    package func export(as principal: Principal) async throws -> Data {
        let member = try principal.requireMember()
        let now = clock.now
        let parts = try await store.read { transaction in
            try personalData.reduce(into: [String: [any Encodable & Sendable]]()) { parts, data in
                parts.merge(try data.export(member, in: transaction)) { $0 + $1 }
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(Export(exportedAt: now, parts: parts))
    }

    private struct Export: Encodable {
        let exportedAt: Timestamp
        let parts: [String: [any Encodable & Sendable]]

        private struct Key: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init(_ text: String) { stringValue = text }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(exportedAt, forKey: Key("exportedAt"))
            for (name, items) in parts {
                var list = container.nestedUnkeyedContainer(forKey: Key(name))
                for item in items { try list.encode(item) }
            }
        }
    }

    // MARK: Leaving

    /// The deletion that the member has asked for, if any.
    /// - Throws: `signInRequired`.
    package func deletion(as principal: Principal) async throws -> Deletion? {
        let member = try principal.requireMember()
        return try await store.read { try Self.deletion(of: member.id, in: $0) }
    }

    private static func deletion(of member: MemberID, in transaction: any Transaction) throws -> Deletion? {
        try transaction.first("SELECT posts, requested_at FROM account_deletion WHERE account_id = \(member)") { row in
            Deletion(
                posts: PostsAfterwards(rawValue: row.text(0)) ?? .anonymise, requestedAt: row.time(1),
                dueAt: row.time(1).advanced(by: time))
        }
    }

    /// Asks for the deletion of the account; every session and token ends, and a letter says how to stay. Asking again
    /// changes the choice, not the day.
    /// - Throws: `signInRequired`.
    package func requestDeletion(_ posts: PostsAfterwards, as principal: Principal) async throws -> Deletion {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.write { transaction in
            if try Self.deletion(of: member.id, in: transaction) == nil {
                try accounts.tellOfLeaving(member.id, at: now, in: transaction)
            }
            try transaction.execute(
                """
                INSERT INTO account_deletion (account_id, posts, requested_at)
                VALUES (\(member.id), \(posts.rawValue), \(now))
                ON CONFLICT (account_id) DO UPDATE SET posts = excluded.posts
                """)
            try AccountService.endAllAccess(to: member.id, in: transaction)
            guard let deletion = try Self.deletion(of: member.id, in: transaction) else { throw Problem.notFound }
            return deletion
        }
    }

    /// Keeps the account after all.
    /// - Throws: `signInRequired`.
    package func cancelDeletion(as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            _ = try transaction.execute("DELETE FROM account_deletion WHERE account_id = \(member.id)")
        }
    }

    /// Deletes the accounts whose time is over, one transaction each, and empties the log that still holds them. One
    /// that cannot be deleted keeps no other waiting.
    /// - Parameter emptyingLog: whether the log may hold what was deleted before.
    /// - Throws: what stood in the way of the last that could not be deleted.
    package func eraseDue(emptyingLog: Bool = false) async throws {
        let before = clock.now.advanced(by: -Self.time)
        let due = try await store.read { transaction in
            try transaction.rows(
                """
                SELECT account_id, posts FROM account_deletion WHERE requested_at <= \(before)
                ORDER BY requested_at LIMIT 100
                """
            ) { ($0.id(0, as: MemberMark.self), PostsAfterwards(rawValue: $0.text(1)) ?? .anonymise) }
        }
        var failure: (any Error)?
        for (member, posts) in due {
            do {
                try await erase(member, posts: posts, ifAskedBy: before)
            } catch {
                failure = error
            }
        }
        if emptyingLog || !due.isEmpty {
            try await SearchFilling.forgetErased(in: store)
            try await store.emptyLog()
        }
        if let failure { throw failure }
    }

    private func erase(_ member: MemberID, posts: PostsAfterwards, ifAskedBy before: Timestamp) async throws {
        let now = clock.now
        try await store.write { transaction in
            // Once more inside: who has just decided to stay stays.
            let isDue = try transaction.exists(
                "SELECT 1 FROM account_deletion WHERE account_id = \(member) AND requested_at <= \(before)")
            guard isDue else { return }
            for data in personalData { try data.erase(member, posts: posts, at: now, in: transaction) }
            try SearchFilling.noteErased(in: transaction)
        }
    }
}

/// `DELETE me`, and the form on the page of one's data.
package struct LeavingDraft: CheckedDraft {
    package var password: String?
    package var posts: String?

    package init(password: String?, posts: String?) {
        self.password = password
        self.posts = posts
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case password, posts
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    package func validated() throws -> PostsAfterwards {
        var validation = Validation()
        validation.note("password", .text(1...200))
        validation.require(!(password ?? "").isEmpty, "password", "required")
        let posts = validation.choice(posts, "posts", default: PostsAfterwards.anonymise)
        try validation.check()
        return posts
    }
}
