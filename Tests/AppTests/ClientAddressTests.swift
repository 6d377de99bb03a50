import Testing
import WebSupport

@Suite("Whose address a request has")
struct ClientAddressTests {
    private static let proxies: Set<String> = ["10.0.0.1", "10.0.0.2"]

    @Test(
        "Only what our own proxies added is believed",
        arguments: [
            ("1.1.1.1", ["9.9.9.9"], "1.1.1.1"), ("1.1.1.1", [], "1.1.1.1"), ("10.0.0.1", [], "10.0.0.1"),
            ("10.0.0.1", ["2.2.2.2"], "2.2.2.2"), ("10.0.0.1", ["9.9.9.9, 2.2.2.2"], "2.2.2.2"),
            ("10.0.0.1", ["9.9.9.9,2.2.2.2 , 10.0.0.2"], "2.2.2.2"), ("10.0.0.1", ["10.0.0.2"], "10.0.0.1"),
            // A proxy that adds a line of its own to the client's.
            ("10.0.0.1", ["9.9.9.9", "2.2.2.2"], "2.2.2.2"),
            ("::ffff:10.0.0.1", ["::ffff:2.2.2.2"], "2.2.2.2"), ("::ffff:1.1.1.1", ["9.9.9.9"], "1.1.1.1"),
            ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"), ("10.0.0.1", ["", ","], "10.0.0.1"),
        ] as [(String, [String], String)])
    func found(peer: String, forwarded: [String], expected: String) {
        #expect(ClientAddress.found(peer: peer, forwarded: forwarded, proxies: Self.proxies) == expected)
        #expect(ClientAddress.found(peer: peer, forwarded: forwarded, proxies: []).hasSuffix(peer.suffix(7)))
    }

    @Test func withoutASocketThereIsNone() {
        #expect(ClientAddress.found(peer: nil, forwarded: ["9.9.9.9"], proxies: Self.proxies) == "")
    }
}
