import Core

/// SQL text with bound values: `"SELECT name FROM tag WHERE id = \(id)"`.
///
/// Interpolated values become `$1`, `$2`, … (PostgreSQL's marks, which SQLite reads as well); an interpolated
/// `Query` is spliced in. Text reaches the database only from literals in our source.
package struct Query: Sendable, ExpressibleByStringInterpolation {
    fileprivate enum Part: Sendable {
        case text(String)
        case value(SQLValue)
    }

    private var parts: [Part]

    package init(stringLiteral text: String) {
        parts = [.text(text)]
    }

    package init(stringInterpolation: StringInterpolation) {
        parts = stringInterpolation.parts
    }

    /// The text with its marks numbered, and the values in their order.
    package func rendered() -> (sql: String, values: [SQLValue]) {
        var sql = ""
        var values: [SQLValue] = []
        for part in parts {
            switch part {
            case .text(let text): sql += text
            case .value(let value):
                values.append(value)
                sql += "$\(values.count)"
            }
        }
        return (sql, values)
    }

    package static func + (a: Query, b: Query) -> Query {
        var sum = a
        sum.parts += b.parts
        return sum
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            parts.append(.value(value.sqlValue))
        }

        /// `nil` is NULL.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            parts.append(.value(value?.sqlValue ?? .null))
        }

        package mutating func appendInterpolation(_ query: Query) {
            parts += query.parts
        }
    }
}

/// What a mark can be bound to.
package enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
}

/// What may be interpolated into a `Query`.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    package var sqlValue: SQLValue { self }
}
extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(self) }
}
extension Int: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}
extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
}
extension Bool: SQLBindable {
    package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}
extension Array: SQLBindable where Element == UInt8 {
    package var sqlValue: SQLValue { .bytes(self) }
}
extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}
extension Identifier: SQLBindable {
    package var sqlValue: SQLValue { .text(text) }
}
