import CPostgres
import Storage

/// What a statement answered, as text; freed with the object.
final class PostgresResult {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var count: Int { Int(PQntuples(pointer)) }

    /// Rows that were inserted, changed or removed.
    var changes: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// `COMMIT`, also when the server answered a COMMIT by `ROLLBACK`.
    var command: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    var isFine: Bool { [PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY].contains(status) }

    var refusal: Refusal {
        Refusal(
            state: field(UInt8(ascii: "C")), constraint: field(UInt8(ascii: "n")), message: field(UInt8(ascii: "M")))
    }

    /// By the letters of the protocol: C the SQLSTATE, n the constraint, M the message without its detail, which may
    /// hold what people wrote.
    private func field(_ letter: UInt8) -> String {
        PQresultErrorField(pointer, Int32(letter)).map { String(cString: $0) } ?? ""
    }

    func row(_ index: Int) -> PostgresRow { PostgresRow(pointer: pointer, row: Int32(index)) }
}

/// One row of a result that is still there.
struct PostgresRow: ResultRow {
    fileprivate let pointer: OpaquePointer
    fileprivate let row: Int32

    private func value(_ column: Int) -> UnsafeRawBufferPointer {
        let column = Int32(column)
        return UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
    }

    func isNull(_ column: Int) -> Bool { PQgetisnull(pointer, row, Int32(column)) == 1 }

    /// Digits up to what is none; a truth is 1 or 0, as on SQLite.
    func integer(_ column: Int) -> Int64 {
        let text = value(column)
        guard let first = text.first else { return 0 }
        if first == UInt8(ascii: "t") { return 1 }
        let isNegative = first == UInt8(ascii: "-")
        var number: Int64 = 0
        for byte in isNegative ? text.dropFirst() : text[...] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            // Downwards, because there is one more number below zero.
            number = number &* 10 &- Int64(byte - UInt8(ascii: "0"))
        }
        return isNegative ? number : 0 &- number
    }

    func text(_ column: Int) -> String { String(decoding: value(column), as: UTF8.self) }

    /// `\x0aff`
    func bytes(_ column: Int) -> [UInt8] {
        let digits = value(column).dropFirst(2).map { $0 > UInt8(ascii: "9") ? $0 - 87 : $0 - 48 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
