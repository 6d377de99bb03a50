import GRDB
import GRDBSQLite
import Storage

/// A statement of GRDB's cache with our values in it. Values go in and out by SQLite's own functions: GRDB's rows and
/// arguments took a quarter of the time of a write.
struct BoundStatement {
    private let statement: OpaquePointer
    private let sql: String

    /// - Throws: `DatabaseError` when SQLite does not take the text or a value.
    init(_ query: Query, on connection: Database) throws {
        let (sql, values) = query.rendered()
        statement = try connection.cachedStatement(sql: sql).sqliteStatement
        self.sql = sql
        sqlite3_reset(statement)
        for (index, value) in values.enumerated() {
            try check(value.bind(to: statement, at: Int32(index + 1)))
        }
    }

    /// Runs the statement to its end and decodes each row.
    func rows<Value>(_ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        defer { sqlite3_reset(statement) }
        var values: [Value] = []
        while try step() { values.append(try decode(SQLiteRow(statement: statement))) }
        return values
    }

    /// Runs the statement to its end.
    func run() throws {
        defer { sqlite3_reset(statement) }
        while try step() {}
    }

    /// - Returns: whether there is a row.
    private func step() throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        if code != SQLITE_DONE { throw error(code) }
        return false
    }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK { throw error(code) }
    }

    private func error(_ code: Int32) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }
}

/// Reads the row that its statement stands on.
private struct SQLiteRow: ResultRow {
    let statement: OpaquePointer

    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }
}

extension SQLValue {
    /// Tells SQLite to copy what it is given.
    private static let transient = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

    /// - Returns: SQLite's code.
    fileprivate func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .text(var text):
            // No address would mean NULL.
            if text.isEmpty { return sqlite3_bind_text(statement, index, "", 0, Self.transient) }
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), Self.transient)
                }
            }
        case .bytes(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), Self.transient)
        }
    }
}
