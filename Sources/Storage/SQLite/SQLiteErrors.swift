import Core
import GRDB

/// Runs `body` and turns what SQLite refuses into problems.
func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw problem(of: error)
    }
}

/// Constraint failures are named as PostgreSQL names them (`account_email_key`), so that services can tell which
/// one refused on either engine; what the machine refuses is `unavailable`; anything else is our own mistake.
private func problem(of error: DatabaseError) -> any Error {
    let message = error.message ?? ""
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE: return Problem(.conflict, constraintName(message, ending: "key"))
    case .SQLITE_CONSTRAINT_PRIMARYKEY: return Problem(.conflict, constraintName(message, ending: "pkey"))
    case .SQLITE_CONSTRAINT_FOREIGNKEY: return Problem(.conflict, "foreign_key")
    default: break
    }
    switch error.resultCode {
    case .SQLITE_FULL: return Problem(.unavailable, "disk_full", retryAfter: 60)
    case .SQLITE_READONLY: return Problem(.unavailable, "read_only", retryAfter: 60)
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_INTERRUPT, .SQLITE_NOMEM:
        return Problem(.unavailable, "busy", retryAfter: 5)
    case .SQLITE_MISUSE, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_CORRUPT, .SQLITE_NOTADB:
        return Problem(.unavailable, "storage_unavailable", retryAfter: 60)
    case .SQLITE_ERROR where message.hasPrefix("no such table"): return Problem(.unavailable, "no_such_table")
    default: return error
    }
}

/// `UNIQUE constraint failed: account.email` is `account_email_key`; `… index 'account_username_key'` names itself.
private func constraintName(_ message: String, ending: String) -> String {
    let subject = message.split(separator: ": ").last.map(String.init) ?? message
    if subject.hasPrefix("index '") { return String(subject.dropFirst("index '".count).dropLast()) }
    let columns = subject.split(separator: ", ").map { $0.split(separator: ".") }
    let table = columns.first?.first.map(String.init) ?? "unknown"
    if ending == "pkey" { return "\(table)_pkey" }
    return ([table] + columns.compactMap { $0.last.map(String.init) } + [ending]).joined(separator: "_")
}
