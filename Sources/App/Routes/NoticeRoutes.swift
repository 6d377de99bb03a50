import Notices
import NoticesWeb
import WebSupport

/// What members are told, as pages and as JSON.
extension Routes {
    func registerNotices(_ list: inout RouteList) {
        list.member(.get, "/notifications", notices.listPage)
        list.member(.get, "/notifications/:id", notices.follow)
        list.member(.post, "/notifications/read", notices.submitSeen)
        list.member(.get, "/settings/notifications", notices.settingsPage)
        list.member(.post, "/settings/notifications", notices.submitSettings)
        list.visitor(.get, "/unsubscribe/:token", notices.unsubscribePage)
        list.visitor(.post, "/unsubscribe/:token", notices.submitUnsubscribe)

        list.member(
            .get, "/api/v1/notifications", .lists("What one is told, the newest first."), noticeAPI.list)
        list.member(
            .put, "/api/v1/notifications/read", .does("Notes that notices were seen: these, or all."),
            noticeAPI.setSeen)
        list.member(
            .get, "/api/v1/me/notification-settings", .reads("Which notices one wants."), noticeAPI.showSettings)
        list.member(
            .put, "/api/v1/me/notification-settings", .changes("Says which notices one wants."),
            noticeAPI.setSettings)
    }
}
