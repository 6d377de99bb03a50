import Core
import Storage
import Sync

/// Requests that wait for a moderator: of young accounts, and of those who ask many mentors in a week.
extension MentorshipService {
    /// Why a request of the member waits; `nil` when it goes to the mentor at once.
    func holdReason(
        of member: Principal.Member, at now: Timestamp, in transaction: any Transaction
    ) throws -> HoldReason? {
        if Principal.member(member).isStaff { return nil }
        if now.since(member.joinedAt) < SafetyLimits.newAccount { return .newAccount }
        let asked = try MentorshipLoad.weekly(.mentee, member.id, at: now, in: transaction)
        return asked >= MentorshipLimits.weekly ? .manyRequests : nil
    }

    func openHold(
        _ reason: HoldReason, of mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let new = MentoringCaseRepository.New(
            kind: .held, about: mentorship.mentee.id, openedBy: mentorship.mentee.id, mentorship: mentorship.id,
            target: mentorship.id.text, reason: reason.rawValue)
        try MentoringCaseRepository.open(new, ids.next(at: now), at: now, in: transaction)
    }

    /// Lets a request through: it reaches the mentor now, and its clock begins.
    /// - Returns: as it stands then; `nil` when it waits no more.
    @discardableResult
    func admit(
        _ id: MentorshipID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Mentorship? {
        guard var mentorship = try waiting(id, at: now, in: transaction) else { return nil }
        let from = mentorship.course.state
        mentorship.course = try mentorship.course.after(.admit, by: .program, at: now)
        try save(mentorship, .init(event: .admit, actor: .program, from: from), at: now, in: transaction)
        try Subscriptions.set(
            Self.scope(id), on: true, for: mentorship.mentor.id, at: now, in: transaction)
        try tell(.mentorRequest, .mentor, of: mentorship, in: transaction)
        try tell(.mentorReleased, .mentee, of: mentorship, in: transaction)
        return try MentorshipRepository.byID([id.text], in: transaction).first
    }

    /// Whether a request that waits could still be made: days have gone by since it was.
    /// - Throws: `conflict` with `held_not_open`, `held_no_seat` or `held_has_mentor`.
    func checkAdmission(_ id: MentorshipID, at now: Timestamp, in transaction: any Transaction) throws {
        guard let found = try MentorshipRepository.byID([id.text], in: transaction).first, found.course.isHeld else {
            return
        }
        let (mentor, mentee) = (found.mentor.id, found.mentee.id)
        let standing = try MentorRepository.standing(of: mentor, on: CivilDay(now), in: transaction)
        guard let standing, standing.takesRequests, try MentorshipLoad.isGood(mentee, in: transaction),
            try !MentorshipLoad.areApart(mentor, mentee, in: transaction)
        else { throw Problem(.conflict, "held_not_open") }
        guard try room(of: standing, at: now, in: transaction).free > 0 else {
            throw Problem(.conflict, "held_no_seat")
        }
        if try MentorshipLoad.hasSeat(mentee, on: found.track, at: now, in: transaction) {
            throw Problem(.conflict, "held_has_mentor")
        }
    }

    /// Ends a request that waits: the mentor never learns of it.
    /// - Parameter answer: a moderator's words to the mentee.
    func refuse(
        _ id: MentorshipID, _ answer: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        guard var mentorship = try waiting(id, at: now, in: transaction) else { return }
        let from = mentorship.course.state
        mentorship.course = try mentorship.course.after(.refuse, by: .program, at: now)
        try save(mentorship, .init(event: .refuse, actor: .program, from: from), at: now, in: transaction)
        try tell(.mentorRefused, .mentee, of: mentorship, answer: answer, in: transaction)
    }

    private func waiting(
        _ id: MentorshipID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Mentorship? {
        try settle([id.text], in: transaction)
        return try MentorshipRepository.byID([id.text], in: transaction).first { $0.course.isHeld }
    }
}
