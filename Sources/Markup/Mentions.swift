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
        // Most texts name nobody, and the expression is dear.
        guard text.utf8.contains(UInt8(ascii: "@")) else { return }
        var rest = text[...]
        var hasLinks = false
        while let match = rest.firstMatch(of: mention), names.count <= mostMentions {
            let name = String(match.output.2)
            let isKnown = names.contains(name)
            guard isKnown || names.count < mostMentions else { break }
            if !isKnown { names.append(name) }
            insert(String(rest[..<match.output.1.endIndex]), before: node)
            insert(link: name, before: node)
            rest = rest[match.output.2.endIndex...]
            hasLinks = true
        }
        if hasLinks { cmark_node_set_literal(node, String(rest)) }
    }

    /// What stands before a name, and the name: an address or a path is none.
    private static var mention: Regex<(Substring, Substring, Substring)> {
        /(^|[^A-Za-z0-9_@\/.+-])@([A-Za-z0-9_-]{3,30})(?![A-Za-z0-9_@-])/
    }

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
