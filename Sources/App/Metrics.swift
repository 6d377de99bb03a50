import Core
import Foundation
import Hummingbird
import Mail
import Measures
import NIOCore
import WebSupport

/// `GET /metrics` for Prometheus: numbers alone, for the machine itself and for tokens of admins with the scope
/// `admin`. To everybody else there is no such page.
struct Metrics: Sendable {
    let services: Services
    let requests: RequestMeasures

    @Sendable func show(_ request: Request, context: VisitorContext) async throws -> Response {
        guard isForOperator(request, context) else { throw Problem.notFound }
        var exposition = Exposition()
        describeRequests(&exposition)
        describeStore(&exposition)
        describeSync(&exposition)
        exposition.gauge("karwan_mail_outbox_letters", "Letters that wait.", try await Outbox.count(in: services.store))
        exposition.gauge("process_resident_memory_bytes", "Resident memory.", Self.residentBytes())
        return Response(
            status: .ok, headers: [.contentType: Exposition.mediaType, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: exposition.text)))
    }

    /// What comes by a proxy comes from the machine itself too, and is not.
    private func isForOperator(_ request: Request, _ context: VisitorContext) -> Bool {
        if let member = context.visit.principal.member {
            guard case .token(_, let scopes) = member.credential else { return false }
            return scopes.contains(.admin) && member.roles.contains(.admin) && !member.isSuspended
        }
        let isForwarded = request.headers.contains {
            ["x-forwarded-for", "forwarded", "via"].contains($0.name.canonicalName)
        }
        let peer = ClientAddress.found(peer: context.peer, forwarded: [], proxies: [])
        return !isForwarded && !services.settings.proxies.contains(peer) && ["127.0.0.1", "::1"].contains(peer)
    }

    private func describeRequests(_ exposition: inout Exposition) {
        let routes = requests.all
        let answers = routes.flatMap { route, measures in
            measures.classes.enumerated().filter { $0.element.now > 0 }.map { index, count in
                ([("route", route), ("class", "\(index + 1)xx")] as Exposition.Labels, count.now)
            }
        }
        exposition.counter("karwan_http_requests_total", "Answers by route and class of status.", answers)
        exposition.histogram(
            "karwan_http_request_seconds", "Time until an answer was made, by route.",
            routes.map { (("route", $0.route), $0.measures.seconds) })
        exposition.gauge("karwan_http_requests_in_flight", "Requests being answered.", requests.inFlight.now)
        exposition.gauge("karwan_connections", "Open connections.", services.connections.count)
    }

    private func describeStore(_ exposition: inout Exposition) {
        let (measures, load) = (services.store.measures, services.store.load)
        exposition.histogram(
            "karwan_store_group_writers", "Writers that shared a commit.", [(nil, measures.groupSizes)])
        exposition.histogram(
            "karwan_store_commit_seconds", "Time of a commit with its sync to disk.", [(nil, measures.commitSeconds)])
        exposition.counter("karwan_store_failed_commits_total", "Commits that failed.", measures.failedCommits.now)
        exposition.gauge("karwan_store_waiting_writers", "Writers that wait for a commit.", load.waitingWriters)
        exposition.gauge("karwan_store_log_bytes", "Size of the write-ahead log.", load.logBytes)
    }

    private func describeSync(_ exposition: inout Exposition) {
        let measures = services.sync.measures
        exposition.gauge("karwan_event_streams", "Open event streams of devices.", services.live.count)
        exposition.counter(
            "karwan_sync_mutations_total", "Mutations that devices pushed, by what became of them.",
            [
                ([("outcome", "applied")], measures.applied.now), ([("outcome", "rejected")], measures.rejected.now),
                ([("outcome", "duplicate")], measures.duplicate.now),
            ])
    }

    private static func residentBytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        guard let fields, fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
