import Core
import Testing

/// A refused draft names everything that is wrong, once a field.
@Suite struct ValidationTests {
    private enum Colour: String, CaseIterable { case red, green }

    private func codes(_ check: (inout Validation) -> Void) -> [String: String] {
        var validation = Validation()
        check(&validation)
        return Dictionary(validation.fields.map { ($0.field, $0.code) }, uniquingKeysWith: { first, _ in first + "!" })
    }

    @Test func everyWrongFieldIsNamed() throws {
        var validation = Validation()
        _ = validation.text(nil, "title", 1...10)
        _ = validation.text("abc", "body", 5...10)
        _ = validation.choice("blue", "colour", default: Colour.red)
        validation.require(true, "fine", "never")
        let problem = #expect(throws: Problem.self) { try validation.check() }
        #expect(problem?.kind == .invalid)
        #expect(problem?.code == "invalid")
        #expect(
            problem?.fields == [
                FieldProblem("title", "required"), FieldProblem("body", "too_short", ["min": "5"]),
                FieldProblem("colour", "unknown_choice"),
            ])
    }

    @Test func theFirstComplaintOfAFieldStands() {
        #expect(
            codes { validation in
                validation.refuse("title", "first")
                validation.refuse("title", "second")
                validation.require(false, "title", "third")
            } == ["title": "first"])
    }

    @Test func nothingWrongThrowsNothing() throws {
        var validation = Validation()
        validation.require(true, "title", "never")
        #expect(validation.text("  two   words ", "title", 3...20) == "two words")
        try validation.check()
    }

    @Test(
        arguments: [
            (nil, "required"), ("", "required"), ("   ", "required"), ("\u{202E}", "required"), ("ab", "too_short"),
            ("abcdef", "too_long"), ("a\0cd", "control_characters"), ("a\u{1B}cd", "control_characters"),
        ] as [(String?, String)])
    func aTextOfWrongLengthOrKindIsRefused(value: String?, code: String) {
        #expect(codes { _ = $0.text(value, "field", 3...5) } == ["field": code])
    }

    @Test(arguments: ["abc", "abcde", "👩🏽ab", "سلام", "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}"])
    func lengthCountsWhatPeopleSee(value: String) {
        #expect(codes { _ = $0.text(value, "field", 3...5) }.isEmpty)
    }

    /// One letter under a heap of accents counts as one, but not without end.
    @Test func aHeapOfAccentsIsTooLong() {
        let heap = "e" + String(repeating: "\u{301}", count: 4000)
        #expect(codes { _ = $0.text(heap, "field", 1...5) } == ["field": "too_long"])
    }

    @Test func anOptionalTextMayBeEmpty() {
        #expect(codes { _ = $0.text(nil, "field", 0...5) }.isEmpty)
        #expect(codes { _ = $0.text("abcdef", "field", 0...5) } == ["field": "too_long"])
    }

    @Test(
        arguments: [(nil, "required"), ("", "required"), ("Red", "unknown_choice"), ("blue", "unknown_choice")]
            as [(String?, String)])
    func aChoiceOutsideTheListIsRefused(value: String?, code: String) {
        var validation = Validation()
        #expect(validation.choice(value, "colour", default: Colour.green) == .green)
        #expect(validation.fields.map(\.code) == [code])
    }

    @Test func aChoiceFromTheListIsTaken() throws {
        var validation = Validation()
        #expect(validation.choice("red", "colour", default: Colour.green) == .red)
        try validation.check()
    }
}
