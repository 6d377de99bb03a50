import Core
import Hummingbird
import Notices
import WebSupport

extension PushSubscriptionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    /// The keys are those of RFC 8291's example.
    package static let samples = [
        "endpoint": "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg", "device": "Firefox, Android",
    ]
}

/// JSON routes of devices that are told of notices.
package struct PushAPI: Sendable {
    private let notices: NoticeService

    package init(notices: NoticeService) { self.notices = notices }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<PushDevicesRecord> {
        let devices = try await notices.pushDevices(as: context.principal)
        return .ok(PushDevicesRecord(key: notices.pushKey, devices: devices))
    }

    @Sendable package func add(
        _ request: Request, context: MemberContext, draft: PushSubscriptionDraft
    ) async throws -> Answer<PushDeviceRecord> {
        let (device, isNew) = try await notices.addPushDevice(draft.named(by: request), as: context.principal)
        return .created(PushDeviceRecord(device), at: "/api/v1/me/push-subscriptions", isNew: isNew)
    }

    @Sendable package func remove(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await notices.removePushDevice(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func removeAll(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await notices.removePushDevices(as: context.principal)
        return .done
    }
}

extension PushSubscriptionDraft {
    /// A device without a name is called what its browser calls itself.
    func named(by request: Request) -> PushSubscriptionDraft {
        guard device?.isEmpty ?? true else { return self }
        var draft = self
        draft.device = String((request.headers[.userAgent] ?? "").prefix(200))
        return draft
    }
}
