import Core
import Storage

/// The tables as a fresh look shows them, read without the forum's own queries.
struct Tables: Sendable {
    struct Category: Sendable {
        let id, slug, name, description: String
        let position: Int64
        let isForEveryone: Bool
    }

    struct Thread: Sendable {
        let id, category, author, opening, kind, title, slug, state, week: String
        let accepted: String?
        let isLocked: Bool
        let answers, score, createdAt, lastPostAt, revision: Int64
        var tags: [String] = []
        var isWithheld: Bool { state == "held" || state == "hidden" }
    }

    struct Post: Sendable {
        let id, thread, author, body, html, state: String
        let parent, trueAsOf: String?
        let isOpening: Bool
        let createdAt, revision, score: Int64
        let editedAt: Int64?
        var isWithheld: Bool { state == "held" || state == "hidden" }
    }

    struct Entry: Sendable {
        let scope: String
        let version: Int64
    }

    var categories: [String: Category] = [:]
    var threads: [String: Thread] = [:]
    var posts: [Post] = []
    var tags: [(id: String, name: String, uses: Int64)] = []
    /// Versions of rows by key, in each scope that holds them.
    var versions: [String: [Entry]] = [:]

    static func read(in transaction: any Transaction) throws -> Tables {
        var tables = Tables()
        let categories = try transaction.rows(
            "SELECT id, slug, name, description, position, audience FROM category"
        ) { row in
            Category(
                id: row.text(0), slug: row.text(1), name: row.text(2), description: row.text(3),
                position: row.integer(4), isForEveryone: row.text(5) == "everyone")
        }
        tables.categories = Dictionary(categories.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        try tables.readThreads(in: transaction)
        tables.posts = try posts(in: transaction)
        tables.tags = try transaction.rows("SELECT id, name, uses FROM tag") { ($0.text(0), $0.text(1), $0.integer(2)) }
        let entries = try transaction.rows(
            "SELECT entity, row_id, scope, row_ver FROM change_index_entry WHERE state = 1"
        ) { ("\($0.text(0))/\($0.text(1))", Entry(scope: $0.text(2), version: $0.integer(3))) }
        tables.versions = Dictionary(grouping: entries, by: \.0).mapValues { $0.map(\.1) }
        return tables
    }

    private mutating func readThreads(in transaction: any Transaction) throws {
        let found = try transaction.rows(
            """
            SELECT id, category_id, author_id, opening_post_id, kind, title, slug, state, week, accepted_post_id,
                is_locked, answer_count, score, created_at, last_post_at, revision
            FROM forum_thread WHERE state <> 'deleted'
            """
        ) { row in
            Thread(
                id: row.text(0), category: row.text(1), author: row.text(2), opening: row.text(3), kind: row.text(4),
                title: row.text(5), slug: row.text(6), state: row.text(7), week: row.text(8),
                accepted: row.textOrNil(9), isLocked: row.flag(10), answers: row.integer(11), score: row.integer(12),
                createdAt: row.integer(13), lastPostAt: row.integer(14), revision: row.integer(15))
        }
        threads = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let tagged = try transaction.rows(
            "SELECT tie.thread_id, tag.name FROM thread_tag AS tie JOIN tag ON tag.id = tie.tag_id"
        ) { ($0.text(0), $0.text(1)) }
        for (thread, tag) in tagged { threads[thread]?.tags.append(tag) }
    }

    private static func posts(in transaction: any Transaction) throws -> [Post] {
        try transaction.rows(
            """
            SELECT id, thread_id, author_id, body, html, state, parent_id, true_as_of, is_opening, created_at, revision,
                up_votes - down_votes, edited_at
            FROM forum_post WHERE state <> 'deleted'
            """
        ) { row in
            Post(
                id: row.text(0), thread: row.text(1), author: row.text(2), body: row.text(3), html: row.text(4),
                state: row.text(5), parent: row.textOrNil(6), trueAsOf: row.textOrNil(7), isOpening: row.flag(8),
                createdAt: row.integer(9), revision: row.integer(10), score: row.integer(11),
                editedAt: row.integerOrNil(12))
        }
    }
}

/// Who looks: a second telling of who may see what, from community.md and not from the program's `Visibility`.
struct Eyes: Sendable {
    let member: String
    let isStaff: Bool

    /// A suspension that has run out is none.
    static func of(_ member: String, at now: Timestamp, in transaction: any Transaction) throws -> Eyes {
        let isStaff = try transaction.exists(
            """
            SELECT 1 FROM account_role JOIN account ON account.id = account_role.account_id
            WHERE account.id = \(member) AND account_role.role IN ('moderator', 'admin')
            AND (account.state = 'active' OR (account.state = 'suspended' AND account.suspended_until <= \(now)))
            """)
        return Eyes(member: member, isStaff: isStaff)
    }

    func sees(state: String, author: String) -> Bool {
        switch state {
        case "published": true
        case "held", "hidden": isStaff || author == member
        default: false
        }
    }

    func sees(threadState: String, author: String, isForEveryone: Bool) -> Bool {
        (isForEveryone || isStaff) && sees(state: threadState, author: author)
    }
}
