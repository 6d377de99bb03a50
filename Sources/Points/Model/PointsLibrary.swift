import Core
import Embedded
import Foundation

/// The points systems that the program ships, and the one question asked of them.
package struct PointsLibrary: Sendable {
    /// In the order of the data.
    package let systems: [PointsSystem]

    package static let shipped = PointsLibrary(
        EmbeddedFile.at("Sources/App/Data/points-systems.json")?.data ?? Data())

    private struct Content: Decodable { let systems: [PointsSystem] }

    init(_ data: Data) { systems = (try? JSONDecoder().decode(Content.self, from: data).systems) ?? [] }

    /// - Throws: `notFound`.
    package func system(_ id: String) throws -> PointsSystem {
        guard let system = systems.first(where: { $0.id == id }) else { throw Problem.notFound }
        return system
    }

    /// What a system's rules make of a profile on a day.
    /// - Parameter day: `YYYY-MM-DD`.
    /// - Throws: `notFound`; `conflict` with `rules_changed` when the rules that are known do not hold on that day;
    ///   `invalid` naming inputs.
    package func evaluate(
        _ id: String, _ values: [String: PointsValue], on day: String
    ) throws -> (system: PointsSystem, profile: PointsProfile, result: PointsEvaluation) {
        let system = try system(id)
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
}
