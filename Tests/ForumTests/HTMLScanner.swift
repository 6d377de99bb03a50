import Foundation

/// Reads HTML as strictly as only our own renderer can please: known tags, known attributes in double quotes,
/// everything closed in its order, no link in a link.
enum HTMLScanner {
    private static let attributes: [String: Set<String>] = [
        "p": ["dir"], "li": ["dir"], "blockquote": ["dir"], "h3": ["dir"], "h4": ["dir"], "h5": ["dir"], "h6": ["dir"],
        "th": ["dir", "align"], "td": ["dir", "align"], "pre": ["dir"], "code": ["dir", "class"],
        "a": ["rel", "href", "title"], "ol": ["dir", "start"], "ul": ["dir"], "em": [], "strong": [], "del": [],
        "table": [],
        "thead": [], "tbody": [], "tr": [], "hr": [], "br": [],
    ]
    private static let alone: Set<String> = ["hr", "br"]
    private static let needsDirection: Set<String> = [
        "p", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "h6", "th", "td", "pre",
    ]

    /// What is wrong with `html`; nothing when all is as it should be.
    static func complaints(_ html: String) -> [String] {
        var found: [String] = []
        var open: [String] = []
        // As browsers read: a mark that follows a `>` is no part of it.
        let plain = html.unicodeScalars.map { $0.isASCII ? Character($0) : "x" }
        var rest = String(plain)[...]
        while let start = rest.firstIndex(where: { $0 == "<" || $0 == ">" }) {
            guard rest[start] == "<", let end = endOfTag(rest[start...]) else {
                return found + ["stray \(rest[start])"]
            }
            check(String(rest[rest.index(after: start)..<end]), &open, &found)
            rest = rest[rest.index(after: end)...]
        }
        return found + open.map { "\($0) is not closed" }
    }

    /// The `>` that ends a tag: not one in quotes.
    private static func endOfTag(_ text: Substring) -> Substring.Index? {
        var isQuoted = false
        for index in text.indices.dropFirst() {
            if text[index] == "\"" { isQuoted.toggle() }
            if !isQuoted, text[index] == ">" { return index }
            if text[index] == "<" { return nil }
        }
        return nil
    }

    private static func check(_ tag: String, _ open: inout [String], _ found: inout [String]) {
        if tag.hasPrefix("/") {
            if open.popLast() != String(tag.dropFirst()) { found.append("</\(tag.dropFirst())> closes another") }
            return
        }
        let name = String(tag.prefix { $0.isLetter || $0.isNumber })
        guard let known = attributes[name] else { return found.append("<\(name)> is none of ours") }
        let given = values(of: String(tag.dropFirst(name.count)))
        guard let given else { return found.append("<\(tag)> cannot be read") }
        for attribute in given.keys where !known.contains(attribute) { found.append("\(attribute) in <\(name)>") }
        if needsDirection.contains(name), given["dir"] == nil { found.append("<\(name)> without direction") }
        if name == "a" { found += complaints(about: given, inside: open) }
        if !alone.contains(name) { open.append(name) }
    }

    private static func complaints(about link: [String: String], inside open: [String]) -> [String] {
        let address = (link["href"] ?? "none:").lowercased()
        let isFine =
            ["http://", "https://", "mailto:"].contains { address.hasPrefix($0) }
            || !address.contains(":") || address.hasPrefix("/") || address.hasPrefix("#")
        return (isFine ? [] : ["a link to \(address)"]) + (open.contains("a") ? ["a link in a link"] : [])
            + (link["rel"] == "nofollow ugc noopener" ? [] : ["a link without rel"])
    }

    /// ` name="value"` again and again, and `/` at the end of a tag that stands alone.
    private static func values(of text: String) -> [String: String]? {
        var values: [String: String] = [:]
        var rest = text[...]
        while !rest.isEmpty, rest != " /" {
            guard let match = rest.prefixMatch(of: /\ ([a-z]+)="([^"<>]*)"/) else { return nil }
            guard values.updateValue(String(match.2), forKey: String(match.1)) == nil else { return nil }
            rest = rest[match.range.upperBound...]
        }
        return values
    }
}
