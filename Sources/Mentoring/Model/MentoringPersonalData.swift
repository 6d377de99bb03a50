import Core
import Storage

/// What mentoring knows of a member. Private rules are the member's own: they are in no other's export.
package struct MentoringPersonalData: PersonalData {
    package let tables: Set<String> = [
        "mentor_profile", "mentor_stay", "mentor_experience", "mentor_facet", "mentee_profile", "availability_window",
        "availability_exception", "mentoring_private_rule", "mentoring_unwanted", "mentoring_kept_apart",
        "mentoring_adult", "mentor_review",
        "mentor_exposure", "mentor_shown", "mentor_question",
        "mentoring_pause", "mentoring_case",
    ]

    package init() {}

    /// More than anybody has.
    private static let everything = 100_000

    private struct Confirmation: Encodable, Sendable {
        let isAdult: Bool
        let confirmedAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let id = member.id
        let rules = try PrivateRuleRepository.own(of: id, in: transaction)
        let hours = try MenteeRepository.hours(of: [id.text], in: transaction)[id.text]
        let adult = try transaction.rows(
            "SELECT confirmed_at FROM mentoring_adult WHERE account_id = \(id)"
        ) { Confirmation(isAdult: true, confirmedAt: $0.time(0)) }
        return [
            "mentorProfile": try MentorRepository.mentor(id, in: transaction).map { [OwnMentorRecord($0)] } ?? [],
            "menteeProfile": try MenteeRepository.mentee(id, in: transaction).map { [OwnMenteeRecord($0)] } ?? [],
            "mentoringHours": hours.map { [HoursRecord($0)] } ?? [],
            "mentoringRules": rules == OwnPrivateRules() ? [] : [PrivateRulesRecord(rules)],
            "mentorReviews": try ReviewRepository.all(of: id, in: transaction).map(MentorReviewRecord.init),
            "mentoringAge": adult,
            "offeredQuestions": try QuestionRepository.all(of: id, in: transaction),
            "mentoringCases": try MentoringCaseRepository.opened(
                by: id, after: nil, limit: Self.everything, in: transaction
            ).map(OwnMentoringCaseRecord.init),
            "mentoringPauses": try MentoringPauseRepository.all(of: id, in: transaction).map(
                MentoringPauseRecord.init),
        ]
    }

    /// All of it goes, and what others noted of the member as a mentor.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        if try transaction.execute("DELETE FROM mentor_profile WHERE account_id = \(member)") > 0 {
            MentorRepository.leave(member, in: transaction)
        }
        for statement: Query in [
            "DELETE FROM mentee_profile WHERE account_id = \(member)",
            "DELETE FROM availability_window WHERE account_id = \(member)",
            "DELETE FROM availability_exception WHERE account_id = \(member)",
            "DELETE FROM mentoring_private_rule WHERE account_id = \(member)",
            "DELETE FROM mentoring_unwanted WHERE account_id = \(member) OR mentor_id = \(member)",
            "DELETE FROM mentoring_kept_apart WHERE account_id = \(member) OR other_id = \(member)",
            "DELETE FROM mentoring_adult WHERE account_id = \(member)",
            "DELETE FROM mentor_exposure WHERE mentor_id = \(member)",
            "DELETE FROM mentor_shown WHERE mentee_id = \(member) OR mentor_id = \(member)",
            "DELETE FROM mentor_review WHERE account_id = \(member)",
            "DELETE FROM mentor_question WHERE mentor_id = \(member)",
            "DELETE FROM mentoring_case WHERE account_id = \(member)",
            "UPDATE mentoring_case SET opened_by = NULL, words = '' WHERE opened_by = \(member)",
            "DELETE FROM mentoring_pause WHERE account_id = \(member)",
        ] { try transaction.execute(statement) }
    }
}

extension MentoringService {
    /// Every row of mentoring that is in a scope: the matcher's own, which no device follows.
    package static let indexedRows: [Query] = [
        "SELECT 'mentors', 'mentor', account_id FROM mentor_profile"
    ]
}
