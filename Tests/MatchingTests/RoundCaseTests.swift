import Foundation
import Matching
import Testing

@Suite("Published rounds")
struct RoundCaseTests {
    private static let names = Vectors.cases("matching-cases.json").compactMap { $0["name"] as? String }

    private func sets(_ value: Any?) -> [String: Set<String>] {
        (value as? [String: [String]] ?? [:]).mapValues(Set.init)
    }

    private func sets(_ named: NamedInstance, _ matching: RoundMatching) -> [String: Set<String>] {
        var held = Dictionary(uniqueKeysWithValues: named.mentors.map { ($0.id, Set<String>()) })
        for (place, mentee) in named.mentees.enumerated() {
            if let mentor = matching.mentor(of: place) { held[named.mentors[mentor].id]?.insert(mentee.id) }
        }
        return held
    }

    @Test func thereAreTen() {
        #expect(Self.names.count == 10 && Vectors.rounds.count == 10)
    }

    @Test(arguments: names.indices)
    func everyAnswerIsAsExpected(place: Int) throws {
        let given = Vectors.cases("matching-cases.json")[place]
        let solved = SolvedInstance(Vectors.rounds[place])
        let assigned = Dictionary(uniqueKeysWithValues: solved.assigned.map { ($0.mentor, $0.mentees) })
        #expect(assigned == given["expected"] as? [String: [String]])
        #expect(Set(solved.unmatched) == Set(given["unmatched_mentees"] as? [String] ?? []))
        #expect(solved.verification.holds)
        let reverse = sets(solved.named, solved.instance.mentorOptimal())
        #expect(reverse == sets(given["mentor_optimal"]))
        let stable = solved.instance.allStable().map { sets(solved.named, $0) }
        let expected = (given["all_stable"] as? [Any] ?? []).map { sets($0) }
        #expect(stable.count == expected.count && Set(stable) == Set(expected))
    }

    /// The lots decide among equals, and may cost somebody a mentor (mentoring.md, section 6).
    @Test func equalsAreOrderedByTheLottery() throws {
        let text = """
            {"mentees": {"r1": ["h1"], "r2": ["h1", "h2"]}, "mentors":
            {"h1": {"capacity": 1, "prefs": [["r1", "r2"]]}, "h2": {"capacity": 1, "prefs": ["r2"]}}}
            """
        let tree = try #require(JSONTree.all(in: Array(text.utf8))?.first)
        var (both, alone) = (0, 0)
        for round in 0..<40 {
            let solved = SolvedInstance(try NamedInstance(tree, at: "", seed: "round-\(round)"))
            let (one, two) = (try #require(solved.lots["r1"]), try #require(solved.lots["r2"]))
            #expect(solved.unmatched == (one < two ? [] : ["r1"]))
            #expect(solved.verification.holds)
            if one < two { both += 1 } else { alone += 1 }
        }
        #expect(both > 5 && alone > 5)
    }

    @Test func whatIsDoubledUnknownOrOneselfDoesNotCount() throws {
        let text = """
            {"mentees": {"a": ["x", "x", "nobody", "a", "y"], "b": []},
            "mentors": {"x": {"capacity": 0, "prefs": ["a"]}, "y": {"capacity": 2, "prefs": ["b", "a", "ghost", "a"]}}}
            """
        let tree = try #require(JSONTree.all(in: Array(text.utf8))?.first)
        let solved = SolvedInstance(try NamedInstance(tree, at: "/7"))
        let pruned = solved.pruned.map { "\($0.pointer) \($0.reason.rawValue)" }
        #expect(
            pruned == [
                "/7/mentees/a/1 duplicate", "/7/mentees/a/2 unknown", "/7/mentees/a/3 itself",
                "/7/mentors/y/prefs/2 unknown", "/7/mentors/y/prefs/3 duplicate",
            ])
        #expect(solved.assigned.map(\.mentees) == [[], ["a"]])
    }
}
