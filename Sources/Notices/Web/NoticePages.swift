import Core
import Hummingbird
import Notices
import WebSupport

/// Pages of what a member is told.
package struct NoticePages: Sendable {
    private let notices: NoticeService
    private let pages: PageRenderer

    package init(notices: NoticeService, pages: PageRenderer) {
        self.notices = notices
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let list = try await notices.notices(after: after, as: context.principal)
        let page = NoticesPage(notices: list, isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    /// Leads to what the notice tells of. That it was seen is noted on the way; when it cannot be, the way is open
    /// all the same.
    @Sendable package func follow(_ request: Request, context: MemberContext) async throws -> Response {
        let notice = try await notices.notice(try context.id("id"), as: context.principal)
        if notice.readAt == nil {
            try? await notices.markSeen(NoticesSeen(ids: [notice.id]), as: context.principal)
        }
        return .seeOther(notice.path)
    }

    @Sendable package func submitSeen(_ request: Request, context: MemberContext) async throws -> Response {
        try await notices.markSeen(NoticesSeen(), as: context.principal)
        return .seeOther("/notifications", flash: "notices_read")
    }

    @Sendable package func settingsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let settings = try await notices.settings(as: context.principal)
        return pages.response(NoticeSettingsPage(settings: settings, visit: context.visit), context.visit)
    }

    @Sendable package func submitSettings(_ request: Request, context: MemberContext) async throws -> Response {
        let chosen = Set(try await request.form().all("kinds"))
        var settings = NoticeSettings()
        settings.replies = chosen.contains("replies")
        settings.mentions = chosen.contains("mentions")
        settings.accepted = chosen.contains("accepted")
        settings.watched = chosen.contains("watched")
        settings.waiting = chosen.contains("waiting")
        try await notices.change(settings, as: context.principal)
        return .seeOther("/settings/notifications", flash: "saved")
    }
}
