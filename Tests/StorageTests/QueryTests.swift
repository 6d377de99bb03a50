import Core
import Storage
import TestSupport
import Testing

/// Values never become text: they are numbered marks, and spliced queries share the numbering.
@Suite struct QueryTests {
    private enum Thing {}

    @Test func valuesAreNumberedInTheirOrder() {
        let name = "x' OR 1=1 --"
        let (sql, values) = ("SELECT 1 WHERE a = \(name) AND b = \(7) AND c = \(true)" as Query).rendered()
        #expect(sql == "SELECT 1 WHERE a = $1 AND b = $2 AND c = $3")
        #expect(values == [.text(name), .integer(7), .integer(1)])
    }

    @Test func aSplicedQueryTakesTheNextNumbers() {
        let inner: Query = "b = \(2) OR c = \(3)"
        let (sql, values) = ("SELECT 1 WHERE a = \(1) AND (\(inner)) AND d = \(4)" as Query).rendered()
        #expect(sql == "SELECT 1 WHERE a = $1 AND (b = $2 OR c = $3) AND d = $4")
        #expect(values == [.integer(1), .integer(2), .integer(3), .integer(4)])
    }

    @Test func theSameQuerySplicedTwiceIsBoundTwice() {
        let inner: Query = "x = \(5)"
        let (sql, values) = ("\(inner) AND \(inner)" as Query).rendered()
        #expect(sql == "x = $1 AND x = $2")
        #expect(values == [.integer(5), .integer(5)])
    }

    @Test func sumsNumberOn() {
        let (sql, values) = (("a = \(1)" as Query) + " AND " + ("b = \(2)" as Query)).rendered()
        #expect(sql == "a = $1 AND b = $2")
        #expect(values == [.integer(1), .integer(2)])
    }

    @Test func textWithoutValuesStaysAsItIs() {
        let (sql, values) = ("SELECT '$1', ?" as Query).rendered()
        #expect(sql == "SELECT '$1', ?")
        #expect(values.isEmpty)
    }

    @Test func everyKindOfValueHasItsForm() {
        let id = Identifier<Thing>(trusted: "019a0000-0000-7000-8000-000000000001")
        let none: String? = nil
        let some: Int? = 9
        let query: Query = """
            \(id) \(Timestamp(milliseconds: 12)) \([UInt8(1), 2]) \(none) \(some) \(Int64.min) \(false) \
            \(SQLValue.null) \(Timestamp?.none)
            """
        let (_, values) = query.rendered()
        #expect(
            values == [
                .text(id.text), .integer(12), .bytes([1, 2]), .null, .integer(9), .integer(.min), .integer(0), .null,
                .null,
            ])
    }

    /// More than nine marks: `$1` must not be read as the start of `$12`.
    @Test func manyValuesReachTheirPlaces() async throws {
        try await TestApp.run(tampering: true) { app in
            let row = try await app.services.store.read { transaction in
                try transaction.first(
                    """
                    SELECT \(1), \(2), \(3), \(4), \(5), \(6), \(7), \(8), \(9), \(10), \(11), \(12)
                    """
                ) { row in (0..<12).map { row.int($0) } }
            }
            #expect(row == Array(1...12))
        }
    }

    @Test func valuesComeBackAsTheyWent() async throws {
        try await TestApp.run(tampering: true) { app in
            let texts = ["", "سلام", "it's; DROP TABLE account", "👩‍👩‍👧", "line\nline", "\u{202E}"]
            let numbers: [Int64] = [.min, -1, 0, .max]
            let bytes: [[UInt8]] = [[], [0], [0xFF, 0, 0x27]]
            let (gotTexts, gotNumbers, gotBytes) = try await app.services.store.read { transaction in
                (
                    try texts.map { text in try transaction.first("SELECT \(text)") { $0.text(0) } },
                    try numbers.map { number in try transaction.first("SELECT \(number)") { $0.integer(0) } },
                    try bytes.map { bytes in try transaction.first("SELECT \(bytes)") { $0.bytes(0) } }
                )
            }
            #expect(gotTexts == texts)
            #expect(gotNumbers == numbers)
            #expect(gotBytes == bytes)
        }
    }

    @Test func nothingIsReadAsNothing() async throws {
        try await TestApp.run(tampering: true) { app in
            let none: String? = nil
            let row = try await app.services.store.read { transaction in
                try transaction.first("SELECT \(none), \(none), 0") { row in
                    (row.isNull(0), row.textOrNil(0), row.integerOrNil(1), row.timeOrNil(1), row.flag(2))
                }
            }
            #expect(row?.0 == true && row?.1 == nil && row?.2 == nil && row?.3 == nil && row?.4 == false)
        }
    }
}
