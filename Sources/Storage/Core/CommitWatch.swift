/// Tells at once, and cheaply enough to be asked at every request, whether anything was committed: for what is kept in
/// memory of what was read.
package protocol CommitWatch: Sendable {
    /// Another number after every commit: of this process from the moment that it is acknowledged, of another as soon
    /// as the engine lets it be known (SQLite: at once; PostgreSQL: when the message comes). `nil` while that cannot be told, and then nothing that was kept may be used.
    var version: Int64? { get }
}
