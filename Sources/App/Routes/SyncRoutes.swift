/// The sync protocol.
extension Routes {
    func registerSync(_ list: inout RouteList) {
        list.visitor(.get, "/sync/v1/info", sync.info)
        list.member(.get, "/sync/v1/groups", sync.listDevices)
        list.member(.delete, "/sync/v1/groups/:id", sync.removeDevice)
        list.member(.post, "/sync/v1/pull", sync.pull)
        list.member(.post, "/sync/v1/push", sync.push)
    }
}
