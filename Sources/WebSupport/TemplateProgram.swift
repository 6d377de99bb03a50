/// All templates as one flat list of steps. Nothing that a step holds is counted by reference: to count what two threads
/// share costs more than all else that rendering does.
final class TemplateProgram: Sendable {
    struct Step {
        enum Kind {
            case text, variable, markup, section, inverted, block, partial
        }

        let kind: Kind
        /// Of text: its first byte. Of others: a place in `names`, of a partial in `templates`.
        let subject: Int
        /// Of text: behind its last byte. Of what encloses steps: behind the last of them. Of a partial: its fillings.
        var end: Int
    }

    /// `{{first.second}}`; `{{.}}` has neither.
    struct Name: Hashable {
        let first: String
        let second: String
        var isPhrase: Bool { first == "t" && !second.isEmpty }
    }

    /// What fills a block of that name.
    struct Filling {
        let name: Int
        let steps: Range<Int>
    }

    let steps: [Step]
    let text: [UInt8]
    let names: [Name]
    let fillings: [[Filling]]
    /// Where the steps of each template stand, and by which number they are called.
    let templates: [Range<Int>]
    let numbers: [String: Int]

    init(_ parsed: [String: [TemplatePiece]]) {
        var builder = TemplateBuilder(names: parsed.keys.sorted())
        templates = builder.templateNames.map { builder.add(parsed[$0] ?? []) }
        numbers = builder.templateNumbers
        steps = builder.steps
        text = builder.text
        names = builder.names
        fillings = builder.fillings
    }
}

/// Lays the pieces of templates out as steps.
private struct TemplateBuilder {
    let templateNames: [String]
    let templateNumbers: [String: Int]
    var steps: [TemplateProgram.Step] = []
    var text: [UInt8] = []
    var names: [TemplateProgram.Name] = []
    var fillings: [[TemplateProgram.Filling]] = [[]]
    private var nameNumbers: [TemplateProgram.Name: Int] = [:]

    init(names: [String]) {
        templateNames = names
        templateNumbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// - Returns: where its steps stand.
    mutating func add(_ pieces: [TemplatePiece]) -> Range<Int> {
        let start = steps.count
        for piece in pieces {
            switch piece {
            case .text(let bytes):
                steps.append(.init(kind: .text, subject: text.count, end: text.count + bytes.count))
                text += bytes
            case .variable(let path): steps.append(.init(kind: .variable, subject: number(path), end: 0))
            case .markup(let path): steps.append(.init(kind: .markup, subject: number(path), end: 0))
            case .section(let path, let inner): enclose(.section, number(path), inner)
            case .inverted(let path, let inner): enclose(.inverted, number(path), inner)
            case .block(let name, let usual): enclose(.block, number([name]), usual)
            case .partial(let name, let blocks): include(name, blocks)
            }
        }
        return start..<steps.count
    }

    private mutating func enclose(_ kind: TemplateProgram.Step.Kind, _ subject: Int, _ inner: [TemplatePiece]) {
        let place = steps.count
        steps.append(.init(kind: kind, subject: subject, end: 0))
        _ = add(inner)
        steps[place].end = steps.count
    }

    /// What fills blocks stands behind the step that includes, inside a block of its own that nothing shows by itself.
    private mutating func include(_ name: String, _ blocks: [String: [TemplatePiece]]) {
        guard let template = templateNumbers[name] else { return }
        let place = steps.count
        steps.append(.init(kind: .partial, subject: template, end: fillings.count))
        guard !blocks.isEmpty else {
            steps[place].end = 0
            return
        }
        let filled = fillings.count
        fillings.append([])
        let detour = steps.count
        steps.append(.init(kind: .block, subject: -1, end: 0))
        for (name, pieces) in blocks.sorted(by: { $0.key < $1.key }) {
            let range = add(pieces)
            fillings[filled].append(.init(name: number([name]), steps: range))
        }
        steps[detour].end = steps.count
    }

    private mutating func number(_ path: [String]) -> Int {
        let name = TemplateProgram.Name(first: path.first ?? "", second: path.dropFirst().first ?? "")
        if let known = nameNumbers[name] { return known }
        names.append(name)
        nameNumbers[name] = names.count - 1
        return names.count - 1
    }
}
