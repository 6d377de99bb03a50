import Core

/// A case as the nightly run reads it.
struct CohortRow: Sendable {
    let member: MemberID
    let pathway: String
    let office: String
    let lane: Timeline.Lane
    let nationality: String?
    let submittedOn: CivilDay
    let endedOn: CivilDay?
    let ending: Timeline.Ending?
    let confirmedOn: CivilDay
    let createdAt: Timestamp
    let isExcluded: Bool

    /// Its days; a withdrawn one is known not to have been decided until then.
    var waiting: WaitingCase {
        let entry = max(0, CivilDay(createdAt).days(since: submittedOn))
        let isDecided = ending == .approved || ending == .refused
        return WaitingCase(
            entryDay: entry, lastDay: max(0, (endedOn ?? confirmedOn).days(since: submittedOn)), isDecided: isDecided,
            outcome: ending == .approved ? .approved : ending == .refused ? .refused : nil)
    }

    /// Whether it was entered when the decision was there already: it could never have been seen waiting.
    var isRetrospective: Bool {
        let days = waiting
        return days.isDecided && days.entryDay >= days.lastDay
    }

    /// Whether it was watched for at least a day.
    var isWatched: Bool { waiting.entryDay < waiting.lastDay }
}

/// Makes the figures of one pathway for one night. All cells of one dimension are shown or left out together with the
/// total in mind, and tables of two dimensions are shown whole or not at all: no adding and subtracting of what is shown
/// tells of fewer members than a cell may have.
struct FigureMaker {
    /// Raise it when the same cases would give other figures.
    static let method = 3
    /// Days between the points of a curve of few members, and between chances.
    static let grid = 5
    static let window = 18
    static let wideWindow = 36

    private let rows: [CohortRow]
    private let today: CivilDay

    /// - Parameter rows: of one pathway, at most one a member.
    init(_ rows: [CohortRow], today: CivilDay) {
        self.rows = rows
        self.today = today
    }

    /// The beginning of the quarter that lies so many months back: quarters fill a window without a rest.
    static func start(_ months: Int, before today: CivilDay) -> CivilDay {
        let month = today.year * 12 + today.month - 1 - Int64(months)
        return CivilDay(year: month / 12, month: month % 12 / 3 * 3 + 1, day: 1)
    }

    func figures() -> [ProcessingFigure] {
        let recent = watched(within: Self.window)
        guard recent.count >= Disclosure.least else { return wider().map { [$0] } ?? [] }
        var figures = [figure(FigureCell(), recent, Self.window)]
        for dimension in FigureDimension.allCases { figures += single(dimension, recent) }
        for pair in wholePairs(recent) { figures += table(pair, recent) { $0.values.allSatisfy { $0 != nil } } }
        return figures
    }

