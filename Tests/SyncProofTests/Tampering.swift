import Foundation
import Storage
import Synchronization

/// A double of the engine that behaves as a badly written server would.
final class TamperingStore: Store {
    private let inner: any Store
    private let variant: BadVariant
    private let late = Mutex(LateCommits())

    init(_ inner: any Store, _ variant: BadVariant) {
        self.inner = inner
        self.variant = variant
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
        let variant = variant
        return try await inner.read { try body(TamperedReading($0, variant)) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any WriteTransaction) throws -> Value
    ) async throws -> Value {
        let variant = variant
        let isLate = variant == .sequenceOutOfOrder && late.withLock { $0.begins() }
        let (value, rest, sequence) = try await inner.write { transaction in
            let tampered = TamperedWriting(transaction, variant, holdsTouches: isLate)
            let value = try body(tampered)
            if isLate, !tampered.rest.touches.isEmpty { transaction.touch(LateCommits.hole) }
            return (value, tampered.rest, try transaction.number("SELECT sequence FROM change_counter") + 1)
        }
        switch variant {
        case .numbersOutsideTheTransaction where !rest.isEmpty:
            try await inner.write { try rest.apply(in: $0) }
        case .sequenceOutOfOrder where isLate:
            if !rest.isEmpty {
                late.withLock { $0.held = ($0.held?.sequence ?? sequence, ($0.held?.rest ?? Rest()) + rest) }
            }
        case .sequenceOutOfOrder:
            if let held = late.withLock({ $0.release() }) { try await commit(held.rest, as: held.sequence) }
        default: break
        }
        return value
    }

    /// Changes that come after others, under a number from before them.
    private func commit(_ rest: Rest, as sequence: Int64) async throws {
        try await inner.write { try rest.apply(in: $0) }
        try await inner.write { transaction in
            _ = try transaction.execute(
                """
                UPDATE change_index_entry SET ver = \(sequence)
                WHERE ver = (SELECT max(sequence) FROM change_commit) AND first_ver <= \(sequence)
                """)
            _ = try transaction.execute(
                """
                UPDATE change_index_entry SET ver = \(sequence), first_ver = \(sequence), row_ver = \(sequence)
                WHERE ver = (SELECT max(sequence) FROM change_commit)
                """)
        }
    }

    var commits: CommitHints { inner.commits }
    var measures: StoreMeasures { inner.measures }
    var load: StoreLoad { inner.load }
    var about: String { inner.about }
    func alone(_ work: String, _ body: () async throws -> Void) async throws -> Bool {
        try await inner.alone(work, body)
    }
    func checkReadiness() async throws { try await inner.checkReadiness() }
    func emptyLog() async throws { try await inner.emptyLog() }
    func findings() async throws -> [String] { try await inner.findings() }
    func close() async throws { try await inner.close() }
}

/// What a transaction left undone.
struct Rest: Sendable {
    var queries: [Query] = []
    var touches: [Touch] = []

    var isEmpty: Bool { queries.isEmpty && touches.isEmpty }

    func apply(in transaction: any WriteTransaction) throws {
        for query in queries { try transaction.execute(query) }
        for touch in touches { transaction.touch(touch) }
    }

    static func + (a: Rest, b: Rest) -> Rest {
        Rest(queries: a.queries + b.queries, touches: a.touches + b.touches)
    }
}

/// Every sixth write takes its number before it is committed: the next one overtakes it.
private struct LateCommits {
    static let hole = Touch.enters(scope: "proof:late", entity: "hole", id: "1")

    var held: (sequence: Int64, rest: Rest)?
    private var writes = 0

    mutating func begins() -> Bool {
        writes += 1
        return writes % 6 == 0 && held == nil
    }

    mutating func release() -> (sequence: Int64, rest: Rest)? {
        defer { held = nil }
        return held
    }
}

/// Reads in the words of a bad variant.
private final class TamperedReading: Transaction {
    private let inner: any Transaction
    private let variant: BadVariant

    init(_ inner: any Transaction, _ variant: BadVariant) {
        self.inner = inner
        self.variant = variant
    }

    var dialect: any Dialect { inner.dialect }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try inner.rows(variant.reworded(query), decode)
    }
}

/// Writes what a bad variant writes.
private final class TamperedWriting: WriteTransaction {
    private let inner: any WriteTransaction
    private let variant: BadVariant
    private let holdsTouches: Bool
    private(set) var rest = Rest()

    init(_ inner: any WriteTransaction, _ variant: BadVariant, holdsTouches: Bool) {
        self.inner = inner
        self.variant = variant
        self.holdsTouches = holdsTouches
    }

    var dialect: any Dialect { inner.dialect }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try inner.rows(variant.reworded(query), decode)
    }

    func execute(_ query: Query) throws -> Int {
        guard variant == .numbersOutsideTheTransaction,
            query.rendered().sql.hasPrefix("INSERT INTO sync_client")
        else { return try inner.execute(query) }
        rest.queries.append(query)
        // The row itself must be there: outcomes name it.
        return try inner.execute(
            query.reworded { sql in
                sql.components(separatedBy: "ON CONFLICT").first.map { $0 + "ON CONFLICT (id) DO NOTHING" } ?? sql
            })
    }

    func execute(script: String) throws { try inner.execute(script: script) }

    func touch(_ touch: Touch) {
        switch (variant, touch) {
        case (_, _) where holdsTouches: rest.touches.append(touch)
        case (.numbersOutsideTheTransaction, .enters(_, "client", _)): rest.touches.append(touch)
        case (.noTombstone, .leaves(let scope, let entity, let id)):
            forget(scope, entity, id, "state IN (0, 1)")
            inner.touch(.enters(scope: "proof:gone", entity: "hole", id: "1"))
        case (.firstVersionReset, .enters(let scope, let entity, let id)),
            (.firstVersionReset, .names(let scope, let entity, let id)):
            forget(scope, entity, id, "state = 0")
            inner.touch(touch)
        default: inner.touch(touch)
        }
    }

    /// A failure shows itself in the transaction's next statement.
    private func forget(_ scope: String, _ entity: String, _ id: String, _ state: Query) {
        _ = try? inner.execute(
            """
            DELETE FROM change_index_entry
            WHERE scope = \(scope) AND entity = \(entity) AND row_id = \(id) AND \(state)
            """)
    }

    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        let before = rest
        do {
            return try inner.savepoint(body)
        } catch {
            rest = before
            throw error
        }
    }
}
