import Foundation

/// Background sync: sends and fetches, then waits for the member to write, for the server to say that there is news,
/// or for some time to go by.
actor SyncLoop {
    private let options: DeviceOptions
    private let bell: Bell
    private let hints: Hints
    private let board: StateBoard
    private let sync: @Sendable () async throws -> SyncReport
    private var running: Task<Void, Never>?

    init(
        options: DeviceOptions, bell: Bell, hints: Hints, board: StateBoard,
        sync: @escaping @Sendable () async throws -> SyncReport
    ) {
        self.options = options
        self.bell = bell
        self.hints = hints
        self.board = board
        self.sync = sync
    }

    func start() {
        guard running == nil else { return bell.ring() }
        running = Task {
            await withTaskGroup { group in
                group.addTask { await self.hints.run() }
                group.addTask { await self.run() }
                await group.waitForAll()
            }
        }
    }

    func stop() async {
        // Taken out first: whoever starts meanwhile starts anew.
        let ending = running
        running = nil
        ending?.cancel()
        await ending?.value
        if running == nil { board.set(.off) }
    }

    private func run() async {
        let backoff = Backoff(pauses: options.pauses)
        var failures = 0
        while !Task.isCancelled {
            do {
                board.set(.syncing(progress: nil))
                let report = try await sync()
                failures = 0
                board.set(.upToDate)
                await rest(after: report)
            } catch let fault as SyncFault {
                failures += 1
                await recover(from: fault, backoff, failures)
            } catch is CancellationError {
                return
            } catch {
                failures += 1
                board.set(.broken(String(describing: error)))
                await bell.wait(atMost: backoff.pause(failures: failures))
            }
        }
    }

    /// A server that cannot tell is asked from time to time.
    private func rest(after report: SyncReport) async {
        if let seconds = report.backoff { try? await Task.sleep(for: .seconds(seconds)) }
        let longest = hints.isLive ? options.quietPolling : options.polling
        await bell.wait(atMost: longest * Double.random(in: 0.5...1.5))
    }

    private func recover(from fault: SyncFault, _ backoff: Backoff, _ failures: Int) async {
        let (isWorthIt, seconds) = fault.retry
        board.set(isWorthIt ? .retrying(fault) : .stopped(fault))
        guard isWorthIt else {
            // Until the member signs in, wipes or writes.
            return await bell.wait(atMost: .seconds(24 * 3600))
        }
        guard let seconds else {
            // Whoever writes may hope that the network is back.
            return await bell.wait(atMost: backoff.pause(failures: failures))
        }
        // The server asked for this pause: nothing cuts it short.
        try? await Task.sleep(for: backoff.pause(failures: failures, atLeast: .seconds(seconds)))
    }
}
