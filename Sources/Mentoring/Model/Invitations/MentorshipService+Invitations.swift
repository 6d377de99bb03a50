import Core
import Matching
import Storage

/// Invitations: mentors find mentees who said that they may be found; the seat is taken when the mentee says yes.
extension MentorshipService {
    // MARK: Being found

    /// Whether mentors may find the member.
    /// - Throws: `signInRequired`.
    package func isFindable(as principal: Principal) async throws -> Bool {
        let member = try principal.requireMember().id
        return try await store.read { try InvitationRepository.isFindable(member, in: $0) }
    }

    /// Says whether mentors who fit may find the member. Once more is no mistake.
    /// - Throws: `signInRequired`; `forbidden` with `mentoring_age`; `conflict` with `mentee_profile_missing`.
    package func setFindable(_ isOn: Bool, as principal: Principal) async throws {
        let member = try isOn ? principal.requireWriter() : principal.requireMember()
        try await store.write { transaction in
            if isOn {
                guard try MenteeRepository.mentee(member.id, in: transaction) != nil else {
                    throw Problem(.conflict, "mentee_profile_missing")
                }
                guard try MentorshipLoad.isAdult(member.id, in: transaction) else {
                    throw Problem(.forbidden, "mentoring_age")
                }
            }
            try InvitationRepository.setFindable(isOn, member.id, at: clock.now, in: transaction)
        }
    }

    /// Mentees who may be found and fit the mentor, who said so last first. A page may hold few: those whom the rules
    /// keep apart from the mentor are left out of it.
    /// - Throws: `signInRequired`; `forbidden` with `invitation_level` for who does not take mentees now.
    package func findableMentees(
        after cursor: PageCursor? = nil, limit: Int = InvitationLimits.perPage, as principal: Principal
    ) async throws -> Paged<FoundMentee> {
        let mentor = try principal.requireWriter().id
        let now = clock.now
        return try await store.read { transaction in
            try requireRoom(of: mentor, at: now, transaction)
            let found = try InvitationRepository.findable(after: cursor, limit: limit, in: transaction)
            let page = Paged(found, limit: limit) {
                PageCursor(key: $0.since.milliseconds, id: $0.member.id.text)
            }
            let passing = try fitting(page.items.map(\.member.id.text), with: mentor, at: now, in: transaction)
            return page.compactMap { member, since in
                passing[member.id.text].map { FoundMentee(member: member, content: $0, since: since) }
            }
        }
    }

    /// A mentor who has a level, takes mentees and has a seat.
    private func requireRoom(of mentor: MemberID, at now: Timestamp, _ transaction: any Transaction) throws {
        let standing = try MentorRepository.standing(of: mentor, on: CivilDay(now), in: transaction)
        guard let standing, standing.takesRequests,
            try MentorshipLoad.taken(of: mentor, at: now, in: transaction) < standing.capacity
        else { throw Problem(.forbidden, "invitation_level") }
    }

