import Core
import Mail
import Storage

/// What a round found, offered to the two: both confirm, and a mentorship begins.
extension RoundService {
    /// The member's own offers.
    /// - Throws: `signInRequired`; `notFound`.
    package func offers(_ id: RoundID, as principal: Principal) async throws -> [RoundOffer] {
        try await view(id, as: principal).offers
    }

    /// Answers an offer; said twice, it is said once. When both have said yes, the mentorship is accepted and takes its
    /// seat in the same transaction.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `conflict` with `offer_over` once it is decided or its
    ///   time is over, with `slot_taken` or `mentorship_step` when there is no seat, or the mentee has a mentor; with
    ///   the first the mentee is told who fits `next`; with `mentor_not_open` when the private rules of one refuse the
    ///   other by now.
    package func answer(
        _ answer: OfferAnswer, to id: OfferID, in round: RoundID, as principal: Principal
    ) async throws -> RoundOffer {
        let member = try principal.requireMember().id
        let known = try await store.read { try OfferRepository.offer(id, in: round, $0) }
        guard known?.side(of: member) == .mentee else { return try await decide(answer, on: id, in: round, principal) }
        return try await mentoring.orNextChoice(as: principal) {
            try await decide(answer, on: id, in: round, principal)
        }
    }

    private func decide(
        _ answer: OfferAnswer, on id: OfferID, in round: RoundID, _ principal: Principal
    ) async throws -> RoundOffer {
        // Who may not write may still say no.
        let member = try answer == .no ? principal.requireMember().id : principal.requireWriter().id
        return try await store.write { transaction in
            let now = clock.now
            let known = try self.round(round, as: principal, transaction)
            guard var offer = try OfferRepository.offer(id, in: round, transaction)?.seen(at: now),
                let side = offer.side(of: member)
            else { throw Problem.notFound }
            if offer.answers[side] == answer { return offer }
            guard offer.state == .open, known.state == .published else { throw Problem(.conflict, "offer_over") }
            offer.answers[side] = answer
            if answer == .no {
                offer.state = .declined
            } else if offer.answers[side.other] == .yes {
                try mentorships.checkPause(of: offer.mentee.id, at: now, in: transaction)
                try mentorships.checkPrivateRules(
                    of: offer.mentee.id, with: offer.mentor.id, at: now, in: transaction)
                offer.state = .confirmed
                offer.mentorshipID = try mentorships.begin(
                    offer.mentor, offer.mentee, on: known.track, request(of: offer, known, transaction), at: now,
                    in: transaction)
            }
            try OfferRepository.update(offer, at: now, in: transaction)
            if offer.state == .confirmed {
                for side in MentorshipSide.allCases {
                    try tell(.confirmed, offer.name(of: side).id, of: known, in: transaction)
                }
            }
            return offer
        }
    }

    /// The mentee's words, as their profile has them.
    private func request(
        of offer: RoundOffer, _ round: Round, _ transaction: any Transaction
    ) throws -> MentorshipRequest {
        let goal = try MenteeRepository.mentee(offer.mentee.id, in: transaction)?.content.goal
        return MentorshipRequest(goal: goal ?? "—", background: round.name, question: "—")
    }

    // MARK: What can be checked

    /// A matching without names, as it was stored: once it is published; for staff also before.
    /// - Throws: `signInRequired`; `notFound`.
    package func instance(
        _ id: RoundID, run number: Int, as principal: Principal
    ) async throws -> (text: String, digest: String) {
        _ = try principal.requireMember()
        return try await store.read { transaction in
            _ = try self.round(id, as: principal, transaction)
            let run = try RoundRunRepository.runs(of: id, in: transaction).first { $0.number == number }
            guard let run, let digest = run.digest, run.publishedAt != nil || principal.isStaff else {
                throw Problem.notFound
            }
            return (try RoundRunRepository.instance(number, of: id, in: transaction), digest)
        }
    }

    /// How the round served those who took part. For staff.
    /// - Throws: `notFound`.
    package func outcome(_ id: RoundID, as principal: Principal) async throws -> RoundOutcome {
        guard principal.isStaff else { throw Problem.notFound }
        let now = clock.now
        return try await store.read { transaction in
            let round = try self.round(id, as: principal, transaction)
            let reports = try RoundRunRepository.runs(of: id, in: transaction).compactMap { run in
                try RoundRunRepository.report(run.number, of: id, in: transaction).flatMap(RoundReport.init(text:))
                    .map { (run: run.number, report: $0) }
            }
            let counts = try OfferRepository.counts(of: id, in: transaction)
            let open = try OfferRepository.open(of: id, at: now, in: transaction)
            var offers = Dictionary(
                uniqueKeysWithValues: OfferState.allCases.map { ($0, counts[$0.rawValue] ?? 0) })
            let isTold = [.published, .closed].contains(round.state)
            if isTold { (offers[.open], offers[.lapsed]) = (open, (counts["open"] ?? 0) - open) }
            return RoundOutcome(round: round, reports: reports, offers: offers)
        }
    }
}

