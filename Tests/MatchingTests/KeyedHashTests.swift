import Matching
import Testing

@Suite("Lots that anybody can check")
struct KeyedHashTests {
    /// RFC 4231, section 4: keys shorter and longer than a block; the first eight bytes of each code.
    @Test func numbersAreThoseOfHMACWithSHA256() {
        #expect(KeyedHash(key: String(repeating: "\u{0b}", count: 20)).number(of: "Hi There") == 0xb034_4c61_d8db_3853)
        #expect(KeyedHash(key: "Jefe").number(of: "what do ya want for nothing?") == 0x5bdc_c146_bf60_754e)
        // Longer than a block, and padding that needs another one; by Python's hmac.
        #expect(
            KeyedHash(key: String(repeating: "k", count: 100)).number(of: String(repeating: "m", count: 120))
                == 0xea5d_242f_eeb9_d04e)
    }

    @Test func oneMenteeHasOneLotARound() {
        let lottery = Lottery(seed: "2026-11")
        #expect(lottery.number(of: "anna") == lottery.number(of: "anna"))
        #expect(lottery.number(of: "anna") != lottery.number(of: "chen"))
        #expect(lottery.number(of: "anna") != Lottery(seed: "2026-12").number(of: "anna"))
    }
}
