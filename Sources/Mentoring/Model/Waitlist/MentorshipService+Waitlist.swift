import Core
import Mail
import Storage

/// Lines of mentors who have no seat free: first come, first offered, among those who fit.
extension MentorshipService {
    // MARK: Reading

    /// How a mentor's line looks to the member.
    /// - Throws: `signInRequired`; `notFound` for who is no mentor.
    package func waitlist(of username: String, as principal: Principal) async throws -> Waitlist {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let (mentor, standing) = try self.mentor(
                username, on: CivilDay(now), as: principal, transaction)
            return try waitlist(of: mentor, standing, for: member.id, at: now, in: transaction)
        }
    }

    private func waitlist(
        of mentor: MentoringName, _ standing: MentorStanding, for member: MemberID, at now: Timestamp,
        in transaction: any Transaction
    ) throws -> Waitlist {
        let own = try MentorWaitRepository.open(of: member, for: mentor.id, in: transaction)?.seen(at: now)
        let room = try room(of: standing, at: now, in: transaction)
        return Waitlist(
            mentor: mentor, isFull: standing.takesRequests && !room.isOpen, own: own?.state.isOpen == true ? own : nil,
            estimate: WaitEstimate(try MentorWaitRepository.waits(for: mentor.id, in: transaction)))
    }

    /// Where the member waits, the first first.
    /// - Throws: `signInRequired`.
    package func waits(as principal: Principal) async throws -> [MentorWait] {
        let member = try principal.requireMember().id
        let now = clock.now
        return try await store.read { transaction in
            try MentorWaitRepository.open(of: member, in: transaction).map { $0.seen(at: now) }
                .filter(\.state.isOpen)
        }
    }

    // MARK: Joining and leaving

    /// Waits for a seat of a mentor. Said twice, it is said once.
    /// - Throws: `signInRequired`; `notFound` for who is no mentor; `forbidden` with `mentor_trust`, `mentor_self` or
    ///   `mentoring_age`; `conflict` with `mentor_has_room`, `too_many_waits`, `mentor_asked_already`,
    ///   `mentor_requests_paused`, or as for a request to somebody who does not fit.
    package func join(_ username: String, as principal: Principal) async throws -> MentorWait {
        try await store.write { try join(username, as: principal, in: $0) }
    }

    func join(
        _ username: String, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> MentorWait {
        let member = try principal.requireWriter()
        let now = clock.now
        guard principal.canAskMentors else { throw Problem(.forbidden, "mentor_trust") }
        let (mentor, standing) = try self.mentor(
            username, on: CivilDay(now), as: principal, transaction)
        guard mentor.id != member.id else { throw Problem(.forbidden, "mentor_self") }
        guard try MentorshipLoad.isAdult(member.id, in: transaction) else {
            throw Problem(.forbidden, "mentoring_age")
        }
        try offerSeats(of: mentor.id, at: now, in: transaction)
        let known = try MentorWaitRepository.open(of: member.id, for: mentor.id, in: transaction)
        if let known { return known }
        try settle(try MentorshipRepository.live(between: member.id, and: mentor.id, in: transaction), in: transaction)
        try checkWaiting(of: member.id, for: standing, at: now, in: transaction)
        let id: MentorWaitID = ids.next(at: now)
        try MentorWaitRepository.join(id, member.id, for: mentor.id, at: now, in: transaction)
        guard let made = try MentorWaitRepository.open(of: member.id, for: mentor.id, in: transaction) else {
            throw Problem.notFound
        }
        return made
    }

    private func checkWaiting(
        of mentee: MemberID, for mentor: MentorStanding, at now: Timestamp, in transaction: any Transaction
    ) throws {
        try checkPause(of: mentee, at: now, in: transaction)
        try checkPair(of: mentor, to: mentee, at: now, in: transaction)
        guard try MentorshipRepository.live(between: mentee, and: mentor.id, in: transaction).isEmpty else {
            throw Problem(.conflict, "mentor_asked_already")
        }
        guard try !room(of: mentor, at: now, in: transaction).isOpen else {
            throw Problem(.conflict, "mentor_has_room")
        }
        let most = WaitLimits.lines
        let waits = try MentorWaitRepository.open(of: mentee, in: transaction).filter { $0.seen(at: now).state.isOpen }
        guard waits.count < most else {
            throw Problem(.conflict, "too_many_waits", arguments: ["max": "\(most)"])
        }
    }

    /// Waits no longer. Said twice, it is said once.
    /// - Throws: `signInRequired`; `notFound` for a name that nobody has.
    package func leave(_ username: String, as principal: Principal) async throws {
        try await store.write { try leave(username, as: principal, in: $0) }
    }

    func leave(_ username: String, as principal: Principal, in transaction: any WriteTransaction) throws {
        let member = try principal.requireMember().id
        guard let mentor = try MentorshipLoad.member(username, in: transaction) else { throw Problem.notFound }
        guard let wait = try MentorWaitRepository.open(of: member, for: mentor.id, in: transaction) else { return }
        let now = clock.now
        try MentorWaitRepository.end(wait, .left, at: now, in: transaction)
        try offerSeats(of: mentor.id, at: now, in: transaction)
    }

    // MARK: Seats

    /// What a mentor can still be asked.
    struct WaitRoom {
        let free: Int
        let open: Int
        let offered: Int
        /// How many more requests the mentor takes this week.
        let thisWeek: Int

        /// Seats that may be offered to those who wait: one offer a seat.
        var offers: Int { min(free, 2 * free - open, thisWeek) - offered }
        /// Whether somebody may ask who does not wait: a seat that is kept for who waited is not theirs.
        var isOpen: Bool { offers > 0 }
        /// Whether one more may ask than others do: somebody whose mentor had to stop.
        var takesOneMore: Bool { free > 0 && 2 * free + 1 - open - offered > 0 && thisWeek > offered }
    }

    func room(
        of mentor: MentorStanding, at now: Timestamp, in transaction: any Transaction
    ) throws -> WaitRoom {
        let free = mentor.capacity - (try MentorshipLoad.taken(of: mentor.id, at: now, in: transaction))
        return WaitRoom(
            free: free, open: try MentorshipLoad.openRequests(of: mentor.id, at: now, in: transaction),
            offered: try MentorWaitRepository.offers(of: mentor.id, at: now, in: transaction),
            thisWeek: mentor.weeklyRequests
                - (try MentorshipLoad.weekly(.mentor, mentor.id, at: now, in: transaction)))
    }

    /// Offers free seats to those who have waited longest and fit; what was offered before and not taken goes on to the
    /// next.
    func offerSeats(of mentor: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try MentorWaitRepository.pass(of: mentor, at: now, in: transaction)
        guard try MentorWaitRepository.isAnybodyWaiting(for: mentor, in: transaction),
            let standing = try MentorRepository.standing(of: mentor, on: CivilDay(now), in: transaction),
            standing.takesRequests
        else { return }
        var seats = try room(of: standing, at: now, in: transaction).offers
        guard seats > 0 else { return }
        for wait in try MentorWaitRepository.line(of: mentor, limit: WaitLimits.looked, in: transaction) {
            guard seats > 0 else { break }
            guard try isReady(wait, for: standing, at: now, in: transaction) else { continue }
            try MentorWaitRepository.offer(wait, at: now, in: transaction)
            try tellOfSeat(wait, in: transaction)
            seats -= 1
        }
    }

    /// Whether one who waits may be offered a seat now; who may not goes on waiting.
    private func isReady(
        _ wait: MentorWait, for mentor: MentorStanding, at now: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        guard try MentorshipLoad.isGood(wait.mentee, in: transaction),
            try MentorshipRepository.live(between: wait.mentee, and: mentor.id, in: transaction).isEmpty
        else { return false }
        do {
            try checkPause(of: wait.mentee, at: now, in: transaction)
            try checkPair(of: mentor, to: wait.mentee, at: now, in: transaction)
            return true
        } catch let problem as Problem where problem.kind == .conflict {
            return false
        }
    }

    private func tellOfSeat(_ wait: MentorWait, in transaction: any WriteTransaction) throws {
        try listener(.noted(wait.mentee, .mentorSeat, subject: wait.id.text), transaction)
        guard let recipient = try Recipient.of(wait.mentee, in: transaction) else { return }
        let now = clock.now
        try Outbox.write(
            "mail_mentor_seat", to: recipient,
            [
                "other": wait.mentor.displayName,
                "link": "\(siteAddress)/mentoring/mentorships/new?mentor=\(wait.mentor.username)",
            ], id: ids.next(at: now), at: now, in: transaction)
    }

    /// The hourly run: offers that have gone by, and seats that became free without a step of anybody.
    package func offerSeats() async throws {
        let limit = 100
        var last = ""
        while true {
            let from = last
            let mentors = try await store.read { try MentorWaitRepository.mentors(after: from, limit: limit, in: $0) }
            for mentor in mentors {
                try await store.write { try offerSeats(of: mentor, at: clock.now, in: $0) }
            }
            guard let end = mentors.last, mentors.count == limit else { break }
            last = end.text
        }
        try await passDue()
    }

    /// Where nobody waits behind an offer that has gone by.
    private func passDue() async throws {
        let limit = 200
        var done = limit
        while done == limit {
            done = try await store.write { transaction in
                let now = clock.now
                let due = try MentorWaitRepository.due(at: now, limit: limit, in: transaction)
                for mentor in Set(due) {
                    try MentorWaitRepository.pass(of: mentor, at: now, in: transaction)
                }
                return due.count
            }
        }
    }
}
