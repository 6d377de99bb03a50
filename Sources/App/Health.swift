import Core
import Hummingbird
import Storage
import Synchronization
import WebSupport

/// What a supervisor asks.
final class Health: Sendable {
    private let store: any Store
    /// When the database was last found ready: asking anew costs a commit, and anybody may ask.
    private let readyAt = Mutex<ContinuousClock.Instant?>(nil)

    private let draining: Draining

    init(store: any Store, draining: Draining) {
        self.store = store
        self.draining = draining
    }

    /// The process answers.
    @Sendable func live(_ request: Request, context: VisitorContext) async throws -> Response {
        try .json(Status(status: "ok"), headers: [.cacheControl: "no-store"])
    }

    /// The database takes durable writes and has the schema of this binary, and nobody told us to stop.
    @Sendable func ready(_ request: Request, context: VisitorContext) async throws -> Response {
        if draining.hasBegun { throw Problem(.unavailable, "draining", retryAfter: 10) }
        let isRecent = readyAt.withLock { $0.map { ContinuousClock.now - $0 < .seconds(1) } ?? false }
        if !isRecent {
            try await store.checkReadiness()
            let state = try await Migrator().state(of: store)
            guard state.pending.isEmpty else { throw Problem(.unavailable, "schema_outdated") }
            readyAt.withLock { $0 = .now }
        }
        return try .json(Status(status: "ready"), headers: [.cacheControl: "no-store"])
    }

    private struct Status: Encodable {
        let status: String
    }
}
