import Core
import Storage

/// The scopes in force for a member: a second telling of sync.md, section 3.
enum SightOfScopes {
    static func inForce(
        for eyes: Eyes, at now: Timestamp, _ tables: Tables, in transaction: any Transaction
    ) throws -> Set<String> {
        try inForce(for: eyes, at: now, in: transaction) { names in
            names.filter { id in
                guard let thread = tables.threads[id] else { return false }
                return eyes.sees(
                    threadState: thread.state, author: thread.author,
                    isForEveryone: tables.categories[thread.category]?.isForEveryone ?? false)
            }
        }
    }

    /// The same without the tables at hand.
    static func inForce(
        for eyes: Eyes, at now: Timestamp, in transaction: any Transaction
    ) throws -> Set<String> {
        try inForce(for: eyes, at: now, in: transaction) { names in
            try Witness.threads(names, in: transaction).filter { eyes.sees($0.value) }.map(\.key)
        }
    }

    private static func inForce(
        for eyes: Eyes, at now: Timestamp, in transaction: any Transaction, seen: ([String]) throws -> [String]
    ) throws -> Set<String> {
        var scopes: Set<String> = ["u:\(eyes.member)", "pub"]
        if eyes.isStaff { scopes.insert("mod") }
        let wanted = try transaction.rows(
            "SELECT scope FROM scope_subscription WHERE account_id = \(eyes.member) AND is_on = 1"
        ) { $0.text(0) }
        let threads = wanted.filter { $0.hasPrefix("t:") }.map { String($0.dropFirst(2)) }
        scopes.formUnion(try seen(threads).map { "t:\($0)" })
        let open = Set(
            try transaction.rows("SELECT id FROM category WHERE audience = 'everyone' OR \(eyes.isStaff ? 1 : 0) = 1") {
                $0.text(0)
            })
        for name in wanted where name.hasPrefix("k:") {
            let parts = name.split(separator: ":").map(String.init)
            guard parts.count > 1, open.contains(parts[1]) else { continue }
            if parts.count == 3 { scopes.insert(name) }
            if parts.count == 2 {
                for week in 0..<8 { scopes.insert("\(name):\(now.advanced(by: .days(-7 * Int64(week))).isoWeek)") }
            }
        }
        return scopes
    }
}

/// What the second evaluator must know of a thread.
struct ThreadFacts: Sendable {
    let state, author: String
    let isForEveryone: Bool
}

extension Eyes {
    func sees(_ thread: ThreadFacts) -> Bool {
        sees(threadState: thread.state, author: thread.author, isForEveryone: thread.isForEveryone)
    }
}
