import Foundation

/// Comma-separated values (RFC 4180) of a file of any size, record by record as they are asked for; a byte order mark
/// and empty lines are nothing.
struct CSVTable: Sequence, IteratorProtocol {
    struct Record {
        /// Of the file, from 1: where the record begins.
        let line: Int
        let fields: [String]
    }

    private let bytes: Data
    private var index: Data.Index
    private var line = 1

    private static let (quote, comma, feed, carriage) = (
        UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")
    )

    init(_ bytes: Data) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.startIndex + 3 : bytes.startIndex
    }

    mutating func next() -> Record? {
        while index < bytes.endIndex {
            let start = line
            let fields = takeFields()
            if fields != [""] { return Record(line: start, fields: fields) }
        }
        return nil
    }

    /// Those of the record that begins here; the next one begins after.
    private mutating func takeFields() -> [String] {
        var fields: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        reading: while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == Self.feed { line += 1 }
            switch byte {
            case Self.quote where isQuoted && index < bytes.endIndex && bytes[index] == Self.quote:
                field.append(byte)
                index += 1
            case Self.quote: isQuoted.toggle()
            case Self.comma where !isQuoted:
                fields.append(String(decoding: field, as: UTF8.self))
                field = []
            case Self.feed where !isQuoted: break reading
            default: field.append(byte)
            }
        }
        if field.last == Self.carriage { field.removeLast() }
        return fields + [String(decoding: field, as: UTF8.self)]
    }
}
