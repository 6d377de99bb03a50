import Core
import Matching
import TestSupport
import Testing

@Suite("Rounds that are refused")
struct InstanceRefusalTests {
    private static let good = #"{"mentees": {"a": ["x"]}, "mentors": {"x": {"capacity": 1, "prefs": ["a"]}}}"#

    private static let refusals: [(file: String, pointer: String, code: String)] = [
        ("3", "", "wrong_type"),
        ("{}", "/mentees", "required"),
        (#"{"mentees": {}}"#, "/mentors", "required"),
        (#"{"mentees": [], "mentors": {}}"#, "/mentees", "wrong_type"),
        (#"{"mentees": {"a": "x"}, "mentors": {}}"#, "/mentees/a", "wrong_type"),
        (#"{"mentees": {"a/b~": [3]}, "mentors": {}}"#, "/mentees/a~1b~0/0", "wrong_type"),
        (#"{"mentees": {"a": [], "a": []}, "mentors": {}}"#, "/mentees/a", "listed_twice"),
        (#"{"mentees": {}, "mentors": {"x": {"prefs": []}}}"#, "/mentors/x/capacity", "required"),
        (#"{"mentees": {}, "mentors": {"x": {"capacity": 1}}}"#, "/mentors/x/prefs", "required"),
        (#"{"mentees": {}, "mentors": {"x": {"capacity": -1, "prefs": []}}}"#, "/mentors/x/capacity", "out_of_range"),
        (#"{"mentees": {}, "mentors": {"x": {"capacity": 1.5, "prefs": []}}}"#, "/mentors/x/capacity", "wrong_type"),
        (
            #"{"mentees": {}, "mentors": {"x": {"capacity": 1e300, "prefs": []}}}"#, "/mentors/x/capacity",
            "out_of_range"
        ),
        (
            #"{"mentees": {}, "mentors": {"x": {"capacity": 1, "prefs": [["a", null]]}}}"#, "/mentors/x/prefs/0/1",
            "wrong_type"
        ),
        (#"{"mentees": {}, "mentors": {"x": {"capacity": 1, "prefs": [["a", "b"]]}}}"#, "/seed", "required"),
        (#"{"mentees": {}, "mentors": {}, "seed": 1}"#, "/seed", "wrong_type"),
        ("[\(good), {}]", "/1/mentees", "required"),
        (#"{"cases": [\#(good), 1]}"#, "/cases/1", "wrong_type"),
    ]

    @Test(arguments: refusals.indices)
    func whatIsWrongIsNamedByItsPointer(place: Int) throws {
        let (file, pointer, code) = Self.refusals[place]
        let tree = try #require(JSONTree.all(in: Array(file.utf8))?.first)
        let refused = #expect(throws: Problem.self) { try NamedInstance.all(in: tree) }
        #expect(refused?.fields.first?.field == pointer && refused?.fields.first?.code == code)
    }

    @Test(
        arguments: [
            "", "{", "[1,]", "{\"a\":}", "\"\u{1}\"", "nul", "01", "1.", "\"\\ud800\"", "\"\\x\"", "{} }", "-", "\"",
            String(repeating: "[", count: 1000),
        ])
    func whatIsNoJSONIsNone(text: String) {
        let values = JSONTree.all(in: Array(text.utf8))
        #expect(values == nil || values == [])
    }

    @Test func textsAreReadAsTheyAreWritten() {
        let values = JSONTree.all(in: Array(#"["\u00e9\n\ud83d\ude00", -1.5e1, true, null] {"b":1,"a":2}"#.utf8))
        #expect(
            values == [
                .array([.text("é\n😀"), .number(-15), .boolean(true), .null]),
                .object([("b", .number(1)), ("a", .number(2))]),
            ])
        let notUTF8 = JSONTree.all(in: [0x22, 0xFF, 0x22])
        #expect(notUTF8 == nil)
    }

    @Test func brokenBytesNeverCrash() {
        var random = Seeded()
        for _ in 0..<3_000 {
            for tree in JSONTree.all(in: random.spoilt(Self.good)) ?? [] {
                for named in (try? NamedInstance.all(in: tree)) ?? [] {
                    let holds = SolvedInstance(named).verification.holds
                    #expect(holds, "\(random)")
                }
            }
        }
    }
}
