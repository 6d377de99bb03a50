import NIOCore

/// Which addresses belong to the public internet: what IANA keeps for other ends (RFC 6890 and its registries) is
/// inside somebody's network, perhaps the operator's own.
package enum PublicAddress {
    /// Blocks of IPv4, each with the bits that count.
    private static let reserved: [(block: UInt32, bits: Int)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
        (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15),
        (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
    ]

    package static func contains(_ address: SocketAddress) -> Bool {
        switch address {
        case .v4(let address): isPublic(v4: withUnsafeBytes(of: address.address.sin_addr) { Array($0) })
        case .v6(let address): isPublic(v6: withUnsafeBytes(of: address.address.sin6_addr) { Array($0) })
        case .unixDomainSocket: false
        }
    }

    private static func isPublic(v4 bytes: [UInt8]) -> Bool {
        let number = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !reserved.contains { number >> UInt32(32 - $0.bits) == $0.block >> UInt32(32 - $0.bits) }
    }

    /// Only 2000::/3 is given out; in it the protocols' own (2001::/23), what documents use, and 6to4, which hides an
    /// address of IPv4.
    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        let first = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        let second = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        switch first {
        case 0x2001: return second >= 0x0200 && second != 0x0DB8
        case 0x2002: return false
        case 0x3FFF: return second >= 0x1000
        default: return (0x2000...0x3FFF).contains(first)
        }
    }
}
