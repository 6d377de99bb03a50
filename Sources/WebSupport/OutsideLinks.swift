import Foundation

/// Links that members wrote: on pages they lead over `/out`, which says where to before anybody goes.
package enum OutsideLinks {
    /// How the renderer of posts writes a link to the web, up to its scheme; what a member types is never like it, for
    /// its `<` is escaped.
    private static let mark = "<a rel=\"nofollow ugc noopener\" href=\"http"

    /// The same HTML with each link to another site than `own` leading over the page that shows its address.
    package static func guarded(_ html: String, own: SiteAddress) -> String {
        let parts = html.components(separatedBy: mark)
        guard parts.count > 1 else { return html }
        return parts.dropFirst().reduce(into: parts[0]) { out, part in
            guard let end = part.firstIndex(of: "\"") else { return out += mark + part }
            let address = "http" + unescaped(String(part[..<end]))
            let isOurs = address == own.text || address.hasPrefix(own.text + "/")
            if isOurs { return out += mark + part }
            out += "<a rel=\"nofollow ugc noopener\" href=\"\(path(to: address))"
            out += part[end...]
        }
    }

    /// The page that says where an address leads.
    package static func path(to address: String) -> String { "/out?to=\(Links.escaped(address))" }

    /// The renderer escapes these in addresses and percent-encodes all else.
    private static func unescaped(_ attribute: String) -> String {
        [("&quot;", "\""), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(attribute) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }
}
