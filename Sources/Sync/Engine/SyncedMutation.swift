import Core
import Foundation
import Storage
import SyncProtocol

/// One name that clients may push.
package struct SyncedMutation: Sendable {
    /// What changes rows, inside the transaction.
    package typealias Application = @Sendable (any WriteTransaction) throws -> MutationEffect

    /// `post.create`; never redefined once released.
    package let name: String

    /// Decodes, validates and does all that is slow outside the transaction; what it returns runs inside, on a
    /// savepoint of its own, and may run twice. Either may throw a `Problem`, which rejects the mutation;
    /// `unavailable` stops the push instead.
    package let prepare:
        @Sendable (_ arguments: JSONValue, _ principal: Principal, _ now: Timestamp) throws
            -> Application

    package init(
        name: String,
        prepare:
            @escaping @Sendable (_ arguments: JSONValue, _ principal: Principal, _ now: Timestamp) throws
            -> Application
    ) {
        self.name = name
        self.prepare = prepare
    }
}

/// What an applied mutation has to tell its client.
package struct MutationEffect: Sendable {
    /// Rows as the server made them, for the answer.
    package var rows: [SyncedRow]
    /// The result is not what the client expects: the outcome becomes a row of the replica too.
    package var isAltered: Bool

    package init(rows: [SyncedRow] = [], isAltered: Bool = false) {
        self.rows = rows
        self.isAltered = isAltered
    }

    /// Done as asked.
    package static let asAsked = MutationEffect()
}

/// A refusal that shows what is there instead. The rows are for the answer alone: they may hold the words of others.
package struct MutationConflict: Error, Sendable {
    package var problem: Problem
    package var rows: [SyncedRow]

    package init(_ problem: Problem, rows: [SyncedRow]) { (self.problem, self.rows) = (problem, rows) }
}

/// A key of the replica (`post/{id}`) and the value that pull would show for it.
package struct SyncedRow: Sendable {
    package var key: String
    package var value: any Encodable & Sendable

    package init(key: String, value: any Encodable & Sendable) {
        self.key = key
        self.value = value
    }

    /// The row in the form of a message.
    func mutated() throws -> MutatedRow {
        let bytes = try JSONEncoder().encode(value)
        return MutatedRow(key: key, value: try JSONDecoder().decode(JSONValue.self, from: bytes))
    }
}
