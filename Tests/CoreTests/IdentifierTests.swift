import Core
import Foundation
import TestSupport
import Testing

/// An id is a lower-case UUID of version 7 and nothing else.
@Suite struct IdentifierTests {
    private enum Thing {}
    private typealias ThingID = Identifier<Thing>

    private static let good = "019a0000-0000-7000-8000-000000000001"

    @Test(arguments: [
        "", "1", "019a0000", "019a0000-0000-4000-8000-000000000001", "019a0000-0000-1000-8000-000000000001",
        "019a000000007000800000000000000001", "{019a0000-0000-7000-8000-000000000001}",
        "019a0000-0000-7000-8000-00000000000g", " 019a0000-0000-7000-8000-000000000001",
        "019a0000-0000-7000-8000-000000000001\n", "019a0000-0000-7000-8000-0000000000012",
        "019a0000_0000_7000_8000_000000000001", "٠١٩a0000-0000-7000-8000-000000000001",
        "019a0000-0000-7000-8000-000000000001' OR 1=1", "019a0000-0000-7000-8000-\0000000000001",
    ])
    func whatIsNoUUIDOfVersionSevenIsRefused(text: String) {
        #expect(ThingID(text) == nil)
    }

    /// RFC 9562, section 4.1: the variant bits are `10`; others belong to other layouts.
    @Test(arguments: ["0", "1", "7", "c", "e", "f"])
    func anotherVariantIsRefused(variant: String) {
        #expect(ThingID("019a0000-0000-7000-\(variant)000-000000000001") == nil)
    }

    @Test func capitalsBecomeSmall() {
        #expect(ThingID("019A0000-00AB-7C00-8D00-00000000EF01")?.text == "019a0000-00ab-7c00-8d00-00000000ef01")
    }

    @Test func randomGarbageIsNeverAnID() {
        var random = Seeded()
        for _ in 0..<2000 {
            var bytes = Array(Self.good.utf8)
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...127, using: &random)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let id = ThingID(text) else { continue }
            #expect(
                id.text == text.lowercased() && UUID(uuidString: text) != nil, "\(text.debugDescription), \(random)")
        }
    }

    @Test func jsonKeepsTheRule() throws {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ThingID].self, from: Data("[\"019a0000-0000-4000-8000-000000000001\"]".utf8))
        }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([ThingID].self, from: Data("[7]".utf8)) }
        let ids = try JSONDecoder().decode([ThingID].self, from: Data("[\"\(Self.good.uppercased())\"]".utf8))
        #expect(ids.map(\.text) == [Self.good])
        #expect(String(decoding: try JSONEncoder().encode(ids), as: UTF8.self) == "[\"\(Self.good)\"]")
    }
}

/// Where new ids come from.
@Suite struct IdentifierSourceTests {
    private enum Thing {}

    @Test func randomIDsAreUniqueAndValid() {
        let now = Timestamp(milliseconds: 1_795_251_600_000)
        let ids = (0..<20_000).map { _ in IdentifierSource.random.next(at: now, as: Thing.self) }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { Identifier<Thing>($0.text) == $0 })
        #expect(ids.allSatisfy { "89ab".contains($0.text.dropFirst(19).prefix(1)) })
    }

    @Test func laterIDsSortBehindEarlierOnes() {
        var random = Seeded()
        var now = Timestamp(milliseconds: 0)
        var before = IdentifierSource.random.next(at: now, as: Thing.self)
        for _ in 0..<5000 {
            now = now.advanced(by: Span(milliseconds: Int64.random(in: 1...50_000_000, using: &random)))
            let id = IdentifierSource.random.next(at: now, as: Thing.self)
            #expect(before < id, "\(before) \(id), \(random)")
            before = id
        }
    }

    /// Within a millisecond, and when the clock goes back by an hour.
    @Test func oneSourceNeverGoesBack() {
        let source = IdentifierSource.random
        var now = Timestamp(milliseconds: 1_795_251_600_000)
        var before = source.next(at: now, as: Thing.self)
        for number in 0..<20_000 {
            if number == 10_000 { now = now.advanced(by: .hours(-1)) }
            let id = source.next(at: now, as: Thing.self)
            #expect(before < id)
            before = id
        }
    }

    /// Else every id would be dated a year ahead until the server restarts.
    @Test func aClockThatWasAYearAheadIsLeftBehind() {
        let source = IdentifierSource.random
        let now = Timestamp(milliseconds: 0x0199_ABCD_EF01)
        _ = source.next(at: now.advanced(by: .days(365)), as: Thing.self)
        #expect(source.next(at: now, as: Thing.self).text.hasPrefix("0199abcd-ef01-7"))
    }

    @Test func theFirstTwelveDigitsAreTheTime() {
        let id = IdentifierSource.random.next(at: Timestamp(milliseconds: 0x0199_ABCD_EF01), as: Thing.self)
        #expect(id.text.hasPrefix("0199abcd-ef01-7"))
    }

    @Test func aClockBeforeNineteenSeventyStillGivesAnID() {
        let id = IdentifierSource.random.next(at: Timestamp(milliseconds: -1), as: Thing.self)
        #expect(id.text.hasPrefix("00000000-0000-7"))
    }

    @Test func halvesAreWrittenInFull() {
        #expect(uuidText(high: 0, low: 0) == "00000000-0000-0000-0000-000000000000")
        #expect(uuidText(high: .max, low: .max) == "ffffffff-ffff-ffff-ffff-ffffffffffff")
        #expect(
            uuidText(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210) == "01234567-89ab-cdef-fedc-ba9876543210")
    }
}
