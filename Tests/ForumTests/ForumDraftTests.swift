import Core
import Testing

@testable import Forum

/// What is wrong with a draft: `field code`, in the order in which it was found.
private func complaints(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch let problem as Problem {
        #expect(problem.kind == .invalid)
        return problem.fields.map { "\($0.field) \($0.code)" }
    } catch {
        return ["\(error)"]
    }
}

@Suite("What a thread must be filled in with")
struct ThreadDraftTests {
    private static let now = Timestamp(milliseconds: 1_795_251_600_000)
    private static let category = "0199f4b0-0000-7000-8000-00000000000c"
    private static let title = String(repeating: "t", count: 12)
    private static let body = String(repeating: "b", count: 20)

    private static func complaintsAbout(
        category: String? = category, kind: String? = "question", title: String? = title, body: String? = body,
        tags: [String]? = nil
    ) -> [String] {
        complaints {
            _ = try ThreadDraft(categoryId: category, kind: kind, title: title, body: body, tags: tags).validated(
                at: Self.now)
        }
    }

    @Test func anEmptyDraftNamesEveryField() {
        #expect(
            Self.complaintsAbout(category: nil, kind: nil, title: nil, body: nil)
                == ["title required", "kind required", "categoryId required", "body required"])
    }

    @Test(arguments: [
        ("t × 11", String(repeating: "t", count: 11), ["title too_short"]),
        ("t × 12", String(repeating: "t", count: 12), []),
        ("t × 200", String(repeating: "t", count: 200), []),
        ("t × 201", String(repeating: "t", count: 201), ["title too_long"]),
        ("only spaces", "               ", ["title required"]),
        ("11 letters in wide spaces", "   hello     world   ", ["title too_short"]),
        ("letters of Urdu are counted, not bytes", String(repeating: "ک", count: 200), []),
        ("NUL", "a title with a \u{0} in it", ["title control_characters"]),
        ("escape", "a title with a \u{1B} in it", ["title control_characters"]),
        (
            "a letter of a thousand bytes", "t" + String(repeating: "\u{0301}", count: 1000) + Self.title,
            ["title too_long"]
        ),
    ])
    func titlesHaveTwelveToTwoHundredCharacters(name: String, title: String, expected: [String]) {
        #expect(Self.complaintsAbout(title: title) == expected, "\(name)")
    }

    @Test(arguments: [
        (19, ["body too_short"]), (20, []), (32_000, []), (32_001, ["body too_long"]),
    ])
    func bodiesHaveTwentyToThirtyTwoThousandCharacters(count: Int, expected: [String]) {
        #expect(Self.complaintsAbout(body: String(repeating: "b", count: count)) == expected)
        #expect(Self.complaintsAbout(body: "\n\n " + String(repeating: "ب", count: count) + "\n\n") == expected)
    }

    @Test(arguments: [
        (["h-1b", "c++", ".net", "c#"], []), (["ہنر", "blue card", "Visa"], []), (["a", "visa"], ["tags tag_length"]),
        ([String(repeating: "x", count: 30)], []), ([String(repeating: "x", count: 31)], ["tags tag_length"]),
        (["a/b"], ["tags tag_form"]), (["<b>"], ["tags tag_form"]), (["a_b"], ["tags tag_form"]),
        (["a1", "a2", "a3", "a4", "a5"], []), (["a1", "a2", "a3", "a4", "a5", "a6"], ["tags too_many"]),
        (["visa", "VISA", " visa ", "", "a1"], []),
    ])
    func tagsAreFivePlainWords(tags: [String], expected: [String]) {
        #expect(Self.complaintsAbout(tags: tags) == expected)
    }

    @Test func tagsAreWrittenInOneWayAndOnce() throws {
        let valid = try ThreadDraft(
            categoryId: Self.category, kind: "guide", title: Self.title, body: Self.body,
            tags: ["Blue  Card", "C++", "blue card", "", "H-1B"]
        ).validated(at: Self.now)
        #expect(valid.tags == ["blue-card", "c++", "h-1b"])
        #expect(valid.kind == .guide)
    }

    @Test(arguments: [
        ("", "categoryId required"), ("germany", "categoryId unknown_choice"),
        ("0199f4b0-0000-4000-8000-00000000000c", "categoryId unknown_choice"),
    ])
    func theCategoryIsAnID(category: String, expected: String) {
        #expect(Self.complaintsAbout(category: category) == [expected])
    }

    @Test func theKindIsOneOfThree() {
        #expect(Self.complaintsAbout(kind: "poll") == ["kind unknown_choice"])
        #expect(Self.complaintsAbout(kind: "") == ["kind required"])
        for kind in ForumThread.Kind.allCases { #expect(Self.complaintsAbout(kind: kind.rawValue) == []) }
    }

    @Test func charactersThatTurnTheDirectionAreDropped() throws {
        let valid = try ThreadDraft(
            categoryId: Self.category, kind: "question", title: "Is this \u{202E}elif\u{202C} safe?",
            body: "\u{2066}" + Self.body + "\r\nmore\r", tags: []
        ).validated(at: Self.now)
        #expect(valid.title == "Is this elif safe?")
        #expect(valid.body.source == Self.body + "\nmore")
    }
}

@Suite("What an answer and an edit must be filled in with")
struct ReplyDraftTests {
    /// Saturday 21 November 2026.
    private static let now = Timestamp(milliseconds: 1_795_251_600_000)
    private static let body = String(repeating: "b", count: 20)

    @Test(arguments: [
        "2026-12", "2027-01", "2026-13", "2026-00", "1989-12", "2026-1", "26-011", "2026/11", "2026-11-01", "soon",
        "2026-+1", "2026--1", "+026-11", "٢٠٢٦-١١", "2026-11 ",
    ])
    func aMonthThatIsNoneOrYetToComeIsRefused(month: String) {
        let found = complaints { _ = try ReplyDraft(body: Self.body, trueAsOf: month).validated(at: Self.now) }
        #expect(found == ["trueAsOf month_form"])
    }

    @Test(arguments: ["2026-11", "2026-01", "1990-01"])
    func aMonthUntilNowIsTaken(month: String) throws {
        #expect(try ReplyDraft(body: Self.body, trueAsOf: month).validated(at: Self.now).trueAsOf == month)
    }

    @Test func noMonthIsTakenForNone() throws {
        #expect(try ReplyDraft(body: Self.body, trueAsOf: "").validated(at: Self.now).trueAsOf == nil)
        #expect(try ReplyDraft(body: Self.body).validated(at: Self.now).trueAsOf == nil)
    }

    @Test func allThatIsWrongIsNamedAtOnce() {
        #expect(
            complaints { _ = try ReplyDraft(body: "short", trueAsOf: "soon").validated(at: Self.now) }
                == ["body too_short", "trueAsOf month_form"])
        #expect(
            complaints { _ = try PostChange(body: nil, title: "short", baseRev: nil).validated() }
                == ["body required", "title too_short"])
    }

    @Test func anEditMayLeaveTheTitleOut() throws {
        #expect(try PostChange(body: Self.body, baseRev: 3).validated().title == nil)
    }
}
