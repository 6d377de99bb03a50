import Core
import Foundation
import SyncProtocol

extension JSONValue {
    /// Reads a mutation's arguments as a draft whose `CodingKeys` are all that may be there.
    /// - Throws: `invalid` naming the field: `unknown_field`, `required`, `wrong_type`.
    package func decode<Draft: Decodable, Keys: CodingKey & CaseIterable>(
        as type: Draft.Type = Draft.self, allowing keys: Keys.Type
    ) throws -> Draft {
        try decode(as: type, allowing: Keys.allCases.map(\.stringValue))
    }

    /// Reads a mutation's arguments as a draft.
    /// - Throws: `invalid` naming the field: `unknown_field`, `required`, `wrong_type`.
    package func decode<Draft: Decodable>(as type: Draft.Type = Draft.self, allowing names: [String]) throws -> Draft {
        guard case .object(let members) = self else { throw Problem.invalid("args", "wrong_type") }
        var validation = Validation()
        for name in members.keys.sorted() where !names.contains(name) { validation.refuse(name, "unknown_field") }
        try validation.check()
        do {
            return try JSONDecoder().decode(type, from: Data(canonicalBytes))
        } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
            // A number that does not fit (1.5 where a whole one is wanted): the decoder does not say which.
            let broken = members.filter { if case .number = $0.value { true } else { false } }.keys.sorted()
            throw Problem.invalid(broken.first ?? "args", "wrong_type")
        } catch let error as DecodingError {
            throw Self.problem(of: error)
        }
    }

    private static func problem(of error: DecodingError) -> Problem {
        func field(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "args" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return .invalid(field(context.codingPath + [key]), "required")
        case .valueNotFound(_, let context): return .invalid(field(context.codingPath), "required")
        case .typeMismatch(_, let context), .dataCorrupted(let context):
            return .invalid(field(context.codingPath), "wrong_type")
        @unknown default: return .invalid("args", "wrong_type")
        }
    }
}
