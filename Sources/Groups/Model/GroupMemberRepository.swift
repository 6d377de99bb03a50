import Core
import Storage

/// SQL over who is in groups, or wants to be; internal to the feature.
enum GroupMemberRepository {
    private static let columns: Query = """
        membership.state, membership.is_moderator, membership.since, membership.expires_at,
        person.id, person.username, person.display_name
        """

    private static func decode(_ row: any ResultRow) -> GroupMember {
        GroupMember(
            member: GroupMemberName(id: row.id(4), username: row.text(5), displayName: row.text(6)),
            state: GroupMemberState(rawValue: row.text(0)) ?? .left, isModerator: row.flag(1), since: row.time(2),
            expiresAt: row.timeOrNil(3))
    }

    // MARK: Reading

    /// One page of those in a state, who came first first, and one more if there is a next page.
    static func members(
        _ state: GroupMemberState, in group: GroupID, after cursor: PageCursor?, limit: Int,
        _ transaction: any Transaction
    ) throws -> [GroupMember] {
        try transaction.rows(
            """
            SELECT \(columns) FROM group_member AS membership CROSS JOIN account_public AS person
            WHERE membership.group_id = \(group) AND membership.state = \(state.rawValue)
                AND (membership.since, membership.account_id) > (\(cursor?.key ?? Int64.min), \(cursor?.id ?? ""))
                AND person.id = membership.account_id
            ORDER BY membership.since, membership.account_id LIMIT \(limit + 1)
            """, decode)
    }

    static func cursor(after member: GroupMember) -> PageCursor {
        PageCursor(key: member.since.milliseconds, id: member.member.id.text)
    }

    static func member(
        _ member: MemberID, in group: GroupID, _ transaction: any Transaction
    ) throws -> GroupMember? {
        try transaction.first(
            """
            SELECT \(columns) FROM group_member AS membership CROSS JOIN account_public AS person
            WHERE membership.group_id = \(group) AND membership.account_id = \(member)
                AND person.id = membership.account_id
            """, decode)
    }

