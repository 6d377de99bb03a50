/// How a PostgreSQL database is used.
package struct PostgresOptions: Sendable {
    /// Connections that read, and such as write: transactions of each kind that run at one time.
    package var readers = 8
    package var writers = 4
    /// Reads and writers that may wait for a connection; beyond them the answer is 503 at once.
    package var waiting = 2048
    /// How long one of them waits at most.
    package var patience = Duration.seconds(5)
    /// After which the server ends a statement, or a transaction that asks for nothing.
    package var statementTimeout = Duration.seconds(30)
    /// Texts whose statements a connection keeps prepared.
    package var statements = 300

    package init() {}
}

/// Where a PostgreSQL database is: `postgres://name@host:5432,host2:5432/karwan?sslmode=verify-full`.
package struct PostgresAddress: Sendable {
    /// As it was given, with the password: for libpq alone.
    let text: String

    package init(_ text: String) { self.text = text }

    package static func isOne(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// Without name, password and options: what may be shown and logged.
    package var shown: String {
        let place = text.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "?" }
        return "postgres://" + (place.lastIndex(of: "@").map { place[place.index(after: $0)...] } ?? place)
    }
}
