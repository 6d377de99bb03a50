import Core
import Storage
import Sync

extension MentorshipService {
    /// Asks a mentor; a young account, and who asks many, through a moderator. Sent twice, with the same id or by the same
    /// form, it is asked once.
    /// - Throws: `signInRequired`; `forbidden` with `mentor_trust`, `mentor_self` or `mentoring_age`; `invalid` naming
    ///   the fields; `notFound` for who is no mentor; `conflict` with `id_conflict`, `mentorship_on_track`,
    ///   `mentor_asked_already`, `mentor_requests_paused`, `too_many_mentor_requests`, `mentee_profile_missing`,
    ///   `mentor_not_open`, `mentor_unfit_language`, `mentor_unfit_times`, `mentor_unfit_topic`, `mentor_busy` or
    ///   `mentor_topics_crowded`.
    package func ask(
        _ draft: MentorshipDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (mentorship: Mentorship, isNew: Bool) {
        let valid = try draft.validated()
        return try await store.write { try ask(valid, form: form, as: principal, in: $0) }
    }

    func ask(
        _ valid: MentorshipDraft.Valid, form: FormReceipt? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (mentorship: Mentorship, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        if let known = try known(valid, form, member, in: transaction) { return (known.seen(at: now), false) }
        guard principal.canAskMentors else { throw Problem(.forbidden, "mentor_trust") }
        let (mentor, standing) = try self.mentor(valid.mentor, on: CivilDay(now), as: principal, transaction)
        guard mentor.id != member.id else { throw Problem(.forbidden, "mentor_self") }
        guard try MentorshipLoad.isAdult(member.id, in: transaction) else {
            throw Problem(.forbidden, "mentoring_age")
        }
        try checkPause(of: member.id, at: now, in: transaction)
        try settle(try MentorshipRepository.live(between: member.id, and: mentor.id, in: transaction), in: transaction)
        try checkRoom(of: member.id, on: valid.track, at: now, in: transaction)
        let isPriority = try isLeft(member.id, on: valid.track, at: now, in: transaction)
        try checkOpenness(
            of: standing, to: member.id, on: valid.track, isPriority: isPriority, at: now, in: transaction)
        let held = try holdReason(of: member, at: now, in: transaction)
        let course = MentorshipCourse(requestedAt: now)
        let mentorship = Mentorship(
            id: valid.id ?? ids.next(at: now), mentor: mentor,
            mentee: MentoringName(id: member.id, username: member.username, displayName: member.displayName),
            track: valid.track, request: valid.request, course: held == nil ? course : course.held(), updatedAt: now,
            version: 1, isPriority: isPriority)
        try begin(mentorship, held, form, at: now, in: transaction)
        return (try own(mentorship.id, member.id, transaction), true)
    }

    /// What was sent before.
    private func known(
        _ valid: MentorshipDraft.Valid, _ form: FormReceipt?, _ member: Principal.Member,
        in transaction: any Transaction
    ) throws -> Mentorship? {
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return try own(MentorshipID(trusted: earlier), member.id, transaction)
        }
        guard let id = valid.id, try MentorshipRepository.exists(id, in: transaction) else { return nil }
        let found = try MentorshipRepository.byID([id.text], of: member.id, in: transaction).first
        guard let found, found.mentee.id == member.id else { throw Problem(.conflict, "id_conflict") }
        return found
    }

    /// Who missed meeting after meeting asks no mentors for some time.
    func checkPause(of mentee: MemberID, at now: Timestamp, in transaction: any Transaction) throws {
        let pauses = try MentoringPauseRepository.present(of: mentee, on: CivilDay(now), in: transaction)
        guard let until = pauses.filter({ $0.side == .mentee }).map(\.until).max() else { return }
        throw Problem(.conflict, "mentor_requests_paused", arguments: ["day": until.description])
    }

    /// What the mentee may ask for at a time.
    private func checkRoom(
        of mentee: MemberID, on track: MentorshipTrack, at now: Timestamp, in transaction: any Transaction
    ) throws {
        if try MentorshipLoad.hasSeat(mentee, on: track, at: now, in: transaction) {
            throw Problem(.conflict, "mentorship_on_track")
        }
        let most = MentorshipLimits.open
        guard try MentorshipLoad.openRequests(ofMentee: mentee, at: now, in: transaction) < most else {
            throw Problem(.conflict, "too_many_mentor_requests", arguments: ["max": "\(most)"])
        }
    }

    /// Whether the mentee's last mentor on the track had to stop a while ago: their requests come first then, and one
    /// more of them is taken than of others.
    private func isLeft(
        _ mentee: MemberID, on track: MentorshipTrack, at now: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        let since = now.advanced(by: -MentorshipLimits.priority)
        return try MentorshipRepository.left(mentee, on: track, since: since, in: transaction) != nil
    }

    /// Whether the mentor can be asked by this mentee now.
    private func checkOpenness(
        of mentor: MentorStanding, to mentee: MemberID, on track: MentorshipTrack, isPriority: Bool,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try checkPair(of: mentor, to: mentee, at: now, in: transaction)
        let live = try MentorshipRepository.live(between: mentee, and: mentor.id, in: transaction)
        guard try !MentorshipRepository.byID(live, in: transaction).contains(where: { $0.track == track }) else {
            throw Problem(.conflict, "mentor_asked_already")
        }
        try offerSeats(of: mentor.id, at: now, in: transaction)
        // To whom a seat is offered, it is kept; nobody else goes past those who wait.
        let wait = try MentorWaitRepository.open(of: mentee, for: mentor.id, in: transaction)?.seen(at: now)
        let room = try room(of: mentor, at: now, in: transaction)
        let isOffered = wait?.state == .offered && room.free > 0
        let isNext = isPriority && room.takesOneMore
        if !isOffered, !isPriority { try checkDemand(of: mentee, in: transaction) }
        guard isOffered || room.isOpen || isNext else { throw Problem(.conflict, "mentor_busy") }
        if let wait, wait.state.isOpen { try MentorWaitRepository.end(wait, .taken, at: now, in: transaction) }
    }

    /// Whether the two can be brought together at all, by the matcher's own rules. Blocks, private rules, stars and
    /// earlier answers have no name of their own.
    func checkPair(
        of mentor: MentorStanding, to mentee: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws {
        let isOpen =
            try mentor.takesRequests && !MentorshipLoad.mustWait(mentee, for: mentor.id, at: now, in: transaction)
            && MentorshipLoad.isRatedWell(mentor.id, in: transaction)
        guard isOpen else { throw Problem(.conflict, "mentor_not_open") }
        try checkFit(of: mentee, with: mentor.id, at: now, in: transaction)
    }

    private func begin(
        _ mentorship: Mentorship, _ held: HoldReason?, _ form: FormReceipt?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try plant(mentorship, at: now, in: transaction)
        try SubmittedForms.note(
            mentorship.id.text, of: form, from: mentorship.mentee.id, at: now, in: transaction)
        guard let held else { return try tell(.mentorRequest, .mentor, of: mentorship, in: transaction) }
        try openHold(held, of: mentorship, at: now, in: transaction)
    }

    /// Writes down one that is asked for: the row, the event, and what the devices of the two follow.
    func plant(_ mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try MentorshipRepository.insert(mentorship, at: now, in: transaction)
        try note(
            .init(event: .request, actor: .mentee, member: mentorship.mentee.id), of: mentorship, in: transaction)
        let scope = Self.scope(mentorship.id)
        for side in MentorshipSide.allCases {
            let member = mentorship.name(of: side).id
            if side == .mentee || !mentorship.course.isHeld {
                try Subscriptions.set(scope, on: true, for: member, at: now, in: transaction)
            }
            transaction.touch(.names(scope: scope, entity: "member", id: member.text))
        }
        try touch(mentorship, hasOtherSeats: true, in: transaction)
    }

    func note(
        _ event: MentorshipEventRepository.New, of mentorship: Mentorship, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let id: MentorshipID = ids.next(at: now)
        try MentorshipEventRepository.add(event, id.text, to: mentorship, at: now, in: transaction)
    }
}

/// Who may do what with mentorships: pure answers, by which services refuse and pages hide buttons.
extension Principal {
    /// Known members ask mentors.
    package var canAskMentors: Bool {
        member.map { $0.isVerified && !$0.isSuspended && !$0.isSilenced && ($0.trust >= .known || isStaff) } ?? false
    }
}
