/// The few clauses that engines spell differently. Asked for a clause, never for its name.
package protocol Dialect: Sendable {
    /// `column` is one of `values`; the text stays the same whatever their number, for the statement cache.
    func anyOf(_ column: Query, _ values: [String]) -> Query

    /// Finding by words, in this engine's way.
    var search: any SearchIndex { get }

    /// The ending of migrations that only this engine runs: `0006_search.<suffix>.sql`.
    var migrationSuffix: String { get }

    /// The next number of the change index. From then on until the transaction has ended nobody else gets one, so that
    /// numbers rise in the order of commits.
    func nextSequence(in transaction: any WriteTransaction) throws -> Int64

    /// Waits until no other process changes the schema, as the first act of a transaction.
    func lockSchema(in transaction: any WriteTransaction) throws
}
