import Core
import Matching
import Storage

/// What the two thought of a mentorship: for the matcher and for themselves.
extension MentorshipService {
    /// What the member said of a mentorship; `nil` while they said nothing.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func feedback(on id: MentorshipID, as principal: Principal) async throws -> MentorshipFeedback? {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            _ = try own(id, member.id, transaction)
            return try FeedbackRepository.feedback(of: member.id, on: id, in: transaction)
        }
    }

    /// Says what one thought of it, once, in the fourteen days after it was completed. Sent twice with the same words,
    /// it is said once. What was problematic ends whatever else lies between the two.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming the fields; `conflict` with
    ///   `feedback_given`, `feedback_closed` or `id_conflict`.
    package func give(
        _ draft: MentorshipFeedbackDraft, on id: MentorshipID, as principal: Principal
    ) async throws -> (feedback: MentorshipFeedback, isNew: Bool) {
        let valid = try draft.validated()
        return try await store.write { try give(valid, draft.id, on: id, as: principal, in: $0) }
    }

    func give(
        _ valid: MentorshipFeedbackDraft.Valid, _ sent: MentorshipFeedbackID?, on id: MentorshipID,
        as principal: Principal, in transaction: any WriteTransaction
    ) throws -> (feedback: MentorshipFeedback, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        let mentorship = try own(id, member.id, transaction)
        guard let side = mentorship.side(of: member.id) else { throw Problem.notFound }
        if let known = try FeedbackRepository.feedback(of: member.id, on: id, in: transaction) {
            let isSame =
                known.rating == valid.rating && known.isProblematic == valid.isProblematic && known.body == valid.body
                && known.asksAgain == valid.asksAgain
            if isSame { return (known, false) }
            return (try askAgain(valid, over: known, of: mentorship, member.id, at: now, in: transaction), false)
        }
        if let sent, try FeedbackRepository.exists(sent, in: transaction) { throw Problem(.conflict, "id_conflict") }
        guard mentorship.course.takesFeedback(at: now) else { throw Problem(.conflict, "feedback_closed") }
        let feedback = MentorshipFeedback(
            id: sent ?? ids.next(at: now), mentorship: id, side: side, rating: valid.rating,
            isProblematic: valid.isProblematic, asksAgain: valid.asksAgain, body: valid.body, createdAt: now)
        try FeedbackRepository.insert(feedback, of: member.id, in: transaction)
        transaction.touch(.enters(scope: "u:\(member.id)", entity: "feedback", id: feedback.id.text))
        if valid.isProblematic {
            try close(between: member.id, and: mentorship.name(of: side.other).id, causedBy: member.id, in: transaction)
        }
        // The matcher counts the stars; the other's devices hear nothing.
        if side == .mentee, try MentorshipLoad.hasProfile(mentorship.mentor.id, in: transaction) {
            MentorRepository.touch(mentorship.mentor.id, in: transaction)
        }
        return (feedback, true)
    }

    /// What was said stands; that one would go on with the same person after all is added to it, while there is time.
    private func askAgain(
        _ valid: MentorshipFeedbackDraft.Valid, over known: MentorshipFeedback, of mentorship: Mentorship,
        _ member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MentorshipFeedback {
        let addsThatAlone =
            valid.asksAgain && !known.asksAgain && !known.isProblematic && valid.rating == known.rating
            && valid.body == known.body && !valid.isProblematic
        guard addsThatAlone, mentorship.course.takesFeedback(at: now) else {
            throw Problem(.conflict, "feedback_given")
        }
        try FeedbackRepository.askAgain(known.id, in: transaction)
        transaction.touch(.changes(entity: "feedback", id: known.id.text))
        return try FeedbackRepository.feedback(of: member, on: mentorship.id, in: transaction) ?? known
    }

    /// Asks both what they thought of it.
    func inviteFeedback(on mentorship: Mentorship, in transaction: any WriteTransaction) throws {
        for side in MentorshipSide.allCases { try tell(.mentorFeedback, side, of: mentorship, in: transaction) }
    }
}

extension MentorshipLoad {
    /// Whether what mentees said lets a mentor be asked.
    static func isRatedWell(_ mentor: MemberID, in transaction: any Transaction) throws -> Bool {
        let ratings = try FeedbackRepository.ratings(of: [mentor.text], in: transaction)[mentor.text]
        return HardFilter.isRatedWell(count: ratings?.count ?? 0, sum: ratings?.sum ?? 0)
    }
}
