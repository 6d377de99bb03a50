import ServiceLifecycle

/// Makes the matchings of rounds that wait, and tells members what came of them: after commits, at most once a second.
struct RoundWork: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "mentoring rounds"

    let services: Services

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let commits = services.store.commits.stream()
            await work()
            for await _ in commits {
                await work()
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func work() async {
        do {
            try await services.store.alone("mentoring rounds") {
                try await services.rounds.runDue()
                try await services.rounds.tellWaiting()
            }
        } catch {
            services.logger.failure("mentoring rounds", error)
        }
    }
}
