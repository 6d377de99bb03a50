import Core
import Timelines
import Visas

/// Members' timelines in the data to measure with.
extension BenchCommunity {
    /// A timeline, whose it is, and how it ended.
    struct TimelineToLoad {
        let member: Principal
        let draft: TimelineDraft
        let ending: TimelineEventDraft?
    }

    private static let offices = ["Islamabad", "Karachi", "Lahore", "Dubai"]

    /// A timeline follows from its number and the seed alone. Six in ten have a decision.
    /// - Parameter today: the day of the data: the figures are of the eighteen months before it.
    func timeline(_ number: Int, _ pathways: [PathwayRow], today: CivilDay) -> TimelineToLoad {
        var numbers = SeededNumbers(seed: seed &+ UInt64(number + 1) &* 0x2545_F491_4F6C_DD1D)
        // Half of them ask about the routes of one country, as people do.
        let usual = pathways.filter { $0.country == "DE" }
        let chosen = numbers.below(2) == 0 && !usual.isEmpty ? usual : pathways
        let pathway = chosen[numbers.below(chosen.count)]
        let waited = 1 + numbers.below(500)
        let filed = today.adding(-waited)
        let took = 1 + numbers.below(waited)
        let isDecided = numbers.below(10) < 6
        let draft = TimelineDraft(
            pathwayId: pathway.id, office: Self.offices[numbers.below(Self.offices.count)],
            lane: numbers.below(4) == 0 ? "priority" : "standard", filedOn: filed.description, nationality: "PK",
            visibility: "cohort-only", another: true)
        let kind = numbers.below(5) == 0 ? "decision_refused" : "decision_approved"
        return TimelineToLoad(
            member: Self.principal(number % size.members), draft: draft,
            ending: isDecided ? TimelineEventDraft(type: kind, date: filed.adding(took).description) : nil)
    }

    private static func principal(_ number: Int) -> Principal {
        .member(
            Principal.Member(
                id: member(number), username: username(number), displayName: "Traveller \(number + 1)",
                roles: [.member],
                credential: .session(id: "bench", steppedUpAt: end), isVerified: true, isSuspended: false,
                joinedAt: end.advanced(by: .days(-760)), language: "en", timeZone: "UTC", trust: .known))
    }
}
