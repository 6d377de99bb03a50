/// HMAC with SHA-256 (RFC 2104, FIPS 180-4), of which the first 64 bits are used as a number.
///
/// It draws lots that anybody can check. In Python: `int.from_bytes(hmac.digest(seed.encode(), id.encode(),
/// "sha256")[:8], "big")`; with OpenSSL: `printf %s ID | openssl dgst -sha256 -hmac SEED`, the first 16 digits.
package struct KeyedHash: Sendable {
    private let inner: SIMD8<UInt32>
    private let outer: SIMD8<UInt32>

    package init(key: String) {
        var block = Array(key.utf8)
        if block.count > 64 { block = Self.bytes(SHA256State.digest(block)) }
        block += [UInt8](repeating: 0, count: 64 - block.count)
        inner = SHA256State.compressed(SHA256State.start, block.map { $0 ^ 0x36 }, at: 0)
        outer = SHA256State.compressed(SHA256State.start, block.map { $0 ^ 0x5C }, at: 0)
    }

    /// The first eight bytes of the code of a text, the first of them the highest.
    package func number(of text: String) -> UInt64 {
        let first = SHA256State.digest(Array(text.utf8), after: inner, of: 64)
        let code = SHA256State.digest(Self.bytes(first), after: outer, of: 64)
        return UInt64(code[0]) << 32 | UInt64(code[1])
    }

    private static func bytes(_ state: SIMD8<UInt32>) -> [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
    }

    /// Spreads the bits of a number that is unique already (the finisher of SplitMix64, G. Steele and others, 2014).
    static func spread(_ number: UInt64) -> UInt64 {
        var z = number &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// One lot a mentee and round, the same at every mentor: who has the smaller number goes first among equals.
package struct Lottery: Sendable {
    private let hash: KeyedHash

    package init(seed: String) { hash = KeyedHash(key: seed) }

    package func number(of mentee: String) -> UInt64 { hash.number(of: mentee) }
}

/// SHA-256 (FIPS 180-4): 64 hexadecimal digits, as `sha256sum` prints them.
package enum ContentDigest {
    package static func text(of content: String) -> String {
        let state = SHA256State.digest(Array(content.utf8))
        return (0..<8).map { word in
            let digits = String(state[word], radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }
}

/// The compression of SHA-256.
enum SHA256State {
    static let start = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

    /// The digest of bytes; `after` a state that so many bytes before them led to, a multiple of 64.
    static func digest(_ bytes: [UInt8], after state: SIMD8<UInt32> = start, of before: Int = 0) -> SIMD8<UInt32> {
        var padded = bytes + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(bytes.count + before) * 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - $0 * 8)) }
        return stride(from: 0, to: padded.count, by: 64).reduce(state) { compressed($0, padded, at: $1) }
    }

    static func compressed(_ state: SIMD8<UInt32>, _ bytes: [UInt8], at place: Int) -> SIMD8<UInt32> {
        var w = [UInt32](repeating: 0, count: 64)
        for i in 0..<16 {
            let p = place + i * 4
            w[i] =
                UInt32(bytes[p]) << 24 | UInt32(bytes[p + 1]) << 16 | UInt32(bytes[p + 2]) << 8 | UInt32(bytes[p + 3])
        }
        for i in 16..<64 {
            let (x, y) = (w[i - 15], w[i - 2])
            w[i] =
                w[i - 16] &+ w[i - 7] &+ (turned(x, 7) ^ turned(x, 18) ^ x >> 3)
                &+ (turned(y, 17) ^ turned(y, 19) ^ y >> 10)
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for i in 0..<64 {
            let choice = (e & f) ^ (~e & g)
            let first = h &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) &+ choice &+ constants[i] &+ w[i]
            let majority = (a & b) ^ (a & c) ^ (b & c)
            let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ majority
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        return state &+ SIMD8(a, b, c, d, e, f, g, h)
    }

    @inline(__always) private static func turned(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
