import Core
import Storage
import SyncProtocol

/// Looks at what an answer carries and says whether the one who asked may have it (I9). Asked at the very moment of
/// the answer, of the tables, by queries of its own.
struct Witness {
    let eyes: Eyes
    /// In force for them at this moment.
    let scopes: Set<String>
    let transaction: any Transaction

    /// Facts of threads, also of deleted ones.
    static func threads(_ ids: [String], in transaction: any Transaction) throws -> [String: ThreadFacts] {
        guard !ids.isEmpty else { return [:] }
        let found = try transaction.rows(
            """
            SELECT thread.id, thread.state, thread.author_id, category.audience FROM forum_thread AS thread
            JOIN category ON category.id = thread.category_id WHERE \(transaction.dialect.anyOf("thread.id", ids))
            """
        ) { ($0.text(0), ThreadFacts(state: $0.text(1), author: $0.text(2), isForEveryone: $0.text(3) == "everyone")) }
        return Dictionary(found, uniquingKeysWith: { $1 })
    }

    /// - Parameter puts: ids by entity.
    func checkPuts(_ puts: [String: [String]]) throws {
        for (entity, ids) in puts {
            let allowed = try allowed(entity, ids)
            if let leaked = ids.first(where: { !allowed.contains($0) }) {
                throw Violation("I9", "\(entity)/\(leaked) was shown to \(eyes.member)")
            }
        }
    }

    private func allowed(_ entity: String, _ ids: [String]) throws -> Set<String> {
        switch entity {
        case "thread": Set(try Self.threads(ids, in: transaction).filter { eyes.sees($0.value) }.keys)
        case "post": try posts(ids)
        case "category":
            try found("SELECT id FROM category WHERE audience = 'everyone' OR \(eyes.isStaff ? 1 : 0) = 1")
        case "tag": try found("SELECT id FROM tag WHERE uses > 0")
        case "me": [eyes.member]
        case "member": try found("SELECT id FROM account WHERE \(transaction.dialect.anyOf("id", ids))")
        default: try own(entity, ids)
        }
    }

    private func posts(_ ids: [String]) throws -> Set<String> {
        let rows = try transaction.rows(
            """
            SELECT post.id, post.state, post.author_id, thread.state, thread.author_id, category.audience
            FROM forum_post AS post JOIN forum_thread AS thread ON thread.id = post.thread_id
            JOIN category ON category.id = thread.category_id WHERE \(transaction.dialect.anyOf("post.id", ids))
            """
        ) { row -> String? in
            let thread = ThreadFacts(state: row.text(3), author: row.text(4), isForEveryone: row.text(5) == "everyone")
            return eyes.sees(thread) && eyes.sees(state: row.text(1), author: row.text(2)) ? row.text(0) : nil
        }
        return Set(rows.compactMap { $0 })
    }

    /// Rows that are the member's alone.
    private func own(_ entity: String, _ ids: [String]) throws -> Set<String> {
        let among = { (column: Query) in transaction.dialect.anyOf(column, ids) }
        let member = eyes.member
        return switch entity {
        case "vote": try found("SELECT post_id FROM post_vote WHERE account_id = \(member) AND \(among("post_id"))")
        case "bookmark": try found("SELECT post_id FROM bookmark WHERE account_id = \(member) AND \(among("post_id"))")
        case "read":
            try found("SELECT thread_id FROM thread_read WHERE account_id = \(member) AND \(among("thread_id"))")
        case "subscription":
            try found("SELECT scope FROM scope_subscription WHERE account_id = \(member) AND \(among("scope"))")
        case "level": try found("SELECT scope || ':' || target_id FROM notice_level WHERE account_id = \(member)")
        case "draft": try found("SELECT id FROM draft WHERE account_id = \(member) AND \(among("id"))")
        case "notification": try notices(ids)
        case "sys/m":
            try found(
                """
                SELECT client_id || '/' || mutation_id FROM mutation_outcome
                WHERE account_id = \(member) AND is_shown = 1
                """)
        case MarkCollection.name: try found("SELECT client FROM proof_last WHERE account_id = \(member)")
        default: []
        }
    }

    /// A notice tells of a thread: who may not see that hears nothing.
    private func notices(_ ids: [String]) throws -> Set<String> {
        let rows = try transaction.rows(
            """
            SELECT notification.id, thread.state, thread.author_id, category.audience FROM notification
            JOIN forum_thread AS thread ON thread.id = notification.thread_id
            JOIN category ON category.id = thread.category_id
            WHERE notification.account_id = \(eyes.member) AND \(transaction.dialect.anyOf("notification.id", ids))
            """
        ) { row -> String? in
            let thread = ThreadFacts(state: row.text(1), author: row.text(2), isForEveryone: row.text(3) == "everyone")
            return eyes.sees(thread) ? row.text(0) : nil
        }
        return Set(rows.compactMap { $0 })
    }

    private func found(_ query: Query) throws -> Set<String> { Set(try transaction.rows(query) { $0.text(0) }) }

    /// Who loses a row had been allowed to hold it: it was inside a scope in force when the replica last got any.
    func checkDels(_ keys: [String], _ sight: ReferenceClient.Sight) throws {
        let byEntity = Dictionary(grouping: keys.map(Self.parts), by: \.entity)
        for (entity, keys) in byEntity {
            let ids = keys.map(\.id)
            let entered = Set(
                try transaction.rows(
                    """
                    SELECT row_id FROM change_index_entry
                    WHERE entity = \(entity) AND \(transaction.dialect.anyOf("row_id", ids))
                    AND \(transaction.dialect.anyOf("scope || ''", Array(sight.scopes))) AND first_ver <= \(sight.last)
                    """
                ) { $0.text(0) })
            if let named = ids.first(where: { !entered.contains($0) }) {
                throw Violation("I9", "\(entity)/\(named) was named to \(eyes.member), who never held it")
            }
        }
    }

    static func parts(_ key: String) -> (entity: String, id: String) {
        let prefix = key.hasPrefix("sys/m/") ? "sys/m" : String(key.prefix { $0 != "/" })
        return (prefix, String(key.dropFirst(prefix.count + 1)))
    }
}
