import Core
import Storage

/// SQL over invitations, and over who may be found; internal to the feature.
enum InvitationRepository {
    private static let columns: Query = """
        invitation.id, invitation.track, invitation.message, invitation.state, invitation.created_at,
        invitation.deadline_at, invitation.ended_at, invitation.mentorship_id, mentor.id, mentor.username,
        mentor.display_name, mentee.id, mentee.username, mentee.display_name
        """
    /// CROSS JOIN keeps SQLite on the order written: along the list's index, until the page is full.
    private static let joined: Query = """
        mentorship_invitation AS invitation CROSS JOIN account_public AS mentor CROSS JOIN account_public AS mentee
        """
    private static let named: Query = "mentor.id = invitation.mentor_id AND mentee.id = invitation.mentee_id"

    private static func decode(_ row: any ResultRow) -> Invitation {
        Invitation(
            id: row.id(0), mentor: name(row, from: 8), mentee: name(row, from: 11),
            track: MentorshipTrack(rawValue: row.text(1)) ?? .career, message: row.text(2),
            state: InvitationState(rawValue: row.text(3)) ?? .closed, createdAt: row.time(4), deadlineAt: row.time(5),
            endedAt: row.timeOrNil(6), mentorship: row.idOrNil(7))
    }

    private static func name(_ row: any ResultRow, from first: Int) -> MentoringName {
        MentoringName(id: row.id(first), username: row.text(first + 1), displayName: row.text(first + 2))
    }

    // MARK: Reading

    /// One page of a member's on one side, the newest first, and one more if there is a next page.
    static func list(
        _ side: MentorshipSide, of member: MemberID, after cursor: PageCursor?, limit: Int,
        in transaction: any Transaction
    ) throws -> [Invitation] {
        let own: Query = side == .mentor ? "invitation.mentor_id" : "invitation.mentee_id"
        return try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(own) = \(member)
                AND (invitation.created_at, invitation.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND \(named)
            ORDER BY invitation.created_at DESC, invitation.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// One that is the member's own.
    static func one(
        _ id: InvitationID, of member: MemberID, in transaction: any Transaction
    ) throws -> Invitation? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(joined)
            WHERE invitation.id = \(id) AND (invitation.mentor_id = \(member) OR invitation.mentee_id = \(member))
                AND \(named)
            """, decode)
    }

    static func byID(_ ids: [String], in transaction: any Transaction) throws -> [Invitation] {
        try transaction.rows(
            "SELECT \(columns) FROM \(joined) WHERE \(transaction.dialect.anyOf("invitation.id", ids)) AND \(named)",
            decode)
    }

    static func exists(_ id: InvitationID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentorship_invitation WHERE id = \(id)")
    }

    /// Ids of those of a member that are open.
    static func open(of member: MemberID, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship_invitation WHERE mentor_id = \(member) AND state = 'open'
            UNION SELECT id FROM mentorship_invitation WHERE mentee_id = \(member) AND state = 'open'
            """
        ) { $0.text(0) }
    }

    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship_invitation WHERE state = 'open' AND deadline_at <= \(now)
            ORDER BY deadline_at, id LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    /// How many a mentor has open, and how many they sent since a moment.
    static func counts(
        of mentor: MemberID, since time: Timestamp, at now: Timestamp, in transaction: any Transaction
    ) throws -> (open: Int, sent: Int) {
        let open = try transaction.number(
            """
            SELECT count(*) FROM mentorship_invitation
            WHERE mentor_id = \(mentor) AND state = 'open' AND deadline_at > \(now)
            """)
        let sent = try transaction.number(
            "SELECT count(*) FROM mentorship_invitation WHERE mentor_id = \(mentor) AND created_at > \(time)")
        return (Int(open), Int(sent))
    }

    /// Whether the mentor has invited the mentee since a moment, and was not told yes.
    static func isInvited(
        _ mentee: MemberID, by mentor: MemberID, since time: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM mentorship_invitation
            WHERE mentor_id = \(mentor) AND created_at > \(time) AND mentee_id = \(mentee)
                AND state IN ('open', 'declined', 'expired')
            """)
    }

    // MARK: Writing

    static func insert(_ invitation: Invitation, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO mentorship_invitation (id, mentor_id, mentee_id, track, state, message, created_at, deadline_at)
            VALUES (\(invitation.id), \(invitation.mentor.id), \(invitation.mentee.id), \(invitation.track.rawValue),
                \(invitation.state.rawValue), \(invitation.message), \(invitation.createdAt), \(invitation.deadlineAt))
            """)
    }

    static func update(_ invitation: Invitation, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE mentorship_invitation SET state = \(invitation.state.rawValue), ended_at = \(invitation.endedAt),
                mentorship_id = \(invitation.mentorship)
            WHERE id = \(invitation.id)
            """)
    }

    // MARK: Who may be found

    static func isFindable(_ member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentee_findable WHERE account_id = \(member)")
    }

    static func setFindable(
        _ isOn: Bool, _ member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        guard isOn else {
            try transaction.execute("DELETE FROM mentee_findable WHERE account_id = \(member)")
            return
        }
        try transaction.execute(
            """
            INSERT INTO mentee_findable (account_id, since) VALUES (\(member), \(now))
            ON CONFLICT (account_id) DO NOTHING
            """)
    }

    /// A page of members who may be found, the newest first, and one more if there is a next page.
    static func findable(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [(member: MentoringName, since: Timestamp)] {
        try transaction.rows(
            """
            SELECT member.id, member.username, member.display_name, found.since
            FROM mentee_findable AS found CROSS JOIN account_public AS member CROSS JOIN account_standing AS standing
            WHERE (found.since, found.account_id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND member.id = found.account_id AND standing.id = found.account_id AND standing.is_good = 1
            ORDER BY found.since DESC, found.account_id DESC LIMIT \(limit + 1)
            """
        ) { (MentoringName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)), $0.time(3)) }
    }
}
