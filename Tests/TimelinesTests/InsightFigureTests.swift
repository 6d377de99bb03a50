import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

@testable import Timelines

extension TestApp {
    /// So many open jobs of a country that ask for the skills of each.
    fileprivate func jobs(
        _ count: Int, in country: String, named name: String, state: String = "open", skills: (Int) -> [String]
    ) async throws {
        let poster = "firm-\(name)"
        try await people(1, named: poster)
        try await change(
            """
            INSERT INTO employer (id, slug, name, match_name, country, state, created_at)
            VALUES (\(poster), \(poster), \(poster), \(poster), \(country), 'unverified', 1)
            """)
        for number in 0..<count {
            let id = "job-\(name)-\(number)"
            try await change(
                """
                INSERT INTO job (id, employer_id, poster_id, state, title, slug, body, html, html_version, country,
                    city, remote, contract, sponsorship, sponsorship_evidence, relocation, regions, skills, languages,
                    apply_url, source_url, match_url, match_place, signals, score, posted_at, valid_through, created_at,
                    updated_at)
                VALUES (\(id), \(poster), \(poster + "-0"), \(state), 'T', 't', 'B', 'B', 1, \(country), 'C', 'none',
                    'permanent', 'unknown', '', '', '', '', '', '', '', \(id), \(id), '', 0, 1, 9999999999999, 1, 1)
                """)
            for skill in skills(number) {
                try await change(
                    "INSERT INTO job_facet (facet, posted_at, job_id) VALUES (\("skill:" + skill), 1, \(id))")
            }
            try await change("INSERT INTO job_facet (facet, posted_at, job_id) VALUES ('language:en', 1, \(id))")
        }
        try await services.jobs.fillSearchIndex()
    }

    fileprivate func people(
        _ count: Int, named name: String, from origin: String? = nil, to destination: String? = nil,
        stage: String? = nil, joined: Timestamp = Timestamp(milliseconds: 1)
    ) async throws {
        for number in 0..<count {
            let id = "\(name)-\(number)"
            try await change(
                """
                INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                    consent_version, origin, destination, stage, created_at, updated_at)
                VALUES (\(id), \(id), \(id + "@example.org"), '', \(id), 'active', 'UTC', 'en', 1, \(origin),
                    \(destination), \(stage), \(joined), 1)
                """)
        }
    }

    fileprivate func figures(_ path: String, as viewer: Viewer = .nobody) async throws -> [String: Any] {
        try await get("/api/v1/insight/\(path)", as: viewer).json()
    }
}

@Suite("Skills that destinations ask for")
struct SkillDemandTests {
    @Test func nineteenJobsAreTooFew() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.jobs(19, in: "DE", named: "a") { _ in ["swift"] }
            try await app.jobs(5, in: "DE", named: "closed", state: "closed") { _ in ["swift"] }
            try await app.jobs(8, in: "DE", named: "silent") { _ in [] }
            try await app.services.insight.makeFigures()
            #expect(try await app.figures("skills")["items"] as? [Any] != nil)
            #expect(try await app.get("/api/v1/insight/skills").items().isEmpty)
            let one = try await app.figures("skills/DE")
            #expect(one["jobs"] == nil && (one["skills"] as? [Any])?.isEmpty == true)
            #expect(try await app.get("/insight/skills/de").text.contains("Fewer than twenty open jobs"))
            #expect(try await app.get("/insight/skills").text.contains("No destination has twenty"))
            for path in ["/insight/skills/xx", "/api/v1/insight/skills/xx", "/insight/skills/germany"] {
                #expect(try await app.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test func sharesAreOfJobsThatNameSkillsAndStayUntilTheNextNight() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.jobs(20, in: "DE", named: "a") { $0 < 15 ? ["swift", "sql"] : ["sql"] }
            try await app.jobs(30, in: "NL", named: "b") { _ in ["go"] }
            try await app.services.insight.makeFigures()
            let germany = try await app.figures("skills/de")
            let skills = try #require(germany["skills"] as? [[String: Any]])
            #expect(germany["jobs"] as? Int == 20 && germany["night"] as? String == "2026-11-21")
            #expect(skills.map { $0["skill"] as? String } == ["sql", "swift"])
            #expect(skills.map { $0["percent"] as? Int } == [100, 75] && skills.last?["jobs"] as? Int == 15)
            let list = try await app.get("/api/v1/insight/skills").items().map { $0["country"] as? String }
            #expect(list == ["NL", "DE"], "those with most jobs first")
            try await app.change("UPDATE job SET state = 'closed' WHERE id = 'job-a-0'")
            try await app.services.insight.makeFigures()
            #expect(try await app.figures("skills/de")["jobs"] as? Int == 20, "the night is over")
            app.clock.advance(.days(1))
            try await app.services.insight.makeFigures()
            #expect(try await app.figures("skills/de")["jobs"] == nil)
            #expect(try await app.figures("skills/nl")["jobs"] as? Int == 30)
        }
    }

    @Test func aMemberSeesWhatTheyLackAndWhereToLearnIt() async throws {
        try await TestApp.run(tampering: true) { app in
            let (sana, teacher) = (try await app.member("sana"), try await app.member("teacher"))
            let category = try await app.category()
            _ = try await app.question("Which book for SQL is a good one?", in: category, by: teacher, tags: ["sql"])
            _ = try await app.question(
                "How I learned SQL in a month", in: category, by: teacher, kind: "guide", tags: ["sql"])
            try await app.jobs(20, in: "DE", named: "a") { $0 < 9 ? ["swift", "sql"] : ["sql", "machine learning"] }
            try await app.services.insight.makeFigures()
            #expect(try await app.figures("skills/DE")["missing"] == nil, "of a visitor nothing is known")
            let visitor = try await app.get("/insight/skills/de").text
            #expect(visitor.contains("Sign in to compare") && !visitor.contains("How I learned SQL"))
            let silent = try await app.get("/insight/skills/de", as: sana.browser).text
            #expect(silent.contains("Your profile names no skills yet"))
            _ = try await app.api(
                .patch, "/api/v1/me", #"{"skills": ["Swift", "Machine-Learning"]}"#, as: sana.program)
            let own = try await app.figures("skills/DE", as: sana.program)
            #expect(own["missing"] as? [String] == ["sql"])
            let page = try await app.get("/insight/skills/de", as: sana.browser).text
            let guide = try #require(page.range(of: "How I learned SQL in a month"))
            let question = try #require(page.range(of: "Which book for SQL"))
            #expect(guide.lowerBound < question.lowerBound, "guides first")
            #expect(page.contains("<svg") && page.contains("<td>no</td>") && page.contains("<td>yes</td>"))
        }
    }
}

