import NIOCore
import Testing

@testable import Outbound

@Suite("Who may be asked")
struct PublicAddressTests {
    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
        "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "100::1", "2001::1",
        "2001:1ff::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1",
        "ff02::1", "4000::1",
    ])
    func whatIsInsideANetworkIsNotPublic(text: String) throws {
        let address = try SocketAddress(ipAddress: text, port: 443)
        #expect(!PublicAddress.contains(address))
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "2a00:1450::1",
        "3fff:1000::1",
    ])
    func whatStandsBesideThoseBlocksIs(text: String) throws {
        let address = try SocketAddress(ipAddress: text, port: 443)
        #expect(PublicAddress.contains(address))
    }

    @Test(arguments: [
        "", "jobs", "http://jobs.acme.io/", "ftp://jobs.acme.io/", "file:///etc/passwd", "javascript:alert(1)",
        "https://localhost/", "https://jobs/", "https://user@jobs.acme.io/", "https://user:word@jobs.acme.io/",
        "https://jobs.acme.io:8443/", "https://jobs.acme.io:80/", "https://127.0.0.1/", "https://[::1]/",
        "https://2130706433/", "https://0x7f.1/", "https://jobs.acme.io./", "https://.acme.io/", "https://a..io/",
        "https://gleis.example/", "https://x.example.org/1", "https://example.com", "https://printer.local/",
        "https://metadata.google.internal/", "https://a.test/", "https://router.home.arpa/", "https://x.onion/",
        "https:///path", "https://jobs.acme.io:99999/",
    ])
    func whatIsNoPageOfThePublicInternetIsRefused(text: String) {
        let rules = OutboundRules()
        #expect(throws: OutboundFailure.refused) { try rules.target(text) }
    }

    @Test(arguments: [
        ("https://jobs.acme.io/1?a=b", "jobs.acme.io"), ("HTTPS://Jobs.ACME.io", "jobs.acme.io"),
        ("https://jobs.acme.io:443/", "jobs.acme.io"), ("https://example.io/", "example.io"),
    ])
    func aPageOverTLSIsATarget(text: String, host: String) throws {
        #expect(try OutboundRules().target(text).host == host)
    }
}
