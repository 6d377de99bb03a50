import Core

/// Where a round stands (mentoring.md, section 5).
package enum RoundState: String, Codable, Sendable, CaseIterable {
    /// Seen by staff alone.
    case draft
    case joining, ranking
    /// What was said counts; the matching is being made.
    case frozen
    /// Found and verified; not told yet.
    case matched
    /// Both sides of each pair confirm.
    case published
    case closed, cancelled

    /// Nothing more can happen.
    package var isEnded: Bool { self == .closed || self == .cancelled }
    /// Members may still go.
    package var isOpen: Bool { self == .joining || self == .ranking }
}

/// What can happen to a round.
package enum RoundEvent: String, Codable, Sendable, CaseIterable {
    case open, rank, freeze
    /// The matching holds.
    case match
    case publish
    /// A mini-round among the rest, on the seats that nobody confirmed.
    case refill
    case close, cancel

    /// What staff may ask for by a page or the API.
    package static let steps: [RoundEvent] = [.open, .rank, .freeze, .publish, .refill, .close, .cancel]
}

package enum RoundActor: String, Sendable, CaseIterable {
    case staff
    /// A day that has passed.
    case clock
    /// What follows from a matching that was made.
    case program
}

/// One line of the table: from where, what, by whom, to where.
package struct RoundRule: Sendable, Equatable {
    package let from: RoundState
    package let event: RoundEvent
    package let actors: Set<RoundActor>
    package let to: RoundState

    private init(_ from: RoundState, _ event: RoundEvent, _ actors: Set<RoundActor>, _ to: RoundState) {
        (self.from, self.event, self.actors, self.to) = (from, event, actors, to)
    }

    /// All that may happen: what is not here is refused, whoever asks.
    package static let table: [RoundRule] =
        [
            RoundRule(.draft, .open, [.staff], .joining),
            RoundRule(.joining, .rank, [.staff, .clock], .ranking),
            RoundRule(.ranking, .freeze, [.staff, .clock], .frozen),
            RoundRule(.frozen, .match, [.program], .matched),
            RoundRule(.matched, .publish, [.staff], .published),
            RoundRule(.published, .refill, [.staff, .clock], .published),
            RoundRule(.published, .close, [.staff, .clock], .closed),
        ] + [.draft, .joining, .ranking, .frozen, .matched].map { RoundRule($0, .cancel, [.staff], .cancelled) }

    /// - Throws: `conflict` with `round_step` for what cannot happen there, or is not the actor's to do.
    package static func rule(
        for event: RoundEvent, from state: RoundState, by actor: RoundActor
    ) throws -> RoundRule {
        guard let rule = table.first(where: { $0.from == state && $0.event == event && $0.actors.contains(actor) })
        else { throw Problem(.conflict, "round_step") }
        return rule
    }
}

/// The numbers of rounds.
package enum RoundLimits {
    package static let listLength = 30
    package static let listLengths = 10...50
    /// Mentors whom a mentee ranks at most.
    package static let ranked = 10
    /// Mentors who are proposed for ranking.
    package static let proposed = 20
    /// Until when both sides confirm.
    package static let confirming = Span.days(5)
    package static let daysAhead = 200
    package static let perPage = 30
    /// Runs of a round: itself, and one among the rest.
    package static let runs = 2
    /// Groups of fewer mentees are not told.
    package static let leastCell = 5
}