@Suite("How far members are on their ways")
struct CorridorTests {
    private func stages(_ app: TestApp) async throws -> [String: Int] {
        let corridors = try await app.figures("corridors")["corridors"] as? [[String: Any]] ?? []
        let first = corridors.first?["stages"] as? [[String: Any]] ?? []
        return Dictionary(
            uniqueKeysWithValues: first.map { ($0["stage"] as? String ?? "", $0["members"] as? Int ?? 0) })
    }

    @Test func nineteenMembersAreNobodyAndNewOnesDoNotCount() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.people(19, named: "a", from: "PK", to: "DE", stage: "waiting")
            try await app.people(9, named: "new", from: "PK", to: "DE", stage: "waiting", joined: app.clock.clock.now)
            try await app.people(30, named: "home", from: "PK", to: "PK", stage: "waiting")
            try await app.people(30, named: "silent")
            try await app.services.insight.makeFigures()
            #expect((try await app.figures("corridors")["corridors"] as? [Any])?.isEmpty == true)
            #expect(try await app.get("/insight/corridors").text.contains("No way has twenty members yet"))
            app.clock.advance(.days(8))
            try await app.services.insight.makeFigures()
            #expect(try await stages(app) == ["waiting": 28])
            #expect(try await app.get("/insight/corridors").text.contains("28 members"))
        }
    }

    @Test func theFirstPageTellsOfNoFewEither() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.people(9, named: "a", from: "PK", to: "SE")
            #expect(!(try await app.get("/").text.contains("Sweden")))
            try await app.people(1, named: "b", from: "PK", to: "SE")
            app.clock.advance(.minutes(11))
            #expect(try await app.get("/").text.contains("Sweden"))
        }
    }

    /// A few at one stage are not what is left over when the others are taken from all.
    @Test func aSmallStageTakesAnotherWithIt() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.people(40, named: "a", from: "PK", to: "DE", stage: "waiting")
            try await app.people(25, named: "b", from: "PK", to: "DE", stage: "moved")
            try await app.people(3, named: "c", from: "PK", to: "DE", stage: "returned")
            try await app.services.insight.makeFigures()
            #expect(try await stages(app) == ["waiting": 40])
            let page = try await app.get("/insight/corridors").text
            #expect(page.contains("<b>28</b>") && page.contains("Elsewhere on the way, or not said"))
            #expect(!page.contains("<b>25</b>") && !page.contains("<b>3</b>") && !page.contains("Came back"))
            try await app.people(20, named: "d", from: "PK", to: "DE")
            app.clock.advance(.days(1))
            try await app.services.insight.makeFigures()
            #expect(try await stages(app) == ["waiting": 40, "moved": 25], "enough did not say")
        }
    }

    /// Of corridors at random no set of stages that is smaller can be reckoned.
    @Test func noReckoningTellsOfFewerThanTwenty() throws {
        var random = Seeded()
        var shown = 0
        for _ in 0..<300 {
            var counts: [String: Int] = [:]
            for stage in CorridorFigure.order + [""] where random.below(3) > 0 { counts[stage] = random.below(60) }
            guard let figure = CorridorFigure(origin: "PK", destination: "DE", counts: counts) else {
                #expect(counts.values.reduce(0, +) < CorridorFigure.least, "\(random)")
                continue
            }
            let stages = figure.stages.map(\.stage)
            let all = (atoms: [Bool](repeating: true, count: stages.count + 1), count: figure.members)
            let parts = figure.stages.map { part in
                (atoms: stages.map { $0 == part.stage } + [false], count: part.members)
            }
            let few = Subtraction([all] + parts).sets().filter { $0.count != 0 && $0.count < CorridorFigure.least }
            #expect(few.isEmpty, "\(random): \(counts)")
            #expect(figure.stages.allSatisfy { counts[$0.stage] == $0.members }, "\(random)")
            shown += stages.count
        }
        #expect(shown > 300, "else the walk would prove nothing")
    }
}
