import Core
import Markup
import Storage

/// What came from an old community.
package enum MovedKind: String, Sendable {
    case category, thread, post
}

/// SQL over what came from one old community; internal to the feature.
struct MovedRepository: Sendable {
    let community: String
    let now: Timestamp

    /// What something of the old community is here.
    func id(_ kind: MovedKind, _ key: String, in transaction: any Transaction) throws -> String? {
        try transaction.first(
            """
            SELECT new_id FROM moved_record
            WHERE community = \(community) AND kind = \(kind.rawValue) AND old_key = \(key)
            """
        ) { $0.text(0) }
    }

    func note(_ kind: MovedKind, _ key: String, _ id: String, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO moved_record (community, kind, old_key, new_id, moved_at)
            VALUES (\(community), \(kind.rawValue), \(key), \(id), \(now))
            """)
    }

    func member(_ key: String, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first(
            "SELECT account_id FROM moved_member WHERE community = \(community) AND old_key = \(key)"
        ) { $0.id(0) }
    }

    /// The body with links for the members whom it names: the old community's, as far as they are called here as they
    /// were there. Anybody else of that name was not meant.
    func resolved(_ body: PostBody, in transaction: any Transaction) throws -> PostBody {
        guard !body.mentionedNames.isEmpty else { return body }
        let names = body.mentionedNames.map { $0.lowercased() }
        let found = try transaction.rows(
            """
            SELECT account.username FROM account JOIN moved_member AS moved ON moved.account_id = account.id
            WHERE \(transaction.dialect.anyOf("lower(account.username)", names)) AND account.state <> 'deleted'
                AND moved.community = \(community) AND moved.kept_name = 1
            """
        ) { $0.text(0) }
        let known = Dictionary(found.map { ($0.lowercased(), $0) }) { first, _ in first }
        var body = body
        body.html = Markup.resolve(body.mentionedNames, in: body.html) { known[$0.lowercased()] }
        return body
    }

    // MARK: Addresses

    /// - Returns: whether the path was not known before; one that is known stays what it is.
    @discardableResult
    static func keep(
        _ path: String, _ thread: ThreadID, _ post: PostID?, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO old_address (path, thread_id, post_id) VALUES (\(path), \(thread), \(post))
            ON CONFLICT (path) DO NOTHING
            """) > 0
    }

    /// What is known of the paths, by path.
    static func places(
        _ paths: [String], in transaction: any Transaction
    ) throws -> [String: (thread: ThreadID, post: PostID?)] {
        let found = try transaction.rows(
            """
            SELECT path, thread_id, post_id FROM old_address
            WHERE \(transaction.dialect.anyOf("path", paths))
            """
        ) { ($0.text(0), (thread: $0.id(1, as: ThreadMark.self), post: $0.idOrNil(2, as: PostMark.self))) }
        return Dictionary(uniqueKeysWithValues: found)
    }
}
