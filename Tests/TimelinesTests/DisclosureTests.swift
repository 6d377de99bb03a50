import Core
import TestSupport
import Testing

@testable import Timelines

@Suite("What figures show of few")
struct DisclosureTests {
    private static let today = CivilDay(year: 2026, month: 11, day: 21)

    private func rows(_ random: inout Seeded) -> [CohortRow] {
        let offices = ["Islamabad", "islamabad ", "Karachi", "Dubai", ""].prefix(2 + random.below(4))
        let nations: [String?] = ["PK", "IN", nil]
        let skew = random.below(8)
        return (0..<random.below(160)).map { number in
            let filed = Self.today.adding(-random.below(700) - 1)
            let waited = random.below(Self.today.days(since: filed)) + 1
            let isDecided = random.below(3) > 0
            let entered = random.below(4) == 0 ? min(random.below(200), waited + 20) : 0
            return CohortRow(
                member: MemberID(trusted: "m\(number)"), pathway: "p",
                office: random.below(10) < skew ? random.pick(Array(offices)) : offices[0],
                lane: random.below(10) < skew / 2 ? .priority : .standard,
                nationality: random.below(10) < skew ? random.pick(nations) : "PK", submittedOn: filed,
                endedOn: isDecided ? filed.adding(waited) : nil,
                ending: isDecided ? random.pick([.approved, .refused, .withdrawn]) : nil,
                confirmedOn: filed.adding(waited), createdAt: filed.adding(entered).start,
                isExcluded: random.below(40) == 0)
        }
    }

    private static func fits(_ row: CohortRow, _ cell: FigureCell) -> Bool {
        (cell.office == nil || FigureMaker.name(row.office) == cell.office)
            && (cell.lane == nil || row.lane == cell.lane)
            && (cell.nationality == nil || row.nationality == cell.nationality)
            && (cell.quarter == nil || row.submittedOn.quarter == cell.quarter)
    }

    /// Over all pairs of cells, and over all cells of a dimension taken from a wider one: what is left is nobody, or as
    /// many as a cell must have.
    @Test func noSubtractionTellsOfFewerThanACellMayHave() {
        var random = Seeded()
        var shownTables = 0
        for _ in 0..<400 {
            let rows = rows(&random)
            let figures = FigureMaker(rows, today: Self.today).figures()
            let members = Dictionary(
                uniqueKeysWithValues: figures.map { figure in
                    let start = FigureMaker.start(figure.windowMonths, before: Self.today)
                    let own = rows.filter {
                        Self.fits($0, figure.cell) && !$0.isExcluded && $0.submittedOn >= start
                            && ($0.isWatched || figure.includesRetrospective && $0.isRetrospective)
                    }
                    return (figure.cell, Set(own.map(\.member)))
                })
            for figure in figures {
                let own = members[figure.cell] ?? []
                #expect(own.count == figure.members && own.count >= figure.cell.least, "\(random) \(figure.cell)")
            }
            for (cell, wide) in members {
                for (other, narrow) in members where other != cell && Self.isPart(other, of: cell) {
                    let rest = wide.count - narrow.count
                    #expect(rest == 0 || rest >= Disclosure.least, "\(random) \(cell) minus \(other)")
                }
            }
            let tables = Dictionary(grouping: members.keys.filter { $0.key != "" }, by: Self.dimensions)
            shownTables += tables.count
            for (dimensions, cells) in tables {
                let parts = cells.reduce(0) { $0 + (members[$1]?.count ?? 0) }
                let rest = (members[FigureCell()]?.count ?? 0) - parts
                let least = cells.map(\.least).max() ?? 0
                #expect(rest == 0 || rest >= least, "\(random) the rest of \(dimensions)")
            }
        }
        #expect(shownTables > 400, "else the walk would prove nothing")
    }

    /// Whether one asks for all that the other asks for, and for more.
    private static func isPart(_ cell: FigureCell, of other: FigureCell) -> Bool {
        (other.office == nil || cell.office == other.office) && (other.lane == nil || cell.lane == other.lane)
            && (other.nationality == nil || cell.nationality == other.nationality)
            && (other.quarter == nil || cell.quarter == other.quarter)
    }

    private static func dimensions(_ cell: FigureCell) -> String {
        cell.key.split(separator: "&").map { String($0.prefix { $0 != "=" }) }.joined(separator: "×")
    }

    @Test func aSmallCellTakesAnotherWithIt() {
        #expect(Disclosure.shown(["a": 40, "b": 5], of: 45, least: 10) == [])
        #expect(Disclosure.shown(["a": 40, "b": 12, "c": 5], of: 57, least: 10) == ["a"])
        #expect(Disclosure.shown(["a": 40, "b": 12, "c": 10], of: 62, least: 10) == ["a", "b", "c"])
        #expect(Disclosure.shown(["a": 40, "b": 12], of: 55, least: 10) == ["a"], "three said nothing")
        #expect(Disclosure.shown(["a": 40, "b": 12], of: 64, least: 10) == ["a", "b"])
    }

    @Test func daysOfFewAreRoundedAndTheTailNeedsTwenty() throws {
        let rows = (0..<30).map { number in
            let filed = Self.today.adding(-200)
            return CohortRow(
                member: MemberID(trusted: "m\(number)"), pathway: "p", office: "", lane: .standard, nationality: nil,
                submittedOn: filed, endedOn: number < 19 ? filed.adding(51 + number) : nil,
                ending: number < 19 ? .approved : nil, confirmedOn: Self.today.adding(-1), createdAt: filed.start,
                isExcluded: false)
        }
        let figure = try #require(FigureMaker(rows, today: Self.today).figures().first)
        #expect(figure.percentiles.map(\.share) == [25, 50, 75], "nineteen decisions")
        #expect(figure.percentiles.allSatisfy { ($0.days ?? 0).isMultiple(of: 5) })
        #expect(figure.curve.allSatisfy { $0.day.isMultiple(of: 5) })
        #expect(figure.percentiles.map(\.days) == [60, 65, nil])
    }

    @Test func tooFewRecentOnesAreWidenedByTimeThenByLateReports() throws {
        func rows(_ recent: Int, _ old: Int, _ late: Int) -> [CohortRow] {
            (0..<recent + old + late).map { number in
                let filed = Self.today.adding(number < recent ? -100 : number < recent + old ? -900 : -100)
                let isLate = number >= recent + old
                return CohortRow(
                    member: MemberID(trusted: "m\(number)"), pathway: "p", office: "", lane: .standard,
                    nationality: nil, submittedOn: filed, endedOn: filed.adding(50), ending: .approved,
                    confirmedOn: filed, createdAt: filed.adding(isLate ? 60 : 0).start, isExcluded: false)
            }
        }
        func figure(_ rows: [CohortRow]) -> ProcessingFigure? {
            FigureMaker(rows, today: Self.today).figures().first
        }
        #expect(figure(rows(9, 0, 0)) == nil)
        #expect(figure(rows(10, 5, 5))?.windowMonths == 18)
        let wide = try #require(figure(rows(5, 5, 5)))
        #expect(wide.windowMonths == 36 && wide.members == 10 && !wide.includesRetrospective)
        let late = try #require(figure(rows(5, 0, 5)))
        #expect(late.includesRetrospective && late.members == 10)
        #expect(figure(rows(4, 0, 5)) == nil)
    }
}
