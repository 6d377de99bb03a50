import Mustache

/// One rendering of one page: Mustache's rules over our own steps, written as bytes. The package's renderer does the
/// same by strings and by asking the runtime anew at each tag what an object is, which takes many times as long.
struct TemplateRun {
    /// Something that names are looked for in.
    private struct Level {
        let value: Any
        let parent: (any MustacheParent)?
    }

    private let program: TemplateProgram
    /// `{{t.…}}`, which stands in every line: asked for once.
    private let phrases: (any MustacheParent)?
    private var levels: [Level]
    /// What fills blocks, the outermost last.
    private var fillings: [TemplateProgram.Filling] = []
    private(set) var bytes: [UInt8] = []
    private let fragments: Fragments?

    /// - Returns: the bytes of the page; none for a template that is not there.
    static func render(
        _ page: any MustacheParent, template: String, _ program: TemplateProgram, _ fragments: Fragments? = nil
    ) -> [UInt8] {
        guard let number = program.numbers[template] else { return [] }
        var run = TemplateRun(page, program, fragments)
        program.steps.withUnsafeBufferPointer { steps in
            program.text.withUnsafeBufferPointer { text in
                run.render(program.templates[number], steps, text)
            }
        }
        return run.bytes
    }

    private init(_ page: any MustacheParent, _ program: TemplateProgram, _ fragments: Fragments?) {
        self.program = program
        self.fragments = fragments
        phrases = page.child(named: "t") as? any MustacheParent
        levels = [Level(value: page, parent: page)]
        bytes.reserveCapacity(96 << 10)
    }

    private typealias Steps = UnsafeBufferPointer<TemplateProgram.Step>

    private mutating func render(_ range: Range<Int>, _ steps: Steps, _ text: UnsafeBufferPointer<UInt8>) {
        var place = range.lowerBound
        while place < range.upperBound {
            let step = steps[place]
            place += 1
            switch step.kind {
            case .text: bytes += UnsafeBufferPointer(rebasing: text[step.subject..<step.end])
            case .variable: if let value = value(step.subject) { writeEscaped(Self.text(of: value)) }
            case .markup: if let value = value(step.subject) { bytes += Self.text(of: value).utf8 }
            case .section:
                if let value = value(step.subject) { renderSection(value, place..<step.end, steps, text) }
                place = step.end
            case .inverted:
                if isEmpty(value(step.subject)) { render(place..<step.end, steps, text) }
                place = step.end
            case .block:
                let given = fillings.last { $0.name == step.subject }?.steps
                if step.subject >= 0 { render(given ?? place..<step.end, steps, text) }
                place = step.end
            case .partial:
                // What the outer frame fills comes before what the inner one does.
                let own = program.fillings[step.end]
                fillings.insert(contentsOf: own, at: 0)
                render(program.templates[step.subject], steps, text)
                fillings.removeFirst(own.count)
            }
        }
    }

    // MARK: Names

    private func value(_ number: Int) -> Any? {
        let name = program.names[number]
        if name.isPhrase { return phrases?.child(named: name.second) }
        if name.first.isEmpty { return levels[levels.count - 1].value }
        var place = levels.count
        while place > 0 {
            place -= 1
            guard let found = levels[place].parent?.child(named: name.first) else { continue }
            return name.second.isEmpty ? found : (found as? any MustacheParent)?.child(named: name.second)
        }
        return nil
    }

    // MARK: Sections

    private mutating func renderSection(
        _ value: Any, _ inner: Range<Int>, _ steps: Steps, _ text: UnsafeBufferPointer<UInt8>
    ) {
        if let flag = value as? Bool {
            if flag { render(inner, steps, text) }
        } else if let list = value as? [String] {
            for item in list { render(inner, in: Level(value: item, parent: nil), steps, text) }
        } else if let parent = value as? any MustacheParent {
            renderItem(parent, inner, steps, text)
        } else if let list = value as? any TemplateList {
            for item in list.items { renderItem(item, inner, steps, text) }
        } else {
            render(inner, in: Level(value: value, parent: nil), steps, text)
        }
    }

    private mutating func renderItem(
        _ item: Any, _ inner: Range<Int>, _ steps: Steps, _ text: UnsafeBufferPointer<UInt8>
    ) {
        let parent = item as? any MustacheParent
        guard let fragments, let identity = (parent as? any Fragment)?.anyIdentity else {
            return render(inner, in: Level(value: item, parent: parent), steps, text)
        }
        let key = Fragments.Key(place: inner.lowerBound, identity: identity)
        if let known = fragments.bytes(key) { return bytes += known }
        let start = bytes.count
        render(inner, in: Level(value: item, parent: parent), steps, text)
        fragments.keep(Array(bytes[start...]), key)
    }

    private mutating func render(
        _ inner: Range<Int>, in level: Level, _ steps: Steps, _ text: UnsafeBufferPointer<UInt8>
    ) {
        levels.append(level)
        render(inner, steps, text)
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

extension Fragment {
    fileprivate var anyIdentity: (any Hashable & Sendable)? { identity }
}
