import Core
import Foundation
import Matching

/// How evenly a matching served those who took part. Shares are thousandths. Groups of fewer than five mentees are
/// told together, or not at all.
package struct RoundReport: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case corridor, language, topic
        /// Of those who let it be counted; in the figures for staff alone.
        case gender

        /// What profiles say, which more than staff read.
        static let ofProfiles: [Kind] = [.corridor, .language, .topic]
    }

    /// Mentees with something in common.
    package struct Cell: Codable, Sendable, Equatable {
        package let kind: Kind
        /// `PK-DE`, `ur`, `cv`; `nil` for all small groups together.
        package let value: String?
        package let mentees: Int
        package let unmatched: Int

        package var unmatchedShare: Int { mentees == 0 ? 0 : (2000 * unmatched + mentees) / (2 * mentees) }
    }

    package let mentees: Int
    package let matched: Int
    /// Who had a mentor on the track already, or was put together with one by staff: out of the matching.
    package let locked: Int
    package let seats: Int
    package let matchedShare: Int
    package let firstChoiceShare: Int
    package let topThreeShare: Int
    /// Of how often mentors were in a list: 0 when all are alike, near 1000 when one is in all.
    package let exposureGini: Int
    package let cells: [Cell]

    init(_ figures: FairnessFigures, locked: Int, cells: [Cell]) {
        (mentees, matched, seats) = (figures.mentees, figures.matched, figures.seats)
        self.locked = locked
        (matchedShare, firstChoiceShare) = (figures.matchedShare, figures.firstChoiceShare)
        (topThreeShare, exposureGini) = (figures.topThreeShare, figures.giniOfDemand)
        self.cells = cells
    }

    /// What was stored with a matching.
    init?(text: String) {
        guard let report = try? JSONDecoder().decode(RoundReport.self, from: Data(text.utf8)) else { return nil }
        self = report
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    // MARK: Cells

    /// - Parameter mentees: what each says, and whether they found somebody.
    static func cells(_ mentees: [(content: MenteeContent, isMatched: Bool)]) -> [Cell] {
        Kind.ofProfiles.flatMap { kind in
            var found: [String: (all: Int, unmatched: Int)] = [:]
            for mentee in mentees {
                for value in Set(values(kind, mentee.content)) {
                    found[value, default: (0, 0)].all += 1
                    if !mentee.isMatched { found[value, default: (0, 0)].unmatched += 1 }
                }
            }
            return told(kind, found)
        }
    }

    static func values(_ kind: Kind, _ content: MenteeContent) -> [String] {
        switch kind {
        case .corridor: content.destinations.prefix(1).map { "\(content.origin ?? "?")-\($0.country)" }
        case .language: content.languages.map { Lexicon.language($0.code) }
        case .topic: content.topics.map(\.rawValue)
        case .gender: []
        }
    }

    /// Small groups are put together; where those are few still, the next larger one goes with them, so that nobody can
    /// subtract.
    private static func told(_ kind: Kind, _ found: [String: (all: Int, unmatched: Int)]) -> [Cell] {
        let least = RoundLimits.leastCell
        var groups = found.sorted { ($1.value.all, $0.key) < ($0.value.all, $1.key) }
        var others = (all: 0, unmatched: 0)
        while let last = groups.last, last.value.all < least || (others.all > 0 && others.all < least) {
            others = (others.all + last.value.all, others.unmatched + last.value.unmatched)
            groups.removeLast()
        }
        var cells = groups.map {
            Cell(kind: kind, value: $0.key, mentees: $0.value.all, unmatched: $0.value.unmatched)
        }
        if others.all >= least {
            cells.append(Cell(kind: kind, value: nil, mentees: others.all, unmatched: others.unmatched))
        }
        return cells
    }
}

/// What staff read of a round.
package struct RoundOutcome: Sendable, Equatable {
    package let round: Round
    /// By matching.
    package let reports: [(run: Int, report: RoundReport)]
    package let offers: [OfferState: Int]

    package static func == (a: RoundOutcome, b: RoundOutcome) -> Bool {
        a.round == b.round && a.offers == b.offers && a.reports.count == b.reports.count
            && zip(a.reports, b.reports).allSatisfy { $0.run == $1.run && $0.report == $1.report }
    }
}
