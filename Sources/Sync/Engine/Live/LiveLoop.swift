import Core
import Storage

extension SyncService {
    /// Speaks to the open streams until its task is cancelled: one loop for all of them.
    /// - Parameter onFailure: told why a round came to nothing; the next one is tried all the same.
    package func speak(onFailure: @escaping @Sendable (any Error) -> Void) async {
        store.commits.gather()
        let commits = store.commits.stream()
        let (bell, ringer) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in commits { ringer.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    ringer.yield()
                }
            }
            group.addTask {
                var loop = LiveLoop(service: self, checkedAt: .now)
                for await _ in bell {
                    do { try await loop.round(at: .now) } catch { onFailure(error) }
                    // Two pokes of one stream are no nearer to each other.
                    try? await Task.sleep(for: LiveStreams.pause)
                }
            }
            await group.waitForAll()
        }
    }

    /// One round of the loop: what was committed is told.
    func speakOnce(at now: ContinuousClock.Instant = .now) async throws {
        try await LiveRound(service: self, streams: live, now: now).run(store.commits.takeGathered())
    }
}

/// What the loop remembers from round to round.
struct LiveLoop {
    let service: SyncService
    /// When it was last looked who may still listen, and at which moment of the database.
    var checkedAt: ContinuousClock.Instant
    private var version: Int64?
    private var week = ""

    init(service: SyncService, checkedAt: ContinuousClock.Instant) {
        (self.service, self.checkedAt) = (service, checkedAt)
        week = service.clock.now.isoWeek
    }

    mutating func round(at now: ContinuousClock.Instant) async throws {
        try await service.speakOnce(at: now)
        guard isDue(now) else { return }
        checkedAt = now
        version = (service.store as? any CommitWatch)?.version
        try await LiveStanding(service: service, streams: service.live).run()
        try await beginWeek()
    }

    /// Every second while something is written, at least every minute; more seldom where there are thousands to ask for.
    private func isDue(_ now: ContinuousClock.Instant) -> Bool {
        let passed = now - checkedAt
        let pause = Duration.seconds(max(1, service.live.count / 1_500))
        guard passed >= pause else { return false }
        let present = (service.store as? any CommitWatch)?.version
        return present == nil || present != version || passed >= .seconds(60)
    }

    /// A subscription may mean other scopes than last week.
    private mutating func beginWeek() async throws {
        let present = service.clock.now.isoWeek
        guard present != week else { return }
        week = present
        try await service.follow(service.live.state.withLock { $0.entries.values.map { ($0.id, $0.member) } })
    }
}
