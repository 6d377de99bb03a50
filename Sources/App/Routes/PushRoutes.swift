import Notices
import NoticesWeb
import WebSupport

/// Devices that are told of notices, as pages and as JSON.
extension Routes {
    func registerPush(_ list: inout RouteList) {
        list.member(.get, "/settings/push", push.page)
        list.member(.post, "/settings/push", push.submitChoice)
        list.member(.post, "/settings/push/devices", push.submitDevice)
        list.member(.post, "/settings/push/devices/:id/remove", push.submitRemoval)

        list.member(
            .get, "/api/v1/me/push-subscriptions",
            .reads("Devices that are told of one's notices (RFC 8030), and the key to subscribe with (RFC 8292)."),
            pushAPI.show)
        list.member(
            .post, "/api/v1/me/push-subscriptions",
            .creates("Has a device told from now on: until its session or token ends, or it is removed."), pushAPI.add)
        list.member(
            .delete, "/api/v1/me/push-subscriptions", .does("Has none of one's devices told any more."),
            pushAPI.removeAll)
        list.member(
            .delete, "/api/v1/me/push-subscriptions/:id", .does("Has one of them told no more.").refusing(.notFound),
            pushAPI.remove)
    }
}
