import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A push service on this machine: it keeps what comes, and answers as it is told.
package final class PushReceiver: Sendable {
    /// What came.
    package struct Message: Sendable {
        package let method: String
        package let path: String
        /// By names in small letters.
        package let headers: [String: String]
        package let body: [UInt8]
    }

    private struct State {
        var messages: [Message] = []
        var status = 201
        var retryAfter: String?
    }

    private let state = Mutex(State())
    /// `http://127.0.0.1:9000`
    package let origin: String

    private init(port: Int) { origin = "http://127.0.0.1:\(port)" }

    /// Runs while `body` does.
    package static func run(_ body: (PushReceiver) async throws -> Void) async throws {
        let channel = ReceiverReference()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.configureHTTPServerPipeline()
                    try child.pipeline.syncOperations.addHandler(MessageHandler(channel))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let receiver = PushReceiver(port: server.localAddress?.port ?? 0)
        channel.set(receiver)
        do { try await body(receiver) } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    /// From now on it answers with this.
    package func answer(_ status: Int, retryAfter: String? = nil) {
        state.withLock { ($0.status, $0.retryAfter) = (status, retryAfter) }
    }

    /// What came since this was last asked for.
    package func take() -> [Message] {
        state.withLock { state in
            let messages = state.messages
            state.messages = []
            return messages
        }
    }

    fileprivate func keep(_ message: Message) -> (status: Int, retryAfter: String?) {
        state.withLock { state in
            state.messages.append(message)
            return (state.status, state.retryAfter)
        }
    }
}

/// The receiver that is known once its port is.
private final class ReceiverReference: Sendable {
    private let receiver = Mutex<PushReceiver?>(nil)

    func set(_ receiver: PushReceiver) { self.receiver.withLock { $0 = receiver } }
    var value: PushReceiver? { receiver.withLock { $0 } }
}

private final class MessageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let receiver: ReceiverReference
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ receiver: ReceiverReference) { self.receiver = receiver }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request): (head, body) = (request, [])
        case .body(let part): body += Array(part.readableBytesView)
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head, let receiver = receiver.value else { return }
        let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first }
        let message = PushReceiver.Message(method: head.method.rawValue, path: head.uri, headers: headers, body: body)
        let (status, retryAfter) = receiver.keep(message)
        var fields: HTTPHeaders = ["Content-Length": "0"]
        if let retryAfter { fields.add(name: "Retry-After", value: retryAfter) }
        let answer = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
