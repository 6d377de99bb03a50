import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// What a page elsewhere answered, after all moves.
package struct OutboundAnswer: Sendable, Equatable {
    /// HTTP's number.
    package let status: Int
    /// Where the answer came from: not the address asked for when the page has moved.
    package let address: String

    package init(status: Int, address: String) {
        self.status = status
        self.address = address
    }
}

/// Why there is no answer.
package enum OutboundFailure: Error, Equatable {
    /// Nothing that this server asks: not over TLS, on another port, or not of the public internet.
    case refused
    case unknownName
    /// Nobody answered in time, or not in HTTP over TLS with a good certificate; or the page moved without end.
    case unreachable
}

/// The one way on which the server asks others: over TLS alone, and never anything of the operator's own network,
/// whatever a name or a move says. The address that was judged is the one that is spoken to, so that a name cannot mean
/// another the moment after.
package struct OutboundClient: Sendable {
    private static let mostMoves = 5

    private let rules: OutboundRules
    private let agent: String

    /// - Parameter site: where people reach this site: whoever is asked may want to know who asks.
    package init(site: String, rules: OutboundRules = OutboundRules()) {
        self.rules = rules
        agent = site.isEmpty ? "Karwan" : "Karwan (+\(site))"
    }

    /// Asks for a page; of what it holds nothing is read.
    /// - Throws: `OutboundFailure`; `CancellationError`.
    package func answer(of address: String) async throws -> OutboundAnswer {
        let deadline = NIODeadline.now() + rules.time
        var target = try rules.target(address)
        for _ in 0...Self.mostMoves {
            let (status, next) = try await ask(target, until: deadline)
            guard let next else { return OutboundAnswer(status: status, address: target.url.absoluteString) }
            target = try rules.target(next, from: target.url)
        }
        throw OutboundFailure.unreachable
    }

    /// Brings something to a page, wherever it may move to: nothing is brought elsewhere. Of the answer's body nothing is
    /// read.
    /// - Returns: HTTP's number, and when to come again, as the answer says it.
    /// - Throws: `OutboundFailure`; `CancellationError`.
    package func post(
        _ body: [UInt8], _ headers: [(name: String, value: String)], to address: String
    ) async throws -> (status: Int, retryAfter: String?) {
        let target = try rules.target(address)
        var request = HTTPClientRequest(url: target.url.absoluteString)
        request.method = .POST
        request.headers = ["User-Agent": agent]
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(bytes: body))
        let response = try await send(request, to: target, until: NIODeadline.now() + rules.time)
        return (Int(response.status.code), response.headers.first(name: "Retry-After"))
    }

    /// - Returns: where the page has moved to, if it has.
    private func ask(
        _ target: OutboundRules.Target, until deadline: NIODeadline
    ) async throws -> (status: Int, next: String?) {
        var request = HTTPClientRequest(url: target.url.absoluteString)
        request.headers = ["User-Agent": agent, "Accept": "text/html, */*;q=0.5"]
        let response = try await send(request, to: target, until: deadline)
        let isMove = [301, 302, 303, 307, 308].contains(response.status.code)
        return (Int(response.status.code), isMove ? response.headers.first(name: "Location") : nil)
    }

    /// To the address that was judged, and to no other.
    private func send(
        _ request: HTTPClientRequest, to target: OutboundRules.Target, until deadline: NIODeadline
    ) async throws -> HTTPClientResponse {
        let address = try await rules.address(of: target)
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration(target, address))
        do {
            let response = try await client.execute(request, deadline: deadline)
            try? await client.shutdown()
            return response
        } catch {
            try? await client.shutdown()
            try Task.checkCancellation()
            throw OutboundFailure.unreachable
        }
    }

    private func configuration(_ target: OutboundRules.Target, _ address: SocketAddress) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = rules.trust
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.dnsOverride = [target.host: address.ipAddress ?? ""]
        configuration.timeout = .init(connect: .seconds(5), read: rules.time)
        return configuration
    }
}
