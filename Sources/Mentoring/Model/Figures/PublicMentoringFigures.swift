import Core

/// How mentoring serves those who look for somebody, for everybody: no number is of a few, nor can one be reckoned from
/// those that are shown.
package struct PublicMentoringFigures: Codable, Sendable, Equatable {
    /// Mentees with something in common, and how many of them found a mentor.
    package struct Group: Codable, Sendable, Equatable {
        package let kind: RoundReport.Kind
        /// `PK-DE`, `ur`, `cv`.
        package let value: String
        package let mentees: Int
        package let matched: Int
    }

    /// Of the last year; absent when they are few.
    package let mentees: Int?
    /// Absent also when those who found nobody are few.
    package let matched: Int?
    /// Who take requests; absent when they are few.
    package let mentors: Int?
    /// Half of the requests have an answer within 1, 3 or 7 days; absent when it takes longer, or few asked or answer.
    package let answerDays: Int?
    /// The largest first of each kind.
    package let groups: [Group]

    init(_ rows: MentoringFigureRows, at now: Timestamp) {
        let since = now.advanced(by: .days(-MentoringFigureLimits.newDays))
        let known = rows.mentees.filter { $0.createdAt <= since }
        let total = Split(known)
        mentees = total.all < Disclosure.least ? nil : total.all
        matched = total.isTold(Disclosure.least) ? total.matched : nil
        let accepting = rows.mentors.count(where: \.isAccepting)
        mentors = accepting < Disclosure.least ? nil : accepting
        answerDays = Self.answerDays(rows.answers)
        groups = RoundReport.Kind.ofProfiles.flatMap { kind in
            Self.shown(kind, MentoringFigureRows.groups(kind, known).mapValues(Split.init), of: total)
                .sorted { ($1.value.all, $0.key) < ($0.value.all, $1.key) }
                .map { Group(kind: kind, value: $0.key, mentees: $0.value.all, matched: $0.value.matched) }
        }
    }

    private static func answerDays(_ answers: [AnswerFigureRow]) -> Int? {
        let people = [Set(answers.map(\.mentee)), Set(answers.filter { $0.hours != nil }.map(\.mentor))]
        guard people.allSatisfy({ $0.count >= Disclosure.least }),
            let hours = MentoringFigureRows.median(answers.map(\.hours))
        else { return nil }
        return [1, 3, 7].first { hours <= 24 * $0 }
    }

    // MARK: What may be shown

    /// Mentees by whether they found a mentor.
    struct Split: Sendable, Equatable {
        var matched: Int
        var unmatched: Int

        init(matched: Int, unmatched: Int) { (self.matched, self.unmatched) = (matched, unmatched) }

        init(_ rows: [MenteeFigureRow]) {
            let matched = rows.count(where: \.isMatched)
            self.init(matched: matched, unmatched: rows.count - matched)
        }

        var all: Int { matched + unmatched }

        func without(_ other: Split) -> Split {
            Split(matched: matched - other.matched, unmatched: unmatched - other.unmatched)
        }

        /// Each part is nobody, or many.
        func isNobodyOrMany(_ least: Int) -> Bool {
            (matched == 0 || matched >= least) && (unmatched == 0 || unmatched >= least)
        }

        func isTold(_ least: Int) -> Bool { all >= least && isNobodyOrMany(least) }
    }

    /// Of each the least that a cell has: where people come from and what they speak can point at a group.
    static func least(_ kind: RoundReport.Kind) -> Int {
        kind == .topic ? Disclosure.least : Disclosure.leastOfGroups
    }

    static func shown(_ kind: RoundReport.Kind, _ groups: [String: Split], of total: Split) -> [String: Split] {
        let least = least(kind)
        // Who is not in a group is a group, too.
        let told = groups.filter {
            $0.value.isTold(least) && total.without($0.value).isNobodyOrMany(least) && !$0.key.hasPrefix("?")
        }
        guard kind == .corridor else { return told }
        // Each mentee is on one way: what is left over when all that are shown are taken away is nobody, or many.
        var shown = told
        func rest() -> Split { shown.values.reduce(total) { $0.without($1) } }
        while !rest().isNobodyOrMany(least),
            let smallest = shown.min(by: { ($0.value.all, $0.key) < ($1.value.all, $1.key) })
        {
            shown[smallest.key] = nil
        }
        return shown
    }
}

/// The figures of mentoring as everybody gets them.
package struct PublicMentoringRecord: Codable, Sendable {
    /// The night in which they were counted; absent before the first.
    package let night: CivilDay?
    package let figures: PublicMentoringFigures?

    package init(night: CivilDay?, figures: PublicMentoringFigures?) { (self.night, self.figures) = (night, figures) }
}
