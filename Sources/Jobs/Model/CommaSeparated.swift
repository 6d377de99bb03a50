/// Comma-separated values (RFC 4180), read record by record; a byte order mark and empty lines are nothing.
struct CommaSeparated: Sendable {
    struct Record: Sendable {
        /// Of the file, from 1: where the record begins.
        let line: Int
        let fields: [String]
        /// As it came, without the end of its line.
        let raw: String
    }

    private(set) var records: [Record] = []

    private static let (quote, comma, feed, carriage) = (
        UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")
    )

    init(_ bytes: some Collection<UInt8>) {
        var bytes = Array(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var (start, line, isQuoted, breaks) = (0, 1, false, 0)
        for index in bytes.indices {
            switch bytes[index] {
            case Self.quote: isQuoted.toggle()
            case Self.feed where isQuoted: breaks += 1
            case Self.feed:
                take(bytes[start..<index], line)
                (start, line, breaks) = (index + 1, line + breaks + 1, 0)
            default: break
            }
        }
        take(bytes[start...], line)
    }

    private mutating func take(_ slice: ArraySlice<UInt8>, _ line: Int) {
        let bytes = slice.last == Self.carriage ? slice.dropLast() : slice
        guard !bytes.isEmpty else { return }
        records.append(
            Record(line: line, fields: Self.fields(bytes), raw: String(decoding: bytes, as: UTF8.self)))
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) -> [String] {
        var (fields, field, isQuoted): ([String], [UInt8], Bool) = ([], [], false)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 0
            if byte == quote, isQuoted, next == quote {
                field.append(quote)
                index += 1
            } else if byte == quote {
                isQuoted.toggle()
            } else if byte == comma, !isQuoted {
                fields.append(String(decoding: field, as: UTF8.self))
                field = []
            } else {
                field.append(byte)
            }
            index += 1
        }
        return fields + [String(decoding: field, as: UTF8.self)]
    }
}
