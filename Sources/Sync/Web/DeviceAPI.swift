import Core
import Hummingbird
import Sync
import WebSupport

/// A member's devices: `GET /sync/v1/groups`, `DELETE /sync/v1/groups/{id}`.
extension SyncAPI {
    @Sendable package func listDevices(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<Device>> {
        .ok(ListAnswer(items: try await sync.devices(as: context.principal), next: nil))
    }

    /// Shuts the device out: it wipes its replica when it next asks.
    @Sendable package func removeDevice(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await sync.revokeDevice(try context.text("id"), as: context.principal)
        return .done
    }
}
