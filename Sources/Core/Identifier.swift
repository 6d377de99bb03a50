import Foundation

/// A typed id: a lower-case UUIDv7 (RFC 9562, section 5.7), ordered by the time it was made.
///
/// `Entity` is never instantiated; it only keeps a thread's id from being passed where a post's is wanted.
package struct Identifier<Entity>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 36 characters: lower-case hexadecimal with dashes.
    package let text: String

    /// Takes what a client or a URL says is an id; `nil` unless it is a UUID of version 7.
    package init?(_ text: String) {
        let text = text.lowercased()
        let bytes = Array(text.utf8)
        guard bytes.count == 36, bytes[14] == UInt8(ascii: "7"), "89ab".utf8.contains(bytes[19]),
            UUID(uuidString: text) != nil
        else { return nil }
        self.text = text
    }

    /// An id that our own database or id source gave.
    package init(trusted text: String) {
        self.text = text
    }

    package var description: String { text }

    /// When it was made, as its first 48 bits say.
    package var time: Timestamp {
        Timestamp(milliseconds: Int64(text.prefix(13).replacing("-", with: ""), radix: 16) ?? 0)
    }

    package static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUIDv7")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Marks ids of members.
package enum MemberMark {}
package typealias MemberID = Identifier<MemberMark>

/// Marks ids of groups of members.
package enum GroupMark {}
package typealias GroupID = Identifier<GroupMark>

/// Where new ids come from: random in the program, counted in tests.
package struct IdentifierSource: Sendable {
    private let make: @Sendable (Timestamp) -> String

    package init(_ make: @escaping @Sendable (Timestamp) -> String) {
        self.make = make
    }

    /// A new id whose time part is `now`.
    package func next<Entity>(at now: Timestamp, as: Entity.Type = Entity.self) -> Identifier<Entity> {
        Identifier(trusted: make(now))
    }

    /// 48 bits of time, a counter of 12 bits, 62 random bits, as RFC 9562 lays them out: each greater than those
    /// that this source gave before.
    package static var random: IdentifierSource {
        let series = IdentifierSeries()
        return IdentifierSource { now in
            let low = (UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
            return uuidText(high: series.next(at: now), low: low)
        }
    }
}

/// The 36 characters of a UUID of two 64-bit halves.
package func uuidText(high: UInt64, low: UInt64) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(36)
    for (half, word) in [high, low].enumerated() {
        for nibble in 0..<16 {
            let position = half * 16 + nibble
            if position == 8 || position == 12 || position == 16 || position == 20 { out.append(UInt8(ascii: "-")) }
            out.append(digits[Int((word >> UInt64(60 - nibble * 4)) & 0xF)])
        }
    }
    return String(decoding: out, as: UTF8.self)
}
