import AsyncHTTPClient
import Foundation
import NIOCore

/// HTTP to one server, by AsyncHTTPClient, which is the same on Linux and on Apple's systems.
struct Line: Sendable {
    let server: URL
    let userAgent: String
    let patience: Duration

    /// What came back.
    struct Reply: Sendable {
        let status: Int
        let body: Data
        /// Seconds of `Retry-After` and of `Backoff`.
        let retryAfter: Double?
        let backoff: Double?
    }

    /// Two for the program: they are never let go of, so nobody has to shut them down.
    private static let client = client(silence: nil)
    /// Streams are silent for twenty seconds at most.
    private static let streamClient = client(silence: .seconds(75))

    private static func client(silence: TimeAmount?) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        // Who answers by leading elsewhere is a portal, not a server.
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(10), read: silence)
        configuration.decompression = .enabled(limit: .size(64 << 20))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    private static let mostBytes = 64 << 20

    /// Posts JSON and waits for the whole answer.
    /// - Throws: `SyncFault.unreachable`; `CancellationError`.
    func post(_ path: String, _ body: Data, token: String?) async throws -> Reply {
        var request = request(path, token: token)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(Array(body))
        let limit = TimeAmount.seconds(patience.components.seconds)
        return try await reaching { [request] in
            let response = try await Self.client.execute(request, timeout: limit)
            let buffer = try await response.body.collect(upTo: Self.mostBytes)
            return Reply(
                status: Int(response.status.code), body: Data(buffer.readableBytesView),
                retryAfter: response.headers.first(name: "Retry-After").flatMap(Self.seconds),
                backoff: response.headers.first(name: "Backoff").flatMap(Self.seconds))
        }
    }

    /// Opens a stream of events. It ends when it is silent for longer than the server's comments are apart.
    /// - Throws: `SyncFault.unreachable`, or `failed` for another status than 200.
    func stream(_ path: String, token: String?, lastEventID: String?) async throws -> HTTPClientResponse {
        var request = request(path, token: token)
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let lastEventID { request.headers.add(name: "Last-Event-ID", value: lastEventID) }
        return try await reaching { [request] in
            let response = try await Self.streamClient.execute(request, deadline: .distantFuture)
            guard response.status == .ok else { throw SyncFault.failed(status: Int(response.status.code)) }
            return response
        }
    }

    private func request(_ path: String, token: String?) -> HTTPClientRequest {
        let base = server.absoluteString
        var request = HTTPClientRequest(url: (base.hasSuffix("/") ? String(base.dropLast()) : base) + path)
        request.headers.add(name: "User-Agent", value: userAgent)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    private func reaching<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let fault as SyncFault {
            throw fault
        } catch {
            try Task.checkCancellation()
            throw SyncFault.unreachable(Self.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout?, .deadlineExceeded?, .readTimeout?, .writeTimeout?: return "no answer in time"
        case .remoteConnectionClosed?: return "the connection was cut"
        case .invalidURL?, .emptyHost?: return "its address is none"
        default: break
        }
        let text = String(describing: error)
        return text.contains("refused") ? "nobody answers there" : text
    }
    /// Whoever asks for a longer pause, or for none that can be told, is no server of ours.
    private static let longestPause = 3_600.0

    /// Seconds, or a date (RFC 9110, section 10.2.3).
    private static func seconds(_ text: String) -> Double? {
        if let seconds = Double(text) { return seconds.isFinite ? min(max(0, seconds), longestPause) : nil }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: text).map { min(max(0, $0.timeIntervalSinceNow), longestPause) }
    }
}
