/// Tells at once, and cheaply enough to be asked at every request, whether anything was committed: for what is kept in
/// memory of what was read.
package protocol CommitWatch: Sendable {
    /// Another number after every commit, of this process or of any other, from the moment that the commit is
    /// acknowledged; `nil` while that cannot be told, and then nothing that was kept may be used.
    var version: Int64? { get }
}