    /// Offices are the same that differ in capitals and spaces only.
    static func name(_ office: String) -> String {
        office.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private func watched(within months: Int, withRetrospective: Bool = false) -> [CohortRow] {
        let start = Self.start(months, before: today)
        return rows.filter {
            $0.submittedOn >= start && !$0.isExcluded && ($0.isWatched || withRetrospective && $0.isRetrospective)
        }
    }

    /// When too few are known: filings of a longer time, then with those who told of it afterwards.
    private func wider() -> ProcessingFigure? {
        for (months, isLate) in [(Self.wideWindow, false), (Self.window, true), (Self.wideWindow, true)] {
            let rows = watched(within: months, withRetrospective: isLate)
            if rows.count >= Disclosure.least { return figure(FigureCell(), rows, months, withRetrospective: isLate) }
        }
        return nil
    }

    /// The cells of one dimension.
    private func single(_ dimension: FigureDimension, _ rows: [CohortRow]) -> [ProcessingFigure] {
        let named = rows.compactMap { dimension.value(of: $0) }
        let sizes = Dictionary(named.map { ($0, 1) }, uniquingKeysWith: +)
        let shown = Disclosure.shown(sizes, of: rows.count, least: dimension.least)
        return table([dimension], rows) { part in part.values.first.flatMap { $0 }.map(shown.contains) ?? false }
    }

    /// Two dimensions whose cells are all shown: those of members who said nothing of one count as cells too, else they
    /// were told by what is left over.
    private func wholePairs(_ rows: [CohortRow]) -> [[FigureDimension]] {
        let pairs: [[FigureDimension]] = [[.lane, .office], [.lane, .nationality], [.office, .nationality]]
        let whole = pairs.filter { isWhole($0, rows) }
        // Of three tables that together hold all pairs, two opposite corners of the cube can be reckoned.
        let isSafe = whole.count < pairs.count || isWhole([.lane, .office, .nationality], rows)
        return isSafe ? whole : whole.dropLast()
    }

    private func isWhole(_ dimensions: [FigureDimension], _ rows: [CohortRow]) -> Bool {
        FigurePart.parts(of: rows, by: dimensions).values.allSatisfy { $0.count >= Disclosure.leastOfGroups }
    }

    /// The figures of the parts that are shown, in the order of their keys. Where one part has few decisions, or all
    /// that are not shown have together, those of none are told, nor curves and shares: the few would be what is left over.
    private func table(
        _ dimensions: [FigureDimension], _ rows: [CohortRow], where isShown: (FigurePart) -> Bool
    ) -> [ProcessingFigure] {
        let parts = FigurePart.parts(of: rows, by: dimensions)
        let shown = parts.filter { isShown($0.key) }
        let hidden = dimensions.count == 1 ? [parts.filter { !isShown($0.key) }.flatMap(\.value)] : Array(parts.values)
        let decisions = (shown.values + hidden).map { $0.count(where: \.waiting.isDecided) }
        let tellsFew = decisions.contains { (1..<Disclosure.leastDecisions).contains($0) }
        return shown.map { figure($0.key.cell(of: dimensions), $0.value, Self.window, tellsDecisions: !tellsFew) }
            .sorted { $0.cell.key < $1.cell.key }
    }

    private func figure(
        _ cell: FigureCell, _ rows: [CohortRow], _ months: Int, withRetrospective: Bool = false,
        tellsDecisions: Bool = true
    ) -> ProcessingFigure {
        let cases = rows.map { row in
            var days = row.waiting
            // Without the day of joining a case that was told afterwards counts from its beginning.
            if withRetrospective, row.isRetrospective { days.entryDay = -1 }
            return days
        }
        let decisions = cases.count(where: \.isDecided)
        let disclosure = Disclosure.of(members: rows.count, decisions: decisions, least: cell.least)
        let shape = Shape(SurvivalCurve(cases), members: rows.count, decisions: decisions)
        let isShown = disclosure == .percentiles
        // From curves and shares beside those of all, the few decisions of another part could be reckoned.
        let tellsShape = isShown && tellsDecisions
        let isAll = cell == FigureCell()
        let late = isAll && !withRetrospective ? self.rows.count(where: \.isRetrospective) : 0
        let excluded = isAll ? self.rows.count(where: \.isExcluded) : 0
        return ProcessingFigure(
            cell: cell, windowMonths: months, members: rows.count,
            decisions: tellsDecisions && decisions >= Disclosure.leastDecisions ? decisions : nil,
            disclosure: disclosure,
            percentiles: isShown ? shape.percentiles : [], curve: tellsShape ? shape.curve : [],
            chances: tellsShape ? shape.chances : [], approved: tellsShape ? shape.approved : nil,
            refused: tellsShape ? shape.refused : nil, includesRetrospective: withRetrospective,
            retrospective: Self.counted(late), excluded: Self.counted(excluded))
    }

    /// Few are not told from none.
    private static func counted(_ count: Int) -> Int? { count < Disclosure.least ? nil : count }
}

/// What is shown of a curve.
private struct Shape {
    let curve: [ProcessingFigure.Point]
    let percentiles: [ProcessingFigure.Percentile]
    let chances: [ProcessingFigure.Chance]
    let approved: Int?
    let refused: Int?

    init(_ survival: SurvivalCurve, members: Int, decisions: Int) {
        func shown(_ day: Int?) -> Int? { day.map { Disclosure.rounded($0, members: members) } }
        let shares = [25, 50, 75] + (decisions >= Disclosure.leastForTail ? [90] : [])
        percentiles = shares.map { share in
            let (low, high) = survival.interval(ofPercentile: Double(share) / 100)
            return .init(
                share: share, days: shown(survival.percentile(Double(share) / 100)), low: shown(low), high: shown(high))
        }
        let last = survival.steps.last?.day ?? 0
        let days =
            members < Disclosure.exactFrom
            ? Array(stride(from: 0, through: last + FigureMaker.grid - 1, by: FigureMaker.grid))
            : [0] + survival.steps.map(\.day)
        curve = days.map { .init(day: $0, waiting: Self.percent(survival.survival(after: $0))) }
        chances = stride(from: 0, through: last, by: FigureMaker.grid).compactMap { waited in
            survival.chance(within: 30, waited: waited, least: Disclosure.least).map {
                .init(waited: waited, percent: Self.percent($0))
            }
        }
        approved = survival.steps.last.map { Self.percent($0.approved) }
        refused = survival.steps.last.map { Self.percent($0.refused) }
    }

    private static func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }
}
