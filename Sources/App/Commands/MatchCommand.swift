import ArgumentParser
import Core
import Foundation
import Matching

/// `karwan match`
struct MatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Runs a mentoring round, or solves one in a file: how anybody can check a published one.",
        discussion: """
            With --round: freezes what members said, where that has not been done, matches, verifies and stores the
            result, as the button on the round's page does; prints its figures. It is published on the page.

            With --instance: prints {mentor: [mentees]}: the stable matching that is best for every mentee. The file holds
            {"mentees": {id: [mentors]}, "mentors": {id: {"capacity": seats, "prefs": [mentees]}}}, best first, or an
            array of such; several values one after the other (JSON lines) give a line each. An array among "prefs"
            holds equals, ordered by the lottery: the first 64 bits of HMAC-SHA256 with "seed" as key of the mentee's
            id, smaller first, then by id. Ids that nobody has, that are doubled or one's own do not count; a pair
            counts when each names the other.
            """)

    @OptionGroup var database: DatabaseOption
    @Option(help: "The id of a round, as its page's address has it.") var round: String?
    @Option(help: "A JSON file in the layout of matching-cases.json; - for standard input.") var instance: String?
    @Option(help: "The seed of the lottery, instead of the file's.") var seed: String?
    @Flag(help: "Prints unmatched mentees, seed, lottery, entries left out, verification and figures as well.")
    var proof = false

    func validate() throws {
        guard (round == nil) != (instance == nil) else {
            throw ValidationError("Give either --round or --instance.")
        }
    }

    func run() async throws {
        if let round { try await run(round: round) } else { try solve(instance ?? "-") }
    }

    private func solve(_ instance: String) throws {
        let data =
            instance == "-"
            ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: instance)
        guard let data, let values = JSONTree.all(in: Array(data)), !values.isEmpty else {
            throw Problem.invalid("instance", "file_unreadable", ["path": instance])
        }
        for (line, value) in values.enumerated() {
            let solved = try NamedInstance.all(in: value, at: values.count > 1 ? "/\(line)" : "", seed: seed)
                .map(SolvedInstance.init)
            var isList = true
            if case .object(let members) = value { isList = members.contains { $0.name == "cases" } }
            try Self.write(solved, asList: isList, asLine: values.count > 1, withProof: proof)
        }
    }

    private static func write(
        _ solved: [SolvedInstance], asList isList: Bool, asLine isLine: Bool, withProof: Bool
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if !isLine { encoder.outputFormatting.insert(.prettyPrinted) }
        let records = solved.map { MatchRecord($0, withProof: withProof) }
        let data = try isList ? encoder.encode(records) : records.first.map(encoder.encode)
        print(String(decoding: data ?? Data(), as: UTF8.self))
        guard solved.allSatisfy(\.verification.holds) else { throw Problem(.conflict, "match_unstable") }
    }
}

/// A solved instance as JSON: the matching alone, or with all that proves it.
struct MatchRecord: Encodable {
    struct Pair: Encodable {
        let mentee: String
        let mentor: String
    }

    struct Pruned: Encodable {
        let pointer: String
        let reason: String
    }

    struct Verification: Encodable {
        let holds: Bool
        let blocking: [Pair]
        let overfull: [String]
        let unlisted: [Pair]
    }

    struct Figures: Encodable {
        let mentees: Int
        let matched: Int
        let firstChoice: Int
        let topThree: Int
        let seats: Int
        let giniOfDemand: Int
    }

    let matching: [String: [String]]
    let unmatched: [String]
    let seed: String?
    /// 16 hexadecimal digits by mentee, of those who are somebody's equals.
    let lottery: [String: String]
    let pruned: [Pruned]
    let verification: Verification
    let figures: Figures
    private let withProof: Bool

    init(_ solved: SolvedInstance, withProof: Bool) {
        let named = solved.named
        matching = Dictionary(uniqueKeysWithValues: solved.assigned.map { ($0.mentor, $0.mentees) })
        unmatched = solved.unmatched
        seed = named.seed
        lottery = solved.lots.mapValues { lot in
            let digits = String(lot, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        pruned = solved.pruned.map { Pruned(pointer: $0.pointer, reason: $0.reason.rawValue) }
        let verification = solved.verification
        func pair(_ pair: RoundVerification.Pair) -> Pair {
            Pair(mentee: named.mentees[pair.mentee].id, mentor: named.mentors[pair.mentor].id)
        }
        self.verification = Verification(
            holds: verification.holds, blocking: verification.blocking.map(pair),
            overfull: verification.overfull.map { named.mentors[$0].id }, unlisted: verification.unlisted.map(pair))
        let fair = FairnessFigures(solved.matching, of: solved.instance)
        figures = Figures(
            mentees: fair.mentees, matched: fair.matched, firstChoice: fair.firstChoice, topThree: fair.topThree,
            seats: fair.seats, giniOfDemand: fair.giniOfDemand)
        self.withProof = withProof
    }

    private enum Key: String, CodingKey {
        case matching, unmatched, seed, lottery, pruned, verification, figures
    }

    func encode(to encoder: any Encoder) throws {
        guard withProof else { return try matching.encode(to: encoder) }
        var out = encoder.container(keyedBy: Key.self)
        try out.encode(matching, forKey: .matching)
        try out.encode(unmatched, forKey: .unmatched)
        try out.encode(seed, forKey: .seed)
        try out.encode(lottery, forKey: .lottery)
        try out.encode(pruned, forKey: .pruned)
        try out.encode(verification, forKey: .verification)
        try out.encode(figures, forKey: .figures)
    }
}
