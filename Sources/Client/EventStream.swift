import AsyncHTTPClient
import Foundation
import NIOCore
import SyncProtocol
import Synchronization

/// Listens for the server's word that there is news, and rings. It carries no news itself: those come by pull.
final class Hints: Sendable {
    private let line: Line
    private let token: @Sendable () -> String?
    private let replica: Replica
    private let bell: Bell
    private let live = Mutex(false)
    /// As the last stream asked.
    private let comeback = Mutex(Duration.seconds(3))

    init(line: Line, token: @escaping @Sendable () -> String?, replica: Replica, bell: Bell) {
        self.line = line
        self.token = token
        self.replica = replica
        self.bell = bell
    }

    /// Whether the server would tell at once.
    var isLive: Bool { live.withLock { $0 } }

    /// Runs until it is cancelled: by the stream, and where streams end at once by pulls that wait.
    func run() async {
        let backoff = Backoff(pauses: replica.options.pauses)
        var failures = 0
        while !Task.isCancelled {
            failures = await listen() ? 0 : failures + 1
            if failures % 3 == 0, failures > 0, await waitByPulls() { failures = 0 }
            // All who lost their server at one moment must not come back at one.
            let soon = comeback.withLock { $0 } * Double.random(in: 0...1)
            try? await Task.sleep(for: failures == 0 ? soon : backoff.pause(failures: failures))
        }
    }

    /// - Returns: whether the stream was good for anything.
    private func listen() async -> Bool {
        let began = ContinuousClock.now
        var heard = false
        do {
            let (last, group) = try replica.read { (try $0.fact(.sequence), try $0.fact(.group) ?? "") }
            let path = "/sync/v1/events?clientGroupID=\(group)"
            let response = try await line.stream(path, token: token(), lastEventID: last)
            live.withLock { $0 = true }
            var parser = EventParser()
            for try await buffer in response.body {
                heard = true
                // `poke`, `revoke` and `token` alike: pull says what there is to say.
                if !parser.feed(buffer.readableBytesView).isEmpty { bell.ring() }
                if let retry = parser.retry { comeback.withLock { $0 = .milliseconds(retry) } }
            }
        } catch {
            // The loop polls meanwhile, and it is the loop that complains.
        }
        live.withLock { $0 = false }
        return heard && ContinuousClock.now - began > .seconds(5)
    }

    /// For ten minutes asks for one row and waits for it; what comes is thrown away, and asked for by the loop.
    /// - Returns: whether the server was there.
    private func waitByPulls() async -> Bool {
        defer { live.withLock { $0 = false } }
        let end = ContinuousClock.now + .seconds(600)
        while !Task.isCancelled, ContinuousClock.now < end {
            guard let hasNews = try? await waitForNews() else { return false }
            live.withLock { $0 = true }
            if hasNews { bell.ring() }
            // The loop needs a moment to fetch it.
            if hasNews { try? await Task.sleep(for: .seconds(2)) }
        }
        return true
    }

    private func waitForNews() async throws -> Bool {
        let position = try replica.position()
        let request = PullRequest(
            clientGroupID: position.group, cookie: position.cookie,
            ext: PullRequest.Wishes(maxRows: 1, waitMs: 25_000))
        let reply = try await line.post("/sync/v1/pull", try JSONEncoder().encode(request), token: token())
        return try Answers.message(PullResponse.self, reply).cookie != position.cookie
    }
}
