import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// What may be asked of whom, and how names are looked up.
package struct OutboundRules: Sendable {
    /// The addresses of a name, best first.
    /// - Throws: `OutboundFailure`.
    package typealias Lookup = @Sendable (_ host: String) async throws -> [SocketAddress]

    /// For an answer, all moves together.
    package var time = TimeAmount.seconds(10)
    package var ports: ClosedRange<Int> = 443...443
    package var allows: @Sendable (SocketAddress) -> Bool = PublicAddress.contains
    package var lookup: Lookup = OutboundRules.ask
    package var trust: NIOSSLTrustRoots = .default
    /// A server of this machine that may be asked too, though it is none of the public internet and speaks plain HTTP:
    /// `http://127.0.0.1:9000`. For tests alone; empty for none.
    package var receiver = ""

    package init() {}

    /// Names that stand for nobody (RFC 2606, RFC 6761, RFC 8375 and RFC 9476) are never looked up.
    private static let reserved: Set<String> = [
        "example", "test", "invalid", "localhost", "local", "internal", "onion", "alt", "home.arpa", "example.com",
        "example.net", "example.org",
    ]

    /// A page that may be asked for.
    struct Target: Sendable {
        let url: URL
        /// In small letters.
        let host: String
        /// Whether it is the one of this machine that may be asked.
        var isReceiver = false
    }

    /// Whether an address is one that may be asked, as far as its text says.
    package func mayBeAsked(_ address: String) -> Bool { (try? target(address)) != nil }

    /// - Throws: `OutboundFailure.refused` for what is no address over TLS, with a name, on a port that is allowed.
    func target(_ address: String, from base: URL? = nil) throws -> Target {
        if !receiver.isEmpty, base == nil, address.hasPrefix("\(receiver)/"), let url = URL(string: address) {
            return Target(url: url, host: url.host(percentEncoded: true) ?? "", isReceiver: true)
        }
        guard let url = URL(string: address, relativeTo: base)?.absoluteURL, url.scheme?.lowercased() == "https",
            url.user() == nil, url.password() == nil, ports.contains(url.port ?? 443),
            let host = url.host(percentEncoded: true)?.lowercased(), !host.contains("%"), !host.contains(":")
        else { throw OutboundFailure.refused }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, labels.allSatisfy({ !$0.isEmpty }), labels.last?.contains(where: \.isLetter) == true,
            !labels.indices.contains(where: { Self.reserved.contains(labels[$0...].joined(separator: ".")) })
        else { throw OutboundFailure.refused }
        return Target(url: url, host: host)
    }

    /// The address to speak to: judged here, and no other is used for the request.
    /// - Throws: `OutboundFailure`.
    func address(of target: Target) async throws -> SocketAddress {
        if target.isReceiver, let address = try? SocketAddress(ipAddress: target.host, port: 0) { return address }
        guard let address = try await lookup(target.host).first else { throw OutboundFailure.unknownName }
        guard allows(address) else { throw OutboundFailure.refused }
        return address
    }

    /// Asks the system's resolver, which may take its time, on a thread of its own.
    private static let ask: Lookup = { host in
        try await NIOThreadPool.singleton.runIfActive {
            var list: UnsafeMutablePointer<addrinfo>?
            let code = getaddrinfo(host, nil, nil, &list)
            defer { if let list { freeaddrinfo(list) } }
            guard code == 0 else { throw code == EAI_NONAME ? OutboundFailure.unknownName : .unreachable }
            return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
                guard let entry, let address = entry.pointee.ai_addr else { return nil }
                return switch entry.pointee.ai_family {
                case AF_INET:
                    address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
                case AF_INET6:
                    address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
                default: nil
                }
            }
        }
    }
}
