import Core
import Storage
import Sync
import SyncProtocol

/// What each applied mutation leaves behind, in the same savepoint as its effects: how often it had them, and when.
enum Marks {
    static let script = """
        CREATE TABLE proof_mark (
            mark TEXT PRIMARY KEY, client TEXT NOT NULL, number BIGINT NOT NULL, ordinal BIGINT NOT NULL,
            times BIGINT NOT NULL);
        CREATE INDEX proof_mark_by_ordinal ON proof_mark (ordinal);
        CREATE INDEX proof_mark_by_client ON proof_mark (client, number);
        CREATE TABLE proof_last (client TEXT PRIMARY KEY, account_id TEXT NOT NULL, last BIGINT NOT NULL);
        """

    /// `client#number`, sent as the argument `mark`.
    static func name(_ client: String, _ number: Int64) -> String { "\(client)#\(number)" }

    /// The mutation, marked if its arguments name a mark.
    static func marking(_ mutation: SyncedMutation) -> SyncedMutation {
        SyncedMutation(name: mutation.name) { arguments, principal, now in
            guard case .object(var members) = arguments, let mark = members.removeValue(forKey: "mark")?.stringValue,
                let hash = mark.lastIndex(of: "#"), let number = Int64(mark[mark.index(after: hash)...])
            else { return try mutation.prepare(arguments, principal, now) }
            let application = try mutation.prepare(.object(members), principal, now)
            let member = try principal.requireMember().id
            let client = String(mark[..<hash])
            return { transaction in
                let effect = try application(transaction)
                try note(mark, client, number, of: member, in: transaction)
                return effect
            }
        }
    }

    private static func note(
        _ mark: String, _ client: String, _ number: Int64, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO proof_mark (mark, client, number, ordinal, times)
            VALUES (\(mark), \(client), \(number), (SELECT COALESCE(max(ordinal), 0) + 1 FROM proof_mark), 1)
            ON CONFLICT (mark) DO UPDATE SET times = proof_mark.times + 1
            """)
        try transaction.execute(
            """
            INSERT INTO proof_last (client, account_id, last) VALUES (\(client), \(member), \(number))
            ON CONFLICT (client) DO UPDATE SET last = excluded.last
            """)
        transaction.touch(.enters(scope: "u:\(member)", entity: MarkCollection.name, id: client))
    }

    static let indexedRows: [Query] = ["SELECT 'u:' || account_id, 'mark', client FROM proof_last"]
}

/// `mark/{clientID}` in the member's own scope: the last of the client's mutations that had effects.
struct MarkCollection: SyncedCollection {
    static let name = "mark"
    let entity = Self.name

    struct Row: Encodable, Sendable {
        var id: String
        var last: Int64
    }

    func values(_ ids: [String], for viewer: Principal.Member, in transaction: any Transaction) throws
        -> [String: any Encodable & Sendable]
    {
        let rows = try transaction.rows(
            """
            SELECT client, last FROM proof_last
            WHERE account_id = \(viewer.id) AND \(transaction.dialect.anyOf("client", ids))
            """
        ) { Row(id: $0.text(0), last: $0.integer(1)) }
        return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }
}
