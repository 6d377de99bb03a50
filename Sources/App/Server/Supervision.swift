import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// What signals do: SIGTERM and SIGINT let requests that run finish, a second one ends at once, SIGHUP reads the
/// certificate again.
struct Supervision: Sendable {
    let draining: Draining
    let certificate: Certificate?
    /// How long new connections are still taken, so that balancers learn of the end.
    let delay: Duration
    /// How long requests that run may take then.
    let patience: Duration
    let logger: Logger

    /// Runs `service` until it ends or a signal ends it.
    func run(_ service: any Service) async throws {
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let watch = Task {
            for await signal in signals {
                if signal == .sighup { reload() } else { stop(group) }
            }
        }
        defer { watch.cancel() }
        try await group.run()
    }

    private func stop(_ group: ServiceGroup) {
        if draining.hasBegun { Self.end("stopped by a second signal", logger) }
        draining.begin()
        logger.notice("draining")
        Task {
            try await Task.sleep(for: delay)
            await group.triggerGracefulShutdown()
            try await Task.sleep(for: patience)
            Self.end("requests still ran when time was up", logger)
        }
    }

    private func reload() {
        guard let certificate else { return }
        do {
            try certificate.reload()
            logger.notice("certificate read again")
        } catch {
            logger.error("certificate unusable, the old one stays")
        }
    }

    /// Ends the process as a power cut would: what was acknowledged is safe.
    private static func end(_ message: Logger.Message, _ logger: Logger) -> Never {
        logger.warning(message)
        Foundation.exit(1)
    }
}
