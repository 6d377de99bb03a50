import Core
import Logging
import ServiceLifecycle

/// Takes away what has expired, every hour.
struct Maintenance: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "clean-up"

    let services: Services

    func run() async throws {
        var watch = ClockWatch(services.clock.now)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            if watch.believes(services.clock.now) {
                await cleanUp()
            } else {
                services.logger.warning("the clock leapt ahead: clean-up waits until it has stood for a day")
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(3600)) }
        }
    }

    private func cleanUp() async {
        do {
            try await services.sessions.removeExpired()
            try await services.sync.expire()
            try await services.forum.eraseDeleted()
            try await services.forum.forgetOldReads()
            try await services.notices.forgetOld()
            try await services.leaving.eraseDue()
            try await services.moderation.endSuspensions()
            try await services.moderation.updateTrust()
        } catch {
            services.logger.error("clean-up failed", metadata: ["error": "\(error.forLog)"])
        }
    }
}
