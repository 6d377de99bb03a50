/// The rules of one points system, as data: inputs, what is derived from them, factors, groups, gates.
package struct PointsSystem: Decodable, Sendable {
    package let id: String
    /// ISO 3166-1 alpha-2.
    package let country: String
    package let name: String
    package let authority: String
    package let pathwayIDs: [String]
    /// The first and the last day (`YYYY-MM-DD`) on which the rules hold; open where there is none.
    package let effectiveFrom: String?
    package var effectiveTo: String?
    package let status: String
    package let statusNote: String?
    /// The total that is enough; none for a system that only ranks.
    package let passMark: Int?
    package let maxTotal: Int?
    package let inputs: [String: PointsInput]
    package let sources: [PointsSource]
    package let asOf: String
    package let confidence: String
    let variants: Variants?
    let derived: [DerivedValue]
    let factors: [PointsFactor]
    let groups: [PointsGroup]
    let totalOf: [String]
    let gates: [PointsGate]
    let bypass: Bypass?

    /// The choice of a column of points by a yes or no.
    struct Variants: Decodable, Sendable {
        let input: String
        let yes: String
        let no: String

        enum CodingKeys: String, CodingKey { case input, yes = "true", no = "false" }
    }

    /// What makes points needless.
    struct Bypass: Decodable, Sendable {
        let when: PointsCheck
        let result: String
    }

    enum CodingKeys: String, CodingKey {
        case id, country, name, authority, status, inputs, sources, confidence, variants, derived, factors, groups
        case gates, bypass
        case pathwayIDs = "pathway_ids", effectiveFrom = "effective_from", effectiveTo = "effective_to"
        case statusNote = "status_note", passMark = "pass_mark", maxTotal = "max_total", asOf = "as_of"
        case totalOf = "total_of"
    }

    /// Whether the rules hold on a day (`YYYY-MM-DD`).
    package func holds(on day: String) -> Bool {
        (effectiveFrom.map { $0 <= day } ?? true) && (effectiveTo.map { day <= $0 } ?? true)
    }

    /// Names of the inputs in the order in which the rules ask for them.
    package var inputOrder: [String] {
        let sources = Dictionary(derived.map { ($0.id, $0.input) }, uniquingKeysWith: { first, _ in first })
        var asked = variants.map { [$0.input] } ?? []
        for factor in factors { asked += factor.rule.inputs.map { sources[$0] ?? $0 } }
        for gate in gates { asked += gate.check?.inputs ?? [] }
        asked = (bypass?.when.inputs ?? []) + asked + inputs.keys.sorted()
        var seen: Set<String> = []
        return asked.filter { inputs[$0] != nil && seen.insert($0).inserted }
    }
}

/// One thing that the rules ask.
package struct PointsInput: Decodable, Sendable {
    package enum Kind: String, Decodable, Sendable, CaseIterable {
        case boolean, integer, number
        case choice = "enum"
        /// A level for each of four abilities.
        case levels = "ability_levels"
    }

    package let type: Kind
    package let values: [String]?
    package let optional: Bool?
    package let note: String?
    package let unit: String?
    package let scale: String?

    package var isOptional: Bool { optional ?? false }

    package static let abilities = ["listening", "reading", "speaking", "writing"]

    /// Levels that a language test has: what the scale names, else the twelve of the Canadian benchmarks.
    package var levels: ClosedRange<Int> {
        let ends = (scale ?? "").split(separator: " ").last?.split(separator: "-").compactMap { Int($0) } ?? []
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : 0...12
    }
}

/// Where the rules were read.
package struct PointsSource: Decodable, Sendable {
    package let name: String
    package let url: String?
    package let asOf: String

    enum CodingKeys: String, CodingKey { case name, url, asOf = "as_of" }
}

/// Points that may differ by variant.
enum PointsScale: Decodable, Sendable {
    case same(Int)
    case byVariant([String: Int])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let points = try? container.decode(Int.self) {
            self = .same(points)
        } else {
            self = .byVariant(try container.decode([String: Int].self))
        }
    }

    func points(_ variant: String?) -> Int {
        switch self {
        case .same(let points): points
        case .byVariant(let points): variant.flatMap { points[$0] } ?? 0
        }
    }

    /// The most that any variant gives.
    var most: Int {
        switch self {
        case .same(let points): points
        case .byVariant(let points): points.values.max() ?? 0
        }
    }
}

/// A range of values, both ends in it; `nil` is open.
struct PointsBand: Decodable, Sendable {
    let min: Double?
    let max: Double?
    let points: PointsScale?
    let value: String?
}

extension [PointsBand] {
    /// The row of a value: the last that begins at it or below. What lies between the end of a row and the beginning
    /// of the next (3.9999 and 4) belongs to the first.
    func row(of value: Double) -> PointsBand? {
        let place = lastIndex { ($0.min ?? -.infinity) <= value }
        guard let place else { return nil }
        let isInside = self[place].max.map { value <= $0 } ?? true
        return isInside || place < count - 1 ? self[place] : nil
    }
}
