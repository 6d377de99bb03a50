import Mustache

/// One rendering of one page: Mustache's rules over our own pieces, written as bytes. The package's renderer does the
/// same by strings and by asking the runtime anew for each tag what an object is, which takes twenty times as long.
struct TemplateRun {
    /// Something that names are looked for in.
    private struct Level {
        let value: Any
        let parent: (any MustacheParent)?
    }

    private let templates: [String: [TemplatePiece]]
    /// `{{t.…}}`, which stands in every line: asked for once.
    private let phrases: (any MustacheParent)?
    private var levels: [Level]
    private(set) var bytes: [UInt8] = []

    init(_ page: any MustacheParent, templates: [String: [TemplatePiece]]) {
        self.templates = templates
        phrases = page.child(named: "t") as? any MustacheParent
        levels = [Level(value: page, parent: page)]
        bytes.reserveCapacity(64 << 10)
    }

    mutating func render(_ pieces: [TemplatePiece], filling blocks: [String: [TemplatePiece]] = [:]) {
        for piece in pieces {
            switch piece {
            case .text(let text): bytes += text
            case .variable(let path): value(path).map { writeEscaped(Self.text(of: $0)) }
            case .markup(let path): value(path).map { bytes += Self.text(of: $0).utf8 }
            case .section(let path, let inner): value(path).map { renderSection($0, inner, blocks) }
            case .inverted(let path, let inner): if isEmpty(value(path)) { render(inner, filling: blocks) }
            case .block(let name, let usual): render(blocks[name] ?? usual, filling: blocks)
            case .partial(let name, let given):
                guard let partial = templates[name] else { continue }
                render(partial, filling: given.isEmpty ? blocks : blocks.merging(given) { outer, _ in outer })
            }
        }
    }

    // MARK: Names

    private func value(_ path: [String]) -> Any? {
        guard let first = path.first else { return levels.last?.value }
        if first == "t", path.count == 2 { return phrases?.child(named: path[1]) }
        for level in levels.reversed() {
            guard let found = level.parent?.child(named: first) else { continue }
            return path.dropFirst().reduce(found) { value, name in
                value.flatMap { ($0 as? any MustacheParent)?.child(named: name) }
            }
        }
        return nil
    }

    // MARK: Sections

    private mutating func renderSection(
        _ value: Any, _ inner: [TemplatePiece], _ blocks: [String: [TemplatePiece]]
    ) {
        if let flag = value as? Bool {
            if flag { render(inner, filling: blocks) }
        } else if let parent = value as? any MustacheParent {
            render(inner, in: Level(value: parent, parent: parent), blocks)
        } else if let list = value as? any TemplateList {
            for item in list.items {
                render(inner, in: Level(value: item, parent: item as? any MustacheParent), blocks)
            }
        } else {
            render(inner, in: Level(value: value, parent: nil), blocks)
        }
    }

    private mutating func render(
        _ inner: [TemplatePiece], in level: Level, _ blocks: [String: [TemplatePiece]]
    ) {
        levels.append(level)
        render(inner, filling: blocks)
        levels.removeLast()
    }

    private func isEmpty(_ value: Any?) -> Bool {
        guard let value else { return true }
        if let flag = value as? Bool { return !flag }
        return (value as? any TemplateList)?.items.isEmpty ?? false
    }

    // MARK: Text

    private static func text(of value: Any) -> String { value as? String ?? String(describing: value) }

    private mutating func writeEscaped(_ text: String) {
        var text = text
        text.withUTF8 { HTMLEscaping.escape($0, into: &bytes) }
    }
}

/// A list of things that a section is repeated for.
protocol TemplateList {
    var items: [Any] { get }
}

extension Array: TemplateList {
    var items: [Any] { map { $0 as Any } }
}
