import Core
import Foundation
import SyncProtocol

/// `points-systems.json`.
struct PointsRulesFile: Decodable {
    let systems: [ImportedRecord<Entry>]

    /// One record: the rules, and examples that say what must come out.
    struct Entry: Decodable, Sendable {
        let system: PointsSystem
        let examples: [Example]
        /// As the file has it.
        let content: JSONValue

        private enum CodingKeys: String, CodingKey { case examples = "worked_examples" }

        init(from decoder: any Decoder) throws {
            system = try PointsSystem(from: decoder)
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            examples = try keys.decodeIfPresent([Example].self, forKey: .examples) ?? []
            content = try JSONValue(from: decoder)
        }
    }

    struct Example: Decodable, Sendable {
        let input: [String: PointsValue]
        let expected: [String: JSONValue]
    }

    /// What may be kept, and what is wrong with the rest.
    func checked(
        on today: CivilDay
    ) throws -> (rows: [PointsRepository.Row], refused: [ImportReport.Refusal]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var rows: [PointsRepository.Row] = []
        var refused: [ImportReport.Refusal] = []
        var known: Set<[String]> = []
        for (place, record) in systems.enumerated() {
            switch record.result.flatMap({ $0.checked(on: today) }) {
            case .failure(let refusal): refused.append(refusal.below("/systems/\(place)"))
            case .success(let entry):
                let key = [entry.system.id, entry.system.effectiveFrom ?? ""]
                guard known.insert(key).inserted else {
                    refused.append(.init("/systems/\(place)/id", "listed_twice"))
                    continue
                }
                let content = String(decoding: try encoder.encode(entry.content), as: UTF8.self)
                rows.append(.init(system: key[0], from: key[1], content: content))
            }
        }
        return (rows, refused)
    }
}

extension PointsRulesFile.Entry {
    /// - Returns: itself, or the first thing that is wrong with it.
    func checked(on today: CivilDay) -> Result<Self, ImportReport.Refusal> {
        Result { () throws(ImportReport.Refusal) in
            try PointsRulesCheck(system).check(on: today)
            for (place, example) in examples.enumerated() {
                try check(example, "/worked_examples/\(place)")
            }
            return self
        }
    }

    private func check(_ example: PointsRulesFile.Example, _ place: String) throws(ImportReport.Refusal) {
        let profile: PointsProfile
        do {
            profile = try PointsProfile(example.input, of: system)
        } catch {
            let field = (error as? Problem)?.fields.first
            throw ImportReport.Refusal(
                "\(place)/input/\(field?.field ?? "")", field?.code ?? "wrong_form", field?.arguments ?? [:])
        }
        let result = system.evaluate(profile)
        for (name, expected) in example.expected.sorted(by: { $0.key < $1.key }) {
            let pointer = "\(place)/expected/\(PointsProfile.escaped(name))"
            guard let found = result.value(name) else { throw ImportReport.Refusal(pointer, "unknown_part") }
            guard found == expected else {
                throw ImportReport.Refusal(pointer, "example_differs", ["found": found.plain])
            }
        }
    }
}

extension PointsEvaluation {
    /// What an example may expect; `nil` for what the rules do not have.
    fileprivate func value(_ name: String) -> JSONValue? {
        switch name {
        case "total": .integer(Int64(total))
        case "passes": passes.map(JSONValue.bool) ?? .null
        case "option": option.map(JSONValue.string) ?? .null
        default:
            (factors.first { $0.id == name }?.points ?? groups.first { $0.id == name }?.points)
                .map { .integer(Int64($0)) }
        }
    }
}

extension JSONValue {
    fileprivate var plain: String {
        switch self {
        case .integer(let number): "\(number)"
        case .bool(let flag): "\(flag)"
        case .string(let text): text
        default: "null"
        }
    }
}
