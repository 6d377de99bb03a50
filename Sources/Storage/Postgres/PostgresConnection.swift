import CPostgres
import Core
import Storage

/// One connection to the server. Used by one thread at a time.
final class PostgresConnection {
    let handle: OpaquePointer
    private var statements: PreparedStatements
    /// Whether the server has warned of something since this was last asked: a COMMIT with a warning is none.
    private var hasWarned = false

    /// Connects, to the first server of the address that takes writes.
    /// - Throws: `unavailable` with `database_unreachable`.
    init(_ address: PostgresAddress, _ options: PostgresOptions) throws {
        statements = PreparedStatements(most: options.statements)
        guard let handle = Self.connect(address) else { throw Problem(.unavailable, "storage_unavailable") }
        self.handle = handle
        // From here on `deinit` closes it, also when this throws.
        guard PQstatus(handle) == CONNECTION_OK else {
            throw Problem(.unavailable, "database_unreachable", arguments: ["address": address.shown], retryAfter: 5)
        }
        PQsetNoticeReceiver(
            handle,
            { context, _ in
                guard let context else { return }
                Unmanaged<PostgresConnection>.fromOpaque(context).takeUnretainedValue().hasWarned = true
            }, Unmanaged.passUnretained(self).toOpaque())
        do {
            try run(script: Self.preparation(options))
        } catch {
            throw Refusal.unreachable
        }
    }

    deinit { PQfinish(handle) }

    /// What stands before the address may be said otherwise in it, what stands behind may not.
    private static func connect(_ address: PostgresAddress) -> OpaquePointer? {
        let parameters: KeyValuePairs = [
            "application_name": "karwan", "target_session_attrs": "read-write", "connect_timeout": "5",
            "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2", "tcp_user_timeout": "20000",
            "dbname": address.text, "client_encoding": "UTF8",
        ]
        return withCStrings(parameters.map(\.key)) { keys in
            withCStrings(parameters.map(\.value)) { values in PQconnectdbParams(keys, values, 1) }
        }
    }

    private static func preparation(_ options: PostgresOptions) -> String {
        let timeout = Int(options.statementTimeout / .milliseconds(1))
        return """
            SET client_min_messages = warning; SET statement_timeout = \(timeout);
            SET idle_in_transaction_session_timeout = \(timeout); SET jit = off; SET bytea_output = hex;
            SET standard_conforming_strings = on
            """
    }

    /// Whether it can still be used.
    var isSound: Bool { PQstatus(handle) == CONNECTION_OK }
    /// The transaction has failed: the server takes nothing but its end, or that of a savepoint.
    var isAborted: Bool { PQtransactionStatus(handle) == PQTRANS_INERROR }
    var isInTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(handle)) }

    /// Runs statements without values in one turn.
    /// - Throws: `Interruption`; `PostgresError`; `Problem`.
    @discardableResult
    func run(script: String) throws -> PostgresResult {
        try checked(PQexec(handle, script))
    }

    /// Runs one statement, prepared once by its text.
    func run(_ query: Query) throws -> PostgresResult {
        let (name, values) = try prepared(query)
        return try checked(
            bound(values) { count, pointers, lengths, formats in
                PQexecPrepared(handle, name, count, pointers, lengths, formats, 0)
            })
    }

    /// The name of the query's prepared statement, and the query's values.
    func prepared(_ query: Query) throws -> (name: String, values: [SQLValue]) {
        let (sql, values) = query.rendered()
        let key = PreparedStatements.Key(sql: sql, types: values.map(\.type))
        return (try statements.name(of: key) ?? prepare(key), values)
    }

    /// Runs one statement that is planned for these very values.
    func runOnce(_ query: Query) throws -> PostgresResult {
        let (sql, values) = query.rendered()
        return try checked(
            bound(values) { count, pointers, lengths, formats in
                PQexecParams(handle, sql, count, values.map(\.type), pointers, lengths, formats, 0)
            })
    }

    private func prepare(_ key: PreparedStatements.Key) throws -> String {
        let name = statements.next
        _ = try checked(PQprepare(handle, name, key.sql, Int32(key.types.count), key.types))
        if let old = statements.keep(name, for: key) {
            _ = PQexec(handle, "DEALLOCATE \(old)").map(PostgresResult.init)
        }
        return name
    }

    func bound<Answer>(
        _ values: [SQLValue],
        _ send: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
        ) -> Answer
    ) -> Answer {
        let binaries = values.map(\.binary)
        // One buffer for all values: pointers into it stay good while it is borrowed.
        var bytes: [CChar] = [0]
        var starts: [Int] = []
        for binary in binaries {
            starts.append(bytes.count)
            if let binary { bytes.append(contentsOf: binary.map { CChar(bitPattern: $0) }) }
        }
        let lengths = binaries.map { Int32($0?.count ?? 0) } + [0]
        let formats = [Int32](repeating: 1, count: values.count + 1)
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers =
                zip(starts, binaries).map { start, binary in
                    binary == nil ? nil : buffer.baseAddress.map { $0 + start }
                } + [nil]
            return send(Int32(values.count), pointers, lengths, formats)
        }
    }

    private func checked(_ pointer: OpaquePointer?) throws -> PostgresResult {
        guard let pointer else { throw Interruption.disconnected(Refusal.unreachable) }
        let result = PostgresResult(pointer)
        if result.isFine { return result }
        // A refusal on a connection that is gone says nothing but that.
        if !isSound { throw Interruption.disconnected(Refusal.unreachable) }
        throw RefusedStatement(refusal: result.refusal)
    }

    /// Ends the transaction.
    /// - Parameter last: a statement that goes before in the same turn.
    /// - Throws: `Interruption.commitUnknown` when the server may have committed and may have not, or has without
    ///   the standby that it should have waited for.
    func commit(after last: String) throws {
        hasWarned = false
        let result: PostgresResult
        do {
            result = try run(script: "\(last); COMMIT")
        } catch Interruption.disconnected {
            throw Interruption.commitUnknown
        }
        if hasWarned { throw Interruption.commitUnknown }
        guard result.command == "COMMIT" else { throw Refusal.unreachable }
    }

    /// Goes back, as far as there is anything to go back from.
    func rollback() { if isInTransaction { _ = try? run(script: "ROLLBACK") } }
}

/// A statement that the server refused; the transaction decides what it means.
struct RefusedStatement: Error {
    let refusal: Refusal
}

/// Lends texts as a list of C strings that ends with a null pointer.
private func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
    let copies = texts.map { Array($0.utf8CString) }
    var flat: [CChar] = []
    let starts = copies.map { copy in
        defer { flat += copy }
        return flat.count
    }
    return flat.withUnsafeBufferPointer { buffer in
        body(starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil])
    }
}
