import Core
import Foundation
import Matching

/// A matching of a round without names, in the layout that `karwan match --instance` reads, with its result: whoever
/// has it can make the result anew.
///
/// Ids are keyed hashes whose key is not told, so that nobody finds themselves or others in it; they are the ids that
/// the lottery drew by.
package struct RoundInstanceRecord: Codable, Sendable, Equatable {
    package struct Mentor: Codable, Sendable, Equatable {
        package let capacity: Int
        /// Best first; those who stand together are ordered by the lottery.
        package let prefs: [[String]]
    }

    package let round: RoundID
    /// 0 for the round itself, 1 for the mini-round among the rest.
    package let run: Int
    package let snapshot: String
    package let seed: String
    package let listLength: Int
    /// Lists of mentors by mentee, best first: whom they ranked, then by score.
    package let mentees: [String: [String]]
    package let mentors: [String: Mentor]
    /// Mentees by mentor, in the mentor's order.
    package let matching: [String: [String]]
}

/// Names for the published instance.
struct RoundNames: Sendable {
    private let hash: KeyedHash

    init(salt: String) { hash = KeyedHash(key: salt) }

    /// 16 hexadecimal digits.
    func name(of id: String) -> String {
        let digits = String(hash.number(of: id), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension RoundInstanceRecord {
    /// - Parameter names: of mentors; mentees have theirs in the matching already.
    init(_ found: ProgrammeRound, _ round: Round, _ run: RoundRun, snapshot: String, names: RoundNames) {
        let mentors = found.mentors.map(names.name)
        let instance = found.instance
        var (lists, entries): ([String: [String]], [[Int]]) = ([:], mentors.map { _ in [] })
        var menteeOf = [Int](repeating: 0, count: instance.mentors.count)
        for (mentee, name) in found.mentees.enumerated() {
            let list = instance.list(of: mentee)
            lists[name] = list.map { mentors[Int(instance.mentors[$0])] }
            for entry in list {
                entries[Int(instance.mentors[entry])].append(entry)
                menteeOf[entry] = mentee
            }
        }
        var (sides, matching): ([String: Mentor], [String: [String]]) = ([:], [:])
        for (place, name) in mentors.enumerated() {
            let ordered = entries[place].sorted { instance.ranks[$0] < instance.ranks[$1] }
            var prefs: [[String]] = []
            for (at, entry) in ordered.enumerated() {
                let mentee = found.mentees[menteeOf[entry]]
                if at > 0, found.grades[ordered[at - 1]] == found.grades[entry] {
                    prefs[prefs.count - 1].append(mentee)
                } else {
                    prefs.append([mentee])
                }
            }
            sides[name] = Mentor(capacity: Int(max(0, instance.capacities[place])), prefs: prefs)
            matching[name] = ordered.map { menteeOf[$0] }
                .filter { found.matching.mentor(of: $0) == place }.map { found.mentees[$0] }
        }
        self.init(
            round: round.id, run: run.number, snapshot: snapshot, seed: run.seed, listLength: round.listLength,
            mentees: lists, mentors: sides, matching: matching)
    }

    /// The text that is stored and whose digest is told.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
