import Core
import Foundation
import Storage

/// Figures beyond single pathways: what destinations' jobs ask for, and how far members are on their ways. They are
/// made once a night; nothing is counted when somebody asks.
package struct InsightService: Sendable {
    let store: any Store
    let clock: Clock
    let keptEmigration = KeptReading<EmigrationFigures>()

    /// Days for which a new member does not count.
    private static let newMemberDays: Int64 = 7

    package init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// Makes the figures of this night, once.
    /// - Throws: `unavailable` when the database cannot be used.
    package func makeFigures() async throws {
        let now = clock.now
        let night = CivilDay(now)
        let made = try await store.read { transaction in
            if try InsightRepository.night(in: transaction) == night { return [InsightRepository.Row]?.none }
            let skills = try InsightRepository.demands(in: transaction)
            let corridors = try InsightRepository.corridors(
                joinedUntil: now.advanced(by: -.days(Self.newMemberDays)), in: transaction)
            return try skills.map { try InsightRepository.Row(kind: .skills, subject: $0.country, $0) }
                + corridors.map {
                    try InsightRepository.Row(kind: .corridor, subject: "\($0.origin)-\($0.destination)", $0)
                }
        }
        guard let made else { return }
        try await store.write { try InsightRepository.save(made, night: night, in: $0) }
    }

    /// Destinations of which enough jobs are open, those with most first.
    package func demands() async throws -> (night: CivilDay?, demands: [SkillDemand]) {
        let (night, demands) = try await store.read { transaction in
            (
                try InsightRepository.night(in: transaction),
                try InsightRepository.all(.skills, as: SkillDemand.self, in: transaction)
            )
        }
        return (night, demands.sorted { ($1.jobs, $0.country) < ($0.jobs, $1.country) })
    }

    /// What the jobs of a destination ask for; no demand when too few are open.
    /// - Parameter country: ISO 3166-1 alpha-2, in letters of any size.
    /// - Throws: `notFound` for what is no country.
    package func demand(of country: String) async throws -> (country: String, night: CivilDay?, demand: SkillDemand?) {
        let code = country.uppercased()
        guard Self.countries.contains(code) else { throw Problem.notFound }
        return try await store.read { transaction in
            (
                code, try InsightRepository.night(in: transaction),
                try InsightRepository.one(.skills, code, as: SkillDemand.self, in: transaction)
            )
        }
    }

    private static let countries = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { $0.count == 2 && $0.allSatisfy(\.isLetter) })

    /// Ways that enough members go, the commonest first.
    package func corridors() async throws -> (night: CivilDay?, corridors: [CorridorFigure]) {
        let (night, corridors) = try await store.read { transaction in
            (
                try InsightRepository.night(in: transaction),
                try InsightRepository.all(.corridor, as: CorridorFigure.self, in: transaction)
            )
        }
        return (
            night,
            corridors.sorted { ($1.members, $0.origin, $0.destination) < ($0.members, $1.origin, $1.destination) }
        )
    }
}
