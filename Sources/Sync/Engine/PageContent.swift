import Foundation
import SyncProtocol

/// The patch of one page while it grows: encoded row by row, so that its size is known at every moment.
struct PageContent {
    /// What one page may hold.
    struct Size: Sendable {
        var rows: Int
        var bytes: Int
        /// Index entries looked at: a page of few rows must not walk the whole index.
        var entries: Int { rows * 10 + 1_000 }
    }

    /// A state to go back to.
    struct Mark {
        fileprivate var rows: Int
        fileprivate var bytes: Int
        fileprivate var puts: Int64
        var isEmpty: Bool { rows == 0 }
    }

    private let size: Size
    private let encoder = JSONEncoder()
    private(set) var operations: [Data] = []
    private var order: [IndexKey] = []
    private var keys: Set<IndexKey> = []
    private var bytes = 0
    private var entries = 0
    private(set) var puts: Int64 = 0

    init(_ size: Size) {
        self.size = size
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    var isEmpty: Bool { operations.isEmpty }
    var isFull: Bool { operations.count >= size.rows || bytes >= size.bytes || entries >= size.entries }
    /// How many rows to read next, at most `chunk`.
    func wanted(_ chunk: Int) -> Int { max(1, min(chunk, size.rows - operations.count)) }
    var mark: Mark { Mark(rows: operations.count, bytes: bytes, puts: puts) }

    func names(_ key: IndexKey) -> Bool { keys.contains(key) }

    /// Counts an entry that was looked at.
    mutating func visit() { entries += 1 }

    mutating func put(_ key: IndexKey, _ value: any Encodable, ver: Int64) throws {
        append(key, try Self.put(key.text, RowValue(value: value, ver: ver), with: encoder))
        puts += 1
    }

    mutating func del(_ key: IndexKey) {
        append(key, Data("{\"key\":\(JSONValue.string(key.text).canonicalText),\"op\":\"del\"}".utf8))
    }

    /// Forgets what was added after the mark.
    mutating func rewind(to mark: Mark) {
        keys.subtract(order[mark.rows...])
        order.removeSubrange(mark.rows...)
        operations.removeSubrange(mark.rows...)
        (bytes, puts) = (mark.bytes, mark.puts)
    }

    /// The operation that puts a value at a key.
    static func put(_ key: String, _ value: some Encodable, with encoder: JSONEncoder) throws -> Data {
        var operation = Data("{\"key\":\(JSONValue.string(key).canonicalText),\"op\":\"put\",\"value\":".utf8)
        operation.append(try encoder.encode(value))
        operation.append(UInt8(ascii: "}"))
        return operation
    }

    private mutating func append(_ key: IndexKey, _ operation: Data) {
        operations.append(operation)
        order.append(key)
        keys.insert(key)
        bytes += operation.count + 1
    }
}

/// A feature's value with the version of the index beside its own fields.
private struct RowValue: Encodable {
    var value: any Encodable
    var ver: Int64

    private enum CodingKeys: String, CodingKey {
        case ver
    }

    func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ver, forKey: .ver)
    }
}
