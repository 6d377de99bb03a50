import Core
import Storage

/// SQL over what moderators decide of mentorships; internal to the feature.
enum MentoringCaseRepository {
    private static let columns: Query = """
        matter.id, matter.kind, matter.mentorship_id, matter.target_id, matter.reason, matter.words, matter.state,
        matter.answer, matter.opened_at, matter.decided_at, about.id, about.username, about.display_name, opener.id,
        opener.username, opener.display_name
        """
    private static let joined: Query = """
        mentoring_case AS matter CROSS JOIN account_public AS about
        LEFT JOIN account_public AS opener ON opener.id = matter.opened_by
        """

    private static func decode(_ row: any ResultRow) -> MentoringCase {
        MentoringCase(
            id: row.id(0), kind: MentoringCaseKind(rawValue: row.text(1)) ?? .report,
            about: MentoringName(id: row.id(10), username: row.text(11), displayName: row.text(12)),
            openedBy: row.isNull(13)
                ? nil : MentoringName(id: row.id(13), username: row.text(14), displayName: row.text(15)),
            mentorship: row.idOrNil(2), target: row.text(3), reason: row.text(4), words: row.text(5),
            state: MentoringCaseState(rawValue: row.text(6)) ?? .closed, answer: row.text(7), openedAt: row.time(8),
            decidedAt: row.timeOrNil(9))
    }

    // MARK: Reading

    static func found(_ id: MentoringCaseID, in transaction: any Transaction) throws -> MentoringCase? {
        try transaction.first(
            "SELECT \(columns) FROM \(joined) WHERE matter.id = \(id) AND about.id = matter.account_id", decode)
    }

    /// What a member opened about a target.
    static func found(
        _ kind: MentoringCaseKind, _ target: String, by member: MemberID, in transaction: any Transaction
    ) throws -> MentoringCase? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(joined)
            WHERE matter.opened_by = \(member) AND matter.kind = \(kind.rawValue) AND matter.target_id = \(target)
                AND about.id = matter.account_id
            """, decode)
    }

    /// A page of those that wait, the oldest first, and one more if there is a next page.
    static func open(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [MentoringCase] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE matter.state = 'open' AND (matter.opened_at, matter.id) > (\(cursor?.key ?? 0), \(cursor?.id ?? ""))
                AND about.id = matter.account_id
            ORDER BY matter.opened_at, matter.id LIMIT \(limit + 1)
            """, decode)
    }

    /// A page of what a member waits or waited for, the newest first, and one more if there is a next page.
    static func opened(
        by member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [MentoringCase] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE matter.opened_by = \(member)
                AND (matter.opened_at, matter.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND about.id = matter.account_id
            ORDER BY matter.opened_at DESC, matter.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// The same cases with what a moderator may read of each: a fixed number of questions, however many they are.
    static func withContents(
        _ cases: [MentoringCase], in transaction: any Transaction
    ) throws -> [MentoringCase] {
        let requests = try requests(of: cases, in: transaction)
        let messages = try messages(of: cases, in: transaction)
        let pauses = try MentoringPauseRepository.byID(
            cases.filter { $0.kind == .appeal }.map(\.target), in: transaction)
        return cases.map { found in
            var found = found
            switch found.kind {
            case .appeal:
                if let pause = pauses.first(where: { $0.id.text == found.target }) { found.content = .pause(pause) }
            case .held, .report:
                if let body = messages[found.target] {
                    found.content = .message(body)
                } else if let asked = requests[found.target], asked.mentee.id == found.about.id {
                    found.content = .request(asked.request, of: asked.mentor)
                }
            }
            return found
        }
    }

    private static func requests(
        of cases: [MentoringCase], in transaction: any Transaction
    ) throws -> [String: Mentorship] {
        let ids = cases.filter { $0.kind != .appeal }.map(\.target)
        guard !ids.isEmpty else { return [:] }
        let found = try MentorshipRepository.byID(ids, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, $0) })
    }

    private static func messages(
        of cases: [MentoringCase], in transaction: any Transaction
    ) throws -> [String: String] {
        let ids = cases.filter { $0.kind == .report && $0.target != $0.mentorship?.text }.map(\.target)
        guard !ids.isEmpty else { return [:] }
        let found = try transaction.rows(
            "SELECT id, body FROM mentorship_message WHERE \(transaction.dialect.anyOf("id", ids))"
        ) { ($0.text(0), $0.text(1)) }
        return Dictionary(uniqueKeysWithValues: found)
    }

    // MARK: Writing

    /// Something that is to be decided.
    struct New {
        let kind: MentoringCaseKind
        let about: MemberID
        let openedBy: MemberID
        let mentorship: MentorshipID?
        let target: String
        let reason: String
        var words = ""
    }

    static func open(
        _ new: New, _ id: MentoringCaseID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_case (id, kind, account_id, opened_by, mentorship_id, target_id, reason, words, state,
                opened_at)
            VALUES (\(id), \(new.kind.rawValue), \(new.about), \(new.openedBy), \(new.mentorship), \(new.target),
                \(new.reason), \(new.words), 'open', \(now))
            """)
    }

    static func decide(
        _ id: MentoringCaseID, isGranted: Bool, answer: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_case SET state = \(isGranted ? "granted" : "refused"), answer = \(answer),
                decided_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// A request that waits no more, whoever ended it.
    static func closeHeld(
        _ mentorship: MentorshipID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_case SET state = 'closed', decided_at = \(now)
            WHERE mentorship_id = \(mentorship) AND kind = 'held' AND state = 'open'
            """)
    }
}
