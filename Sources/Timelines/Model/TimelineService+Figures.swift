import Core
import Foundation
import Storage
import Visas

extension TimelineService {
    /// Days for which a new member's cases do not count.
    private static let newMemberDays: Int64 = 7
    /// Cases of one member that count.
    private static let casesPerMember = 2
    /// Days in which a member can say that an unlikely length is right.
    private static let doubtDays: Int64 = 14
    /// Days for which the figures of each night are kept.
    private static let keptNights = 31

    /// Makes the figures of this night, once: what was decided since is in the next.
    /// - Throws: `unavailable` when the database cannot be used.
    package func makeFigures() async throws {
        let now = clock.now
        let night = CivilDay(now)
        if try await store.read({ try FigureRepository.lastNight(in: $0) }) == night { return }
        let since = FigureMaker.start(FigureMaker.wideWindow, before: night)
        let (rows, decided) = try await store.read { transaction in
            (
                try FigureRepository.rows(
                    filedSince: since,
                    joinedUntil: now.advanced(by: -.days(Self.newMemberDays)),
                    doubtedUntil: now.advanced(by: -.days(Self.doubtDays)), in: transaction),
                try FigureRepository.decided(filedSince: since, in: transaction)
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let figures = try Self.counted(rows).flatMap { pathway, rows in
            try FigureMaker(rows, today: night).figures().map { figure in
                (pathway, figure.cell.key, String(decoding: try encoder.encode(figure), as: UTF8.self))
            }
        }
        let doubted = Self.unlikely(decided)
        try await store.write { transaction in
            try FigureRepository.save(figures, night: night, at: now, in: transaction)
            let asked = try FigureRepository.doubt(doubted, at: now, in: transaction)
            let pathways = try VisaService.rows(Set(asked.map(\.pathway)), in: transaction)
            for (id, member, pathway) in asked {
                touch(id, of: member, in: transaction)
                let name = pathways[pathway]?.name ?? pathway
                try listener(.doubted(id, member, pathway: name), transaction)
            }
        }
        try await forgetFigures(before: night.adding(-Self.keptNights))
    }

    /// Of what lies longer back, the last night of each month is kept: what was shown then can be shown again.
    private func forgetFigures(before day: CivilDay) async throws {
        while true {
            let nights = try await store.write { transaction in
                let nights = try FigureRepository.superseded(before: day, limit: 10, in: transaction)
                try FigureRepository.remove(nights, in: transaction)
                return nights
            }
            if nights.isEmpty { return }
        }
    }

    /// At most two cases a member, and of a pathway the one filed last.
    static func counted(_ rows: [CohortRow]) -> [String: [CohortRow]] {
        var perMember: [MemberID: [CohortRow]] = [:]
        for row in rows where (perMember[row.member]?.count ?? 0) < casesPerMember {
            perMember[row.member, default: []].append(row)
        }
        var counted: [String: [CohortRow]] = [:]
        for (_, cases) in perMember.sorted(by: { $0.key < $1.key }) {
            for (pathway, own) in Dictionary(grouping: cases, by: \.pathway) {
                guard let last = own.max(by: { $0.submittedOn < $1.submittedOn }) else { continue }
                counted[pathway, default: []].append(last)
            }
        }
        return counted
    }

    /// Cases whose length lies more than 3.5 scaled median deviations from the middle of their pathway, by logarithms.
    static func unlikely(_ decided: [(id: String, pathway: String, days: Int)]) -> [String] {
        Dictionary(grouping: decided, by: \.pathway).values.flatMap { cases -> [String] in
            guard cases.count >= Disclosure.least else { return [] }
            let logs = cases.map { log(Double(max(1, $0.days))) }
            let middle = median(logs)
            let spread = 1.4826 * median(logs.map { abs($0 - middle) })
            guard spread > 0 else { return [] }
            return zip(cases, logs).filter { abs($0.1 - middle) > 3.5 * spread }.map(\.0.id)
        }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    // MARK: Reading

    /// The last night's figures of a pathway, of the cell asked for or of the nearest wider one that may be shown.
    /// - Throws: `notFound` for no pathway; `invalid` naming `nationality` when three dimensions are asked for.
    package func processingTimes(
        _ pathwayID: PathwayID, _ asked: FigureCell = FigureCell(), as principal: Principal
    ) async throws -> ProcessingTimes {
        guard asked.filters <= 2 else { throw Problem.invalid("nationality", "too_many_filters") }
        var asked = asked
        asked.quarter = nil
        asked.office = asked.office.map(FigureMaker.name).flatMap { $0.isEmpty ? nil : $0 }
        asked.nationality = asked.nationality?.uppercased()
        let today = today
        let (pathway, found) = try await store.read { [asked] transaction in
            guard let pathway = try VisaService.pathway(pathwayID, on: today, in: transaction) else {
                throw Problem.notFound
            }
            return (pathway, try Self.found(pathwayID, asked, in: transaction))
        }
        let totals = try await totals()
        let total = found.isTotal && totals.night == found.night ? totals.figures[pathwayID] : nil
        return ProcessingTimes(
            pathway: pathway, night: found.night, asked: asked,
            figure: try total ?? found.figure.map(FigureRepository.figure), widened: found.widened,
            trend: try found.trend.map(FigureRepository.headline), trendContents: found.trend,
            offices: found.cells.compactMap { Self.value($0, of: "office") },
            lanes: found.cells.compactMap { Self.value($0, of: "lane").flatMap(Timeline.Lane.init) },
            nationalities: found.cells.compactMap { Self.value($0, of: "nationality") })
    }

    /// What is kept of what was asked for, to be read outside the transaction: curves are long.
    private struct Found: Sendable {
        var night: CivilDay?
        var cells: [String] = []
        var figure: String?
        /// Whether it is of all members.
        var isTotal = false
        var trend: [String] = []
        var widened: [String] = []
    }

    private static func found(
        _ pathway: String, _ asked: FigureCell, in transaction: any Transaction
    ) throws -> Found {
        guard let night = try FigureRepository.lastNight(in: transaction) else { return Found() }
        let cells = try FigureRepository.cells(pathway, night: night, in: transaction)
        let (nearest, widened) = nearest(asked, Set(cells))
        let quarters = cells.filter { $0.hasPrefix("quarter=") }
        let wanted = quarters + [nearest].compactMap { $0 }
        let contents = try FigureRepository.contents(pathway, night: night, cells: wanted, in: transaction)
        return Found(
            night: night, cells: cells, figure: nearest.flatMap { contents[$0] }, isTotal: nearest?.isEmpty == true,
            trend: quarters.compactMap { contents[$0] }, widened: widened)
    }

    /// The value of a key that is of this dimension alone: of several, the office stands last and may hold anything.
    private static func value(_ cell: String, of dimension: String) -> String? {
        guard cell.hasPrefix(dimension + "=") else { return nil }
        let value = String(cell.dropFirst(dimension.count + 1))
        return dimension == "office" || !value.contains("&") ? value : nil
    }

    /// Leaves out the lane first, then nationality, then office: never the pathway.
    private static func nearest(_ asked: FigureCell, _ known: Set<String>) -> (cell: String?, widened: [String]) {
        var cell = asked
        var widened: [String] = []
        if known.contains(cell.key) { return (cell.key, []) }
        for (name, leave) in [
            ("lane", { (cell: inout FigureCell) in cell.lane = nil }),
            ("nationality", { $0.nationality = nil }), ("office", { $0.office = nil }),
        ] {
            let before = cell
            leave(&cell)
            if cell == before { continue }
            widened.append(name)
            if known.contains(cell.key) { return (cell.key, widened) }
        }
        return (nil, widened)
    }

    /// Every pathway by country, and the figure of all members of each that has one.
    package func overview(as principal: Principal) async throws -> ProcessingOverview {
        let pathways = try await store.read { try VisaService.rows(in: $0) }
        let totals = try await totals()
        return ProcessingOverview(
            pathways: pathways, night: totals.night, figures: totals.figures.mapValues(\.headline))
    }

    /// Made once a night, and read once: to decode a curve takes longer than all else on its page.
    private func totals() async throws -> (night: CivilDay?, figures: [PathwayID: ProcessingFigure]) {
        try await keptTotals.value(from: store, revision: FigureRepository.lastMaking) { transaction in
            let night = try FigureRepository.lastNight(in: transaction)
            let contents = try night.map { try FigureRepository.totalContents(night: $0, in: transaction) } ?? []
            let figures = try contents.map { pathway, content in (pathway, try FigureRepository.figure(content)) }
            return (night: night, figures: Dictionary(figures, uniquingKeysWith: { first, _ in first }))
        }
    }
}
