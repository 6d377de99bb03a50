import Core
import Mustache

/// The links below a list: back to its start, and on.
package struct Pager: MustacheParent {
    private let newer: String?
    private let older: String?

    /// - Parameter path: of the list's start, its query included.
    package init(_ path: String, isFirst: Bool, next: PageCursor?) {
        newer = isFirst ? nil : path
        older = next.map { "\(path)\(path.contains("?") ? "&" : "?")after=\($0.text)" }
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "newerPaths": newer.map { [$0] } ?? []
        case "olderPaths": older.map { [$0] } ?? []
        default: nil
        }
    }
}
