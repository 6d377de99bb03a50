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
}
