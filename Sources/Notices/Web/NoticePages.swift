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
        let form = try await request.form()
        let settings = NoticeSettings(form)
        do {
            try await notices.change(settings, as: context.principal)
            return .seeOther("/settings/notifications", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = NoticeSettingsPage(settings: settings, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: Ending letters, by the link in them

    /// Asks: programs that look at all links of a letter must not end anything.
    @Sendable package func unsubscribePage(_ request: Request, context: VisitorContext) async throws -> Response {
        let token = try context.text("token")
        let letter = try notices.stopped(by: token)
        return answer(UnsubscribePage(letter: letter, path: "/unsubscribe/\(token)", visit: context.visit), context)
    }

    /// By the button, or by a mail program that was told to (RFC 8058), whatever it sends with it. It answers with a
    /// page and leads nowhere else.
    @Sendable package func submitUnsubscribe(_ request: Request, context: VisitorContext) async throws -> Response {
        let letter = try await notices.stop(by: try context.text("token"))
        return answer(UnsubscribePage(letter: letter, path: nil, visit: context.visit), context)
    }

    /// The address is a secret of one member's.
    private func answer(_ page: UnsubscribePage, _ context: VisitorContext) -> Response {
        var response = pages.response(page, context.visit)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

extension NoticeSettings {
    /// As the form was sent: of its boxes those that are ticked.
    fileprivate init(_ form: Form) {
        self.init()
        let chosen = Set(form.all("kinds"))
        replies = chosen.contains("replies")
        mentions = chosen.contains("mentions")
        accepted = chosen.contains("accepted")
        watched = chosen.contains("watched")
        waiting = chosen.contains("waiting")
        letters = chosen.contains("letters")
        digest = chosen.contains("digest")
        quietFrom = form["quietFrom"] ?? ""
        quietUntil = form["quietUntil"] ?? ""
    }
}
