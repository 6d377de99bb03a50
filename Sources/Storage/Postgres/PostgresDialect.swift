import Storage

struct PostgresDialect: Dialect {
    func anyOf(_ column: Query, _ values: [String]) -> Query {
        let list = values.map { value in
            "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return "\(column) = ANY(CAST(\("{" + list.joined(separator: ",") + "}") AS text[]))"
    }

    var search: any SearchIndex { PostgresSearchIndex() }
    var migrationSuffix: String { "postgres" }

    /// Whoever holds the lock keeps it until the commit is seen by all: so numbers rise in the order of commits. The
    /// number comes from a sequence and not from a row, which only the first of several transactions could change.
    func nextSequence(in transaction: any WriteTransaction) throws -> Int64 {
        _ = try transaction.exists("SELECT pg_advisory_xact_lock(\(Self.commitLock))")
        return try transaction.number("SELECT nextval('change_sequence')")
    }

    /// A lock before the first query: what is read then is what the other process has left.
    func lockSchema(in transaction: any WriteTransaction) throws {
        try transaction.execute("LOCK TABLE schema_migration IN EXCLUSIVE MODE")
    }

    /// `karwan` in ASCII, and 1.
    static let commitLock: Int64 = 0x6B61_7277_616E_01
}
