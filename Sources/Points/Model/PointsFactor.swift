/// A value that factors look up, made from an input.
struct DerivedValue: Decodable, Sendable {
    let id: String
    let type: String
    let input: String
    let rows: [PointsBand]?
    let map: [String: String]?
}

/// What gives points.
struct PointsFactor: Decodable, Sendable {
    enum Rule: Sendable {
        case bands(input: String, rows: [PointsBand])
        case lookup(input: String, points: [String: PointsScale])
        case flag(input: String, points: PointsScale)
        case perUnit(input: String, points: PointsScale)
        case perAbility(input: String, abilities: [String], rows: [PointsBand], cap: PointsScale?)
        case matrix(row: String, col: String, table: [String: [String: PointsScale]])
        case tradeable(points: PointsScale, requires: [String], options: [TradeableOption])

        /// Names of inputs or of derived values.
        var inputs: [String] {
            switch self {
            case .bands(let input, _), .lookup(let input, _), .flag(let input, _), .perUnit(let input, _),
                .perAbility(let input, _, _, _):
                [input]
            case .matrix(let row, let col, _): [row, col]
            case .tradeable(_, _, let options):
                [TradeableOption.salary, TradeableOption.goingRate, TradeableOption.hours]
                    + options.flatMap { $0.conditions + ($0.goingRate.map { [$0] } ?? []) }
            }
        }
    }

    let id: String
    let rule: Rule

    private enum CodingKeys: String, CodingKey {
        case id, type, input, rows, points, abilities, cap, row, col, table, requires, options
        case pointsPerUnit = "points_per_unit"
    }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        func get<Value: Decodable>(_ key: CodingKeys) throws -> Value { try keys.decode(Value.self, forKey: key) }
        id = try get(.id)
        let type: String = try get(.type)
        rule =
            switch type {
            case "bands": .bands(input: try get(.input), rows: try get(.rows))
            case "lookup": .lookup(input: try get(.input), points: try get(.points))
            case "flag": .flag(input: try get(.input), points: try get(.points))
            case "per_unit": .perUnit(input: try get(.input), points: try get(.pointsPerUnit))
            case "per_ability_bands":
                .perAbility(
                    input: try get(.input), abilities: try get(.abilities), rows: try get(.rows),
                    cap: try keys.decodeIfPresent(PointsScale.self, forKey: .cap))
            case "matrix": .matrix(row: try get(.row), col: try get(.col), table: try get(.table))
            case "tradeable_options":
                .tradeable(points: try get(.points), requires: try get(.requires), options: try get(.options))
            default:
                throw DecodingError.dataCorruptedError(
                    forKey: .type, in: keys, debugDescription: "no rule is called \(type)")
            }
    }
}

/// One way to meet a salary line: salary, a share of the going rate at the hours worked, conditions.
struct TradeableOption: Decodable, Sendable {
    // The names that the rule of this kind speaks of.
    static let salary = "salary_gbp"
    static let goingRate = "going_rate_gbp"
    static let hours = "weekly_hours"
    static let fullHours = 37.5

    let option: String
    let minSalary: Double
    let fraction: Double
    let conditions: [String]
    let goingRate: String?

    enum CodingKeys: String, CodingKey {
        case option, fraction, conditions
        case minSalary = "min_salary", goingRate = "going_rate"
    }
}

/// Factors or earlier groups taken together.
struct PointsGroup: Decodable, Sendable {
    enum Combination: String, Decodable, Sendable { case sum, max }

    let id: String
    let members: [String]
    let combine: Combination?
    let cap: PointsScale?
}

/// A condition besides the points: with a check, or for the reader to judge.
struct PointsGate: Decodable, Sendable {
    let text: String
    let check: PointsCheck?
}

/// Whether something holds of the inputs.
indirect enum PointsCheck: Decodable, Sendable {
    case any([PointsCheck])
    case isTrue(String)
    case atLeast(String, Double)
    case atMost(String, Double)
    case lowestAtLeast(String, Double)
    case isOneOf(String, [String])

    private enum CodingKeys: String, CodingKey { case any, input, op, value }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        if let any = try keys.decodeIfPresent([PointsCheck].self, forKey: .any) {
            self = .any(any)
            return
        }
        let input = try keys.decode(String.self, forKey: .input)
        let op = try keys.decode(String.self, forKey: .op)
        self =
            switch op {
            case "is_true": .isTrue(input)
            case "gte": .atLeast(input, try keys.decode(Double.self, forKey: .value))
            case "lte": .atMost(input, try keys.decode(Double.self, forKey: .value))
            case "lowest_ability_gte": .lowestAtLeast(input, try keys.decode(Double.self, forKey: .value))
            case "in": .isOneOf(input, try keys.decode([String].self, forKey: .value))
            default:
                throw DecodingError.dataCorruptedError(
                    forKey: .op, in: keys, debugDescription: "no check is called \(op)")
            }
    }

    var inputs: [String] {
        switch self {
        case .any(let checks): checks.flatMap(\.inputs)
        case .isTrue(let input), .atLeast(let input, _), .atMost(let input, _), .lowestAtLeast(let input, _),
            .isOneOf(let input, _):
            [input]
        }
    }
}
