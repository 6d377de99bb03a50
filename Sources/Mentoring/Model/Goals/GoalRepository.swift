import Core
import Storage

/// SQL over what the two of a mentorship want to reach; internal to the feature.
enum GoalRepository {
    private static let columns: Query = """
        goal.id, goal.mentorship_id, goal.side, goal.body, goal.done_at, goal.created_at, goal.updated_at, goal.revision
        """

    private static func decode(_ row: any ResultRow) -> MentorshipGoal {
        MentorshipGoal(
            id: row.id(0), mentorship: row.id(1), side: MentorshipSide(rawValue: row.text(2)) ?? .mentee,
            body: row.text(3), doneAt: row.timeOrNil(4), createdAt: row.time(5), updatedAt: row.time(6),
            version: row.integer(7))
    }

    /// All of a mentorship, the first first: there are not many.
    static func goals(
        in mentorship: MentorshipID, _ transaction: any Transaction
    ) throws -> [MentorshipGoal] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_goal AS goal WHERE goal.mentorship_id = \(mentorship)
            ORDER BY goal.created_at, goal.id
            """, decode)
    }

    /// Those of the member's mentorships.
    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [MentorshipGoal] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_goal AS goal CROSS JOIN mentorship
            WHERE \(transaction.dialect.anyOf("goal.id", ids)) AND mentorship.id = goal.mentorship_id
                AND (mentorship.mentor_id = \(member) OR mentorship.mentee_id = \(member))
            """, decode)
    }

    /// Those that the member added, in whichever mentorship.
    static func added(by member: MemberID, in transaction: any Transaction) throws -> [MentorshipGoal] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship CROSS JOIN mentorship_goal AS goal
            WHERE (mentorship.mentor_id = \(member) OR mentorship.mentee_id = \(member))
                AND goal.mentorship_id = mentorship.id
                AND goal.side = CASE WHEN mentorship.mentor_id = \(member) THEN 'mentor' ELSE 'mentee' END
            ORDER BY goal.created_at, goal.id
            """, decode)
    }

    static func exists(_ id: MentorshipGoalID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentorship_goal WHERE id = \(id)")
    }

    static func insert(_ goal: MentorshipGoal, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO mentorship_goal (id, mentorship_id, side, body, done_at, created_at, updated_at)
            VALUES (\(goal.id), \(goal.mentorship), \(goal.side.rawValue), \(goal.body), \(goal.doneAt),
                \(goal.createdAt), \(goal.updatedAt))
            """)
    }

    static func update(_ goal: MentorshipGoal, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE mentorship_goal SET body = \(goal.body), done_at = \(goal.doneAt), updated_at = \(goal.updatedAt),
                revision = \(goal.version)
            WHERE id = \(goal.id)
            """)
    }

    static func remove(_ id: MentorshipGoalID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM mentorship_goal WHERE id = \(id)")
    }
}
