import Hummingbird
import Synchronization

/// Which methods each path takes, known once all routes are registered: for 405 with `Allow`, which the router
/// itself does not tell.
package final class RouteTable: Sendable {
    private let routes = Mutex<[(pattern: [String], method: String)]>([])

    package init() {}

    package func fill(_ descriptions: [(path: String, method: String)]) {
        routes.withLock { routes in
            routes = descriptions.map { ($0.path.split(separator: "/").map(String.init), $0.method) }
        }
    }

    /// `GET, HEAD, POST` for a path that is there; empty for one that is not.
    func methods(for path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        let found = routes.withLock { routes in
            routes.filter { Self.matches($0.pattern, parts) }.map(\.method)
        }
        var names = Set(found)
        if names.contains("GET") { names.insert("HEAD") }
        return names.sorted().joined(separator: ", ")
    }

    private static func matches(_ pattern: [String], _ parts: [String]) -> Bool {
        pattern.count == parts.count
            && zip(pattern, parts).allSatisfy { expected, part in
                expected == part || expected.hasPrefix(":") || expected.hasPrefix("{")
            }
    }
}
