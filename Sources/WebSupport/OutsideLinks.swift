import Foundation

/// Links that members wrote: on pages they lead over `/out`, which says where to before anybody goes.
package enum OutsideLinks {
    /// How the renderer of posts writes a link to the web, up to its scheme; what a member types is never like it, for
    /// its `<` is escaped.
    private static let mark = Array("<a rel=\"nofollow ugc noopener\" href=\"http".utf8)
    private static let scheme = "http".utf8.count

    /// The same HTML with each link to another site than `own` leading over the page that shows its address. It looks
    /// at bytes: every post of every page comes by here.
    package static func guarded(_ html: String, own: SiteAddress) -> String {
        var html = html
        var guarded: [UInt8] = []
        var written = 0
        html.withUTF8 { bytes in
            var place = 0
            while let address = nextAddress(in: bytes, from: place) {
                place = address.upperBound
                let text = unescaped(String(decoding: bytes[address], as: UTF8.self))
                if text == own.text || text.hasPrefix(own.text + "/") { continue }
                guarded += bytes[written..<address.lowerBound]
                guarded += path(to: text).utf8
                written = address.upperBound
            }
            if written > 0 { guarded += bytes[written...] }
        }
        return written > 0 ? String(decoding: guarded, as: UTF8.self) : html
    }

    /// Where the address of the next link to the web stands.
    private static func nextAddress(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
        var place = start
        while let open = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
            if bytes[open...].starts(with: mark) {
                let address = open + mark.count - scheme
                return bytes[address...].firstIndex(of: UInt8(ascii: "\"")).map { address..<$0 }
            }
            place = open + 1
        }
        return nil
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
