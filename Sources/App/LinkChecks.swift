import Jobs
import Outbound
import ServiceLifecycle

/// Looks, every hour, whether the pages on which open jobs are applied for are still there.
struct LinkChecks: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "link checks"

    let services: Services

    func run() async throws {
        guard services.settings.checksLinks else { return try await gracefulShutdown() }
        let round = LinkRound(jobs: services.jobs, outbound: OutboundClient(site: services.settings.address))
        await cancelWhenGracefulShutdown {
            // Not at once: who is asked should not notice how often the server is started.
            while (try? await Task.sleep(for: .seconds(3600))) != nil {
                do {
                    try await services.store.alone("link checks") { try await round.run() }
                } catch {
                    services.logger.failure("link checks failed", error)
                }
            }
        }
    }
}

/// One look at the links that are due: at few hosts at one time, and at the links of one host one after the other.
package struct LinkRound: Sendable {
    private let jobs: JobService
    private let outbound: OutboundClient

    /// Links of an hour.
    private static let most = 200
    private static let hosts = 4

    package init(jobs: JobService, outbound: OutboundClient) {
        self.jobs = jobs
        self.outbound = outbound
    }

    private typealias Look = (link: JobLink, finding: LinkFinding)

    /// - Throws: `unavailable` when the database cannot be used; `CancellationError`.
    package func run() async throws {
        let due = try await jobs.dueLinks(limit: Self.most)
        let byHost = Dictionary(grouping: due) { $0.host }.values.sorted { $0[0].url < $1[0].url }
        var looks: [Look] = []
        var wasHeard = false
        try await withThrowingTaskGroup(of: (looks: [Look], wasHeard: Bool).self) { group in
            var waiting = byHost[...]
            for links in waiting.prefix(Self.hosts) { group.addTask { try await look(at: links) } }
            waiting = waiting.dropFirst(Self.hosts)
            for try await found in group {
                looks += found.looks
                wasHeard = wasHeard || found.wasHeard
                if let links = waiting.popFirst() { group.addTask { try await look(at: links) } }
            }
        }
        // When nobody at all was heard it may be this server that has no network: then nobody is to blame.
        if !wasHeard { looks = looks.map { ($0.link, $0.finding == .failed ? .unclear : $0.finding) } }
        try await jobs.note(looks)
    }

    /// - Returns: what was found, and whether anybody answered or is known not to be.
    private func look(at links: [JobLink]) async throws -> (looks: [Look], wasHeard: Bool) {
        var (looks, wasHeard): ([Look], Bool) = ([], false)
        for link in links {
            do {
                let answer = try await outbound.answer(of: link.url)
                looks.append((link, LinkFinding(status: answer.status, of: link.url, at: answer.address)))
                wasHeard = true
            } catch let failure as OutboundFailure {
                looks.append((link, failure == .refused ? .unclear : .failed))
                wasHeard = wasHeard || failure == .unknownName
            }
        }
        return (looks, wasHeard)
    }
}
