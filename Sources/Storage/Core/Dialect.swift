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

    /// The tables of the community with their columns, by name; not those that are the engine's own.
    func tables(in transaction: any Transaction) throws -> [TableShape]

    /// Lets rows stand without the rows that they name, until the statements that are returned have run: they refuse
    /// what names nothing still.
    func suspendReferences(in transaction: any WriteTransaction) throws -> [String]

    /// Goes on counting commits after `sequence`, in the history called `epoch`.
    func continueHistory(_ epoch: String, after sequence: Int64, in transaction: any WriteTransaction) throws
}
