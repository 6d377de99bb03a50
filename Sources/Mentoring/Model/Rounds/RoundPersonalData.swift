import Core
import Storage

/// What rounds know of a member. What others said of them is not in it.
package struct RoundPersonalData: PersonalData {
    package let tables: Set<String> = [
        "mentoring_round", "mentoring_round_member", "mentoring_round_wish", "mentoring_round_answer",
        "mentoring_offer", "mentoring_round_pair",
    ]

    package init() {}

    private struct Part: Encodable, Sendable {
        let roundId: String
        let round: String
        let side: String
        let seats: Int
        let joinedAt: Timestamp
    }

    private struct Wish: Encodable, Sendable {
        let roundId: String
        let mentor: String
        let place: Int
    }

    private struct Said: Encodable, Sendable {
        let roundId: String
        let mentee: String
        let answer: String
    }

    private struct Offered: Encodable, Sendable {
        let id: String
        let roundId: String
        let side: String
        let state: String
        let answer: String?
        let createdAt: Timestamp
    }

    private struct Made: Encodable, Sendable {
        let id: String
        let name: String
        let createdAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let id = member.id
        return [
            "mentoringRounds": try parts(of: id, transaction), "mentoringRoundWishes": try wishes(of: id, transaction),
            "mentoringRoundAnswers": try said(by: id, transaction),
            "mentoringOffers": try offered(.mentee, id, transaction) + offered(.mentor, id, transaction),
            "mentoringRoundsMade": try transaction.rows(
                "SELECT id, name, created_at FROM mentoring_round WHERE created_by = \(id) ORDER BY created_at, id"
            ) { Made(id: $0.text(0), name: $0.text(1), createdAt: $0.time(2)) },
        ]
    }

    private func parts(of member: MemberID, _ transaction: any Transaction) throws -> [Part] {
        try transaction.rows(
            """
            SELECT round.id, round.name, part.side, part.seats, part.joined_at
            FROM mentoring_round_member AS part CROSS JOIN mentoring_round AS round
            WHERE part.account_id = \(member) AND round.id = part.round_id ORDER BY part.joined_at, round.id
            """
        ) {
            Part(
                roundId: $0.text(0), round: $0.text(1), side: $0.text(2), seats: $0.int(3), joinedAt: $0.time(4))
        }
    }

    private func wishes(of member: MemberID, _ transaction: any Transaction) throws -> [Wish] {
        try transaction.rows(
            """
            SELECT wish.round_id, mentor.username, wish.place
            FROM mentoring_round_wish AS wish CROSS JOIN account_public AS mentor
            WHERE wish.mentee_id = \(member) AND mentor.id = wish.mentor_id ORDER BY wish.round_id, wish.place
            """
        ) { Wish(roundId: $0.text(0), mentor: $0.text(1), place: $0.int(2)) }
    }

    private func said(by member: MemberID, _ transaction: any Transaction) throws -> [Said] {
        try transaction.rows(
            """
            SELECT answer.round_id, mentee.username, answer.answer
            FROM mentoring_round_answer AS answer CROSS JOIN account_public AS mentee
            WHERE answer.mentor_id = \(member) AND mentee.id = answer.mentee_id
            ORDER BY answer.round_id, mentee.username
            """
        ) { Said(roundId: $0.text(0), mentee: $0.text(1), answer: $0.text(2)) }
    }

    /// Of what was published: what was found and not told is nobody's yet.
    private func offered(
        _ side: MentorshipSide, _ member: MemberID, _ transaction: any Transaction
    ) throws -> [Offered] {
        let own: Query = side == .mentor ? "offer.mentor_id" : "offer.mentee_id"
        let answer: Query = side == .mentor ? "offer.mentor_answer" : "offer.mentee_answer"
        return try transaction.rows(
            """
            SELECT offer.id, offer.round_id, offer.state, \(answer), offer.created_at
            FROM mentoring_offer AS offer CROSS JOIN mentoring_round_run AS run
            WHERE \(own) = \(member) AND run.round_id = offer.round_id AND run.run = offer.run
                AND run.published_at IS NOT NULL ORDER BY offer.created_at, offer.id
            """
        ) {
            Offered(
                id: $0.text(0), roundId: $0.text(1), side: side.rawValue, state: $0.text(2), answer: $0.textOrNil(3),
                createdAt: $0.time(4))
        }
    }

    /// The member takes part no longer, and open offers are gone. Instances have no names: they stay.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for statement: Query in [
            "DELETE FROM mentoring_round_member WHERE account_id = \(member)",
            "DELETE FROM mentoring_round_wish WHERE mentee_id = \(member) OR mentor_id = \(member)",
            "DELETE FROM mentoring_round_answer WHERE mentee_id = \(member) OR mentor_id = \(member)",
            "DELETE FROM mentoring_round_pair WHERE mentee_id = \(member) OR mentor_id = \(member)",
            """
            UPDATE mentoring_offer SET state = 'withdrawn', updated_at = \(now)
            WHERE (mentee_id = \(member) OR mentor_id = \(member)) AND state = 'open'
            """,
            "UPDATE mentoring_offer SET explanation = '{}' WHERE mentee_id = \(member) OR mentor_id = \(member)",
            "UPDATE mentoring_round SET created_by = NULL WHERE created_by = \(member)",
        ] { try transaction.execute(statement) }
    }
}
