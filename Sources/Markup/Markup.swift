import CMarkGFM
import Synchronization

/// Markdown as members write it (CommonMark with GFM tables, strikethrough and autolinks) to HTML that is safe
/// to put into a page.
package enum Markup {
    /// Rises when the same source gives other HTML; kept beside stored HTML.
    package static let version = 3

    private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

    /// The library notes which characters its extensions wait for in a table of the whole process, at the beginning of
    /// the inlines of a document, and takes them out at the end: of two documents at one time one would lose them.
    private static let inlines = Mutex<Void>(())

    /// HTML of `source`. Raw HTML in it is shown as text; headings start at the third level and skip none; pictures become
    /// links; links carry `rel="nofollow ugc noopener"` and lead to http, https or mailto only; every block finds
    /// its own direction, and code runs from left to right.
    package static func html(_ source: String) -> String {
        let (html, names) = withMentions(source)
        return resolve(names, in: html) { _ in nil }
    }

    /// The same with a link for each `@username`, and the names: whoever knows the members says by `resolve` which
    /// of them stay links.
    package static func withMentions(_ source: String) -> (html: String, names: [String]) {
        var names: [String] = []
        let html = render(source, &names)
        return (html, names)
    }

    private static func render(_ source: String, _ names: inout [String]) -> String {
        _ = registered
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
        guard let parser = cmark_parser_new(options) else { return "" }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "autolink"] {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        var source = source
        source.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let document = finish(parser) else { return "" }
        defer { cmark_node_free(document) }
        // Thousands of quotes in quotes would make a page of a few bytes into one of megabytes.
        guard isShallow(document) else { return "<p dir=\"auto\">\(escaped(source))</p>" }
        tame(document)
        names = linkMentions(document)
        guard let rendered = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser))
        else { return "" }
        defer { cmark_get_default_mem_allocator().pointee.free(rendered) }
        return decorate(String(cString: rendered))
    }

    private static func finish(_ parser: OpaquePointer) -> OpaquePointer? {
        // Both are this call's alone; the lock is about the library's table.
        nonisolated(unsafe) let parser = parser
        nonisolated(unsafe) var document: OpaquePointer?
        inlines.withLock { _ in document = cmark_parser_finish(parser) }
        return document
    }

    /// Levels of quotes, lists and emphasis that are formatted; a text with more is shown as it was typed.
    static let deepest = 40

    private static func isShallow(_ document: OpaquePointer) -> Bool {
        guard let iterator = cmark_iter_new(document) else { return false }
        defer { cmark_iter_free(iterator) }
        var depth = 0
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return true }
            let isLeaf = cmark_node_first_child(cmark_iter_get_node(iterator)) == nil
            if isLeaf { continue }
            depth += event == CMARK_EVENT_EXIT ? -1 : 1
            if depth > deepest { return false }
        }
    }

    private static func escaped(_ text: String) -> String {
        replacing([("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")], in: text)
    }

    /// By scalars, as browsers read: as a character, a `<` with an accent is no `<`.
    private static func replacing(_ pairs: [(String, String)], in text: String) -> String {
        String(
            pairs.reduce(text.unicodeScalars) { text, pair in
                text.replacing(pair.0.unicodeScalars, with: pair.1.unicodeScalars)
            })
    }

    /// Changes the tree so that what is rendered from it is ours: done here rather than on the text, where a
    /// member's words and the renderer's tags could no longer be told apart.
    private static func tame(_ document: OpaquePointer) {
        var nodes: [OpaquePointer] = []
        let iterator = cmark_iter_new(document)
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { break }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { nodes.append(node) }
        }
        cmark_iter_free(iterator)
        outline(nodes.filter { cmark_node_get_type($0) == CMARK_NODE_HEADING })
        for node in nodes { tame(one: node) }
    }

    /// Gives headings the levels of an outline below the page's own two: the first is of the third level, and one that
    /// is below another is so by one level, whatever was typed. Readers who move by headings miss no level.
    private static func outline(_ headings: [OpaquePointer]) {
        var above: [Int32] = []
        for heading in headings {
            let level = cmark_node_get_heading_level(heading)
            while let last = above.last, last >= level { above.removeLast() }
            above.append(level)
            cmark_node_set_heading_level(heading, min(6, Int32(above.count) + 2))
        }
    }

    private static func tame(one node: OpaquePointer) {
        let kind = cmark_node_get_type(node)
        if kind == CMARK_NODE_HTML_BLOCK || kind == CMARK_NODE_CUSTOM_BLOCK {
            let paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH)
            let text = cmark_node_new(CMARK_NODE_TEXT)
            cmark_node_set_literal(text, cmark_node_get_literal(node))
            cmark_node_append_child(paragraph, text)
            replace(node, by: paragraph)
        } else if kind == CMARK_NODE_HTML_INLINE || kind == CMARK_NODE_CUSTOM_INLINE {
            let text = cmark_node_new(CMARK_NODE_TEXT)
            cmark_node_set_literal(text, cmark_node_get_literal(node))
            replace(node, by: text)
        } else if kind == CMARK_NODE_IMAGE {
            let link = cmark_node_new(isInsideLink(node) ? CMARK_NODE_EMPH : CMARK_NODE_LINK)
            cmark_node_set_url(link, cmark_node_get_url(node))
            while let child = cmark_node_first_child(node) { cmark_node_append_child(link, child) }
            if cmark_node_first_child(link) == nil {
                let text = cmark_node_new(CMARK_NODE_TEXT)
                cmark_node_set_literal(text, cmark_node_get_url(node))
                cmark_node_append_child(link, text)
            }
            replace(node, by: link)
            restrict(link)
        } else if kind == CMARK_NODE_LINK, isInsideLink(node) {
            let plain = cmark_node_new(CMARK_NODE_EMPH)
            while let child = cmark_node_first_child(node) { cmark_node_append_child(plain, child) }
            replace(node, by: plain)
        } else if kind == CMARK_NODE_LINK {
            restrict(node)
        }
    }

    private static func isInsideLink(_ node: OpaquePointer) -> Bool {
        var ancestor = cmark_node_parent(node)
        while let current = ancestor {
            if cmark_node_get_type(current) == CMARK_NODE_LINK { return true }
            ancestor = cmark_node_parent(current)
        }
        return false
    }

    private static func replace(_ node: OpaquePointer, by other: OpaquePointer?) {
        cmark_node_replace(node, other)
        cmark_node_free(node)
    }

    /// A link that leads anywhere but the web or a mailbox leads nowhere.
    private static func restrict(_ link: OpaquePointer?) {
        guard cmark_node_get_type(link) == CMARK_NODE_LINK else { return }
        let address = cmark_node_get_url(link).map { String(cString: $0) } ?? ""
        let letters = address.lowercased().unicodeScalars
        let isRelative = !letters.contains(":") || letters.first == "/" || letters.first == "#"
        // With the slashes: without them browsers guess where the host begins.
        let isAllowed = ["http://", "https://", "mailto:"].contains { letters.starts(with: $0.unicodeScalars) }
        if !isRelative, !isAllowed { cmark_node_set_url(link, "") }
    }

    /// Every `<` that is left is the renderer's own, so tags can be told by their text; by bytes, in one walk.
    private static func decorate(_ html: String) -> String {
        var out: [UInt8] = []
        var html = html
        html.withUTF8 { bytes in
            out.reserveCapacity(bytes.count + bytes.count / 4)
            var place = 0
            while place < bytes.count {
                let rest = UnsafeBufferPointer(rebasing: bytes[place...])
                guard let start = rest.firstIndex(of: UInt8(ascii: "<")) else {
                    out += rest
                    break
                }
                let tag = UnsafeBufferPointer(rebasing: rest[start...])
                let found = decorations.first { tag.starts(with: $0.beginning) }
                let length = found?.nameLength ?? 1
                out += rest[..<(start + length)]
                if let found { out += found.attribute }
                place += start + length
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// How a tag begins, how much of that is its name, and the attribute that is put behind the name.
    private static let decorations: [(beginning: [UInt8], nameLength: Int, attribute: [UInt8])] = {
        let blocks = ["p", "li", "td", "th", "ul", "ol", "blockquote", "h3", "h4", "h5", "h6"]
        let directed = blocks.flatMap { [("<\($0)", ">", "auto"), ("<\($0)", " align=", "auto")] }
        let others = [("<ol", " start=", "auto"), ("<pre", ">", "ltr"), ("<code", ">", "ltr")]
        let directions = (directed + others).map { ($0.0, $0.1, " dir=\"\($0.2)\"") }
        return (directions + [("<a", " href=", " rel=\"nofollow ugc noopener\"")]).map { name, next, attribute in
            (Array((name + next).utf8), name.utf8.count, Array(attribute.utf8))
        }
    }()
}
