import Core
import Matching

/// Mentees with something in common, as staff reads of them. Groups of a few are told together, or not at all.
package struct MentoringFigureCell: Codable, Sendable, Equatable {
    package let kind: RoundReport.Kind
    /// `PK-DE`, `ur`, `cv`; `nil` for all small groups together.
    package let value: String?
    package let mentees: Int
    package let unmatched: Int
    /// In thousandths.
    package let unmatchedShare: Int
    /// Hours until half of their requests had an answer; `nil` when too few were asked, or fewer were answered.
    package let medianHours: Int?

    init(_ kind: RoundReport.Kind, _ value: String?, _ rows: [MenteeFigureRow], _ answers: [Int?]) {
        (self.kind, self.value, mentees) = (kind, value, rows.count)
        unmatched = rows.count { !$0.isMatched }
        unmatchedShare = MentoringFigureRows.share(unmatched, of: rows.count)
        medianHours =
            answers.count < RoundLimits.leastCell ? nil : MentoringFigureRows.median(answers)
    }
}

/// How mentoring serves those who look for somebody, for staff: as one night's run counted it. Shares and Gini's
/// coefficient are thousandths.
package struct MentoringFigures: Codable, Sendable, Equatable {
    /// Of the last year.
    package let mentees: Int
    package let unmatched: Int
    package let unmatchedShare: Int
    /// Requests of 90 days that were answered, or that nobody answered in their time.
    package let requests: Int
    /// Hours until half of them had an answer; `nil` when fewer than half were answered.
    package let medianHours: Int?
    /// Mentors who take requests, and those listed who take none now.
    package let mentors: Int
    package let away: Int
    /// Of those who take requests.
    package let seats: Int
    package let takenSeats: Int
    package let openRequests: Int
    /// Of mentors who take requests and are listed for thirty days: all, and those whom nobody asked in these.
    package let settled: Int
    package let quiet: Int
    /// Of how often mentors were suggested in seven days: 0 when all are alike, near 1000 when one is always.
    package let exposureGini: Int
    /// Rounds of the last year that were published, and how many of their mentees got the first, or one of the first
    /// three of their list.
    package let rounds: Int
    package let firstChoiceShare: Int
    package let topThreeShare: Int
    package let cells: [MentoringFigureCell]

    init(_ rows: MentoringFigureRows, at now: Timestamp) {
        let accepting = rows.mentors.filter(\.isAccepting)
        mentees = rows.mentees.count
        unmatched = rows.mentees.count { !$0.isMatched }
        unmatchedShare = MentoringFigureRows.share(unmatched, of: mentees)
        requests = rows.answers.count
        medianHours = MentoringFigureRows.median(rows.answers.map(\.hours))
        (mentors, away) = (accepting.count, rows.mentors.count - accepting.count)
        seats = accepting.reduce(0) { $0 + $1.capacity }
        takenSeats = accepting.reduce(0) { $0 + $1.taken }
        openRequests = rows.mentors.reduce(0) { $0 + $1.openRequests }
        let month = now.advanced(by: .days(-MentoringFigureLimits.quietDays))
        let known = accepting.filter { $0.listedAt <= month }
        (settled, quiet) = (known.count, known.count { !$0.wasAsked })
        exposureGini = FairnessFigures.gini(accepting.map(\.shown))
        rounds = rows.rounds.count
        let ranked = rows.rounds.reduce(0) { $0 + $1.mentees }
        firstChoiceShare = Self.mean(rows.rounds.map { $0.firstChoiceShare * $0.mentees }, of: ranked)
        topThreeShare = Self.mean(rows.rounds.map { $0.topThreeShare * $0.mentees }, of: ranked)
        cells = Self.cells(rows)
    }

    private static func mean(_ weighed: [Int], of all: Int) -> Int {
        all == 0 ? 0 : (2 * weighed.reduce(0, +) + all) / (2 * all)
    }

    // MARK: Cells

    private static func cells(_ rows: MentoringFigureRows) -> [MentoringFigureCell] {
        let answers = Dictionary(grouping: rows.answers, by: \.mentee).mapValues { $0.map(\.hours) }
        return RoundReport.Kind.allCases.flatMap { kind in
            let groups = MentoringFigureRows.groups(kind, rows.mentees)
            return told(groups).map { value, rows in
                MentoringFigureCell(kind, value, rows, rows.flatMap { answers[$0.id] ?? [] })
            }
        }
    }

    /// Small groups are put together; where those are few still, the next larger one goes with them, so that nobody
    /// can subtract.
    private static func told(
        _ found: [String: [MenteeFigureRow]]
    ) -> [(value: String?, rows: [MenteeFigureRow])] {
        let least = RoundLimits.leastCell
        var groups = found.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        var others: [String: MenteeFigureRow] = [:]
        while let last = groups.last,
            last.value.count < least || (!others.isEmpty && others.count < least)
        {
            for row in last.value { others[row.id] = row }
            groups.removeLast()
        }
        var cells: [(value: String?, rows: [MenteeFigureRow])] = groups.map { ($0.key, $0.value) }
        if others.count >= least { cells.append((nil, others.values.sorted { $0.id < $1.id })) }
        return cells
    }
}

extension MentoringFigureRows {
    /// Mentees by what they have in common; one who speaks two languages is in two groups.
    static func groups(_ kind: RoundReport.Kind, _ mentees: [MenteeFigureRow]) -> [String: [MenteeFigureRow]] {
        var groups: [String: [MenteeFigureRow]] = [:]
        for mentee in mentees {
            let values = kind == .gender ? [mentee.gender].compactMap { $0 } : RoundReport.values(kind, mentee.content)
            for value in Set(values) { groups[value, default: []].append(mentee) }
        }
        return groups
    }
}

/// The figures of mentoring as staff gets them.
package struct MentoringFiguresRecord: Codable, Sendable {
    /// The night in which they were counted; absent before the first.
    package let night: CivilDay?
    package let figures: MentoringFigures?

    package init(night: CivilDay?, figures: MentoringFigures?) { (self.night, self.figures) = (night, figures) }
}
