import Core

package enum RoundMark {}
package typealias RoundID = Identifier<RoundMark>
package enum OfferMark {}
package typealias OfferID = Identifier<OfferMark>

/// A round of the programme: one track, one mentor for each mentee.
package struct Round: Sendable, Equatable {
    package let id: RoundID
    package let name: String
    package let track: MentorshipTrack
    package var state: RoundState
    /// Last days, in UTC.
    package let joinsUntil: CivilDay
    package let ranksUntil: CivilDay
    package let listLength: Int
    package let createdAt: Timestamp
    /// When members first saw it.
    package var openedAt: Timestamp?
    package var updatedAt: Timestamp
    package var version: Int64

    package var path: String { "/mentoring/rounds/\(id)" }

    /// Whether members may join on a day; a day that has passed counts whoever has looked in between.
    package func takesMembers(on day: CivilDay) -> Bool { state == .joining && !(joinsUntil < day) }

    /// Whether members may rank on a day.
    package func takesRankings(on day: CivilDay) -> Bool { state == .ranking && !(ranksUntil < day) }

    /// Whether members may leave on a day.
    package func letsGo(on day: CivilDay) -> Bool { state == .joining || takesRankings(on: day) }

    /// What staff may do now, in the order of the table.
    package var steps: [RoundEvent] {
        RoundEvent.steps.filter { event in
            RoundRule.table.contains { $0.from == state && $0.event == event && $0.actors.contains(.staff) }
        }
    }
}

/// How a member takes part.
package struct RoundMembership: Sendable, Equatable {
    package let side: MentorshipSide
    /// A mentor's; 0 for mentees.
    package let seats: Int
}

/// How many take part, and how far a matching is.
package struct RoundCounts: Sendable, Equatable {
    package var mentees = 0
    package var mentors = 0
    package var seats = 0
    /// Mentees who ranked somebody.
    package var ranking = 0
}

/// A matching of a round, without what it found.
package struct RoundRun: Sendable, Equatable {
    package let round: RoundID
    /// 0 for the round itself, 1 for the mini-round.
    package let number: Int
    package let seed: String
    let salt: String
    package let begunAt: Timestamp
    package var listsDone: Int
    package var listsAll: Int
    package var failure: String?
    package var snapshotID: String?
    /// SHA-256 of the instance's text, in hexadecimal digits.
    package var digest: String?
    package var finishedAt: Timestamp?
    package var publishedAt: Timestamp?
    package var deadlineAt: Timestamp?

    package var isRunning: Bool { finishedAt == nil && failure == nil }
}

/// A round as a member sees it.
package struct RoundView: Sendable, Equatable {
    package let round: Round
    package let membership: RoundMembership?
    package let offers: [RoundOffer]
    /// Of the matchings, those that were published; all of them for staff.
    package let runs: [RoundRun]
    /// For staff.
    package let counts: RoundCounts?
    /// For staff: whom they put together.
    package let pairs: [RoundPair]
}

/// Where an offer stands.
package enum OfferState: String, Codable, Sendable, CaseIterable {
    case open, confirmed, declined
    /// Not confirmed by both in time.
    case lapsed
    /// One of the two is gone.
    case withdrawn
}

package enum OfferAnswer: String, Codable, Sendable, CaseIterable {
    case yes, no
}

/// A pair that a round found, for the two alone.
package struct RoundOffer: Sendable, Equatable {
    package let id: OfferID
    package let round: RoundID
    package let run: Int
    package let mentor: MentoringName
    package let mentee: MentoringName
    package var state: OfferState
    /// The place in the mentee's list, 1 for the best: the mentee's to know. 0 where staff put the two together.
    package let choice: Int
    /// The mentee's, as their profile has it.
    package let goal: String
    package let explanation: OfferExplanation
    package var answers: [MentorshipSide: OfferAnswer]
    package let deadlineAt: Timestamp
    package var mentorshipID: MentorshipID?

    package func side(of member: MemberID) -> MentorshipSide? {
        if member == mentor.id { return .mentor }
        return member == mentee.id ? .mentee : nil
    }

    package func name(of side: MentorshipSide) -> MentoringName { side == .mentor ? mentor : mentee }

    /// How it stands at a moment, whoever has looked in between.
    package func seen(at now: Timestamp) -> RoundOffer {
        guard state == .open, deadlineAt <= now else { return self }
        var offer = self
        offer.state = .lapsed
        return offer
    }
}

/// Why the two of an offer fit, as it was when they were matched.
package struct OfferExplanation: Codable, Sendable, Equatable {
    package var reasons: [SuggestionRecord.Reason] = []
    /// What fits least, when it fits badly.
    package var caveat: String?
    /// 1 to 5.
    package var band = 1
}

/// What members are told of rounds, inside the transaction in which it happens.
package struct RoundNews: Sendable {
    /// The names of the notices, and of letters where there is one.
    package enum Kind: String, Sendable, CaseIterable {
        case ranking = "round_ranking"
        case offer = "round_offer"
        case unmatched = "round_unmatched"
        case confirmed = "round_confirmed"
    }

    package let member: MemberID
    package let kind: Kind
    package let round: RoundID
    package let title: String
}
