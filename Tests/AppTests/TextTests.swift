import Core
import Embedded
import Foundation
import Testing

/// A phrase in its forms: one for plain ones.
private typealias Phrases = [String: [String: String]]

@Suite("Texts in both languages")
struct TextTests {
    private static func phrases(_ language: String) -> Phrases {
        let file = EmbeddedFile.at("Sources/Texts/\(language).json")
        let object = file.flatMap { try? JSONSerialization.jsonObject(with: $0.data) } as? [String: Any] ?? [:]
        return object.compactMapValues { $0 as? [String: String] ?? ($0 as? String).map { ["": $0] } }
    }

    private static let english = phrases("en")
    private static let urdu = phrases("ur")

    /// All texts between quotes, and names of cases of enumerations: what the variable end of a key may be.
    private static let words = Project.matches(#""([A-Za-z0-9_-]+)""#, in: Project.swift)
        .union(
            Project.matches(#"case ([a-z][A-Za-z, ]*)\n"#, in: Project.swift).flatMap { line in
                line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        )
        .union(Project.matches(#"'([A-Za-z0-9_-]+)'"#, in: Project.scripts))

    /// Beginnings of keys that go on with something variable: `problem_`, `month_`, …
    private static let families = Project.matches(#""([a-z]+(?:_[a-z]+)*_)\\\("#, in: Project.swift)
        .union(Project.matches(#"`([a-z]+(?:_[a-z]+)*_)\$\{"#, in: Project.scripts))

    private static let inTemplates = Project.templates.values.reduce(into: Set<String>()) {
        $0.formUnion(Project.matches(#"\{\{t\.([a-z0-9_]+)\}\}"#, in: $1))
    }

    @Test func bothLanguagesHaveTheSameKeysAndPlaces() {
        #expect(Set(Self.english.keys).subtracting(Self.urdu.keys) == [], "missing in ur.json")
        #expect(Set(Self.urdu.keys).subtracting(Self.english.keys) == [], "missing in en.json")
        func places(_ forms: [String: String]?) -> Set<String> {
            Project.matches(#"\{([A-Za-z]+)\}"#, in: forms?.values.joined(separator: " ") ?? "")
        }
        for key in Self.english.keys.sorted() {
            #expect(places(Self.english[key]) == places(Self.urdu[key]), "\(key)")
            #expect(Set(Self.english[key]?.keys.sorted() ?? []) == Set(Self.urdu[key]?.keys.sorted() ?? []), "\(key)")
        }
    }

    @Test func everyPhraseSaysSomethingAndPluralsHaveBothForms() {
        for (language, phrases) in [("en", Self.english), ("ur", Self.urdu)] {
            #expect(phrases.count > 300)
            for (key, forms) in phrases {
                #expect(
                    forms.values.allSatisfy { !$0.trimmingCharacters(in: .whitespaces).isEmpty }, "\(language) \(key)")
                #expect(forms.keys.contains("") || Set(forms.keys) == ["one", "other"], "\(language) \(key)")
            }
        }
    }

    @Test func urduIsWrittenInItsOwnLetters() {
        for (key, forms) in Self.urdu where !key.hasPrefix("mail_") {
            let hasUrdu = forms.values.allSatisfy {
                $0.unicodeScalars.contains { (0x0600...0x06FF).contains($0.value) }
            }
            let isNameOrNumber = forms.values.allSatisfy { $0 == Self.english[key]?.values.first }
            #expect(hasUrdu || isNameOrNumber, "\(key)")
        }
    }

    @Test func everyKeyOfATemplateIsWritten() {
        #expect(Self.inTemplates.count > 80)
        #expect(Self.inTemplates.filter { Self.english[$0] == nil } == [])
    }

    @Test func everyKeyOfAScriptIsWritten() {
        let keys = Project.matches(#"\b[tn]\('([a-z0-9_]+)'"#, in: Project.scripts)
        #expect(keys.count > 60)
        #expect(keys.filter { Self.english[$0] == nil } == [])
    }

    @Test func everyKeyIsUsed() {
        let literal = Self.words
        for key in Self.english.keys.sorted() where !Self.inTemplates.contains(key) && !literal.contains(key) {
            let ends = Self.families.filter(key.hasPrefix).map { String(key.dropFirst($0.count)) }
            let isVariable = ends.contains { end in
                literal.contains(end) || end.allSatisfy(\.isNumber)
                    || end.split(separator: "_").allSatisfy { literal.contains(String($0)) }
            }
            let isLetter = key.hasSuffix("_subject") || key.hasSuffix("_body")
            let stem = key.replacing("_subject", with: "").replacing("_body", with: "")
            #expect(isVariable || (isLetter && literal.contains(stem)), "\(key) is used by nobody")
        }
    }

    @Test func everyCodeOfAProblemHasItsText() {
        let codes = Project.matches(#"Problem\(\s*\.[a-zA-Z]+,\s*"([a-z_]+)""#, in: Project.swift)
            .union(["first_day_threads", "first_day_posts"])
        #expect(codes.count > 30)
        #expect(codes.filter { Self.english["problem_\($0)"] == nil }.sorted() == [])
        #expect(Problem.Kind.allCases.filter { Self.english["problem_title_\($0.rawValue)"] == nil } == [])
    }

    @Test func everyCodeOfAFieldHasItsText() {
        var codes: Set<String> = []
        for pattern in [
            #"\.invalid\(\s*[^,()]+(?:\([^()]*\))?[^,()]*,\s*"([a-z_]+)"\s*(?:\)|,\s*\[)"#,
            #"refuse\(\s*[A-Za-z"]+,\s*"([a-z_]+)"\s*(?:\)|,\s*\[)"#,
            #"require\([^\n]*?,\s*(?:"[A-Za-z]+"|[a-z]+),\s*"([a-z_]+)"\s*(?:\)|,\s*\[)"#,
            #"FieldProblem\([^,]+,\s*"([a-z_]+)"\s*(?:\)|,\s*\[)"#,
            #"require\(\s*\n[^\n]*?,\s*"[A-Za-z-]+",\s*"([a-z_]+)"\s*(?:\)|,\s*\[)"#,
            #"wrong\([a-z]+,\s*"([a-z_]+)"\s*(?:\)|,\s*\[)"#,
        ] { codes.formUnion(Project.matches(pattern, in: Project.swift)) }
        #expect(codes.count > 25)
        #expect(codes.filter { Self.english["field_\($0)"] == nil }.sorted() == [])
    }

    @Test func everyMessageAfterAnActionHasItsText() {
        let codes = Project.matches(#"flash: "([a-z_]+)""#, in: Project.swift)
            .union(["voted", "vote_taken_back", "accepted", "unaccepted"])
        #expect(codes.count > 8)
        #expect(codes.filter { Self.english["flash_\($0)"] == nil }.sorted() == [])
    }
}
