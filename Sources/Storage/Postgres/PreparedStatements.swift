import Storage

/// The statements that a connection keeps prepared, by their text and the types of their values.
struct PreparedStatements {
    struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    private let most: Int
    private var known: [Key: (name: String, usedAt: Int)] = [:]
    private var uses = 0

    init(most: Int) { self.most = most }

    /// The name of a statement that is prepared.
    mutating func name(of key: Key) -> String? {
        guard let found = known[key]?.name else { return nil }
        uses += 1
        known[key] = (found, uses)
        return found
    }

    /// A name for a statement that is about to be prepared.
    var next: String { "s\(uses + 1)" }

    /// - Returns: the statement that is to be forgotten in its place: the one unused for longest.
    mutating func keep(_ name: String, for key: Key) -> String? {
        uses += 1
        known[key] = (name, uses)
        guard known.count > most, let oldest = known.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return nil }
        known[oldest.key] = nil
        return oldest.value.name
    }
}

extension SQLValue {
    /// The type's number in PostgreSQL's catalogue; 0 lets the server find what type a NULL has.
    var type: UInt32 {
        switch self {
        case .null: 0
        case .integer: 20
        case .text: 25
        case .bytes: 17
        }
    }

    /// In PostgreSQL's binary form.
    var binary: [UInt8]? {
        switch self {
        case .null: nil
        case .integer(let number): withUnsafeBytes(of: number.bigEndian) { Array($0) }
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }
}
