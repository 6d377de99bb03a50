import Storage

extension SyncService {
    /// Every row of the protocol's own that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        "SELECT 'u:' || account_id AS scope, 'subscription' AS entity, scope AS row_id FROM scope_subscription",
        "SELECT 'group:' || group_id, 'client', id FROM sync_client",
        """
        SELECT 'u:' || account_id, 'sys/m', client_id || '/' || mutation_id FROM mutation_outcome WHERE is_shown = 1
        """,
    ]
}
