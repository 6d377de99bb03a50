import GRDBSQLite
import Storage
import Synchronization

/// Asks SQLite for `data_version`: one look at the shared memory beside the log. On a connection of its own that never
/// writes, so that every commit is another's.
final class SQLiteCommitWatch: CommitWatch {
    /// Sendable because it stands in a mutex and never leaves it: the pointers are used under its lock alone, by one
    /// thread at a time, as `SQLITE_OPEN_NOMUTEX` asks.
    private struct Connection: @unchecked Sendable {
        var database: OpaquePointer?
        var question: OpaquePointer?
    }

    private let connection: Mutex<Connection>

    init(path: String) {
        var opened = Connection()
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        if sqlite3_open_v2(path, &opened.database, flags, nil) == SQLITE_OK {
            sqlite3_prepare_v2(opened.database, "PRAGMA data_version", -1, &opened.question, nil)
        }
        connection = Mutex(opened)
    }

    deinit { close() }

    var version: Int64? {
        connection.withLock { connection in
            guard let question = connection.question else { return nil }
            defer { sqlite3_reset(question) }
            return sqlite3_step(question) == SQLITE_ROW ? sqlite3_column_int64(question, 0) : nil
        }
    }

    /// From now on nothing can be told.
    func close() {
        connection.withLock { connection in
            sqlite3_finalize(connection.question)
            sqlite3_close(connection.database)
            connection = Connection()
        }
    }
}
