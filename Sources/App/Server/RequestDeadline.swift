import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections whose request does not arrive whole in time, or whose answer is not taken. The idle timeout does
/// not see them: to it each byte is a sign of life. An answer without an end is over when its client says no more.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let arrival: TimeAmount
    private let taking: TimeAmount
    private var arrivesBy: NIODeadline?
    private var takenBy: NIODeadline?
    private var untaken = 0
    private var isStream = false
    private var alarm: (at: NIODeadline, task: Scheduled<Void>)?

    /// - Parameters:
    ///   - arrival: from the head of a request to its end.
    ///   - taking: for which part of an answer may stand in the queue of the socket.
    init(arrival: TimeAmount, taking: TimeAmount) {
        self.arrival = arrival
        self.taking = taking
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            arrivesBy = .now() + arrival
            watch(context)
        case .body: break
        case .end: arrivesBy = nil
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): isStream = head.headerFields[.contentType] == "text/event-stream"
        case .body: break
        case .end: isStream = false
        }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        untaken += 1
        takenBy = .now() + taking
        watch(context)
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.untaken -= 1
            self.takenBy = self.untaken == 0 ? nil : .now() + self.taking
        }
        context.write(data, promise: written)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isStream, case .inputClosed = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { forget() }

    private func forget() {
        alarm?.task.cancel()
        alarm = nil
        (arrivesBy, takenBy) = (nil, nil)
    }

    /// One alarm a connection, set anew when it rings too early: most requests are over long before.
    private func watch(_ context: ChannelHandlerContext) {
        guard let next = [arrivesBy, takenBy].compactMap({ $0 }).min() else { return }
        if let alarm {
            if alarm.at <= next { return }
            alarm.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.alarm = nil
            self.look(context)
        }
        alarm = (next, task)
    }

    private func look(_ context: ChannelHandlerContext) {
        let now = NIODeadline.now()
        if [arrivesBy, takenBy].contains(where: { $0.map { $0 <= now } ?? false }) {
            context.close(promise: nil)
        } else {
            watch(context)
        }
    }
}

@available(*, unavailable)
extension RequestDeadline: Sendable {}
