import CPostgres
import Core
import Dispatch
import Logging
import Storage

/// A database on a PostgreSQL server, 15 or newer: readers and writers on a few connections each.
///
/// Reads see one moment (REPEATABLE READ), writes are SERIALIZABLE. A connection that is lost is opened anew, to
/// whichever of the address's servers takes writes then; no state is kept on the server between transactions.
package final class PostgresStore: Store, CommitWatch {
    /// 15.0
    private static let oldestServer: Int32 = 150_000

    private let address: PostgresAddress
    private let reads: PostgresReads
    private let writes: PostgresWrites
    private let news: PostgresNews
    private let turns: PostgresTurns
    package let commits = CommitHints()
    package let measures = StoreMeasures()
    package let about: String

    /// Opens the database at `address`.
    /// - Throws: `unavailable` with `database_unreachable`; `server_too_old`; `database_collation` when its order of
    ///   text is not that of bytes in UTF-8.
    package init(
        address: PostgresAddress, options: PostgresOptions = PostgresOptions(), clock: Clock, logger: Logger
    ) throws {
        self.address = address
        about = try Self.inspect(address, options)
        reads = PostgresReads(address, options)
        news = PostgresNews(address, options, commits: commits)
        writes = PostgresWrites(address, options, news: news, measures: measures, clock: clock, logger: logger)
        turns = PostgresTurns(address, options)
    }

    package var version: Int64? { news.version }

    /// - Returns: what serves the database.
    private static func inspect(_ address: PostgresAddress, _ options: PostgresOptions) throws -> String {
        let connection = try PostgresConnection(address, options)
        guard PQserverVersion(connection.handle) >= oldestServer else {
            throw Problem(.unavailable, "server_too_old", arguments: ["needed": "15"])
        }
        let result: PostgresResult
        do {
            result = try connection.run(
                """
                SELECT pg_encoding_to_char(encoding), datcollate, datctype, current_setting('server_version')
                FROM pg_database WHERE datname = current_database() AND datlocprovider = 'c'
                """)
        } catch {
            throw Refusal.unreachable
        }
        return try withExtendedLifetime(result) {
            guard result.count == 1, result.row(0).text(0) == "UTF8",
                [1, 2].allSatisfy({ ["C", "POSIX"].contains(result.row(0).text($0)) })
            else { throw Problem(.unavailable, "database_collation") }
            return "PostgreSQL \(result.row(0).text(3))"
        }
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        try await reads.run(body)
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any WriteTransaction) throws -> Value
    ) async throws -> Value {
        try await writes.run(body)
    }

    package var load: StoreLoad { StoreLoad(waitingWriters: writes.waitingCount, logBytes: 0) }

    package func checkReadiness() async throws {
        try await write { transaction in
            let settings = try transaction.rows(
                "SELECT current_setting('synchronous_commit'), current_setting('fsync')"
            ) { ($0.text(0), $0.text(1)) }
            guard let (commit, sync) = settings.first, commit != "off", sync == "on" else {
                throw Problem(.unavailable, "storage_not_durable")
            }
            try transaction.execute("UPDATE change_counter SET epoch = epoch WHERE id = 1")
        }
    }

    package func alone(_ work: String, _ body: () async throws -> Void) async throws -> Bool {
        guard try await turns.take(work) else { return false }
        do {
            try await body()
        } catch {
            await turns.giveBack(work)
            throw error
        }
        await turns.giveBack(work)
        return true
    }

    /// The server overwrites what was deleted in its own time.
    package func emptyLog() async throws {}

    /// PostgreSQL looks after its own pages; references without a partner are refused when they are written.
    package func findings() async throws -> [String] { [] }

    package func close() async throws {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // Waiting for threads is not for the few that run tasks.
            DispatchQueue.global().async { [reads, writes, news, turns] in
                reads.close()
                writes.close()
                turns.close()
                news.close()
                continuation.resume()
            }
        }
    }
}
