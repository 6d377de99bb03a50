import CMarkGFM

/// `@username` in words, not in code nor in links.
extension Markup {
    /// Names in one text that become links; more are words.
    static let mostMentions = 10

    /// Turns each name in the text of the tree into a link to the page of a member of that name.
    /// - Returns: the names, each once.
    static func linkMentions(_ document: OpaquePointer) -> [String] {
        // Underscores may open emphasis: what came of none is text in pieces.
        cmark_consolidate_text_nodes(document)
        var names: [String] = []
        for node in texts(of: document) {
            guard let literal = cmark_node_get_literal(node) else { continue }
            link(node, String(cString: literal), &names)
        }
        return names
    }

    private static func texts(of document: OpaquePointer) -> [OpaquePointer] {
        guard let iterator = cmark_iter_new(document) else { return [] }
        defer { cmark_iter_free(iterator) }
        var found: [OpaquePointer] = []
        var links = 0
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return found }
            guard let node = cmark_iter_get_node(iterator) else { continue }
            let kind = cmark_node_get_type(node)
            if kind == CMARK_NODE_LINK { links += event == CMARK_EVENT_ENTER ? 1 : -1 }
            if kind == CMARK_NODE_TEXT, event == CMARK_EVENT_ENTER, links == 0 { found.append(node) }
        }
    }

    private static func link(_ node: OpaquePointer, _ text: String, _ names: inout [String]) {
        var rest = text[...]
        while let found = mention(in: rest) {
            let name = String(rest[found])
            let isKnown = names.contains(name)
            guard isKnown || names.count < mostMentions else { break }
            if !isKnown { names.append(name) }
            insert(String(rest[..<rest.utf8.index(before: found.lowerBound)]), before: node)
            insert(link: name, before: node)
            rest = rest[found.upperBound...]
        }
        if rest.startIndex != text.startIndex { cmark_node_set_literal(node, String(rest)) }
    }

    /// The first name in a text, without its `@`: what belongs to an address or a path is none. It looks at bytes: an
    /// expression is built anew for each text, which took as long as all else that is done with it.
    private static func mention(in text: Substring) -> Range<String.Index>? {
        let bytes = text.utf8
        var rest = bytes
        while let sign = rest.firstIndex(of: UInt8(ascii: "@")) {
            let start = bytes.index(after: sign)
            let end = bytes[start...].firstIndex { !isOfName($0) } ?? bytes.endIndex
            let isAfterWord =
                sign > bytes.startIndex && isOfAddress(bytes[bytes.index(before: sign)])
            let isBeforeSign = end < bytes.endIndex && bytes[end] == UInt8(ascii: "@")
            let isName = (3...30).contains(bytes.distance(from: start, to: end))
            if isName, !isAfterWord, !isBeforeSign { return start..<end }
            rest = bytes[end...]
        }
        return nil
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool { isOfName(byte) || "@/.+".utf8.contains(byte) }

    private static func insert(_ text: String, before node: OpaquePointer) {
        guard !text.isEmpty, let words = cmark_node_new(CMARK_NODE_TEXT) else { return }
        cmark_node_set_literal(words, text)
        cmark_node_insert_before(node, words)
    }

    private static func insert(link name: String, before node: OpaquePointer) {
        guard let link = cmark_node_new(CMARK_NODE_LINK), let words = cmark_node_new(CMARK_NODE_TEXT) else { return }
        cmark_node_set_url(link, "/members/\(name)")
        cmark_node_set_literal(words, "@\(name)")
        cmark_node_append_child(link, words)
        cmark_node_insert_before(node, link)
    }

    /// Leaves a link where `username` knows the member of a name, and the words elsewhere.
    package static func resolve(_ names: [String], in html: String, _ username: (String) -> String?) -> String {
        names.reduce(html) { html, name in
            let link = "<a rel=\"nofollow ugc noopener\" href=\"/members/\(name)\">@\(name)</a>"
            guard let known = username(name) else { return html.replacing(link, with: "@\(name)") }
            return html.replacing(
                link, with: "<a class=\"mention\" dir=\"ltr\" href=\"/members/\(known)\">@\(known)</a>")
        }
    }

    /// The usernames that resolved HTML links to.
    package static func mentions(in html: String) -> [String] {
        html.matches(of: /<a class="mention" dir="ltr" href="\/members\/([A-Za-z0-9_-]+)">/).map { String($0.output.1) }
    }
}
