import Core
import Foundation
import Storage
import TestSupport
import Testing

@testable import Timelines

/// Members' cases at random, more or less evenly spread: with luck all tables can be shown, else some hold a few.
struct RandomCases {
    static let today = CivilDay(year: 2026, month: 11, day: 21)
    let offices: [String]
    let nationalities: [String?]
    let rows: [CohortRow]

    init(_ random: inout Seeded, upTo most: Int, pathway: String = "p") {
        let offices = Array(["Islamabad", "Karachi", ""].prefix(1 + random.below(3)))
        let nationalities: [String?] = Array(["PK", "IN", nil].prefix(1 + random.below(3)))
        // How often a case has other than the first value.
        let (elsewhere, foreign, fast) = (random.below(7), random.below(7), random.below(6))
        let decided = random.below(10)
        rows = (0..<random.below(most) + 1).map { number in
            let filed = Self.today.adding(-random.below(700) - 1)
            let waited = random.below(Self.today.days(since: filed)) + 1
            let isDecided = random.below(10) < decided
            let entered = random.below(5) == 0 ? min(random.below(200), waited + 20) : 0
            return CohortRow(
                member: MemberID(trusted: "\(pathway)-\(number)"), pathway: pathway,
                office: random.below(10) < elsewhere ? random.pick(offices) : offices[0],
                lane: random.below(10) < fast ? .priority : .standard,
                nationality: random.below(10) < foreign ? random.pick(nationalities) : "PK", submittedOn: filed,
                endedOn: isDecided ? filed.adding(waited) : nil,
                ending: isDecided ? random.pick([.approved, .refused, .withdrawn]) : nil,
                confirmedOn: filed.adding(waited), createdAt: filed.adding(entered).start,
                isExcluded: random.below(40) == 0)
        }
        (self.offices, self.nationalities) = (offices, nationalities)
    }
}

