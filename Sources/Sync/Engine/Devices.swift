import Core
import Storage
import SyncProtocol

/// A client group: one device or browser, bound to the member who first used it.
struct DeviceGroup: Sendable {
    var id: String
    var owner: MemberID
    var lastUsedAt: Timestamp
    var isRevoked: Bool

    static func find(_ id: String, in transaction: any Transaction) throws -> DeviceGroup? {
        try transaction.first("SELECT account_id, last_used_at, revoked_at FROM sync_group WHERE id = \(id)") { row in
            DeviceGroup(id: id, owner: row.id(0), lastUsedAt: row.time(1), isRevoked: !row.isNull(2))
        }
    }

    /// Those of the groups that were shut out.
    static func revoked(among ids: [String], in transaction: any Transaction) throws -> [String] {
        guard !ids.isEmpty else { return [] }
        return try transaction.rows(
            "SELECT id FROM sync_group WHERE \(transaction.dialect.anyOf("id", ids)) AND revoked_at IS NOT NULL"
        ) { $0.text(0) }
    }

    /// - Throws: `forbidden` with `group_owned_by_other` when it is another member's.
    func check(owner member: MemberID) throws {
        guard owner == member else { throw Problem(.forbidden, SyncProblemCode.groupOwnedByOther.rawValue) }
    }

    /// Binds the group to the member at first use; later notes that it is in use.
    static func bind(
        _ id: String, to member: MemberID, userAgent: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO sync_group (id, account_id, user_agent, created_at, last_used_at)
            VALUES (\(id), \(member), \(String(userAgent.prefix(200))), \(now), \(now))
            ON CONFLICT (id) DO UPDATE SET last_used_at = excluded.last_used_at
            """)
    }

    /// Ids of groups and clients are chosen by devices, within `SyncVersion.idPattern`.
    static func checkID(_ id: String, _ pointer: String) throws {
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard isPlain, (1...64).contains(id.utf8.count) else { throw Problem.badRequest(pointer) }
    }
}

/// A client of a group: a tab, or the one instance of an app. It numbers its mutations.
struct DeviceClient: Sendable {
    static let entity = "client"

    var id: String
    var groupID: String
    var lastMutationID: Int64
    /// The history in which the record was last used.
    var epoch: String

    static func scope(ofGroup id: String) -> String { "group:\(id)" }

    static func find(_ id: String, in transaction: any Transaction) throws -> DeviceClient? {
        try transaction.first("SELECT group_id, last_mutation_id, epoch FROM sync_client WHERE id = \(id)") { row in
            DeviceClient(id: id, groupID: row.text(0), lastMutationID: row.integer(1), epoch: row.text(2))
        }
    }

    /// Goes on where the client stands, in a history that has not heard of it yet: what it sends anew tells. What it
    /// sent before the history changed, and what arrives late, tells nothing.
    mutating func adopt(at id: Int64, in present: String) {
        guard epoch != present, id > lastMutationID else { return }
        (epoch, lastMutationID) = (present, id - 1)
    }

    func save(at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO sync_client (id, group_id, last_mutation_id, epoch, last_used_at)
            VALUES (\(id), \(groupID), \(lastMutationID), \(epoch), \(now))
            ON CONFLICT (id) DO UPDATE SET last_mutation_id = excluded.last_mutation_id, epoch = excluded.epoch,
                last_used_at = excluded.last_used_at
            """)
        transaction.touch(.enters(scope: Self.scope(ofGroup: groupID), entity: Self.entity, id: id))
    }

    /// Last mutation ids that moved after a sequence, by client. A client that has sent nothing since another history
    /// was restored is left out: it may know a higher number than we do, and numbers never fall.
    static func changes(
        inGroup id: String, after sequence: Int64, of epoch: String, from transaction: any Transaction
    ) throws -> [String: Int64] {
        let changed = try transaction.rows(
            """
            SELECT client.id, client.last_mutation_id FROM change_index_entry AS entry
            JOIN sync_client AS client ON client.id = entry.row_id
            WHERE entry.scope = \(scope(ofGroup: id)) AND entry.ver > \(sequence) AND entry.state = 1
            AND client.epoch = \(epoch)
            """
        ) { ($0.text(0), $0.integer(1)) }
        return Dictionary(changed, uniquingKeysWith: { $1 })
    }

    /// Of clients that have sent nothing in this history: the last of their mutations that it holds.
    static func before(
        _ epoch: String, inGroup id: String, from transaction: any Transaction
    ) throws -> [String: Int64] {
        let known = try transaction.rows(
            "SELECT id, last_mutation_id FROM sync_client WHERE group_id = \(id) AND epoch <> \(epoch)"
        ) { ($0.text(0), $0.integer(1)) }
        return Dictionary(known, uniquingKeysWith: { $1 })
    }
}

extension Problem {
    /// The request itself is malformed; `pointer` (RFC 6901) says where.
    static func badRequest(_ pointer: String) -> Problem {
        Problem(.malformed, SyncProblemCode.badRequest.rawValue, arguments: ["pointer": pointer])
    }
}
