import SyncProtocol
import WebSupport

/// The sync protocol.
extension Routes {
    func registerSync(_ list: inout RouteList) {
        list.visitor(.get, "/sync/v1/info", .reads("Versions and limits of the sync protocol."), sync.info)
        list.member(.get, "/sync/v1/groups", .reads("One's own devices."), sync.listDevices)
        list.member(
            .delete, "/sync/v1/groups/:id", .does("Shuts a device out; it wipes its replica."), sync.removeDevice)
        // Visitors may come with a ticket. A stream is no exchange of JSON, so the API's description has none.
        list.visitor(.get, "/sync/v1/events", sync.events)
        list.member(
            .post, "/sync/v1/events/ticket", .reads("A ticket for one event stream, good for a minute."), sync.ticket)
        list.member(
            .post, "/sync/v1/pull", .reads("What changed since the cookie.").taking(PullRequest.self), sync.pull)
        list.member(
            .post, "/sync/v1/push",
            .reads("Applies a device's mutations in their order.").taking(PushRequest.self).refusing(.conflict),
            sync.push)
    }
}
