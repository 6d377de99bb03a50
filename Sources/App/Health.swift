import Core
import Hummingbird
import Storage
import WebSupport

/// What a supervisor asks.
struct Health: Sendable {
    let store: any Store

    /// The process answers.
    @Sendable func live(_ request: Request, context: VisitorContext) async throws -> Response {
        try .json(Status(status: "ok"), headers: [.cacheControl: "no-store"])
    }

    /// The database takes durable writes and has the schema of this binary.
    @Sendable func ready(_ request: Request, context: VisitorContext) async throws -> Response {
        try await store.checkReadiness()
        let state = try await Migrator().state(of: store)
        guard state.pending.isEmpty else { throw Problem(.unavailable, "schema_outdated") }
        return try .json(Status(status: "ready"), headers: [.cacheControl: "no-store"])
    }

    private struct Status: Encodable {
        let status: String
    }
}