/// What time does to rounds, and what members are told.
extension RoundService {
    /// Does what days that have passed lead to: ranking begins, what was said is frozen, seats that nobody confirmed go to
    /// a mini-round, and the round is closed.
    package func moveOn() async throws {
        for round in try await store.read({ try RoundRepository.moving(in: $0) }) {
            try await store.write { transaction in
                let now = clock.now
                guard let round = try RoundRepository.round(round.id, isStaff: true, in: transaction) else { return }
                switch round.state {
                case .joining where round.joinsUntil < CivilDay(now):
                    try move(round, .rank, by: .clock, in: transaction)
                case .ranking where round.ranksUntil < CivilDay(now):
                    try move(round, .freeze, by: .clock, in: transaction)
                case .published: try settle(round, at: now, in: transaction)
                default: break
                }
            }
        }
    }

    private func settle(_ round: Round, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let runs = try RoundRunRepository.runs(of: round.id, in: transaction)
        guard !runs.contains(where: \.isRunning), runs.allSatisfy({ $0.failure == nil }),
            runs.allSatisfy({ $0.deadlineAt.map { $0 <= now } ?? true })
        else { return }
        do {
            try transaction.savepoint { try move(round, .refill, by: .clock, in: transaction) }
        } catch let problem as Problem where problem.kind == .conflict {
            try move(round, .close, by: .clock, in: transaction)
        }
    }

    // MARK: Telling

    private static let toldAtOnce = 200

    /// Tells members what they are to be told, some hundreds at a time.
    package func tellWaiting() async throws {
        var isMore = true
        while isMore {
            guard try await store.read({ try RoundRepository.nextTelling(in: $0) }) != nil else { return }
            isMore = try await store.write { try tellNext(in: $0) }
        }
    }

    private func tellNext(in transaction: any WriteTransaction) throws -> Bool {
        guard let next = try RoundRepository.nextTelling(in: transaction) else { return false }
        let members = try RoundMemberRepository.members(
            of: next.round, after: next.until, limit: Self.toldAtOnce, in: transaction)
        if let round = try RoundRepository.round(next.round, isStaff: true, in: transaction) {
            switch next.kind {
            case "ranking" where round.state == .ranking:
                for member in members { try tell(.ranking, member.id, of: round, in: transaction) }
            case "result": try tellOfResult(round, next.run, members, in: transaction)
            default: break
            }
        }
        let last = members.count < Self.toldAtOnce ? nil : members.last?.id.text
        try RoundRepository.told(next.kind, of: next.round, run: next.run, until: last, in: transaction)
        return true
    }

    /// Who was found somebody is told so, and a mentee who was not at the first time.
    private func tellOfResult(
        _ round: Round, _ run: Int, _ members: [(id: MemberID, side: MentorshipSide)],
        in transaction: any WriteTransaction
    ) throws {
        let offered = try OfferRepository.offered(members.map(\.id.text), run: run, of: round.id, in: transaction)
        for (member, side) in members {
            if offered.contains(member.text) {
                try tell(.offer, member, of: round, in: transaction)
            } else if run == 0, side == .mentee,
                try !MentorshipLoad.hasSeat(member, on: round.track, at: clock.now, in: transaction)
            {
                try tell(.unmatched, member, of: round, in: transaction)
            }
        }
    }

    /// Tells one member: a notice, and a letter where there is something to do.
    func tell(
        _ kind: RoundNews.Kind, _ member: MemberID, of round: Round, in transaction: any WriteTransaction
    ) throws {
        try listener(RoundNews(member: member, kind: kind, round: round.id, title: round.name), transaction)
        let letter: String? =
            switch kind {
            case .ranking: "mail_round_ranking"
            case .offer: "mail_round_offer"
            case .confirmed: "mail_round_confirmed"
            case .unmatched: nil
            }
        guard let letter, let recipient = try Recipient.of(member, in: transaction) else { return }
        let now = clock.now
        try Outbox.write(
            letter, to: recipient,
            ["round": round.name, "link": mentorships.siteAddress + round.path], id: ids.next(at: now), at: now,
            in: transaction)
    }
}
