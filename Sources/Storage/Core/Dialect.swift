/// The few clauses that engines spell differently. Asked for a clause, never for its name.
package protocol Dialect: Sendable {
    /// `column` is one of `values`; the text stays the same whatever their number, for the statement cache.
    func anyOf(_ column: Query, _ values: [String]) -> Query

    /// Appended to a SELECT whose rows are about to be changed.
    var rowLock: Query { get }

    /// Finding by words, in this engine's way.
    var search: any SearchIndex { get }

    /// The ending of migrations that only this engine runs: `0006_search.<suffix>.sql`.
    var migrationSuffix: String { get }
}
