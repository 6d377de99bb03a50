import Core
import Storage
import Visibility

/// SQL over categories and tags; internal to the feature.
enum CategoryRepository {
    static let columns: Query = """
        category.id, category.slug, category.name, category.description, category.position, category.audience
        """

    static func decode(_ row: any ResultRow) -> Category {
        Category(
            id: row.id(0), slug: row.text(1), name: row.text(2), description: row.text(3), position: row.int(4),
            audience: Category.Audience(rawValue: row.text(5)) ?? .staff)
    }

    static func categories(visibleTo principal: Principal, in transaction: any Transaction) throws -> [Category] {
        try transaction.rows(
            """
            SELECT \(columns) FROM category WHERE \(Visibility.categories(principal))
            ORDER BY category.position, category.id
            """, decode)
    }

    static func category(
        _ id: CategoryID, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Category? {
        try transaction.first(
            "SELECT \(columns) FROM category WHERE category.id = \(id) AND \(Visibility.categories(principal))", decode)
    }

    static func category(
        slug: String, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Category? {
        try transaction.first(
            "SELECT \(columns) FROM category WHERE category.slug = \(slug) AND \(Visibility.categories(principal))",
            decode)
    }

    static func insert(_ category: Category, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO category (id, slug, name, description, position, audience, created_at)
            VALUES (\(category.id), \(category.slug), \(category.name), \(category.description),
                \(category.position), \(category.audience.rawValue), \(now))
            """)
    }

    static func byID(_ ids: [String], visibleTo principal: Principal, in transaction: any Transaction) throws
        -> [Category]
    {
        try transaction.rows(
            """
            SELECT \(columns) FROM category
            WHERE \(transaction.dialect.anyOf("category.id", ids)) AND \(Visibility.categories(principal))
            """, decode)
    }

    // MARK: Tags

    static func decodeTag(_ row: any ResultRow) -> Tag {
        Tag(id: row.text(0), name: row.text(1), uses: row.int(2))
    }

    /// The tags used most.
    static func tags(limit: Int, in transaction: any Transaction) throws -> [Tag] {
        try transaction.rows(
            """
            SELECT tag.id, tag.name, tag.uses FROM tag WHERE tag.uses > 0
            ORDER BY tag.uses DESC, tag.id DESC LIMIT \(limit)
            """, decodeTag)
    }

    /// A tag in use, or one of a thread that the reader may see: what is used by staff alone or in groups alone is not
    /// counted, and there for no others.
    private static func visible(_ principal: Principal) -> Query {
        if principal.isStaff { return "1 = 1" }
        return """
            (tag.uses > 0 OR EXISTS (SELECT 1 FROM thread_tag CROSS JOIN forum_thread AS thread CROSS JOIN category
                WHERE thread_tag.tag_id = tag.id AND thread.id = thread_tag.thread_id
                    AND category.id = thread.category_id AND \(Visibility.threads(principal))))
            """
    }

    /// By its name, or by another word for it.
    static func tag(
        _ name: String, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Tag? {
        try transaction.first(
            """
            SELECT tag.id, tag.name, tag.uses FROM tag
            WHERE tag.id = COALESCE((SELECT synonym.tag_id FROM tag_synonym AS synonym WHERE synonym.name = \(name)),
                (SELECT own.id FROM tag AS own WHERE own.name = \(name))) AND \(visible(principal))
            """, decodeTag)
    }

    static func tag(
        id: String, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Tag? {
        try transaction.first(
            "SELECT tag.id, tag.name, tag.uses FROM tag WHERE tag.id = \(id) AND \(visible(principal))", decodeTag)
    }

    static func tags(byID ids: [String], in transaction: any Transaction) throws -> [Tag] {
        try transaction.rows(
            """
            SELECT tag.id, tag.name, tag.uses FROM tag
            WHERE \(transaction.dialect.anyOf("tag.id", ids)) AND tag.uses > 0
            """, decodeTag)
    }

    /// Gives a thread other tags, uncounted: whoever calls counts what is shown.
    static func replaceTags(
        of thread: ThreadID, with names: [String], at createdAt: Timestamp, ids: IdentifierSource,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM thread_tag WHERE thread_id = \(thread)")
        try attach(names, to: thread, of: .staff, at: createdAt, ids: ids, in: transaction)
        try transaction.execute("UPDATE forum_thread SET revision = revision + 1 WHERE id = \(thread)")
    }

    /// Ties a new thread to its tags, made where they are new. Only threads that everyone may see count as uses:
    /// the words of staff's own threads and of groups are seen by nobody else.
    static func attach(
        _ names: [String], to thread: ThreadID, of audience: Category.Audience, at now: Timestamp,
        ids: IdentifierSource, in transaction: any WriteTransaction
    ) throws {
        let uses = audience == .everyone ? 1 : 0
        for name in try TagSynonymRepository.resolved(names, in: transaction) {
            let newID: Identifier<Tag> = ids.next(at: now)
            let id = try transaction.first(
                """
                INSERT INTO tag (id, name, uses, created_at) VALUES (\(newID), \(name), \(uses), \(now))
                ON CONFLICT (name) DO UPDATE SET uses = tag.uses + excluded.uses RETURNING id
                """
            ) { $0.text(0) }
            guard let id else { continue }
            try transaction.execute(
                "INSERT INTO thread_tag (thread_id, tag_id, created_at) VALUES (\(thread), \(id), \(now))")
            if audience == .everyone { transaction.touch(.enters(scope: "pub", entity: "tag", id: id)) }
        }
    }
}
