import HummingbirdCore
import HummingbirdHTTP2
import NIOCore

extension Settings {
    /// How connections are spoken on: HTTP/1.1, or with a certificate HTTP/2 and HTTP/1.1 over TLS.
    func server(_ certificate: Certificate?) -> HTTPServerBuilder {
        let arrival = TimeAmount.seconds(Int64(requestTimeout))
        let idle = TimeAmount.seconds(Int64(idleTimeout))
        var http1 = HTTP1Channel.Configuration(
            // A request is short; an answer may be a whole replica on a bad line.
            additionalChannelHandlers: [RequestDeadline(arrival: arrival, taking: arrival * 5)], idleTimeout: idle)
        http1.httpDecoder = .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)
        guard let certificate else { return .http1(configuration: http1) }
        let http2 = HTTP2UpgradeChannel.Configuration(
            idleTimeout: .seconds(idleTimeout), gracefulCloseTimeout: .seconds(idleTimeout),
            streamConfiguration: http1)
        return HTTPServerBuilder { responder in
            HandshakeWatch(
                base: try HTTP2UpgradeChannel(
                    tlsConfiguration: certificate.configuration, configuration: http2, responder: responder),
                timeout: idle)
        }
    }
}
