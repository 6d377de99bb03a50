import Foundation

/// Random numbers that a failed run can repeat: SplitMix64 (G. Steele and others, 2014), begun with the seed that the
/// failure message names.
/// Set `KARWAN_SEED` to that number to run the same values again.
package struct Seeded: RandomNumberGenerator, CustomStringConvertible {
    package let seed: UInt64
    private var state: UInt64

    package init(_ seed: UInt64? = nil) {
        let wanted = ProcessInfo.processInfo.environment["KARWAN_SEED"].flatMap { UInt64($0) }
        self.seed = seed ?? wanted ?? UInt64.random(in: .min ... .max)
        state = self.seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    package mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    package mutating func bytes(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// A text of scalars from ranges that people and attackers use.
    package mutating func text(upTo count: Int, from ranges: [ClosedRange<UInt32>]) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...count, using: &self) {
            let range = ranges[Int.random(in: 0..<ranges.count, using: &self)]
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { text.append(scalar) }
        }
        return String(text)
    }

    /// The text with some of its bytes changed, taken away, doubled or replaced by what breaks parsers.
    package mutating func spoilt(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0...below(4) where !bytes.isEmpty {
            let place = below(bytes.count)
            switch below(6) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Array(pick(Self.breaking).utf8), at: place)
            case 3: bytes.replaceSubrange(place..<min(bytes.count, place + 6), with: Array(pick(Self.breaking).utf8))
            case 4: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
            default: if below(4) == 0 { bytes.removeSubrange(place...) }
            }
        }
        return bytes
    }

    private static let breaking = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "-0", "1e999", "9223372036854775808", "0.1", "\u{0}",
        "\\u0000", "\\ud800", "\u{202E}", "\u{FEFF}", "%", "%00", "%ff", "&", "=", "+", "ہ", "😀", "\n", "[[[[[[[[",
        "{}",
        "\"\":", "99999999999999999999", "-1", " ",
    ]

    package var description: String { "KARWAN_SEED=\(seed)" }
}
