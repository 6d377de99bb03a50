import Core
import Storage

extension MentorshipService {
    /// Takes a step. Sent twice with the same key, it is taken once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `stale` with `stale_version`; `conflict` with
    ///   `mentorship_step`, `mentorship_asked_more`, `mentorship_seat_kept`, `slot_taken` or `id_conflict`; `forbidden`
    ///   with `mentorship_other_side`; `conflict` with `mentorship_longest`; `invalid` naming `until` or `weeks`.
    package func take(_ step: MentorshipStep, _ id: MentorshipID, as principal: Principal) async throws -> Mentorship {
        try await store.write { try take(step, id, as: principal, in: $0) }
    }

    func take(
        _ step: MentorshipStep, _ id: MentorshipID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Mentorship {
        // Who may not write may still go.
        let isLeaving = [.decline, .withdraw, .end].contains(step.event)
        let member = try isLeaving ? principal.requireMember() : principal.requireWriter()
        let now = clock.now
        let before = try own(id, member.id, transaction)
        guard let side = before.side(of: member.id) else { throw Problem.notFound }
        if let key = step.key,
            let earlier = try MentorshipEventRepository.event(key, of: member.id, in: id, transaction)
        {
            guard earlier == step.event else { throw Problem(.conflict, "id_conflict") }
            return before.seen(at: now)
        }
        if let version = step.version, version != before.version { throw Problem(.stale, "stale_version") }
        var after = before
        after.course = try before.course.after(step.event, by: MentorshipActor(side), step.details, at: now)
        try checkSeat(for: step.event, before, at: now, in: transaction)
        if step.event == .askMore { try add(step.question, by: side, to: before, at: now, in: transaction) }
        let event = MentorshipEventRepository.New(
            event: step.event, actor: MentorshipActor(side), member: member.id, from: before.course.state,
            reason: step.reason, key: step.key)
        try save(after, event, at: now, in: transaction)
        if step.event == .accept { try withdrawOthers(besides: after, at: now, in: transaction) }
        try tellOf(step.event, by: side, after, in: transaction)
        return try own(id, member.id, transaction)
    }

    /// Seats are counted in the transaction that takes them: the last one goes to one.
    func checkSeat(
        for event: MentorshipEvent, _ mentorship: Mentorship, at now: Timestamp, in transaction: any Transaction
    ) throws {
        guard event == .accept || (event == .resume && !mentorship.course.holdsSeat) else { return }
        let (mentor, mentee) = (mentorship.mentor.id, mentorship.mentee.id)
        let standing = try MentorRepository.standing(of: mentor, on: CivilDay(now), in: transaction)
        let taken = try MentorshipLoad.taken(of: mentor, at: now, in: transaction)
        guard let standing, taken < standing.capacity else { throw Problem(.conflict, "slot_taken") }
        guard event == .accept else { return }
        let isFree = try !MentorshipLoad.hasSeat(mentee, on: mentorship.track, at: now, in: transaction)
        guard isFree, try MentorshipLoad.isGood(mentee, in: transaction),
            try !MentorshipLoad.areApart(mentor, mentee, in: transaction)
        else { throw Problem(.conflict, "mentorship_step") }
    }

    /// Writes what came of a step: the row, the event and the change index.
    func save(
        _ mentorship: Mentorship, _ event: MentorshipEventRepository.New, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        var mentorship = mentorship
        mentorship.version += 1
        let outcome = event.from == .requested ? Self.outcome(mentorship.course) : nil
        try MentorshipRepository.update(mentorship, outcome: outcome, at: now, in: transaction)
        try note(event, of: mentorship, in: transaction)
        try touch(mentorship, hasOtherSeats: true, in: transaction)
        try offerSeats(of: mentorship.mentor.id, at: now, in: transaction)
        guard mentorship.course.state.isEnded else { return }
        try closeMeetings(of: mentorship, at: now, in: transaction)
        if mentorship.course.heldAt != nil {
            try MentoringCaseRepository.closeHeld(mentorship.id, at: now, in: transaction)
        }
    }

    /// What became of a request, as it counts for the mentor; `nil` while it is open or where it was not theirs.
    private static func outcome(_ course: MentorshipCourse) -> String? {
        switch course.state {
        case .accepted, .declined: "answered"
        case .expired: course.isMentorsExpiry ? "expired" : nil
        case .requested, .active, .paused, .completed, .cancelled: nil
        }
    }

    /// Who has a mentor on the track asks no other there.
    func withdrawOthers(
        besides accepted: Mentorship, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let others = try MentorshipRepository.openRequests(
            of: accepted.mentee.id, on: accepted.track, besides: accepted.id, in: transaction)
        for other in try MentorshipRepository.byID(others, in: transaction) {
            guard other.course.seen(at: now) == other.course else {
                try lapse(other, at: now, in: transaction)
                continue
            }
            try end(other, by: .supersede, at: now, in: transaction)
            try tell(.mentorEnded, .mentor, of: other, in: transaction)
        }
    }

    // MARK: What follows from something else

    private func end(
        _ mentorship: Mentorship, by event: MentorshipEvent, causedBy cause: MentorshipSide? = nil, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        var ended = mentorship
        ended.course = try mentorship.course.after(event, by: .program, at: now)
        if cause == .mentee { ended.course.isMenteeLeft = false }
        try save(
            ended, .init(event: event, actor: .program, from: mentorship.course.state), at: now, in: transaction)
    }

    /// Does what a deadline has done already.
    func lapse(_ mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction) throws {
        var lapsed = mentorship
        lapsed.course = try mentorship.course.after(.lapse, by: .clock, at: now)
        try save(lapsed, .init(event: .lapse, actor: .clock, from: mentorship.course.state), at: now, in: transaction)
        try tellOfLapse(lapsed, in: transaction)
        guard lapsed.course.isMentorsExpiry, try MentorshipLoad.isAway(lapsed.mentor.id, in: transaction) else {
            return
        }
        if try MentorshipLoad.freeze(lapsed.mentor.id, at: now, in: transaction) {
            try tell(.mentorFrozen, .mentor, of: lapsed, in: transaction)
        }
    }

    /// Writes down what deadlines did to these.
    func settle(_ ids: [String], in transaction: any WriteTransaction) throws {
        let now = clock.now
        for mentorship in try MentorshipRepository.byID(ids, in: transaction)
        where mentorship.course.seen(at: now) != mentorship.course {
            try lapse(mentorship, at: now, in: transaction)
        }
    }

    /// Ends what lies between two members: a block, or a report that was upheld. The other reads "ended".
    /// - Parameters:
    ///   - silent: who is not told.
    ///   - cause: whose doing it is: a mentee is left only by another's.
    package func close(
        between silent: MemberID, and other: MemberID, causedBy cause: MemberID,
        in transaction: any WriteTransaction
    ) throws {
        try close(
            try MentorshipRepository.live(between: silent, and: other, in: transaction), for: silent, causedBy: cause,
            in: transaction)
        try giveSeats(between: silent, and: other, in: transaction)
        try closeInvitations(of: silent, with: other, in: transaction)
    }

    /// Ends all of a member's: the account is closed.
    package func close(of member: MemberID, in transaction: any WriteTransaction) throws {
        try close(
            try MentorshipRepository.live(of: member, in: transaction), for: member, causedBy: member, in: transaction)
    }

    /// Withdraws what waits for an answer of or to a member who was suspended.
    package func closeRequests(of member: MemberID, in transaction: any WriteTransaction) throws {
        let live = try MentorshipRepository.live(of: member, in: transaction)
        let requests = try MentorshipRepository.byID(live, in: transaction).filter { $0.course.state == .requested }
        try close(requests.map(\.id.text), for: member, causedBy: member, in: transaction)
        try closeInvitations(of: member, in: transaction)
    }

    private func close(
        _ ids: [String], for silent: MemberID, causedBy cause: MemberID, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        try settle(ids, in: transaction)
        for mentorship in try MentorshipRepository.byID(ids, in: transaction) where !mentorship.course.state.isEnded {
            try end(mentorship, by: .close, causedBy: mentorship.side(of: cause), at: now, in: transaction)
            guard let side = mentorship.side(of: silent) else { continue }
            try tell(.mentorEnded, side.other, of: mentorship, in: transaction)
        }
    }
}
