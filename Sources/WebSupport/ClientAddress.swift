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

    /// A socket for both families shows an IPv4 address as one of IPv6 (RFC 4291, section 2.5.5.2).
    private static func plain(_ address: String) -> String {
        address.hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst("::ffff:".count)) : address
    }
}
