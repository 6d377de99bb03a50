import Foundation

/// A document of elements and text, as feeds are: no document types, no entities but the five, and numbers.
struct PlainXML: Sendable {
    indirect enum Node: Sendable, Equatable {
        case text(String)
        case element(Element)
    }

    struct Element: Sendable, Equatable {
        /// Without its prefix.
        let name: String
        let attributes: [String: String]
        fileprivate(set) var children: [Node] = []

        /// The elements of a name right below.
        func all(_ name: String) -> [Element] {
            children.compactMap { if case .element(let child) = $0, child.name == name { child } else { nil } }
        }

        /// Its text and that of all below.
        var text: String {
            children.map { node in
                switch node {
                case .text(let text): text
                case .element(let child): child.text
                }
            }.joined()
        }
    }

    let root: Element

    /// How deep elements may stand in one another.
    private static let deepest = 60

    /// `nil` for what is no such document.
    init?(_ text: String) {
        var reader = Reader(rest: Substring(text))
        while reader.isGood, let less = reader.rest.firstIndex(of: "<") { reader.readUpTo(less) }
        guard reader.isGood, reader.open.isEmpty, let done = reader.done else { return nil }
        root = done
    }

    /// What was read, and what is to be read still.
    private struct Reader {
        var rest: Substring
        /// Elements that are not closed, the outermost first.
        var open: [Element] = []
        var done: Element?
        var isGood = true

        /// The text before a tag, and then the tag.
        mutating func readUpTo(_ less: Substring.Index) {
            add(.text(PlainXML.plain(rest[..<less])))
            rest = rest[less...]
            if rest.hasPrefix("<!--") {
                _ = skip(past: "-->")
            } else if rest.hasPrefix("<![CDATA[") {
                if let text = skip(past: "]]>") { add(.text(String(text.dropFirst(9)))) }
            } else if !rest.hasPrefix("<!"), let end = PlainXML.end(of: rest) {
                let tag = rest[..<end].dropFirst()
                rest = rest[rest.index(after: end)...]
                read(tag)
            } else {
                isGood = false
            }
        }

        /// - Returns: what stood before the mark.
        private mutating func skip(past mark: String) -> Substring? {
            guard let end = rest.range(of: mark) else {
                isGood = false
                return nil
            }
            defer { rest = rest[end.upperBound...] }
            return rest[..<end.lowerBound]
        }

        private mutating func read(_ tag: Substring) {
            if tag.hasPrefix("?") { return }
            if tag.hasPrefix("/") {
                isGood = open.last?.name == PlainXML.name(tag.dropFirst())
                return close()
            }
            guard done == nil, open.count < deepest else {
                isGood = false
                return
            }
            open.append(PlainXML.element(tag.hasSuffix("/") ? tag.dropLast() : tag))
            if tag.hasSuffix("/") { close() }
        }

        private mutating func add(_ node: Node) {
            if !open.isEmpty { open[open.count - 1].children.append(node) }
        }

        private mutating func close() {
            guard let last = open.popLast() else { return }
            if open.isEmpty { done = last } else { add(.element(last)) }
        }
    }

    /// The sign that ends a tag, past those in its quoted values.
    private static func end(of rest: Substring) -> Substring.Index? {
        var quote: Character?
        for index in rest.indices {
            let character = rest[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == ">" {
                return index
            }
        }
        return nil
    }

    private static func name(_ text: Substring) -> String {
        let name = text.prefix { !$0.isWhitespace }
        return String(name.split(separator: ":").last ?? "")
    }

    private static func element(_ tag: Substring) -> Element {
        var attributes: [String: String] = [:]
        for match in tag.matches(of: /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/) {
            attributes[String(match.output.1)] = plain(match.output.2 ?? match.output.3 ?? "")
        }
        return Element(name: name(tag), attributes: attributes)
    }

    private static let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": " "]

    /// Text with its entities as what they stand for.
    static func plain(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        return String(text).replacing(/&(#x[0-9A-Fa-f]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/) { match -> String in
            let name = match.output.1
            if let known = entities[String(name)] { return known }
            guard name.hasPrefix("#") else { return String(match.output.0) }
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
            return number.flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
    }
}

/// What people read of a piece of HTML, a line for each block.
enum PlainHTML {
    static func text(_ html: String) -> String {
        let lines = html.replacing(/(?s)<(script|style)\b.*?<\/\1\s*>/.ignoresCase(), with: "")
            .replacing(/\s+/, with: " ")
            .replacing(/<li\b[^>]*>/.ignoresCase(), with: "\n- ")
            .replacing(/<br\s*\/?>|<\/(?:p|div|h[1-6]|ul|ol|tr|section)>/.ignoresCase(), with: "\n\n")
            .replacing(/<[^>]*>/, with: "")
        let plain = PlainXML.plain(Substring(lines))
        let trimmed = plain.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
        return trimmed.replacing(/\n{3,}/, with: "\n\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
