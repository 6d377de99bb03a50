import Core
import Foundation
import Storage

/// SQL over what rounds found; internal to the feature.
enum OfferRepository {
    private static let columns: Query = """
        offer.id, offer.round_id, offer.run, offer.state, offer.choice, offer.explanation, offer.mentor_answer,
        offer.mentee_answer, offer.mentorship_id, run.deadline_at, mentor.id, mentor.username, mentor.display_name,
        mentee.id, mentee.username, mentee.display_name,
        (SELECT profile.goal FROM mentee_profile AS profile WHERE profile.account_id = offer.mentee_id)
        """
    /// CROSS JOIN keeps SQLite on the order written.
    private static let joined: Query = """
        mentoring_offer AS offer CROSS JOIN mentoring_round_run AS run CROSS JOIN account_public AS mentor
            CROSS JOIN account_public AS mentee
        """
    /// Of what was published; not between two whom a block keeps apart.
    private static let shown: Query = """
        run.round_id = offer.round_id AND run.run = offer.run AND run.published_at IS NOT NULL
            AND mentor.id = offer.mentor_id AND mentee.id = offer.mentee_id
            AND NOT EXISTS (SELECT 1 FROM mentoring_apart WHERE mentoring_apart.one_id = offer.mentor_id
                AND mentoring_apart.other_id = offer.mentee_id)
        """

    private static func decode(_ row: any ResultRow) -> RoundOffer {
        let explanation = try? JSONDecoder().decode(OfferExplanation.self, from: Data(row.text(5).utf8))
        var answers: [MentorshipSide: OfferAnswer] = [:]
        answers[.mentor] = row.textOrNil(6).flatMap(OfferAnswer.init(rawValue:))
        answers[.mentee] = row.textOrNil(7).flatMap(OfferAnswer.init(rawValue:))
        return RoundOffer(
            id: row.id(0), round: row.id(1), run: row.int(2), mentor: name(row, 10), mentee: name(row, 13),
            state: OfferState(rawValue: row.text(3)) ?? .withdrawn, choice: row.int(4),
            goal: row.textOrNil(16) ?? "", explanation: explanation ?? OfferExplanation(), answers: answers,
            deadlineAt: row.time(9),
            mentorshipID: row.idOrNil(8))
    }

    private static func name(_ row: any ResultRow, _ first: Int) -> MentoringName {
        MentoringName(id: row.id(first), username: row.text(first + 1), displayName: row.text(first + 2))
    }

    // MARK: Reading

    /// A member's own offers of a round that were published.
    static func offers(
        of member: MemberID, in round: RoundID, _ transaction: any Transaction
    ) throws -> [RoundOffer] {
        let sides: [Query] = ["offer.mentee_id", "offer.mentor_id"]
        return try sides.flatMap { side in
            try transaction.rows(
                """
                SELECT \(columns) FROM \(joined)
                WHERE \(side) = \(member) AND offer.round_id = \(round) AND \(shown)
                ORDER BY offer.run DESC, offer.id
                """, decode)
        }
    }

    static func offer(_ id: OfferID, in round: RoundID, _ transaction: any Transaction) throws -> RoundOffer? {
        try transaction.first(
            "SELECT \(columns) FROM \(joined) WHERE offer.id = \(id) AND offer.round_id = \(round) AND \(shown)",
            decode)
    }

    /// How many still wait for an answer.
    static func open(of round: RoundID, at now: Timestamp, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentoring_offer AS offer CROSS JOIN mentoring_round_run AS run
                WHERE offer.round_id = \(round) AND offer.state = 'open' AND run.round_id = offer.round_id
                    AND run.run = offer.run AND run.deadline_at > \(now)
                """))
    }

    /// What was answered to every offer of a round.
    static func answers(
        of round: RoundID, in transaction: any Transaction
    ) throws -> [(
        mentor: String, mentee: String, mentorSaid: OfferAnswer?, menteeSaid: OfferAnswer?, isConfirmed: Bool
    )] {
        try transaction.rows(
            """
            SELECT mentor_id, mentee_id, mentor_answer, mentee_answer, state FROM mentoring_offer
            WHERE round_id = \(round)
            """
        ) { row in
            (
                row.text(0), row.text(1), row.textOrNil(2).flatMap(OfferAnswer.init(rawValue:)),
                row.textOrNil(3).flatMap(OfferAnswer.init(rawValue:)), row.text(4) == "confirmed"
            )
        }
    }

    /// Mentees of a round who have a mentor on its track.
    static func seated(of round: Round, at now: Timestamp, in transaction: any Transaction) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT member.account_id FROM mentoring_round_member AS member CROSS JOIN mentorship
                WHERE member.round_id = \(round.id) AND member.side = 'mentee'
                    AND mentorship.mentee_id = member.account_id AND mentorship.track = \(round.track.rawValue)
                    AND mentorship.state IN ('accepted', 'active', 'paused') AND mentorship.deadline_at > \(now)
                """
            ) { $0.text(0) })
    }

    /// How offers of a round stand: open, confirmed, declined, withdrawn.
    static func counts(of round: RoundID, in transaction: any Transaction) throws -> [String: Int] {
        let rows = try transaction.rows(
            "SELECT state, count(*) FROM mentoring_offer WHERE round_id = \(round) GROUP BY state"
        ) { ($0.text(0), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Members who were offered somebody by a matching.
    static func offered(
        _ members: [String], run: Int, of round: RoundID, in transaction: any Transaction
    ) throws -> Set<String> {
        let sides: [Query] = ["mentor_id", "mentee_id"]
        return Set(
            try sides.flatMap { side in
                try transaction.rows(
                    """
                    SELECT \(side) FROM mentoring_offer
                    WHERE \(transaction.dialect.anyOf(side, members)) AND round_id = \(round) AND run = \(run)
                        AND state = 'open'
                    """
                ) { $0.text(0) }
            })
    }

    // MARK: Writing

    struct New: Sendable {
        let id: OfferID
        let mentor: String
        let mentee: String
        let choice: Int
        let explanation: String
    }

    static func add(
        _ offers: some Sequence<New>, to run: RoundRun, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for offer in offers {
            try transaction.execute(
                """
                INSERT INTO mentoring_offer (id, round_id, run, mentor_id, mentee_id, state, choice, explanation,
                    created_at, updated_at)
                VALUES (\(offer.id), \(run.round), \(run.number), \(offer.mentor), \(offer.mentee), 'open',
                    \(offer.choice), \(offer.explanation), \(now), \(now))
                """)
        }
    }

    static func update(_ offer: RoundOffer, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE mentoring_offer SET state = \(offer.state.rawValue),
                mentor_answer = \(offer.answers[.mentor]?.rawValue),
                mentee_answer = \(offer.answers[.mentee]?.rawValue), mentorship_id = \(offer.mentorshipID),
                updated_at = \(now)
            WHERE id = \(offer.id)
            """)
    }
}