    /// What those mentees look for whom the rules of the matcher bring together with a mentor, by their ids.
    private func fitting(
        _ mentees: [String], with mentor: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws -> [String: MenteeContent] {
        let day = CivilDay(now)
        let sources = try MentorSourceRepository.sources(of: [mentor.text], on: day, in: transaction)
        guard !mentees.isEmpty, let other = sources.first else { return [:] }
        var lexicon = Lexicon(sources)
        // Kinds of pathways weigh, but keep nobody apart.
        let mentors = lexicon.facts(other, categories: [:], on: day)
        let settings = MatchSettings(day: day, weights: SkillWeights(of: [mentors]))
        var book = ScheduleBook(first: settings.firstWeek)
        let theirs = book.schedule(of: mentors.availability)
        let good = try MenteeSourceRepository.good(mentees, on: day, in: transaction)
        var found: [String: MenteeContent] = [:]
        for source in try MenteeSourceRepository.sources(of: mentees, on: day, in: transaction)
        where good.contains(source.id) {
            let facts = lexicon.facts(source, categories: [:])
            let own = book.schedule(of: facts.availability)
            let overlaps = zip(theirs.weeks, own.weeks).map { WeekOverlap($0, $1) }
            if HardFilter.first(mentors, facts, settings, overlaps: overlaps) == nil {
                found[source.id] = source.content
            }
        }
        return found
    }

    // MARK: Inviting

    /// A mentee whom the mentor may invite, by name.
    /// - Throws: `signInRequired`; `forbidden` with `invitation_level`; `notFound` for who may not be found.
    package func findableMentee(_ username: String, as principal: Principal) async throws -> FoundMentee {
        let mentor = try principal.requireWriter().id
        let now = clock.now
        return try await store.read { try findable(username, by: mentor, at: now, $0) }
    }

    private func findable(
        _ username: String, by mentor: MemberID, at now: Timestamp, _ transaction: any Transaction
    ) throws -> FoundMentee {
        try requireRoom(of: mentor, at: now, transaction)
        guard let member = try MentorshipLoad.member(username, in: transaction),
            try InvitationRepository.isFindable(member.id, in: transaction),
            let content = try fitting([member.id.text], with: mentor, at: now, in: transaction)[member.id.text]
        else { throw Problem.notFound }
        return FoundMentee(member: member, content: content, since: now)
    }

    /// Invites a mentee who may be found. Sent twice, with the same id or by the same form, it is done once.
    /// - Throws: `signInRequired`; `forbidden` with `invitation_level`; `invalid` naming the fields; `notFound` for who
    ///   may not be found; `conflict` with `id_conflict`, `mentorship_on_track`, `invited_already` or
    ///   `too_many_invitations`.
    package func invite(
        _ draft: InvitationDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (invitation: Invitation, isNew: Bool) {
        let valid = try draft.validated()
        let now = clock.now
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            if let known = try known(valid.id, form, member.id, transaction) { return (known, false) }
            let mentee = try findable(valid.mentee, by: member.id, at: now, transaction).member
            try checkInviting(mentee.id, by: member.id, on: valid.track, at: now, transaction)
            let invitation = Invitation(
                id: valid.id ?? ids.next(at: now),
                mentor: MentoringName(id: member.id, username: member.username, displayName: member.displayName),
                mentee: mentee, track: valid.track, message: valid.message, state: .open, createdAt: now,
                deadlineAt: now.advanced(by: InvitationLimits.answering))
            try InvitationRepository.insert(invitation, in: transaction)
            try SubmittedForms.note(invitation.id.text, of: form, from: member.id, at: now, in: transaction)
            try tell(.mentorInvited, .mentee, of: invitation, in: transaction)
            return (invitation, true)
        }
    }

    private func checkInviting(
        _ mentee: MemberID, by mentor: MemberID, on track: MentorshipTrack, at now: Timestamp,
        _ transaction: any Transaction
    ) throws {
        let between = try MentorshipRepository.live(between: mentee, and: mentor, in: transaction)
        guard try !MentorshipLoad.hasSeat(mentee, on: track, at: now, in: transaction), between.isEmpty else {
            throw Problem(.conflict, "mentorship_on_track")
        }
        let since = now.advanced(by: -InvitationLimits.again)
        guard try !InvitationRepository.isInvited(mentee, by: mentor, since: since, in: transaction) else {
            throw Problem(.conflict, "invited_already")
        }
        let counts = try InvitationRepository.counts(
            of: mentor, since: now.advanced(by: .days(-7)), at: now, in: transaction)
        guard counts.open < InvitationLimits.open, counts.sent < InvitationLimits.weekly else {
            throw Problem(.conflict, "too_many_invitations", arguments: ["max": "\(InvitationLimits.open)"])
        }
    }

    /// What was sent before.
    private func known(
        _ sent: InvitationID?, _ form: FormReceipt?, _ member: MemberID, _ transaction: any Transaction
    ) throws -> Invitation? {
        if let earlier = try SubmittedForms.result(of: form, from: member, in: transaction) {
            return try InvitationRepository.one(InvitationID(trusted: earlier), of: member, in: transaction)
        }
        guard let sent, try InvitationRepository.exists(sent, in: transaction) else { return nil }
        let found = try InvitationRepository.one(sent, of: member, in: transaction)
        guard let found, found.mentor.id == member else { throw Problem(.conflict, "id_conflict") }
        return found
    }

    // MARK: Answering

    /// A page of the member's invitations, the newest first.
    /// - Throws: `signInRequired`.
    package func invitations(
        after cursor: PageCursor? = nil, limit: Int = InvitationLimits.perPage, as principal: Principal
    ) async throws -> Paged<Invitation> {
        let member = try principal.requireMember().id
        let now = clock.now
        return try await store.read { transaction in
            let found = try MentorshipSide.allCases.flatMap { side in
                try InvitationRepository.list(side, of: member, after: cursor, limit: limit, in: transaction)
            }
            let newest = found.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
            let page = Paged(newest, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
            return page.map { $0.seen(at: now) }
        }
    }

    /// Takes a step of one of the two; a step that is taken already is no mistake. With a yes the mentorship begins,
    /// accepted, with the seat that it takes.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `conflict` with `invitation_step`,
    ///   `slot_taken`, `mentor_requests_paused`, `mentorship_step`, or as for a request to somebody who does not fit; `forbidden` with `invitation_other_side`.
    package func answer(
        _ event: InvitationEvent, _ id: InvitationID, as principal: Principal
    ) async throws -> Invitation {
        // Who may not write may still say no.
        let member = try event == .accept ? principal.requireWriter() : principal.requireMember()
        let now = clock.now
        return try await store.write { transaction in
            guard let before = try InvitationRepository.one(id, of: member.id, in: transaction),
                let side = before.side(of: member.id)
            else { throw Problem.notFound }
            let rule = InvitationRule.table.first { $0.event == event }
            if let rule, rule.to == before.state, rule.actor == MentorshipActor(side) { return before }
            var after = try before.after(event, by: MentorshipActor(side), at: now)
            if event == .accept { after.mentorship = try begin(after, at: now, in: transaction) }
            try InvitationRepository.update(after, in: transaction)
            switch event {
            case .accept: try tell(.mentorInvitationAccepted, .mentor, of: after, in: transaction)
            case .decline: try tell(.mentorInvitationDeclined, .mentor, of: after, in: transaction)
            case .invite, .withdraw, .lapse, .close: break
            }
            return after
        }
    }

    private func begin(
        _ invitation: Invitation, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MentorshipID {
        guard try MentorshipLoad.isGood(invitation.mentor.id, in: transaction) else {
            throw Problem(.conflict, "mentorship_step")
        }
        try checkPause(of: invitation.mentee.id, at: now, in: transaction)
        // A week may have gone by since the two fitted.
        try checkFit(of: invitation.mentee.id, with: invitation.mentor.id, at: now, in: transaction)
        let goal = try MenteeRepository.mentee(invitation.mentee.id, in: transaction)?.content.goal ?? "—"
        return try begin(
            invitation.mentor, invitation.mentee, on: invitation.track,
            MentorshipRequest(goal: goal, background: "—", question: "—"), at: now, in: transaction)
    }

    // MARK: What follows from something else

    /// Writes down what deadlines did, some hundreds at a time.
    package func settleInvitations() async throws {
        let limit = 200
        var done = limit
        while done == limit {
            done = try await store.write { transaction in
                let now = clock.now
                let due = try InvitationRepository.due(at: now, limit: limit, in: transaction)
                for invitation in try InvitationRepository.byID(due, in: transaction) {
                    try InvitationRepository.update(
                        try invitation.after(.lapse, by: .clock, at: now), in: transaction)
                }
                return due.count
            }
        }
    }

    /// Ends what is open of a member, or between two.
    func closeInvitations(
        of member: MemberID, with other: MemberID? = nil, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let open = try InvitationRepository.open(of: member, in: transaction)
        for invitation in try InvitationRepository.byID(open, in: transaction) {
            guard other == nil || invitation.side(of: other ?? member) != nil else { continue }
            let present = invitation.seen(at: now)
            let closed = present.state == .open ? try present.after(.close, by: .program, at: now) : present
            try InvitationRepository.update(closed, in: transaction)
        }
    }
}
