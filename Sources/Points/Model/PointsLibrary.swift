import Core
import Embedded
import Foundation

/// The rules that are known of points systems, and the one question asked of them. A system may have several rule
/// sets, each from its first day on until the next one begins.
package struct PointsLibrary: Sendable {
    /// Ids of the systems, in the order of the data.
    private let ids: [String]
    /// By system, the earliest first.
    private let sets: [String: [PointsSystem]]

    package static let shipped = PointsLibrary(PointsService.shipped)

    private struct Content: Decodable { let systems: [PointsSystem] }

    init(_ data: Data) {
        self.init(systems: (try? JSONDecoder().decode(Content.self, from: data).systems) ?? [])
    }

    /// Of two sets of a system that begin on the same day the later in the list counts.
    private init(systems: [PointsSystem]) {
        var ids: [String] = []
        var found: [String: [String: PointsSystem]] = [:]
        for system in systems {
            if found[system.id] == nil { ids.append(system.id) }
            found[system.id, default: [:]][system.effectiveFrom ?? ""] = system
        }
        self.ids = ids
        sets = found.mapValues { Self.inTurn($0.sorted { $0.key < $1.key }.map(\.value)) }
    }

    /// A set ends when the next one begins, whatever it says itself.
    private static func inTurn(_ sets: [PointsSystem]) -> [PointsSystem] {
        sets.enumerated().map { place, set in
            guard place + 1 < sets.count, let next = sets[place + 1].effectiveFrom, let first = CivilDay(next) else {
                return set
            }
            let last = first.adding(-1).description
            var ended = set
            ended.effectiveTo = min(set.effectiveTo ?? last, last)
            return ended
        }
    }

    /// The same, with these sets in the place of those of the same system and first day.
    func with(_ imported: [PointsSystem]) -> PointsLibrary {
        imported.isEmpty ? self : PointsLibrary(systems: ids.flatMap { sets[$0] ?? [] } + imported)
    }

    /// Of each system the rules that were known last.
    package var systems: [PointsSystem] { systems(on: Self.lastDay) }

    private static let lastDay = "9999-12-31"

    /// Of each system the rules of a day.
    package func systems(on day: String) -> [PointsSystem] {
        ids.compactMap { id in sets[id].flatMap { Self.begun($0, on: day) } }
    }

    /// The rules of a day: those that began last until then. They may have ended, or may still be to begin.
    /// - Parameter day: `YYYY-MM-DD`; without one, the rules that were known last.
    /// - Throws: `notFound`.
    package func system(_ id: String, on day: String? = nil) throws -> PointsSystem {
        guard let system = sets[id].flatMap({ Self.begun($0, on: day ?? Self.lastDay) }) else {
            throw Problem.notFound
        }
        return system
    }

    private static func begun(_ sets: [PointsSystem], on day: String) -> PointsSystem? {
        sets.last { ($0.effectiveFrom ?? "") <= day } ?? sets.first
    }

    /// All that are known of a system, the earliest first.
    package func ruleSets(of id: String) -> [PointsSystem] { sets[id] ?? [] }

    /// What a system's rules make of a profile on a day.
    /// - Parameter day: `YYYY-MM-DD`.
    /// - Throws: `notFound`; `conflict` with `rules_changed` when the rules that are known do not hold on that day;
    ///   `invalid` naming inputs.
    package func evaluate(
        _ id: String, _ values: [String: PointsValue], on day: String
    ) throws -> (system: PointsSystem, profile: PointsProfile, result: PointsEvaluation) {
        let system = try system(id, on: day)
        guard system.holds(on: day) else { throw system.rulesChanged }
        let profile = try PointsProfile(values, of: system)
        return (system, profile, system.evaluate(profile))
    }
}

extension PointsSystem {
    /// Instead of a number that would be wrong.
    package var rulesChanged: Problem {
        Problem(
            .conflict, "rules_changed",
            arguments: ["from": effectiveFrom ?? "…", "to": effectiveTo ?? "…", "system": id])
    }
}

/// A day that somebody names.
package enum PointsDay {
    /// The day of an instant, in UTC.
    package static func of(_ time: Timestamp) -> String { String(time.rfc3339.prefix(10)) }

    /// - Throws: `invalid` naming `on` for what is no day of the calendar.
    package static func checked(_ text: String) throws -> String {
        guard CivilDay(text) != nil else { throw Problem.invalid("on", "wrong_form") }
        return text
    }

    /// The day of which rules are shown: the one that is named, else today.
    package static func shown(_ text: String, at now: Timestamp) -> String { CivilDay(text) == nil ? of(now) : text }
}
