import Core
import Storage
import Visibility

/// SQL over groups; internal to the feature.
enum GroupRepository {
    private static let columns: Query = """
        member_group.id, member_group.slug, member_group.name, member_group.about, member_group.visibility,
        member_group.joining, member_group.questions, member_group.member_days, member_group.member_count,
        member_group.created_at, member_group.revision, mine.state, mine.is_moderator, mine.since, mine.expires_at
        """

    /// With how the reader stands to each; of a visitor there is nothing to join.
    private static func joined(_ member: MemberID?) -> Query {
        """
        member_group LEFT JOIN group_member AS mine
        ON mine.group_id = member_group.id AND mine.account_id = \(member?.text ?? "")
        """
    }

    private static func decode(_ row: any ResultRow) -> MemberGroup {
        let content = GroupContent(
            name: row.text(2), about: row.text(3), sight: GroupSight(rawValue: row.text(4)) ?? .secret,
            joining: GroupJoining(rawValue: row.text(5)) ?? .invite,
            questions: row.text(6).split(separator: "\n").map(String.init),
            memberDays: row.isNull(7) ? nil : row.int(7))
        let own = row.textOrNil(11).flatMap(GroupMemberState.init(rawValue:)).map { state in
            GroupMembership(
                state: state, isModerator: row.flag(12), since: row.time(13), expiresAt: row.timeOrNil(14))
        }
        return MemberGroup(
            id: row.id(0), slug: row.text(1), content: content, memberCount: row.int(8), createdAt: row.time(9),
            revision: row.integer(10), own: own)
    }

    // MARK: Reading

    /// One page of those that everybody may know of, the newest first, and one more if there is a next page.
    static func groups(
        after cursor: PageCursor?, limit: Int, for member: MemberID?, in transaction: any Transaction
    ) throws -> [MemberGroup] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined(member))
            WHERE member_group.visibility <> 'secret'
                AND (member_group.created_at, member_group.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY member_group.created_at DESC, member_group.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func cursor(after group: MemberGroup) -> PageCursor {
        PageCursor(key: group.createdAt.milliseconds, id: group.id.text)
    }

    /// Those that the member is in, is invited to or asks to join.
    static func own(of member: MemberID, in transaction: any Transaction) throws -> [MemberGroup] {
        try transaction.rows(
            """
            SELECT \(columns) FROM group_member AS mine CROSS JOIN member_group
            WHERE mine.account_id = \(member) AND mine.state IN ('member', 'invited', 'asked')
                AND member_group.id = mine.group_id
            """, decode)
    }

    static func byID(
        _ ids: [String], visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [MemberGroup] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined(principal.member?.id))
            WHERE \(transaction.dialect.anyOf("member_group.id", ids)) AND \(Visibility.groups(principal))
            """, decode)
    }

    static func group(
        slug: String, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> MemberGroup? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(joined(principal.member?.id))
            WHERE member_group.slug = \(slug) AND \(Visibility.groups(principal))
            """, decode)
    }

    /// Whether there is such a group, seen or not.
    static func exists(slug: String, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM member_group WHERE slug = \(slug)")
    }

    static func exists(_ id: GroupID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM member_group WHERE id = \(id)")
    }

    // MARK: Writing

    static func insert(
        _ id: GroupID, slug: String, _ content: GroupContent, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO member_group (id, slug, name, about, visibility, joining, questions, member_days, created_at,
                updated_at)
            VALUES (\(id), \(slug), \(content.name), \(content.about), \(content.sight.rawValue),
                \(content.joining.rawValue), \(content.questions.joined(separator: "\n")), \(content.memberDays), \(now),
                \(now))
            """)
    }

    static func update(
        _ id: GroupID, _ content: GroupContent, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE member_group SET name = \(content.name), about = \(content.about),
                joining = \(content.joining.rawValue), questions = \(content.questions.joined(separator: "\n")),
                member_days = \(content.memberDays), updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    /// Counts a member more or less.
    static func count(_ difference: Int, in id: GroupID, _ transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE member_group SET member_count = member_count + \(difference) WHERE id = \(id)")
    }
}
