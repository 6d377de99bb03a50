import Core

/// How far the search index has been filled with what was there before it, or before its terms were made anew.
package enum SearchFilling {
    /// The version of `SearchText` whose terms fill the index; 0 until it is full.
    package static func version(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT version FROM search_state WHERE id = 1"))
    }

    /// Where to go on: the id of the last thing put in. What an older version began is begun anew.
    package static func resume(_ version: Int, in transaction: any WriteTransaction) throws -> String {
        let state = try transaction.first("SELECT filling, filled_to FROM search_state WHERE id = 1") {
            ($0.int(0), $0.text(1))
        }
        if let state, state.0 == version { return state.1 }
        try restart(in: transaction)
        try transaction.dialect.search.clear(in: transaction)
        try transaction.execute("UPDATE search_state SET filling = \(version) WHERE id = 1")
        return ""
    }

    package static func note(filledTo id: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE search_state SET filled_to = \(id) WHERE id = 1")
    }

    package static func finish(_ version: Int, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE search_state SET version = \(version), filling = 0, filled_to = '' WHERE id = 1")
    }

    /// The next filling begins with an empty index.
    package static func restart(in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE search_state SET version = 0, filling = 0, filled_to = '' WHERE id = 1")
    }

    /// Notes that words were erased which the files of the index may still hold.
    package static func noteErased(in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE search_state SET has_erased = 1 WHERE id = 1")
    }

    /// Takes the words of what was erased out of the files of the index. It reads and writes all of it: nothing to do
    /// each time a server starts.
    package static func forgetErased(in store: any Store) async throws {
        guard try await store.read({ try $0.exists("SELECT 1 FROM search_state WHERE has_erased = 1") }) else { return }
        while try await store.write({ try forgetMore(in: $0) }) {}
    }

    /// - Returns: whether there is more to do.
    private static func forgetMore(in transaction: any WriteTransaction) throws -> Bool {
        if try transaction.dialect.search.forget(in: transaction) { return true }
        try transaction.execute("UPDATE search_state SET has_erased = 0 WHERE id = 1")
        return false
    }
}
