import Core

/// A round as the API shows it.
package struct RoundRecord: Codable, Sendable {
    package let id: RoundID
    package let name: String
    package let track: MentorshipTrack
    package let state: RoundState
    package let joinsUntil: CivilDay
    package let ranksUntil: CivilDay
    package let listLength: Int
    package let createdAt: Timestamp
    package let version: Int64

    package init(_ round: Round) {
        (id, name, track, state) = (round.id, round.name, round.track, round.state)
        (joinsUntil, ranksUntil, listLength) = (round.joinsUntil, round.ranksUntil, round.listLength)
        (createdAt, version) = (round.createdAt, round.version)
    }
}

/// A matching of a round as the API shows it.
package struct RoundRunRecord: Codable, Sendable {
    /// 0 for the round itself, 1 for the mini-round among the rest.
    package let run: Int
    package let seed: String
    /// Lists made, of how many: while it runs.
    package let listsDone: Int
    package let listsAll: Int
    /// Why it is not to be published.
    package let failure: String?
    package let snapshot: String?
    /// SHA-256 of the instance.
    package let digest: String?
    package let finishedAt: Timestamp?
    package let publishedAt: Timestamp?
    package let deadlineAt: Timestamp?

    package init(_ run: RoundRun) {
        (self.run, seed, listsDone, listsAll) = (run.number, run.seed, run.listsDone, run.listsAll)
        (failure, snapshot, digest) = (run.failure, run.snapshotID, run.digest)
        (finishedAt, publishedAt, deadlineAt) = (run.finishedAt, run.publishedAt, run.deadlineAt)
    }
}

package struct RoundMembershipRecord: Codable, Sendable {
    package let side: MentorshipSide
    /// How many mentees a mentor takes at most; 0 for mentees.
    package let seats: Int

    package init(_ membership: RoundMembership) { (side, seats) = (membership.side, membership.seats) }
}

/// A round with one's own part in it.
package struct RoundViewRecord: Codable, Sendable {
    package struct Counts: Codable, Sendable {
        package let mentees: Int
        package let mentors: Int
        package let seats: Int
        package let ranking: Int
    }

    package let round: RoundRecord
    package let membership: RoundMembershipRecord?
    /// Published ones; all of them for staff.
    package let runs: [RoundRunRecord]
    /// For staff.
    package let counts: Counts?
    /// For staff: whom they put together before the matching.
    package let pairs: [RoundPair]?

    package init(_ view: RoundView) {
        round = RoundRecord(view.round)
        membership = view.membership.map(RoundMembershipRecord.init)
        runs = view.runs.map(RoundRunRecord.init)
        counts = view.counts.map {
            Counts(mentees: $0.mentees, mentors: $0.mentors, seats: $0.seats, ranking: $0.ranking)
        }
        pairs = view.counts == nil ? nil : view.pairs
    }
}

/// What a member may rank or answer.
package struct RoundRankingRecord: Codable, Sendable {
    package struct Ranked: Codable, Sendable {
        /// 1 for the best; `null` for who is not ranked.
        package let place: Int?
        package let suggestion: SuggestionRecord
    }

    package struct Incoming: Codable, Sendable {
        package let mentee: MentoringName
        package let goal: String
        package let topics: [MentoringTopic]
        package let destinations: [MenteeDestination]
        package let answer: RoundAnswer
    }

    package let side: MentorshipSide
    /// A mentee's: those ranked, in their order, then others who fit.
    package let mentors: [Ranked]
    /// A mentor's: who ranked them, not at which place.
    package let mentees: [Incoming]
    /// Where the mentees go on.
    package let next: String?

    package init(_ ranking: RoundRanking, on day: CivilDay) {
        side = ranking.side
        mentors = ranking.mentors.map {
            Ranked(place: $0.place, suggestion: SuggestionRecord($0.suggestion, on: day))
        }
        mentees = ranking.mentees.items.map {
            Incoming(
                mentee: $0.mentee, goal: $0.goal, topics: $0.topics, destinations: $0.destinations, answer: $0.answer)
        }
        next = ranking.mentees.next?.text
    }
}

/// A pair that a round found, as the API shows it to one of the two.
package struct RoundOfferRecord: Codable, Sendable {
    package let id: OfferID
    /// As which of the two one is asked.
    package let side: MentorshipSide
    package let other: MentoringName
    package let state: OfferState
    package let ownAnswer: OfferAnswer?
    /// The place in one's own list, for the mentee alone; none where staff put the two together.
    package let choice: Int?
    /// The mentee's.
    package let goal: String
    package let reasons: [SuggestionRecord.Reason]
    package let caveat: String?
    /// 1 to 5.
    package let band: Int
    package let deadlineAt: Timestamp
    package let mentorshipId: MentorshipID?

    package init?(_ offer: RoundOffer, for member: MemberID) {
        guard let side = offer.side(of: member) else { return nil }
        (id, self.side, other, state) = (offer.id, side, offer.name(of: side.other), offer.state)
        (ownAnswer, choice) = (offer.answers[side], side == .mentee && offer.choice > 0 ? offer.choice : nil)
        goal = offer.goal
        (reasons, caveat, band) = (offer.explanation.reasons, offer.explanation.caveat, offer.explanation.band)
        (deadlineAt, mentorshipId) = (offer.deadlineAt, offer.mentorshipID)
    }
}

/// What a round found for a member.
package struct RoundResultRecord: Codable, Sendable {
    package let offers: [RoundOfferRecord]

    package init(_ offers: [RoundOffer], for member: MemberID) {
        self.offers = offers.compactMap { RoundOfferRecord($0, for: member) }
    }
}

/// How a round served those who took part, as the API shows it to staff.
package struct RoundOutcomeRecord: Codable, Sendable {
    package struct Run: Codable, Sendable {
        package let run: Int
        package let report: RoundReport
    }

    package struct Offers: Codable, Sendable {
        package let open: Int
        package let confirmed: Int
        package let declined: Int
        package let lapsed: Int
        package let withdrawn: Int
    }

    package let round: RoundRecord
    package let runs: [Run]
    package let offers: Offers

    package init(_ outcome: RoundOutcome) {
        round = RoundRecord(outcome.round)
        runs = outcome.reports.map { Run(run: $0.run, report: $0.report) }
        func count(_ state: OfferState) -> Int { outcome.offers[state] ?? 0 }
        offers = Offers(
            open: count(.open), confirmed: count(.confirmed), declined: count(.declined), lapsed: count(.lapsed),
            withdrawn: count(.withdrawn))
    }
}
