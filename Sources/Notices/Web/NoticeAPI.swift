import Core
import Hummingbird
import Notices
import WebSupport

extension NoticesSeen: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension NoticeSettings: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["quietFrom": "22:00", "quietUntil": "07:00"]
}

/// JSON routes of what a member is told.
package struct NoticeAPI: Sendable {
    private let notices: NoticeService

    package init(notices: NoticeService) { self.notices = notices }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<NoticeRecord>> {
        let page = try await notices.notices(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: page.items.map(NoticeRecord.init), next: page.next?.text))
    }

    @Sendable package func setSeen(
        _ request: Request, context: MemberContext, seen: NoticesSeen
    ) async throws -> Answer<Nothing> {
        try await notices.markSeen(seen, as: context.principal)
        return .done
    }

    @Sendable package func showSettings(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<NoticeSettingsRecord> {
        .ok(NoticeSettingsRecord(try await notices.settings(as: context.principal)))
    }

    @Sendable package func setSettings(
        _ request: Request, context: MemberContext, settings: NoticeSettings
    ) async throws -> Answer<NoticeSettingsRecord> {
        .ok(NoticeSettingsRecord(try await notices.change(settings, as: context.principal)))
    }
}
