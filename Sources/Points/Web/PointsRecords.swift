import Core
import Points
import WebSupport

extension PointsInput.Kind: Encodable {}

extension PointsValue: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema { Schema() }
    package static func sample(_ field: String, _ book: SchemaBook) -> PointsValue { .number(1) }
}

/// What is asked of a points system.
package struct EvaluationDraft: APIDraft, CheckedDraft {
    package var input: [String: PointsValue]?
    package var on: String?

    package static let fieldNames: Set<String> = ["input", "on"]
    package static let samples = ["on": "2026-10-15"]

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        validation.require(input != nil, "input", "required")
        validation.note("on", .text(10...10))
        try validation.check()
        _ = try day(at: now)
    }

    /// The day asked for, or today.
    /// - Throws: `invalid` naming `on`.
    func day(at now: Timestamp) throws -> String { try on.map(PointsDay.checked) ?? PointsDay.of(now) }
}

/// A points system and what it asks.
package struct PointsSystemRecord: Codable, Sendable {
    let id: String
    let country: String
    let name: String
    let authority: String
    let pathwayIds: [String]
    let effectiveFrom: String?
    let effectiveTo: String?
    let status: String
    let statusNote: String?
    let asOf: String
    let confidence: String
    let passMark: Int?
    let maxTotal: Int
    let inputs: [Input]
    let sources: [Source]
    /// All that are known of the system, the earliest first: ask for one by a day on which it holds.
    let ruleSets: [RuleSpan]

    struct RuleSpan: Codable, Sendable {
        let effectiveFrom: String?
        let effectiveTo: String?
        let asOf: String
    }

    struct Input: Codable, Sendable {
        let name: String
        let label: String
        let type: PointsInput.Kind
        let isOptional: Bool
        /// Of a choice.
        let values: [String]
        /// Of numbers, and of the levels of abilities.
        let minimum: Int?
        let maximum: Int?
        let note: String?
    }

    struct Source: Codable, Sendable {
        let name: String
        let url: String?
        let asOf: String
    }

    init(_ system: PointsSystem, _ ruleSets: [PointsSystem], language: String) {
        self.ruleSets = ruleSets.map {
            RuleSpan(effectiveFrom: $0.effectiveFrom, effectiveTo: $0.effectiveTo, asOf: $0.asOf)
        }
        id = system.id
        country = system.country
        name = system.name
        authority = system.authority
        pathwayIds = system.pathwayIDs
        effectiveFrom = system.effectiveFrom
        effectiveTo = system.effectiveTo
        status = system.status
        statusNote = system.statusNote
        asOf = system.asOf
        confidence = system.confidence
        passMark = system.passMark
        maxTotal = system.most
        sources = system.sources.map { Source(name: $0.name, url: $0.url, asOf: $0.asOf) }
        inputs = system.inputOrder.compactMap { name in
            system.inputs[name].map { Self.input(name, $0, language) }
        }
    }

    private static func input(_ name: String, _ input: PointsInput, _ language: String) -> Input {
        let range: ClosedRange<Int>? =
            switch input.type {
            case .integer, .number: PointsLabels.shipped.range(name)
            case .levels: input.levels
            case .boolean, .choice: nil
            }
        return Input(
            name: name, label: PointsLabels.shipped.input(name, language) ?? name, type: input.type,
            isOptional: input.isOptional, values: input.values ?? [], minimum: range?.lowerBound,
            maximum: range?.upperBound, note: input.note)
    }
}

/// What a system's rules make of a profile.
package struct EvaluationRecord: Codable, Sendable {
    package let total: Int
    let maxTotal: Int
    let passMark: Int?
    /// Absent for a system that only ranks.
    package let passes: Bool?
    let bypass: String?
    let factors: [Factor]
    let groups: [Group]
    let gates: [Gate]
    let improvements: [Improvement]
    let ruleSet: RuleSet

    struct Factor: Codable, Sendable {
        let id: String
        let points: Int
        let most: Int
        /// Which part of the rule the profile met, in words.
        let rule: String
        let option: String?
    }

    struct Group: Codable, Sendable {
        let id: String
        let points: Int
        let cap: Int?
        let members: [String]
    }

    struct Gate: Codable, Sendable {
        let text: String
        /// Absent where the reader must judge.
        let holds: Bool?
    }

    struct Improvement: Codable, Sendable {
        let input: String
        let to: String
        let gain: Int
        let total: Int
        let wouldPass: Bool
    }

    struct RuleSet: Codable, Sendable {
        let id: String
        let name: String
        let effectiveFrom: String?
        let effectiveTo: String?
        let status: String
        let asOf: String
        let confidence: String
        /// The day for which the rules were asked.
        let on: String
    }

    /// - Parameter words: in the language of who asks.
    package init(
        _ system: PointsSystem, _ profile: PointsProfile, _ result: PointsEvaluation, on: String, words: PointsWords
    ) {
        total = result.total
        maxTotal = result.most
        passMark = system.passMark
        passes = result.passes
        bypass = result.bypass
        factors = result.factors.map { factor in
            var option: String?
            if case .option(let held) = factor.match { option = held }
            return Factor(
                id: factor.id, points: factor.points, most: factor.most, rule: words.rule(factor.match),
                option: option)
        }
        groups = result.groups.map { Group(id: $0.id, points: $0.points, cap: $0.cap, members: $0.members) }
        gates = result.gates.map { Gate(text: $0.text, holds: $0.holds) }
        improvements = system.improvements(on: profile).map { better in
            Improvement(
                input: better.input, to: words.value(better.value), gain: better.gain, total: better.total,
                wouldPass: better.wouldPass)
        }
        ruleSet = RuleSet(
            id: system.id, name: system.name, effectiveFrom: system.effectiveFrom, effectiveTo: system.effectiveTo,
            status: system.status, asOf: system.asOf, confidence: system.confidence, on: on)
    }
}
