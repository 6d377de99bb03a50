import Core
import Storage
import SyncProtocol

extension SyncService {
    /// Forgets what no cursor that is still good can ask for, and clients that nobody used for long. For the daily
    /// maintenance; each step is a short write.
    package func expire() async throws {
        let now = clock.now
        let kept = now.advanced(by: -limits.retention)
        let clientsKept = now.advanced(by: -limits.clientRetention)
        try await store.write { try Self.forgetDepartures(before: kept, in: $0) }
        _ = try await store.write { transaction in
            try transaction.execute("DELETE FROM scope_set WHERE last_used_at < \(kept)")
        }
        try await store.write { try Self.forgetOutcomes(before: kept, in: $0) }
        try await store.write { try Self.forgetClients(before: clientsKept, in: $0) }
    }

    /// The newest commit stays whatever its age: replicas at rest name it.
    private static func forgetDepartures(before time: Timestamp, in transaction: any WriteTransaction) throws {
        let floor = try transaction.number(
            """
            SELECT coalesce(max(sequence), 0) FROM change_commit
            WHERE committed_at < \(time) AND sequence < (SELECT max(sequence) FROM change_commit)
            """)
        guard floor > 0 else { return }
        try transaction.execute("DELETE FROM change_index_entry WHERE state = 0 AND ver <= \(floor)")
        try transaction.execute("DELETE FROM change_commit WHERE sequence <= \(floor)")
    }

    private static func forgetOutcomes(before time: Timestamp, in transaction: any WriteTransaction) throws {
        let old = try transaction.rows(
            """
            DELETE FROM mutation_outcome WHERE created_at < \(time) AND is_shown = 1
            RETURNING account_id, client_id, mutation_id
            """
        ) { ("u:\($0.text(0))", "\($0.text(1))/\($0.integer(2))") }
        for (scope, id) in old {
            transaction.touch(.leaves(scope: scope, entity: MutationOutcomes.entity, id: id))
        }
    }

    /// An unknown client is adopted where it stands, so one that comes back after all loses nothing. Revoked groups
    /// stay: they must still be told.
    private static func forgetClients(before time: Timestamp, in transaction: any WriteTransaction) throws {
        let old = try transaction.rows(
            """
            SELECT client.id, client.group_id FROM sync_client AS client WHERE client.last_used_at < \(time)
            AND NOT EXISTS (
                SELECT 1 FROM mutation_outcome AS outcome WHERE outcome.client_id = client.id AND outcome.is_shown = 1)
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
    }
}
