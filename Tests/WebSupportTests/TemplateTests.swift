import Embedded
import Mustache
import TestSupport
import Testing

@testable import WebSupport

/// Our escaping in the package's renderer, which is what ours is measured by.
private struct Escaping: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLEscaping.escaped(text) }
}

/// Answers every name with something that follows from the name, the depth and a seed. No list is empty: inside
/// `{{^list}}` of an empty one the package takes the list for what `{{.}}` shows, where Mustache and ours let it be what
/// it was. That empty lists are left out and `{{^…}}` is shown for them is under test with one name.
private struct Anything: MustacheParent {
    let seed: UInt64
    let depth: Int

    func child(named name: String) -> Any? {
        if name == "t" { return Words() }
        var random = Seeded(name.utf8.reduce(seed &+ UInt64(depth)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        let kinds = depth < 3 ? 9 : 6
        switch random.below(kinds) {
        case 0: return true
        case 1: return false
        case 2: return nil
        case 3: return "\(name) <\(random.below(9))> & \"it's\" \u{600}<"
        case 4: return (0...random.below(2)).map { "item \($0)'" }
        case 5: return random.below(1000)
        case 6: return Anything(seed: seed &+ 1, depth: depth + 1)
        default: return (0...random.below(2)).map { Anything(seed: seed &+ UInt64($0), depth: depth + 1) }
        }
    }
}

private struct Words: MustacheParent {
    func child(named name: String) -> Any? { "words of \(name) & more" }
}

/// A page of one name.
private struct One: MustacheParent {
    let value: Any?
    func child(named name: String) -> Any? { name == "a" ? value : nil }
}

/// The same templates, read by us and by the package.
private struct Readings {
    let ours: TemplateProgram
    let theirs: MustacheLibrary

    init(_ texts: [String: String]) throws {
        MustacheContentTypes.register(Escaping(), named: "TESTED")
        let pieces = try texts.map { ($0.key, try TemplateParser.pieces(of: $0.value, name: $0.key)) }
        ours = TemplateProgram(Dictionary(uniqueKeysWithValues: pieces))
        let templates = try texts.map {
            ($0.key, try MustacheTemplate(string: "{{% CONTENT_TYPE:TESTED}}\n" + $0.value))
        }
        theirs = MustacheLibrary(templates: Dictionary(uniqueKeysWithValues: templates))
    }

    func own(_ page: any MustacheParent, _ name: String) -> String {
        String(decoding: TemplateRun.render(page, template: name, ours), as: UTF8.self)
    }

    func packages(_ page: any MustacheParent, _ name: String) -> String {
        theirs.render(page, withTemplate: name) ?? ""
    }
}

@Suite("Templates are rendered as Mustache says")
struct TemplateTests {
    @Test(arguments: [
        "{{a", "{{{a}}", "{{#a}}", "{{#a}}{{/b}}", "{{/a}}", "{{}}", "{{a b}}", "{{f(a)}}", "{{=<% %>=}}", "{{> }}",
        "{{<main}}{{a}}{{/main}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{*a}}",
    ])
    func whatIsNoTemplateIsRefused(text: String) {
        #expect(throws: TemplateError.self) { try TemplateParser.pieces(of: text, name: "broken") }
    }

    @Test(arguments: [
        "", "plain", "{{a}}", "{{{a}}}", "x {{a}} y\n", "{{#a}}yes{{/a}}", "{{^a}}no{{/a}}",
        "{{#a}}\nyes\n{{/a}}\nend\n",
        "before\n{{#a}}\n{{.}}\n{{/a}}\nafter", "{{#a}}{{.}},{{/a}}", "{{#a}}{{a}}{{/a}}", "{{! said }}x",
        "{{! said }}\nx",
        "{{#a}}\n{{^a}}\nx\n{{/a}}\n{{/a}}\n", "x{{#a}}\ny{{/a}}\nz", "{{#a}}x{{/a}}\n{{^a}}y{{/a}}\n",
        "{{a.b}}{{t.b}}",
        "{{$place}}usual {{a}}{{/place}}", "{{> other}}\nend", "{{#a}}{{> other}}{{/a}}", "{{> nowhere}}x",
        "{{<frame}}\n{{$title}}T {{a}}{{/title}}\n{{$main}}\nM {{#a}}{{.}}{{/a}}\n{{/main}}\n{{/frame}}\n",
        "{{<frame}}{{/frame}}", "{{<frame}}{{$title}}only{{/title}}{{/frame}}",
    ])
    func oneNameIsShownAsThePackageShowsIt(text: String) throws {
        let others = [
            "other": "[{{a}}]\n",
            "frame": "<{{$title}}usual{{/title}}>\n<main>\n{{$main}}\nnothing\n{{/main}}\n</main>\n",
        ]
        let values: [Any?] = [
            nil, true, false, "", "a <b> & \"c\" 'd'", 7, [String](), ["x", "<y>"], One(value: "inner"),
            [One(value: true)],
            [One(value: "1"), One(value: nil)],
        ]
        let readings = try Readings(others.merging(["main": text]) { $1 })
        for value in values {
            let page = One(value: value)
            #expect(readings.own(page, "main") == readings.packages(page, "main"), "\(text) of \(value as Any)")
        }
    }

    @Test func everyTemplateIsShownAsThePackageShowsIt() throws {
        let texts = Dictionary(uniqueKeysWithValues: Templates.files.map { (Templates.name(of: $0), $0.text) })
        #expect(texts.count > 40)
        let readings = try Readings(texts)
        var random = Seeded()
        for name in texts.keys.sorted() {
            for _ in 0..<5 {
                let page = Anything(seed: random.next(), depth: 0)
                #expect(readings.own(page, name) == readings.packages(page, name), "\(name), \(random)")
            }
        }
    }
}
