import Foundation
import SyncProtocol

/// What a push is answered with, status 200 in each case.
package enum PushAnswer: Sendable {
    case results(PushResponse)
    case refused(SyncRefusal)

    /// The last commit that the answer speaks of.
    package var sequence: Int64? {
        if case .results(let response) = self { response.seq } else { nil }
    }

    /// The JSON to send.
    package func body() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return switch self {
        case .results(let response): try encoder.encode(response)
        case .refused(let refusal): try encoder.encode(refusal)
        }
    }
}
