import Core
import Foundation
import GRDB
import Storage

/// Runs our queries on one GRDB connection. Lives as long as the closure it is handed to.
final class SQLiteTransaction: WriteTransaction {
    private let connection: Database
    private(set) var touches: [Touch] = []

    init(_ connection: Database) {
        self.connection = connection
    }

    var dialect: any Dialect { SQLiteDialect() }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try translatingErrors {
            let cursor = try GRDB.Row.fetchCursor(try statement(query))
            var values: [Value] = []
            while let row = try cursor.next() { values.append(try decode(SQLiteRow(row: row))) }
            return values
        }
    }

    func execute(_ query: Query) throws -> Int {
        try translatingErrors {
            try statement(query).execute()
            return connection.changesCount
        }
    }

    func execute(script: String) throws {
        try translatingErrors { try connection.execute(sql: script) }
    }

    func touch(_ touch: Touch) {
        touches.append(touch)
    }

    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        let mark = touches.count
        try checkRunning()
        try run("SAVEPOINT mark")
        do {
            let value = try body()
            try run("RELEASE mark")
            return value
        } catch {
            touches.removeSubrange(mark...)
            // A full disk may have ended the whole transaction already; then there is nothing to go back to.
            if connection.isInsideTransaction {
                try run("ROLLBACK TO mark")
                try run("RELEASE mark")
            }
            throw error
        }
    }

    private func run(_ sql: String) throws {
        try translatingErrors { try connection.cachedStatement(sql: sql).execute() }
    }

    /// A full disk may have ended the transaction: then a writer who goes on would write outside of any.
    private func checkRunning() throws {
        guard connection.isInsideTransaction else { throw Problem(.unavailable, "storage_unavailable", retryAfter: 60) }
    }

    private func statement(_ query: Query) throws -> Statement {
        try checkRunning()
        let (sql, values) = query.rendered()
        let statement = try connection.cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(values.map(\.databaseValue)))
        return statement
    }
}

private struct SQLiteRow: ResultRow {
    let row: GRDB.Row

    func isNull(_ column: Int) -> Bool { row.hasNull(atIndex: column) }
    func integer(_ column: Int) -> Int64 { row[column] }
    func text(_ column: Int) -> String { row[column] }
    func bytes(_ column: Int) -> [UInt8] { Array(row[column] as Data) }
}

extension SQLValue {
    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}
