import Foundation

/// A piece of a parsed template.
indirect enum TemplatePiece: Sendable {
    case text([UInt8])
    /// The name, cut at its dots; none for `{{.}}`.
    case variable([String])
    case markup([String])
    case section([String], [TemplatePiece])
    case inverted([String], [TemplatePiece])
    /// A place in a frame, and what stands there when nobody fills it.
    case block(String, [TemplatePiece])
    /// Another template by its name, and what fills its blocks.
    case partial(String, [String: [TemplatePiece]])
}

/// Why a template cannot be used.
struct TemplateError: Error, CustomStringConvertible {
    let description: String
}

/// Reads the part of Mustache (mustache.5, with blocks) that our templates use: variables, sections, partials, frames and
/// comments. A tag that stands alone on its line leaves no trace; nothing is indented.
struct TemplateParser {
    private enum Tag {
        case variable, markup, section, inverted, end, partial, frame, block, comment

        var mayStandAlone: Bool { self != .variable && self != .markup }
    }

    private var rest: ArraySlice<UInt8>
    private let name: String

    /// - Throws: `TemplateError` for what it does not understand.
    static func pieces(of text: String, name: String) throws -> [TemplatePiece] {
        var parser = TemplateParser(rest: Array(text.utf8)[...], name: name)
        return try parser.pieces(until: nil, atLineStart: true)
    }

    private init(rest: ArraySlice<UInt8>, name: String) {
        self.rest = rest
        self.name = name
    }

    /// The pieces up to the end of the section of that name, or of the text.
    private mutating func pieces(until end: String?, atLineStart: Bool) throws -> [TemplatePiece] {
        var pieces: [TemplatePiece] = []
        var isLineStart = atLineStart
        while let open = place(of: "{{") {
            let text = rest[..<open]
            if let last = text.last {
                pieces.append(.text(Array(text)))
                isLineStart = last == UInt8(ascii: "\n")
            }
            rest = rest[(open + 2)...]
            let (tag, tagName) = try readTag()
            let standsAlone = tag.mayStandAlone && isLineStart && takeLineEnd()
            isLineStart = standsAlone
            switch tag {
            case .comment: continue
            case .end:
                guard tagName == end else { throw error("{{/\(tagName)}} ends nothing") }
                return pieces
            case .variable: pieces.append(.variable(Self.path(tagName)))
            case .markup: pieces.append(.markup(Self.path(tagName)))
            case .section:
                pieces.append(.section(Self.path(tagName), try self.pieces(until: tagName, atLineStart: standsAlone)))
            case .inverted:
                pieces.append(.inverted(Self.path(tagName), try self.pieces(until: tagName, atLineStart: standsAlone)))
            case .block: pieces.append(.block(tagName, try self.pieces(until: tagName, atLineStart: standsAlone)))
            case .partial: pieces.append(.partial(tagName, [:]))
            case .frame: pieces.append(.partial(tagName, try blocks(of: tagName)))
            }
        }
        guard end == nil else { throw error("{{/\(end ?? "")}} is missing") }
        if !rest.isEmpty { pieces.append(.text(Array(rest))) }
        return pieces
    }

    /// What stands between `{{<frame}}` and its end: blocks, and nothing else but white space.
    private mutating func blocks(of frame: String) throws -> [String: [TemplatePiece]] {
        var blocks: [String: [TemplatePiece]] = [:]
        for piece in try pieces(until: frame, atLineStart: true) {
            switch piece {
            case .block(let name, let pieces): blocks[name] = pieces
            case .text: break
            default: throw error("only blocks stand in {{<\(frame)}}")
            }
        }
        return blocks
    }

    private mutating func readTag() throws -> (Tag, String) {
        let end = rest.first == UInt8(ascii: "{") ? "}}}" : "}}"
        guard let close = place(of: end) else { throw error("a tag has no end") }
        let inside = rest[..<close]
        rest = rest[(close + end.utf8.count)...]
        let tag = inside.first.flatMap { Self.tags[$0] } ?? .variable
        let words = tag == .variable ? inside : inside.dropFirst()
        let tagName = words.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
        let isName =
            !tagName.isEmpty && tagName.allSatisfy(Self.isNameByte)
            && words[tagName.endIndex...].allSatisfy { $0 == UInt8(ascii: " ") }
        guard tag == .comment || isName else {
            throw error("{{\(String(decoding: inside, as: UTF8.self))}} is not understood")
        }
        return (tag, String(decoding: tagName, as: UTF8.self))
    }

    private static let tags: [UInt8: Tag] = [
        UInt8(ascii: "{"): .markup, UInt8(ascii: "#"): .section, UInt8(ascii: "^"): .inverted, UInt8(ascii: "/"): .end,
        UInt8(ascii: ">"): .partial, UInt8(ascii: "<"): .frame, UInt8(ascii: "$"): .block, UInt8(ascii: "!"): .comment,
    ]

    /// Bytes and not characters: some hundred templates are read at each start.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Takes the end of the line if it comes next.
    private mutating func takeLineEnd() -> Bool {
        if rest.isEmpty { return true }
        guard rest.first == UInt8(ascii: "\n") else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Where the signs next stand.
    private func place(of signs: String) -> Int? {
        let signs = Array(signs.utf8)
        var place = rest.startIndex
        while place <= rest.endIndex - signs.count {
            if rest[place] == signs[0], rest[place..<(place + signs.count)].elementsEqual(signs) { return place }
            place += 1
        }
        return nil
    }

    private static func path(_ name: String) -> [String] {
        name == "." ? [] : name.split(separator: ".").map(String.init)
    }

    private func error(_ complaint: String) -> TemplateError {
        TemplateError(description: "template \(name): \(complaint)")
    }
}
