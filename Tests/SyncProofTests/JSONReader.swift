import Foundation
import SyncProtocol

/// Reads JSON as a client of one's own would: strict, and fast enough to read every answer of millions.
struct JSONReader {
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func read(_ data: Data) throws -> JSONValue {
        var reader = JSONReader(Array(data))
        let value = try reader.value()
        reader.skipSpace()
        guard reader.place == reader.bytes.count else { throw Malformed() }
        return value
    }

    private mutating func skipSpace() {
        while place < bytes.count, bytes[place] <= 0x20 { place += 1 }
    }

    private mutating func next() throws -> UInt8 {
        guard place < bytes.count else { throw Malformed() }
        return bytes[place]
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        switch try next() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else { throw Malformed() }
        place += word.utf8.count
        return value
    }

    private mutating func number() throws -> JSONValue {
        let start = place
        while place < bytes.count, ![0x2C, 0x5D, 0x7D].contains(bytes[place]), bytes[place] > 0x20 { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let whole = Int64(text) { return .integer(whole) }
        guard let number = Double(text) else { throw Malformed() }
        return .number(number)
    }

    private mutating func object() throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        place += 1
        skipSpace()
        if try next() == UInt8(ascii: "}") {
            place += 1
            return .object(members)
        }
        while true {
            skipSpace()
            guard try next() == UInt8(ascii: "\"") else { throw Malformed() }
            let name = try text()
            skipSpace()
            guard try next() == UInt8(ascii: ":") else { throw Malformed() }
            place += 1
            members[name] = try value()
            if try isEnd(UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        place += 1
        skipSpace()
        if try next() == UInt8(ascii: "]") {
            place += 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            if try isEnd(UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    private mutating func isEnd(_ end: UInt8) throws -> Bool {
        skipSpace()
        let byte = try next()
        guard byte == end || byte == UInt8(ascii: ",") else { throw Malformed() }
        place += 1
        return byte == end
    }

    private mutating func text() throws -> String {
        place += 1
        let start = place
        while try next() != UInt8(ascii: "\""), bytes[place] != UInt8(ascii: "\\") { place += 1 }
        var out = Array(bytes[start..<place])
        while try next() != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") { out += try escape() } else { out.append(bytes[place]) }
            place += 1
        }
        place += 1
        return String(decoding: out, as: UTF8.self)
    }

    /// Ends on the last byte of the escape.
    private mutating func escape() throws -> [UInt8] {
        place += 1
        switch try next() {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if (0xD800..<0xDC00).contains(unit), place + 2 < bytes.count, bytes[place + 1] == UInt8(ascii: "\\") {
                place += 2
                unit = 0x10000 + (unit - 0xD800) << 10 + (try hexadecimal() - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw Malformed() }
            return Array(String(Character(scalar)).utf8)
        default: return [bytes[place]]
        }
    }

    private mutating func hexadecimal() throws -> UInt32 {
        guard place + 4 < bytes.count,
            let unit = UInt32(String(decoding: bytes[place + 1...place + 4], as: UTF8.self), radix: 16)
        else { throw Malformed() }
        place += 4
        return unit
    }
}
