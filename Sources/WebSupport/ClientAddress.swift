import Foundation

/// Where a request comes from.
package enum ClientAddress {
    /// The last address that no proxy of ours has: whatever stands before it the client may have made up.
    /// - Parameters:
    ///   - peer: the socket's other end.
    ///   - forwarded: the values of `X-Forwarded-For`, line by line: some proxies add to a line, some add one.
    ///   - proxies: addresses whose word is taken.
    package static func found(peer: String?, forwarded: [String], proxies: Set<String>) -> String {
        let peer = plain(peer ?? "")
        guard proxies.contains(peer) else { return peer }
        let chain = forwarded.joined(separator: ",").split(separator: ",").map { plain($0.filter { $0 != " " }) }
        return chain.last { !proxies.contains($0) } ?? peer
    }

    /// What limits are counted by: an IPv4 address, or the 64 bits of an IPv6 address that a household or a rented
    /// machine has whole (RFC 4291, section 2.5.4).
    package static func network(_ address: String) -> String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return withUnsafeBytes(of: bytes) { $0.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") }
    }

    /// A socket for both families shows an IPv4 address as one of IPv6 (RFC 4291, section 2.5.5.2).
    private static func plain(_ address: String) -> String {
        address.hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst("::ffff:".count)) : address
    }
}
