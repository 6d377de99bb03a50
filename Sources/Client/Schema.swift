import GRDB

/// The tables of a replica's file.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            for statement in first { try database.execute(sql: statement) }
        }
        return migrator
    }

    /// `row`: what the server said, revealed. `staged`: pages that are not, with no value for what goes.
    /// `overlay`: what the rows become by the mutations that wait, with no value for what they take away.
    /// `seen`: what people see. `mutation`: the queue, what was refused, and the log of what was acknowledged.
    private static let first = [
        "CREATE TABLE fact (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
        """
        CREATE TABLE row (
            key TEXT NOT NULL PRIMARY KEY, entity TEXT NOT NULL, parent TEXT NOT NULL, rank TEXT NOT NULL,
            value TEXT NOT NULL)
        """,
        "CREATE INDEX row_by_parent ON row (entity, parent, rank)",
        "CREATE INDEX row_by_rank ON row (entity, rank)",
        """
        CREATE TABLE staged (
            key TEXT NOT NULL PRIMARY KEY, entity TEXT NOT NULL, parent TEXT NOT NULL, rank TEXT NOT NULL, value TEXT)
        """,
        """
        CREATE TABLE overlay (
            key TEXT NOT NULL PRIMARY KEY, entity TEXT NOT NULL, parent TEXT NOT NULL, rank TEXT NOT NULL, value TEXT)
        """,
        "CREATE INDEX overlay_by_parent ON overlay (entity, parent, rank)",
        """
        CREATE VIEW seen AS
        SELECT key, entity, parent, rank, value, 1 AS unsent FROM overlay WHERE value IS NOT NULL
        UNION ALL
        SELECT key, entity, parent, rank, value, 0 FROM row
        WHERE NOT EXISTS (SELECT 1 FROM overlay WHERE overlay.key = row.key)
        """,
        """
        CREATE TABLE client (
            id TEXT NOT NULL PRIMARY KEY, next_id INTEGER NOT NULL, acknowledged INTEGER NOT NULL,
            dropped INTEGER NOT NULL)
        """,
        """
        CREATE TABLE mutation (
            position INTEGER NOT NULL PRIMARY KEY, client_id TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL,
            args TEXT NOT NULL, made_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'resting', 'refused', 'done')),
            code TEXT, detail TEXT, acknowledged_at INTEGER, recovered INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0, retry_at INTEGER, UNIQUE (client_id, id))
        """,
        "CREATE INDEX mutation_by_state ON mutation (state, position)",
    ]
}
