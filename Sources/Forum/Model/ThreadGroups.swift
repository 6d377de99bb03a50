import Core
import Storage
import Visibility

/// SQL over the groups that threads are of; internal to the feature.
enum ThreadGroupRepository {
    /// Groups in which the reader may read, by id.
    static func groups(
        _ ids: [GroupID], for principal: Principal, in transaction: any Transaction
    ) throws -> [GroupID: ThreadGroup] {
        guard !ids.isEmpty else { return [:] }
        let member: Query = principal.member.map { Visibility.isMember("\($0.id)") } ?? "1 = 0"
        let found = try transaction.rows(
            """
            SELECT member_group.id, member_group.slug, member_group.name, CASE WHEN \(member) THEN 1 ELSE 0 END
            FROM member_group
            WHERE \(transaction.dialect.anyOf("member_group.id", ids.map(\.text)))
                AND \(Visibility.insideGroups(principal))
            """
        ) { ThreadGroup(id: $0.id(0), slug: $0.text(1), name: $0.text(2), isMember: $0.flag(3)) }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// Whether the thread is of no group, or of one in which the reader may read, whatever its state.
    static func isWithinReach(
        _ thread: ThreadID, of principal: Principal, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM forum_thread AS thread WHERE thread.id = \(thread) AND \(Visibility.inGroups(principal))
            """)
    }

    /// Whether another published thread of the group shows the member.
    static func isShown(
        _ member: MemberID, in group: GroupID, besides thread: ThreadID, _ transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM forum_thread AS thread
            WHERE thread.author_id = \(member) AND thread.group_id = \(group) AND thread.state = 'published'
                AND thread.pseudonym IS NULL AND thread.id <> \(thread)
            """)
    }

    /// What the member wrote in the group and waits for a moderator or is hidden.
    static func withheld(
        of member: MemberID, in group: GroupID, _ transaction: any Transaction
    ) throws -> [(entity: String, id: String)] {
        try transaction.rows(
            """
            SELECT 'thread', thread.id FROM forum_thread AS thread
            WHERE thread.author_id = \(member) AND thread.state IN ('held', 'hidden') AND thread.group_id = \(group)
            UNION ALL SELECT 'post', post.id FROM forum_post AS post CROSS JOIN forum_thread AS thread
            WHERE post.author_id = \(member) AND post.state IN ('held', 'hidden') AND thread.id = post.thread_id
                AND thread.group_id = \(group)
            """
        ) { ($0.text(0), $0.text(1)) }
    }
}

extension ForumService {
    /// The group in which a member is about to start a thread.
    /// - Throws: `notFound` for one in which they may not read; `forbidden` with `group_members_only`.
    package func group(_ id: GroupID, as principal: Principal) async throws -> ThreadGroup {
        try await store.read { try writableGroup(id, as: principal, in: $0) }
    }

    /// A group in which the reader may read.
    /// - Throws: `notFound`.
    package func readableGroup(_ id: GroupID, as principal: Principal) async throws -> ThreadGroup {
        try await store.read { transaction in
            guard let group = try ThreadGroupRepository.groups([id], for: principal, in: transaction)[id] else {
                throw Problem.notFound
            }
            return group
        }
    }

    func writableGroup(
        _ id: GroupID, as principal: Principal, in transaction: any Transaction
    ) throws -> ThreadGroup {
        let groups = try ThreadGroupRepository.groups([id], for: principal, in: transaction)
        guard let group = groups[id] else { throw Problem.notFound }
        guard group.isMember else { throw Problem(.forbidden, "group_members_only") }
        return group
    }

    /// The slug of a group, as addresses have it, for lists and forms of its threads.
    /// - Throws: `notFound` for one in which the reader may not read.
    package func group(slug: String, as principal: Principal) async throws -> ThreadGroup {
        try await store.read { transaction in
            let id = try transaction.first("SELECT id FROM member_group WHERE slug = \(slug)") {
                $0.id(0, as: GroupMark.self)
            }
            let groups = try ThreadGroupRepository.groups(id.map { [$0] } ?? [], for: principal, in: transaction)
            guard let group = id.flatMap({ groups[$0] }) else { throw Problem.notFound }
            return group
        }
    }

    /// A member came into a group or left it: their devices look again at what of theirs waits for a moderator there.
    /// All else that is of the group is in scopes that they hold or hold no longer.
    package static func membershipChanged(
        of member: MemberID, in group: GroupID, _ transaction: any WriteTransaction
    ) throws {
        for row in try ThreadGroupRepository.withheld(of: member, in: group, transaction) {
            transaction.touch(.changes(entity: row.entity, id: row.id))
        }
    }
}
