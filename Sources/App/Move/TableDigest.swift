import Crypto
import Storage

/// The rows of a table in a few bytes: equal for equal rows in the order of the key, whatever engine keeps them.
struct TableDigest: Sendable, Equatable {
    private(set) var rows = 0
    private var hash = SHA256()

    static func == (a: TableDigest, b: TableDigest) -> Bool { a.rows == b.rows && a.text == b.text }

    /// SHA-256 in hexadecimal figures.
    var text: String { hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    mutating func add(_ row: [SQLValue]) {
        rows += 1
        for value in row {
            switch value {
            case .null: add(0, "")
            case .integer(let number): add(1, "\(number)")
            case .text(let text): add(2, text)
            case .bytes(let bytes): add(3, bytes)
            }
        }
    }

    private mutating func add(_ kind: UInt8, _ text: String) { add(kind, Array(text.utf8)) }

    /// With its length, so that no two rows of values are alike when joined.
    private mutating func add(_ kind: UInt8, _ bytes: [UInt8]) {
        hash.update(data: [kind] + withUnsafeBytes(of: UInt64(bytes.count).bigEndian, Array.init))
        hash.update(data: bytes)
    }
}
