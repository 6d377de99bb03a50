import Foundation
import SyncProtocol

/// What a pull is answered with, status 200 in each case.
package enum PullAnswer: Sendable {
    case page(PullPage)
    case refused(SyncRefusal)

    /// The last commit that the answer speaks of.
    package var sequence: Int64? {
        if case .page(let page) = self { page.sequence } else { nil }
    }

    /// The JSON to send.
    package func body() throws -> Data {
        switch self {
        case .page(let page): page.body()
        case .refused(let refusal): try JSONEncoder().encode(refusal)
        }
    }
}

/// One page, its rows encoded already.
package struct PullPage: Sendable {
    /// What the client sends with its next pull.
    package var cookie: JSONValue
    /// By client; empty unless this is the final page.
    package var lastMutationIDChanges: [String: Int64]
    /// Operations of the patch, each a JSON object.
    package var operations: [Data]
    /// Whether the client should pull again at once.
    package var hasMore: Bool
    /// The sequence at which it was read.
    package var sequence: Int64
    package var phase: PullPhase
    package var notes: PullNotes?

    /// The JSON of a `PullResponse`.
    func body() -> Data {
        let changes = JSONValue.object(lastMutationIDChanges.mapValues { .integer($0) })
        var out = Data("{\"cookie\":\(cookie.canonicalText),".utf8)
        if let notes { out.append(contentsOf: "\"ext\":\(notes.json.canonicalText),".utf8) }
        out.append(contentsOf: "\"hasMore\":\(hasMore),\"lastMutationIDChanges\":\(changes.canonicalText),".utf8)
        out.append(contentsOf: "\"patch\":[".utf8)
        for (index, operation) in operations.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out.append(operation)
        }
        out.append(contentsOf: "],\"phase\":\"\(phase.rawValue)\",\"seq\":\(sequence)}".utf8)
        return out
    }
}

extension PullNotes {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [:]
        if let reset {
            var parts: [String: JSONValue] = ["reason": .string(reset.reason.rawValue)]
            if let known = reset.lastMutationIDs {
                parts["lastMutationIDs"] = .object(known.mapValues { .integer($0) })
            }
            members["reset"] = .object(parts)
        }
        if let purgedScopes { members["purgedScopes"] = .array(purgedScopes.map { .string($0) }) }
        if let progress {
            members["progress"] = ["done": .integer(progress.done), "total": .integer(progress.total)]
        }
        return .object(members)
    }
}

/// The value of `sys/sync`: whether the replica is between pages. Gone or `partial: false` means complete.
struct SyncProgressRow: Encodable {
    var partial: Bool
    var phase: PullPhase
    var done: Int64?
    var total: Int64?
}
