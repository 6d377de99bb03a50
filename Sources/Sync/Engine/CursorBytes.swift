/// Writes the parts of a cursor one after the other.
struct CursorWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ part: [UInt8]) { bytes += part }

    /// Seven bits a byte, lowest first: small numbers are short.
    mutating func number(_ number: Int64) {
        var rest = UInt64(bitPattern: number)
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func text(_ text: String) {
        number(Int64(text.utf8.count))
        bytes += text.utf8
    }

    mutating func key(_ key: IndexKey?) {
        text(key?.entity ?? "")
        text(key?.id ?? "")
    }
}

/// Reads them again; every answer is `nil` when the bytes are not what they should be.
struct CursorReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func raw(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest.removeFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func number() -> Int64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return Int64(bitPattern: value) }
        }
        return nil
    }

    mutating func text() -> String? {
        guard let count = number(), let bytes = raw(Int(clamping: count)) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// `.some(nil)` stands for "no key".
    mutating func key() -> IndexKey?? {
        guard let entity = text(), let id = text() else { return nil }
        return .some(entity.isEmpty ? nil : IndexKey(entity: entity, id: id))
    }
}