@Suite("Nothing that is shown tells of a few")
struct PrivacyWalkTests {
    /// Whatever one adds to and subtracts from each other.
    @Test func noReckoningTellsOfFewerThanACellMayHave() {
        var random = Seeded()
        var (shown, pairs) = (0, 0)
        for _ in 0..<150 {
            let figures = FigureMaker(RandomCases(&random, upTo: 700).rows, today: RandomCases.today).figures()
            shown += figures.count
            pairs += figures.count { $0.cell.filters == 2 }
            for figure in figures { #expect(figure.members >= figure.cell.least, "\(random): \(figure.cell)") }
            let faults = ShownCells(figures.map { ($0.cell, $0.members) }).faults()
            #expect(faults.isEmpty, "\(random): \(faults.prefix(3))")
        }
        #expect(shown > 600 && pairs > 100, "else the walk would prove nothing: \(shown), \(pairs)")
    }

    /// Members of one who said nothing and of one lane were told by what is left over once.
    @Test func thoseWhoSaidNothingAreAPartOfTheTableToo() {
        func rows(_ count: Int, _ office: String, _ lane: Timeline.Lane, from first: Int) -> [CohortRow] {
            (0..<count).map { number in
                let filed = RandomCases.today.adding(-100)
                return CohortRow(
                    member: MemberID(trusted: "m\(first + number)"), pathway: "p", office: office, lane: lane,
                    nationality: nil, submittedOn: filed, endedOn: filed.adding(50), ending: .approved,
                    confirmedOn: filed, createdAt: filed.start, isExcluded: false)
            }
        }
        func pairs(_ silentAndFast: Int) -> Int {
            let rows =
                rows(30, "Dubai", .standard, from: 0) + rows(25, "Dubai", .priority, from: 100)
                + rows(30, "", .standard, from: 200) + rows(silentAndFast, "", .priority, from: 300)
            return FigureMaker(rows, today: RandomCases.today).figures().count { $0.cell.filters == 2 }
        }
        #expect(pairs(3) == 0)
        #expect(pairs(20) == 2)
        #expect(pairs(0) == 2, "nobody is no few")
    }

    @Test func decisionsOfAFewAreNotWhatIsLeftOfTheWhole() {
        func rows(_ count: Int, decided: Int, _ lane: Timeline.Lane, from first: Int) -> [CohortRow] {
            (0..<count).map { number in
                let filed = RandomCases.today.adding(-100)
                let isDecided = number < decided
                return CohortRow(
                    member: MemberID(trusted: "m\(first + number)"), pathway: "p", office: "", lane: lane,
                    nationality: nil, submittedOn: filed, endedOn: isDecided ? filed.adding(50) : nil,
                    ending: isDecided ? .refused : nil, confirmedOn: filed.adding(60), createdAt: filed.start,
                    isExcluded: false)
            }
        }
        func decisions(_ few: Int) -> [Int?] {
            let cases = rows(40, decided: 30, .standard, from: 0) + rows(12, decided: few, .priority, from: 100)
            let figures = FigureMaker(cases, today: RandomCases.today).figures()
            return figures.filter { $0.cell.quarter == nil }.map(\.decisions)
        }
        #expect(decisions(3) == [33, nil, nil])
        #expect(decisions(5) == [35, 5, 30])
    }

    // MARK: Over all addresses

    private struct Seen: Hashable {
        let cell: FigureCell
        let members: Int
        let decisions: Int?
    }

    private static func fill(_ app: TestApp, _ rows: [CohortRow]) async throws {
        try await app.services.store.write { transaction in
            for (number, row) in rows.enumerated() {
                let name = row.member.text
                try transaction.execute(
                    """
                    INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                        consent_version, created_at, updated_at)
                    VALUES (\(name), \(name), \(name + "@example.org"), '', \(name), 'active', 'UTC', 'en', 1, 1, 1)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO timeline (id, account_id, pathway_id, office, lane, nationality, visibility,
                        submitted_on, ended_on, ending, confirmed_on, created_at, updated_at)
                    VALUES (\("t-\(number)-\(name)"), \(name), \(row.pathway), \(row.office), \(row.lane.rawValue),
                        \(row.nationality), 'cohort-only', \(row.submittedOn.description),
                        \(row.endedOn?.description), \(row.ending?.rawValue), \(row.confirmedOn.description),
                        \(row.createdAt), \(row.createdAt))
                    """)
            }
        }
    }

    /// All filters that one may ask for, shown or not; three are refused.
    private static let filters: [String] = {
        let offices = ["", "islamabad", "Karachi", "nowhere"]
        let lanes = ["", "standard", "priority"]
        let nationalities = ["", "PK", "in", "AE"]
        return offices.flatMap { office in
            lanes.flatMap { lane in
                nationalities.filter { [office, lane, $0].count { !$0.isEmpty } < 3 }
                    .map { "office=\(office)&lane=\(lane)&nationality=\($0)" }
            }
        }
    }()

    private static func seen(_ figure: [String: Any]) throws -> Seen {
        Seen(
            cell: FigureCell(
                office: figure["office"] as? String,
                lane: (figure["lane"] as? String).flatMap(Timeline.Lane.init),
                nationality: figure["nationality"] as? String, quarter: figure["quarter"] as? String),
            members: try #require(figure["members"] as? Int), decisions: figure["decisions"] as? Int)
    }

    /// Members that a page speaks of: in words, and in the table of quarters.
    private static func counts(_ page: String) -> [Int] {
        page.matches(of: /Based on (\d+) members|(?:this is|This is) based on (\d+) members|<td>(\d+)<\/td>/)
            .compactMap { Int($0.output.1 ?? $0.output.2 ?? $0.output.3 ?? "") }
    }

    /// Six pathways with cases, each asked with all pairs of filters by page and by program; all others without.
    @Test func noAddressShowsACellThatIsTooSmallNorWhatItCouldBeReckonedFrom() async throws {
        let random = Seeded()
        let (seed, number) = ("\(random)", random.seed)
        try await TestApp.runWithPathways(tampering: true) { app in
            var random = Seeded(number)
            let pathways = try await app.services.timelines.pathways()
            let (used, unused) = (pathways.prefix(6), pathways.dropFirst(6))
            let sizes = [8, 40, 120, 500, 500, 700]
            let rows = zip(used, sizes).flatMap { RandomCases(&random, upTo: $1, pathway: $0.id).rows }
            try await Self.fill(app, rows)
            try await app.services.timelines.makeFigures()
            var chance = Seeded(number)
            for pathway in used {
                var shown: Set<Seen> = []
                for filter in Self.filters {
                    let api = try await app.get("/api/v1/pathways/\(pathway.id)/processing-times?\(filter)").json()
                    let figures = [api["figure"] as? [String: Any]].compactMap { $0 }
                    let trend = try #require(api["trend"] as? [[String: Any]])
                    let here = try (figures + trend).map(Self.seen)
                    shown.formUnion(here)
                    let waited = chance.pick(["", "&waited=0", "&waited=45", "&waited=700"])
                    let page = try await app.get("/processing-times/\(pathway.id)?\(filter)\(waited)").text
                    let told = Set(Self.counts(page))
                    #expect(told.isSubset(of: Set(here.map(\.members))), "\(seed): \(pathway.id) \(filter) \(told)")
                }
                let cells = Dictionary(grouping: shown, by: \.cell)
                for (cell, ways) in cells {
                    #expect(ways.count == 1, "\(seed): one night says one thing of \(cell)")
                    #expect(ways.allSatisfy { $0.members >= cell.least }, "\(seed): \(cell)")
                }
                let faults = ShownCells(shown.map { ($0.cell, $0.members) }).faults()
                #expect(faults.isEmpty, "\(seed) \(pathway.id): \(faults.prefix(3))")
            }
            for pathway in unused {
                let api = try await app.get("/api/v1/pathways/\(pathway.id)/processing-times").json()
                #expect(api["figure"] == nil && (api["trend"] as? [Any])?.isEmpty == true)
            }
            for path in ["/", "/processing-times", "/insight", "/insight/skills", "/insight/corridors", "/visas"] {
                let told = Self.counts(try await app.get(path).text).filter { $0 < Disclosure.least }
                #expect(told.isEmpty, "\(seed): \(path)")
            }
        }
    }
}
