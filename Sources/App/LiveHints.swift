import ServiceLifecycle

/// Tells open event streams of what was committed.
struct LiveHints: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "event streams"

    let services: Services

    func run() async throws {
        let logger = services.logger
        await cancelWhenGracefulShutdown {
            await services.sync.speak { error in
                logger.failure("hints not spread", error)
            }
        }
    }
}
