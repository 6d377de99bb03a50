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
        let found = routes.withLock { routes in routes.filter { Self.matches($0.pattern, parts) } }
        // `threads/similar` is not also `threads/:id`: the router takes the one that names more.
        let best = found.map { Self.places($0.pattern) }.min { $0.lexicographicallyPrecedes($1) }
        var names = Set(found.filter { Self.places($0.pattern) == best }.map(\.method))
        if names.contains("GET") { names.insert("HEAD") }
        return names.sorted().joined(separator: ", ")
    }

    /// 1 where any part fits, 0 where one name does.
    private static func places(_ pattern: [String]) -> [Int] {
        pattern.map { $0.hasPrefix(":") || $0.hasPrefix("{") ? 1 : 0 }
    }

    private static func matches(_ pattern: [String], _ parts: [String]) -> Bool {
        pattern.count == parts.count
            && zip(pattern, parts).allSatisfy { expected, part in
                expected == part || expected.hasPrefix(":") || expected.hasPrefix("{")
            }
    }
}
