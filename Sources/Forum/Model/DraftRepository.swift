import Core
import Foundation
import Storage
import Sync

/// SQL over drafts; internal to the feature.
enum DraftRepository {
    private static let columns: Query = """
        draft.id, draft.kind, draft.target_id, draft.category_id, draft.thread_kind, draft.title, draft.body, draft.tags,
        draft.updated_at, draft.revision, draft.poll, draft.is_anonymous, draft.pathway_id
        """

    private static func decode(_ row: any ResultRow) -> Draft {
        Draft(
            id: row.id(0), kind: Draft.Kind(rawValue: row.text(1)) ?? .thread, targetId: row.textOrNil(2),
            categoryId: row.textOrNil(3), threadKind: row.textOrNil(4), title: row.text(5), body: row.text(6),
            tags: row.text(7).split(separator: "\n").map(String.init), pathwayId: row.textOrNil(12),
            anonymous: row.flag(11) ? true : nil, updatedAt: row.time(8), revision: row.integer(9),
            poll: row.textOrNil(10).flatMap(poll))
    }

    private static func poll(_ json: String) -> DraftedPoll? {
        try? JSONDecoder().decode(DraftedPoll.self, from: Data(json.utf8))
    }

    static func owner(of id: DraftID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT account_id FROM draft WHERE id = \(id)") { $0.id(0) }
    }

    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM draft WHERE account_id = \(member)"))
    }

    static func save(_ draft: Draft, of member: MemberID, in transaction: any WriteTransaction) throws {
        let poll = try draft.poll.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try transaction.execute(
            """
            INSERT INTO draft (id, account_id, kind, target_id, category_id, thread_kind, title, body, tags, updated_at,
                poll, is_anonymous, pathway_id)
            VALUES (\(draft.id), \(member), \(draft.kind.rawValue), \(draft.targetId), \(draft.categoryId),
                \(draft.threadKind), \(draft.title), \(draft.body), \(draft.tags.joined(separator: "\n")),
                \(draft.updatedAt), \(poll), \(draft.anonymous ?? false), \(draft.pathwayId))
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, target_id = excluded.target_id,
                category_id = excluded.category_id, thread_kind = excluded.thread_kind, title = excluded.title,
                body = excluded.body, tags = excluded.tags, updated_at = excluded.updated_at,
                poll = excluded.poll, is_anonymous = excluded.is_anonymous, pathway_id = excluded.pathway_id,
                revision = draft.revision + 1
            """)
    }

    static func draft(_ id: DraftID, of member: MemberID, in transaction: any Transaction) throws -> Draft? {
        try transaction.first(
            "SELECT \(columns) FROM draft WHERE draft.id = \(id) AND draft.account_id = \(member)", decode)
    }

    static func drafts(
        of member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Draft] {
        try transaction.rows(
            """
            SELECT \(columns) FROM draft WHERE draft.account_id = \(member)
                AND (draft.updated_at, draft.id) < (\(cursor?.key ?? Int64.max), \(cursor?.id ?? ""))
            ORDER BY draft.updated_at DESC, draft.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func byID(_ ids: [String], of member: MemberID, in transaction: any Transaction) throws -> [Draft] {
        try transaction.rows(
            """
            SELECT \(columns) FROM draft
            WHERE \(transaction.dialect.anyOf("draft.id", ids)) AND draft.account_id = \(member)
            """, decode)
    }

    static func remove(_ id: DraftID, of member: MemberID, in transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM draft WHERE id = \(id) AND account_id = \(member)") > 0
    }
}

/// The member's own drafts.
struct DraftCollection: SyncedCollection {
    let entity = "draft"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let drafts = try DraftRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: drafts.map { ($0.id.text, $0) })
    }
}
