import Core
import Storage
import SyncProtocol

extension SyncService {
    /// Forgets what no cursor that is still good can ask for, and clients that nobody used for long. For the hourly
    /// maintenance; each step is a short write of some hundred rows.
    package func expire() async throws {
        let now = clock.now
        let kept = now.advanced(by: -limits.retention)
        let clientsKept = now.advanced(by: -limits.clientRetention)
        // Cursors first: one that names a commit of which only some departures are known must not be good.
        while try await store.write({ try Self.forgetCommits(before: kept, in: $0) }) {}
        while try await store.write({ try Self.forgetDepartures(in: $0) }) {}
        _ = try await store.write { transaction in
            try transaction.execute("DELETE FROM scope_set WHERE last_used_at < \(kept)")
        }
        while try await store.write({ try Self.forgetOutcomes(before: kept, in: $0) }) {}
        while try await store.write({ try Self.forgetClients(before: clientsKept, in: $0) }) {}
    }

    /// Rows of one write.
    static let atOnce = 500

    /// The newest commit stays whatever its age: replicas at rest name it.
    /// - Returns: whether there may be more.
    static func forgetCommits(before time: Timestamp, in transaction: any WriteTransaction) throws -> Bool {
        let old = try transaction.rows(
            """
            SELECT sequence FROM change_commit
            WHERE committed_at < \(time) AND sequence < (SELECT max(sequence) FROM change_commit)
            ORDER BY committed_at LIMIT \(atOnce)
            """
        ) { $0.integer(0) }
        guard let last = old.max() else { return false }
        try transaction.execute("DELETE FROM change_commit WHERE sequence <= \(last)")
        return old.count == atOnce
    }

    /// Those that no commit is left to ask for.
    /// - Returns: whether there may be more.
    static func forgetDepartures(in transaction: any WriteTransaction) throws -> Bool {
        let old = try transaction.rows(
            """
            SELECT entry.ver FROM change_index_entry AS entry
            WHERE entry.state = 0 AND entry.ver < (SELECT min(sequence) FROM change_commit)
            ORDER BY entry.ver LIMIT \(atOnce)
            """
        ) { $0.integer(0) }
        guard let last = old.last else { return false }
        try transaction.execute("DELETE FROM change_index_entry WHERE state = 0 AND ver <= \(last)")
        return old.count == atOnce
    }

    /// - Returns: whether there may be more.
    static func forgetOutcomes(before time: Timestamp, in transaction: any WriteTransaction) throws -> Bool {
        let old = try transaction.rows(
            """
            DELETE FROM mutation_outcome WHERE (client_id, mutation_id) IN (
                SELECT outcome.client_id, outcome.mutation_id FROM mutation_outcome AS outcome
                WHERE outcome.created_at < \(time) AND outcome.is_shown = 1
                ORDER BY outcome.created_at LIMIT \(atOnce))
            RETURNING account_id, client_id, mutation_id
            """
        ) { ("u:\($0.text(0))", "\($0.text(1))/\($0.integer(2))") }
        for (scope, id) in old {
            transaction.touch(.leaves(scope: scope, entity: MutationOutcomes.entity, id: id))
        }
        return old.count == atOnce
    }

    /// An unknown client is adopted where it stands, so one that comes back after all loses nothing. Revoked groups
    /// stay: they must still be told.
    /// - Returns: whether there may be more.
    static func forgetClients(before time: Timestamp, in transaction: any WriteTransaction) throws -> Bool {
        let old = try transaction.rows(
            """
            SELECT client.id, client.group_id FROM sync_client AS client WHERE client.last_used_at < \(time)
            AND NOT EXISTS (
                SELECT 1 FROM mutation_outcome AS outcome WHERE outcome.client_id = client.id AND outcome.is_shown = 1)
            LIMIT \(clientsAtOnce)
            """
        ) { ($0.text(0), $0.text(1)) }
        for (client, group) in old {
            try transaction.execute("DELETE FROM sync_client WHERE id = \(client)")
            transaction.touch(
                .leaves(scope: DeviceClient.scope(ofGroup: group), entity: DeviceClient.entity, id: client))
        }
        try transaction.execute(
            """
            DELETE FROM sync_group WHERE last_used_at < \(time) AND revoked_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM sync_client WHERE sync_client.group_id = sync_group.id)
            """)
        return old.count == clientsAtOnce
    }

    /// Up to a thousand outcomes go with each.
    private static let clientsAtOnce = 20
}
