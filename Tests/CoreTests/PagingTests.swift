import Core
import Foundation
import TestSupport
import Testing

/// A cursor is ours or refused; nothing a client sends can stop the program.
@Suite struct PageCursorTests {
    private func isRefused(_ text: String, _ note: @autoclosure () -> String = "") {
        do {
            let cursor = try PageCursor(text)
            #expect(cursor.text.utf8.count <= 400, "\(note())")
        } catch let problem as Problem {
            #expect(problem.kind == .invalid, "\(note())")
            #expect(problem.fields.map(\.field) == ["after"], "\(note())")
        } catch {
            Issue.record("\(error), \(note())")
        }
    }

    @Test(arguments: [
        "", "x", "====", "a+b/", "null", "../../etc", "💥", "MTIz", "LmFiYw", String(repeating: "A", count: 5000),
    ])
    func whatWeDidNotMakeIsRefused(text: String) {
        let problem = #expect(throws: Problem.self) { try PageCursor(text) }
        #expect(problem?.kind == .invalid)
        #expect(problem?.fields == [FieldProblem("after", "bad_cursor")])
    }

    @Test func aZeroByteIsRefused() {
        #expect(throws: Problem.self) { try PageCursor(Base64URL.encode(Array("1.a\0b".utf8))) }
    }

    @Test func aNumberTooLargeIsRefused() {
        #expect(throws: Problem.self) { try PageCursor(Base64URL.encode(Array("9223372036854775808.a".utf8))) }
    }

    @Test func everyCursorComesBack() throws {
        var random = Seeded()
        for key in [Int64.min, .max, 0, -1] + (0..<2000).map({ _ in Int64.random(in: .min ... .max, using: &random) }) {
            let cursor = PageCursor(key: key, id: random.text(upTo: 20, from: [0x21...0x7E, 0x627...0x63A]))
            #expect(try PageCursor(cursor.text) == cursor, "\(cursor), \(random)")
            #expect(cursor.text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x2B && $0 != 0x2F && $0 != 0x3D })
        }
    }

    @Test func garbageIsRefusedNeverFatal() {
        var random = Seeded()
        for _ in 0..<5000 {
            let text = random.text(upTo: 60, from: [0x00...0x7F, 0x600...0x6FF, 0x1F600...0x1F64F])
            isRefused(text, "\(text.debugDescription), \(random)")
            let bytes = random.bytes(upTo: 60)
            isRefused(Base64URL.encode(bytes), "\(bytes), \(random)")
        }
    }

    @Test func aChangedCursorIsRefusedOrAnother() {
        var random = Seeded()
        for _ in 0..<2000 {
            var bytes = Array(PageCursor(key: 1_795_251_600_000, id: "019a0000-0000-7000-8000-000000000001").text.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...127, using: &random)
            isRefused(String(decoding: bytes, as: UTF8.self), "\(random)")
        }
    }
}

/// Cutting a list into pages.
@Suite struct PagedTests {
    private func page(_ count: Int, limit: Int) -> Paged<Int> {
        Paged(Array(0..<count), limit: limit) { PageCursor(key: Int64($0), id: "\($0)") }
    }

    @Test(arguments: [(0, 3), (1, 3), (3, 3)])
    func theLastPageHasNoNext(count: Int, limit: Int) {
        #expect(page(count, limit: limit).items.count == count)
        #expect(page(count, limit: limit).next == nil)
    }

    @Test func oneMoreThanAPageNamesTheLastShown() {
        let page = page(4, limit: 3)
        #expect(page.items == [0, 1, 2])
        #expect(page.next == PageCursor(key: 2, id: "2"))
    }

    @Test func changingTheItemsKeepsTheNext() {
        let page = page(4, limit: 3).map { "\($0)" }
        #expect(page.items == ["0", "1", "2"])
        #expect(page.next == PageCursor(key: 2, id: "2"))
    }
}

/// RFC 4648, section 5, without padding.
@Suite struct Base64URLTests {
    @Test(arguments: ["A", "AAAAA", "AA==", "A+A/", "A A", "AA\n", "ÄÄ", "A*AA", "=", "AAA=", "Zh", "Zm9"])
    func whatIsNotBase64URLIsRefused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func theVectorsOfTheStandardHold(plain: String, encoded: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == encoded)
        #expect(Base64URL.decode(encoded) == Array(plain.utf8))
    }

    @Test func everyByteStringComesBack() {
        var random = Seeded()
        for _ in 0..<3000 {
            let bytes = random.bytes(upTo: 100)
            let text = Base64URL.encode(bytes)
            #expect(Base64URL.decode(text) == bytes, "\(bytes), \(random)")
            #expect(text == text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
        #expect(Base64URL.encode([0xFB, 0xFF, 0xBF]) == "-_-_")
    }
}
