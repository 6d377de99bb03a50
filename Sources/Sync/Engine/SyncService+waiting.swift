import Core
import ServiceLifecycle
import SyncProtocol

extension SyncService {
    /// The longest that a pull waits for news.
    static let longestWait = 25_000

    /// A pull that, when there is nothing new, waits up to `ext.waitMs` milliseconds for something (sync.md,
    /// section 4). It listens before it looks, so that nothing falls between.
    /// - Throws: as `pull(_:as:userAgent:)`.
    package func waitingPull(_ request: PullRequest, as principal: Principal, userAgent: String = "") async throws
        -> PullAnswer
    {
        let wait = min(request.ext?.waitMs ?? 0, Self.longestWait)
        guard wait > 0 else { return try await pull(request, as: principal, userAgent: userAgent) }
        let hints = store.commits.stream()
        let first = try await pull(request, as: principal, userAgent: userAgent)
        guard first.isUnchanged else { return first }
        let later = try await withThrowingTaskGroup(of: PullAnswer?.self) { group in
            group.addTask {
                for await _ in hints {
                    let answer = try await pull(request, as: principal, userAgent: userAgent, isLater: true)
                    if !answer.isUnchanged { return answer }
                    // Most commits are not this member's: look at most four times a second.
                    try await Task.sleep(for: .milliseconds(250))
                }
                return nil
            }
            group.addTask {
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(wait)) }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        return later ?? first
    }
}

extension PullAnswer {
    /// Nothing new: the request's cookie and an empty patch.
    var isUnchanged: Bool {
        guard case .page(let page) = self else { return false }
        return page.operations.isEmpty && page.lastMutationIDChanges.isEmpty && !page.hasMore
    }
}
