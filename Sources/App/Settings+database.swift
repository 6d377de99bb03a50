import Core
import StoragePostgres

extension Settings {
    /// The address of the PostgreSQL database; `nil` when the database is an SQLite file.
    var postgres: PostgresAddress? { PostgresAddress.isOne(database) ? PostgresAddress(database) : nil }

    /// Path of the SQLite file.
    /// - Throws: `conflict` with `server_tools_needed` when the database is not one.
    var file: String {
        get throws {
            guard postgres == nil else { throw Problem(.conflict, "server_tools_needed") }
            return database
        }
    }

    var postgresOptions: PostgresOptions {
        var options = PostgresOptions()
        options.readers = databasePool.readers
        options.writers = databasePool.writers
        options.patience = .seconds(databasePool.wait)
        return options
    }
}
