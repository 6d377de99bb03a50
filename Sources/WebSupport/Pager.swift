import Core
import Mustache

/// The links below a list: back to its start, and on.
package struct Pager: MustacheParent {
    private let newer: String?
    private let older: String?

    /// - Parameters:
    ///   - path: of the list's start, its query included.
    ///   - parameter: what the address calls the place where the list goes on.
    package init(_ path: String, isFirst: Bool, next: PageCursor?, parameter: String = "after") {
        newer = isFirst ? nil : path
        older = next.map { "\(path)\(path.contains("?") ? "&" : "?")\(parameter)=\($0.text)" }
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "newerPaths": newer.map { [$0] } ?? []
        case "olderPaths": older.map { [$0] } ?? []
        default: nil
        }
    }
}
