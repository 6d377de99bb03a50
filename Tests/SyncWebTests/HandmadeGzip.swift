/// gzip (RFC 1952) written bit by bit, so that no library of ours stands on both sides.
enum HandmadeGzip {
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    /// The bytes in one block that is not compressed (RFC 1951, section 3.2.4).
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        let lengths = [UInt8(truncatingIfNeeded: count), UInt8(count >> 8)]
        return header + [1] + lengths + lengths.map { ~$0 } + bytes + trailer(bytes)
    }

    /// A byte, and as many times 258 more of it: a match of the greatest length at distance 1 (section 3.2.6).
    static func repeated(_ byte: UInt8, times: Int) -> [UInt8] {
        precondition(byte < 144)
        var bits = BitWriter()
        bits.write(0b011, 3)
        bits.writeCode(0x30 + Int(byte), 8)
        for _ in 0..<times {
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
        }
        bits.writeCode(0, 7)
        return header + bits.bytes + trailer(Array(repeating: byte, count: 1 + times * 258))
    }

    private static func trailer(_ bytes: [UInt8]) -> [UInt8] {
        [checksum(bytes), UInt32(bytes.count)].flatMap { word in (0..<4).map { UInt8(word >> ($0 * 8) & 0xFF) } }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { word, _ in word & 1 == 1 ? word >> 1 ^ 0xEDB8_8320 : word >> 1 }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { word, byte in word >> 8 ^ table[Int((word ^ UInt32(byte)) & 0xFF)] }
    }

    private struct BitWriter {
        var bytes: [UInt8] = []
        private var used = 8

        /// Numbers go lowest bit first.
        mutating func write(_ value: Int, _ count: Int) {
            for place in 0..<count { put(value >> place & 1) }
        }

        /// Codes go highest bit first.
        mutating func writeCode(_ value: Int, _ count: Int) {
            for place in (0..<count).reversed() { put(value >> place & 1) }
        }

        private mutating func put(_ bit: Int) {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8(bit << used)
            used += 1
        }
    }
}
