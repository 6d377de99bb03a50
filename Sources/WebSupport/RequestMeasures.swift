import Measures
import Synchronization

/// How many requests each route answered, how, and how long it took. Kept by the pattern of the route, never by the
/// address that was asked for: there are as many as there are routes, and they tell of nobody.
package final class RequestMeasures: Sendable {
    /// What one route answered.
    package final class OfRoute: Sendable {
        /// Answers with status 1xx, 2xx … 5xx.
        package let classes = (0..<5).map { _ in Count() }
        package let seconds = Histogram.seconds()
    }

    package let inFlight = Count()
    private let routes = Mutex<[String: OfRoute]>([:])

    package init() {}

    /// By pattern, in the order of their names; those that answered at all.
    package var all: [(route: String, measures: OfRoute)] {
        routes.withLock { $0.sorted { $0.key < $1.key } }.map { ($0.key, $0.value) }
    }

    /// - Parameter route: the pattern that the router found; `nil` when it found none.
    func record(route: String?, status: Int, _ time: Duration) {
        let measures = routes.withLock { routes in
            let key = route ?? "none"
            if let known = routes[key] { return known }
            let fresh = OfRoute()
            routes[key] = fresh
            return fresh
        }
        measures.classes[min(max(status / 100, 1), 5) - 1].add()
        measures.seconds.record(time)
    }
}