    static func moderators(of group: GroupID, _ transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            "SELECT account_id FROM group_member WHERE group_id = \(group) AND is_moderator = 1 ORDER BY account_id"
        ) { $0.id(0) }
    }

    /// Groups that a member moderates.
    static func moderated(by member: MemberID, _ transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM group_member
                WHERE account_id = \(member) AND state = 'member' AND is_moderator = 1
                """))
    }

    /// Who is in it longest, besides one.
    static func eldest(
        of group: GroupID, besides member: MemberID, _ transaction: any Transaction
    ) throws -> MemberID? {
        try transaction.first(
            """
            SELECT account_id FROM group_member
            WHERE group_id = \(group) AND state = 'member' AND account_id <> \(member)
            ORDER BY since, account_id LIMIT 1
            """
        ) { $0.id(0) }
    }

    static func expired(
        at now: Timestamp, limit: Int, _ transaction: any Transaction
    ) throws -> [(member: MemberID, group: GroupID)] {
        try transaction.rows(
            """
            SELECT account_id, group_id FROM group_member
            WHERE state = 'member' AND expires_at IS NOT NULL AND expires_at <= \(now)
            ORDER BY expires_at LIMIT \(limit)
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    /// The account with this name, unless one of the two blocked the other.
    /// - Returns: `nil` for nobody; `isApart` for somebody to whom nothing is to be said.
    static func account(
        _ username: String, from inviter: MemberID, _ transaction: any Transaction
    ) throws -> (id: MemberID, isApart: Bool)? {
        try transaction.first(
            """
            SELECT account.id, CASE WHEN EXISTS (SELECT 1 FROM member_apart
                WHERE member_apart.one_id = \(inviter) AND member_apart.other_id = account.id) THEN 1 ELSE 0 END
            FROM account WHERE lower(account.username) = \(username.lowercased()) AND account.state = 'active'
            """
        ) { ($0.id(0), $0.flag(1)) }
    }

    // MARK: Answers, declarations and vouches

    static func answers(
        of members: [MemberID], in group: GroupID, _ transaction: any Transaction
    ) throws -> [MemberID: [GroupMember.Answer]] {
        guard !members.isEmpty else { return [:] }
        let rows = try transaction.rows(
            """
            SELECT account_id, question, answer FROM group_answer
            WHERE group_id = \(group) AND \(transaction.dialect.anyOf("account_id", members.map(\.text)))
            ORDER BY account_id, place
            """
        ) { ($0.id(0, as: MemberMark.self), GroupMember.Answer(question: $0.text(1), answer: $0.text(2))) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    static func declarations(
        of members: [MemberID], in group: GroupID, _ transaction: any Transaction
    ) throws -> [MemberID: Timestamp] {
        guard !members.isEmpty else { return [:] }
        let rows = try transaction.rows(
            """
            SELECT account_id, declared_at FROM group_declaration
            WHERE group_id = \(group) AND \(transaction.dialect.anyOf("account_id", members.map(\.text)))
            """
        ) { ($0.id(0, as: MemberMark.self), $0.time(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    static func vouchers(
        of members: [MemberID], in group: GroupID, _ transaction: any Transaction
    ) throws -> [MemberID: Set<MemberID>] {
        guard !members.isEmpty else { return [:] }
        let rows = try transaction.rows(
            """
            SELECT account_id, voucher_id FROM group_vouch
            WHERE group_id = \(group) AND \(transaction.dialect.anyOf("account_id", members.map(\.text)))
            """
        ) { ($0.id(0, as: MemberMark.self), $0.id(1, as: MemberMark.self)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { Set($0.map(\.1)) }
    }

    // MARK: Writing

    /// Puts somebody into a state, whatever was before.
    static func set(
        _ state: GroupMemberState, of member: MemberID, in group: GroupID, isModerator: Bool = false,
        expiresAt: Timestamp? = nil, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO group_member (group_id, account_id, state, is_moderator, since, expires_at)
            VALUES (\(group), \(member), \(state.rawValue), \(isModerator), \(now), \(expiresAt))
            ON CONFLICT (group_id, account_id) DO UPDATE SET state = excluded.state,
                is_moderator = excluded.is_moderator, since = excluded.since, expires_at = excluded.expires_at
            """)
    }

    /// Of a membership that goes on.
    static func change(
        _ member: MemberID, in group: GroupID, isModerator: Bool, expiresAt: Timestamp?,
        _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE group_member SET is_moderator = \(isModerator), expires_at = \(expiresAt)
            WHERE group_id = \(group) AND account_id = \(member)
            """)
    }

    static func setAnswers(
        _ answers: [GroupMember.Answer], of member: MemberID, in group: GroupID, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM group_answer WHERE group_id = \(group) AND account_id = \(member)")
        for (place, answer) in answers.enumerated() {
            try transaction.execute(
                """
                INSERT INTO group_answer (group_id, account_id, place, question, answer)
                VALUES (\(group), \(member), \(place), \(answer.question), \(answer.answer))
                """)
        }
    }

    static func declare(
        _ member: MemberID, in group: GroupID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO group_declaration (group_id, account_id, declared_at) VALUES (\(group), \(member), \(now))
            ON CONFLICT (group_id, account_id) DO NOTHING
            """)
    }

    static func setVouch(
        _ isOn: Bool, for member: MemberID, by voucher: MemberID, in group: GroupID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws {
        if isOn {
            try transaction.execute(
                """
                INSERT INTO group_vouch (group_id, account_id, voucher_id, created_at)
                VALUES (\(group), \(member), \(voucher), \(now))
                ON CONFLICT (group_id, account_id, voucher_id) DO NOTHING
                """)
        } else {
            try transaction.execute(
                """
                DELETE FROM group_vouch
                WHERE group_id = \(group) AND account_id = \(member) AND voucher_id = \(voucher)
                """)
        }
    }

    /// Nothing is kept of what was said to be let in by one who is not.
    static func forget(_ member: MemberID, in group: GroupID, _ transaction: any WriteTransaction) throws {
        for statement: Query in [
            "DELETE FROM group_answer WHERE group_id = \(group) AND account_id = \(member)",
            "DELETE FROM group_declaration WHERE group_id = \(group) AND account_id = \(member)",
            "DELETE FROM group_vouch WHERE group_id = \(group) AND account_id = \(member)",
            "DELETE FROM group_vouch WHERE group_id = \(group) AND voucher_id = \(member)",
        ] { try transaction.execute(statement) }
    }
}
