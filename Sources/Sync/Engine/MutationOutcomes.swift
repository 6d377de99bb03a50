import Core
import Crypto
import Foundation
import Storage
import SyncProtocol

/// What became of mutations: kept for the answer to a repeat, and shown to replicas where a client must know.
enum MutationOutcomes {
    static let entity = "sys/m"

    /// An outcome as it is kept.
    struct Kept {
        var contentHash: Int64
        /// `nil` for a plain success.
        var row: OutcomeRow?
    }

    /// 63 bits of SHA-256 of name and arguments: tells a repeat from the mutation of a cloned client.
    static func contentHash(name: String, arguments: [UInt8]) -> Int64 {
        let digest = SHA256.hash(data: Array(name.utf8) + [0] + arguments)
        return digest.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } & .max
    }

    static func find(_ id: Int64, of client: String, in transaction: any Transaction) throws -> Kept? {
        try transaction.first(
            """
            SELECT content_hash, detail FROM mutation_outcome
            WHERE client_id = \(client) AND mutation_id = \(id)
            """
        ) { Kept(contentHash: $0.integer(0), row: try row($0.text(1))) }
    }

    /// Bytes of the outcomes that a member's replicas hold.
    static func bytes(of member: MemberID, in transaction: any Transaction) throws -> Int64 {
        try transaction.number(
            """
            SELECT COALESCE(sum(shown.size), 0) FROM mutation_outcome AS shown
            WHERE shown.account_id = \(member) AND shown.is_shown = 1
            """)
    }

    /// Keeps an outcome; one that a client must know of becomes a row of the member's own scope.
    static func keep(
        _ row: OutcomeRow?, status: MutationResult.Status, of mutation: ClientMutation, contentHash: Int64,
        for member: MemberID, isShown: Bool, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let detail = try row.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) } ?? ""
        try transaction.execute(
            """
            INSERT INTO mutation_outcome
                (client_id, mutation_id, account_id, content_hash, status, detail, size, is_shown, created_at)
            VALUES (\(mutation.clientID), \(mutation.id), \(member), \(contentHash), \(status.rawValue), \(detail),
                \(detail.utf8.count), \(isShown), \(now))
            """)
        if isShown {
            transaction.touch(
                .enters(scope: "u:\(member)", entity: entity, id: "\(mutation.clientID)/\(mutation.id)"))
        }
    }

    /// Forgets what only answers repeats of mutations long done.
    static func trim(_ client: String, upTo id: Int64, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            DELETE FROM mutation_outcome WHERE client_id = \(client) AND mutation_id <= \(id) AND is_shown = 0
            """)
    }

    /// `sys.ack`: the member has seen these outcomes.
    static let acknowledgement = SyncedMutation(name: "sys.ack") { arguments, principal, _ in
        let draft = try arguments.decode(as: Acknowledgement.self, allowing: Acknowledgement.CodingKeys.self)
        let member = try principal.requireMember()
        return { transaction in
            let seen = try transaction.rows(
                """
                UPDATE mutation_outcome SET is_shown = 0
                WHERE client_id = \(draft.clientID) AND mutation_id <= \(draft.upTo) AND is_shown = 1
                AND account_id = \(member.id)
                RETURNING mutation_id
                """
            ) { $0.integer(0) }
            for id in seen {
                transaction.touch(.leaves(scope: "u:\(member.id)", entity: entity, id: "\(draft.clientID)/\(id)"))
            }
            return .asAsked
        }
    }

    private struct Acknowledgement: Decodable, Sendable {
        var clientID: String
        var upTo: Int64

        enum CodingKeys: String, CodingKey, CaseIterable {
            case clientID, upTo
        }
    }

    static func row(_ detail: String) throws -> OutcomeRow? {
        detail.isEmpty ? nil : try JSONDecoder().decode(OutcomeRow.self, from: Data(detail.utf8))
    }
}

/// `sys/m/{clientID}/{id}` in the member's own scope.
struct OutcomeRows: SyncedCollection {
    let entity = MutationOutcomes.entity

    func values(_ ids: [String], for viewer: Principal.Member, in transaction: any Transaction) throws
        -> [String: any Encodable & Sendable]
    {
        var found: [String: any Encodable & Sendable] = [:]
        for (client, numbers) in Self.numbers(ids) {
            guard let first = numbers.min(), let last = numbers.max() else { continue }
            let rows = try transaction.rows(
                """
                SELECT mutation_id, detail FROM mutation_outcome
                WHERE client_id = \(client) AND mutation_id BETWEEN \(first) AND \(last) AND is_shown = 1
                AND account_id = \(viewer.id)
                """
            ) { numbers.contains($0.integer(0)) ? try MutationOutcomes.row($0.text(1)) : nil }
            for case let row? in rows { found[row.id] = row }
        }
        return found
    }

    /// The numbers of mutations by client.
    private static func numbers(_ ids: [String]) -> [String: Set<Int64>] {
        ids.reduce(into: [:]) { numbers, id in
            guard let slash = id.lastIndex(of: "/"), let number = Int64(id[id.index(after: slash)...]) else { return }
            numbers[String(id[..<slash]), default: []].insert(number)
        }
    }
}
