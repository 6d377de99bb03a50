import HTTPTypes
import Hummingbird

/// Which copies a browser keeps of what its member may read: signing out shuts them out too.
package enum DeviceCookie {
    private static let name = "karwan_devices"
    /// A browser has one; another after each time that its data was lost.
    private static let most = 4
    /// No letter of an id.
    private static let separator = "/"

    /// Ids of the client groups that used the browser's session, the newest first.
    package static func groups(in request: Request) -> [String] {
        request.cookies[name].map { $0.value.split(separator: separator).map(String.init) } ?? []
    }

    /// The cookie that remembers a group; `nil` when the browser has it already.
    package static func remembering(_ group: String, in request: Request, _ site: SiteAddress) -> String? {
        let known = groups(in: request)
        guard known.first != group else { return nil }
        let groups = ([group] + known.filter { $0 != group }).prefix(most)
        return site.cookie(name, groups.joined(separator: separator), maxAge: 180 * 86_400)
    }

    /// The cookie that forgets them.
    package static func forgetting(_ site: SiteAddress) -> String { site.cookie(name, "", maxAge: 0) }
}
