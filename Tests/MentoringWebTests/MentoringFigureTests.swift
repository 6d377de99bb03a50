import Core
import Foundation
import TestSupport
import Testing

@testable import Mentoring

extension TestApp {
    /// So many members who look for a mentor; those who found one asked six days ago and were answered in a day.
    fileprivate func mentees(
        _ count: Int, named name: String, from origin: String = "PK", to country: String = "DE",
        topic: String = "cv", language: String = "ur", matchedBy mentor: TestMember? = nil, createdAgo: Int64 = 100
    ) async throws {
        let now = clock.clock.now
        let created = now.advanced(by: .days(-createdAgo))
        let (asked, answered) = (now.advanced(by: .days(-6)), now.advanced(by: .days(-5)))
        for number in 0..<count {
            let id = "\(name)-\(number)"
            try await change(
                """
                INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                    consent_version, created_at, updated_at, email_verified_at)
                VALUES (\(id), \(id), \(id + "@example.org"), '', \(id), 'active', 'UTC', 'en', 1, 1, 1, 1)
                """)
            try await change(
                """
                INSERT INTO mentee_profile (account_id, goal, origin, experience_years, timeline, is_async_only,
                    employer, topics, skills, languages, needed_languages, destinations, pathways, created_at,
                    updated_at)
                VALUES (\(id), 'G', \(origin), 3, 'year', 0, '', \(topic), '', \(language + " 6"), '', \(country), '',
                    \(created), \(created))
                """)
            guard let mentor else { continue }
            try await change(
                """
                INSERT INTO mentorship (id, mentor_id, mentee_id, track, state, goal, background, question, weeks,
                    requested_at, accepted_at, outcome, outcome_at, ended_at, ending, updated_at)
                VALUES (\("m-" + id), \(mentor.id), \(id), 'career', 'completed', 'G', 'B', 'Q', 12, \(asked),
                    \(answered), 'answered', \(answered), \(answered), 'finished', \(answered))
                """)
        }
    }

    fileprivate func figures(as moderator: TestMember) async throws -> [String: Any] {
        let answer = try await api(.get, "/api/v1/mentoring-figures", as: moderator.program)
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()["figures"] as? [String: Any] ?? [:]
    }

    fileprivate func publicFigures() async throws -> [String: Any] {
        try await get("/api/v1/insight/mentoring").json()["figures"] as? [String: Any] ?? [:]
    }
}

@Suite("Figures of mentoring")
struct MentoringFigureTests {
    private static func cells(_ figures: [String: Any], _ key: String = "cells") -> [[String: Any]] {
        figures[key] as? [[String: Any]] ?? []
    }

    @Test func theyAreForStaffAndThereIsNothingBeforeTheFirstNight() async throws {
        try await TestApp.run { app in
            let (member, moderator) = (
                try await app.member("member"), try await app.member("moderator", roles: [.moderator])
            )
            for viewer in [Viewer.nobody, member.browser] {
                #expect(try await app.get("/moderation/mentoring", as: viewer).status == 404)
            }
            #expect(try await app.api(.get, "/api/v1/mentoring-figures", as: member.program).status == 404)
            let empty = try await app.api(.get, "/api/v1/mentoring-figures", as: moderator.program).json()
            #expect(empty["night"] == nil && empty["figures"] == nil)
            let page = try await app.get("/moderation/mentoring", as: moderator.browser)
            #expect(page.status == 200 && page.text.contains("Nothing has been counted yet"))
            let open = try await app.get("/insight/mentoring")
            #expect(open.status == 200 && open.text.contains("Too few members looked"))
        }
    }

    @Test func moderatorsReadWhoFoundNobodyHowSoonMentorsAnswerAndHowLoaded() async throws {
        try await TestApp.run(tampering: true) { app in
            let (guide, quiet) = (try await app.member("guide"), try await app.member("quiet"))
            let moderator = try await app.member("moderator", roles: [.moderator])
            for mentor in [guide, quiet] { try await app.mentor(mentor) }
            try await app.mentees(5, named: "found", matchedBy: guide)
            try await app.mentees(1, named: "alone")
            try await app.mentees(3, named: "few", from: "IN", to: "SE")
            let today = Int(CivilDay(app.clock.clock.now).daysSince1970)
            try await app.change(
                "INSERT INTO mentor_exposure (mentor_id, day, shown) VALUES (\(guide.id), \(today), 4)")
            try await app.services.mentoring.makeFigures()
            let figures = try await app.figures(as: moderator)
            #expect(figures["mentees"] as? Int == 9 && figures["unmatched"] as? Int == 4)
            #expect(figures["unmatchedShare"] as? Int == 444 && figures["medianHours"] as? Int == 24)
            #expect(figures["mentors"] as? Int == 2 && figures["seats"] as? Int == 4)
            #expect(figures["takenSeats"] as? Int == 0 && figures["openRequests"] as? Int == 0)
            #expect(figures["settled"] as? Int == 2 && figures["quiet"] as? Int == 1)
            #expect(figures["exposureGini"] as? Int == 500 && figures["rounds"] as? Int == 0)
            // Three of a way are few, and so are they alone among the others: the larger way goes with them.
            let ways = Self.cells(figures).filter { $0["kind"] as? String == "corridor" }
            #expect(ways.count == 1 && ways.first?["value"] == nil && ways.first?["mentees"] as? Int == 9)
            #expect(ways.first?["unmatched"] as? Int == 4 && ways.first?["medianHours"] as? Int == 24)
            #expect(!Self.cells(figures).contains { $0["kind"] as? String == "gender" })
            let page = try await app.get("/moderation/mentoring", as: moderator.browser).text
            #expect(page.contains("4 of 9 mentees") && page.contains("44.4 %") && page.contains("within 24 hours"))
            #expect(page.contains("Smaller groups together") && page.contains("<td>CV</td>"))
            #expect(page.contains("No round was published"))
        }
    }

    @Test func gendersCountOfThoseAloneWhoLetThemAndForStaffAlone() async throws {
        try await TestApp.run(tampering: true) { app in
            let moderator = try await app.member("moderator", roles: [.moderator])
            try await app.mentees(30, named: "some")
            for (counts, gender, modulus) in [(1, "woman", 2), (0, "man", 3)] {
                try await app.change(
                    """
                    INSERT INTO mentoring_private_rule (account_id, gender, gender_rule, refuses_same_employer,
                        avoided_employers, counts_gender, updated_at)
                    SELECT account_id, \(gender), 'anybody', 0, '', \(counts), 1 FROM (
                        SELECT account_id, row_number() OVER (ORDER BY account_id) AS place FROM mentee_profile) AS numbered
                    WHERE place % \(modulus) = 0
                    ON CONFLICT (account_id) DO NOTHING
                    """)
            }
            try await app.services.mentoring.makeFigures()
            let figures = try await app.figures(as: moderator)
            let cells = Self.cells(figures).filter { $0["kind"] as? String == "gender" }
            #expect(cells.count == 1 && cells.first?["value"] as? String == "woman", "\(cells)")
            #expect(cells.first?["mentees"] as? Int == 15)
            let page = try await app.get("/moderation/mentoring", as: moderator.browser).text
            #expect(page.contains("A woman") && page.contains("Gender, of those who let it be counted"))
            #expect(!(try await app.get("/insight/mentoring").text.contains("A woman")))
        }
    }

    @Test func roundsThatWerePublishedCountByTheirMentees() async throws {
        try await TestApp.run(tampering: true) { app in
            let moderator = try await app.member("moderator", roles: [.moderator])
            let now = app.clock.clock.now
            for (id, first, mentees) in [("r1", 500, 10), ("r2", 800, 30)] {
                try await app.change(
                    """
                    INSERT INTO mentoring_round (id, name, track, state, joins_until, ranks_until, list_length,
                        created_at, updated_at)
                    VALUES (\(id), 'R', 'career', 'published', '2026-10-01', '2026-10-10', 30, 1, 1)
                    """)
                let report = """
                    {"mentees": \(mentees), "matched": 9, "locked": 0, "seats": 9, "matchedShare": 900,
                    "firstChoiceShare": \(first), "topThreeShare": 1000, "exposureGini": 0, "cells": []}
                    """
                try await app.change(
                    """
                    INSERT INTO mentoring_round_run (round_id, run, seed, salt, begun_at, report, published_at)
                    VALUES (\(id), 0, 's', 's', 1, \(report), \(now))
                    """)
            }
            try await app.services.mentoring.makeFigures()
            let figures = try await app.figures(as: moderator)
            #expect(figures["rounds"] as? Int == 2 && figures["firstChoiceShare"] as? Int == 725)
            #expect(figures["topThreeShare"] as? Int == 1000)
        }
    }

    @Test func everybodyReadsNoNumberOfAFewAndNoneOfTheDay() async throws {
        try await TestApp.run(tampering: true) { app in
            let guide = try await app.member("guide")
            try await app.mentor(guide)
            try await app.mentees(9, named: "few")
            try await app.mentees(5, named: "new", createdAgo: 3)
            try await app.services.mentoring.makeFigures()
            #expect(try await app.publicFigures()["mentees"] == nil, "nine, and those who are new do not count")
            app.clock.advance(.days(5))
            #expect(try await app.publicFigures()["mentees"] == nil, "the night is over")
            try await app.services.mentoring.makeFigures()
            #expect(try await app.publicFigures()["mentees"] as? Int == 14)
            let kinds = Self.cells(try await app.publicFigures(), "groups").compactMap { $0["kind"] as? String }
            #expect(kinds == ["topic"])
            try await app.mentees(15, named: "found", matchedBy: guide)
            try await app.mentees(8, named: "other", from: "IN", to: "SE", topic: "salary", language: "hi")
            app.clock.advance(.days(1))
            try await app.services.mentoring.makeFigures()
            let figures = try await app.publicFigures()
            #expect(figures["mentees"] as? Int == 37 && figures["matched"] as? Int == 15)
            #expect(figures["answerDays"] == nil && figures["mentors"] == nil, "one mentor is not many")
            // Of the 29 of the way 15 found somebody, fewer than twenty; of the topic the other eight could be told.
            #expect(Self.cells(figures, "groups").isEmpty)
            try await app.mentees(12, named: "more", from: "IN", to: "SE", topic: "salary", language: "hi")
            try await app.mentees(9, named: "again", matchedBy: guide)
            try await app.mentees(9, named: "alone")
            app.clock.advance(.days(1))
            try await app.services.mentoring.makeFigures()
            let groups = Self.cells(try await app.publicFigures(), "groups")
            let values = groups.compactMap { $0["value"] as? String }
            #expect(values == ["PK-DE", "IN-SE", "ur", "hi", "cv", "salary"])
            let way = try #require(groups.first { $0["value"] as? String == "PK-DE" })
            #expect(way["mentees"] as? Int == 47 && way["matched"] as? Int == 24)
            let page = try await app.get("/insight/mentoring").text
            #expect(page.contains("24 of 67") && page.contains("<td>47</td>") && !page.contains("<td>9</td>"))
        }
    }

    /// Of groups at random nothing smaller can be reckoned, neither of those who found somebody nor of the others.
    @Test func noReckoningTellsOfAFew() {
        typealias Split = PublicMentoringFigures.Split
        var random = Seeded()
        var count = 0
        for _ in 0..<500 {
            var groups: [String: Split] = [:]
            for value in ["PK-DE", "PK-SE", "IN-DE", "?-DE", "BD-NL"] where random.below(4) > 0 {
                groups[value] = Split(matched: random.below(60), unmatched: random.below(60))
            }
            let total = groups.values.reduce(Split(matched: 0, unmatched: 0)) {
                Split(matched: $0.matched + $1.matched, unmatched: $0.unmatched + $1.unmatched)
            }
            let shown = PublicMentoringFigures.shown(.corridor, groups, of: total)
            let least = Disclosure.leastOfGroups
            // What is left when all that are shown are taken away; taking fewer away leaves more.
            let rest = shown.values.reduce(total) { $0.without($1) }
            #expect(shown.isEmpty || rest.isNobodyOrMany(least), "\(random): \(groups)")
            let areTold = shown.allSatisfy { $0.value.isTold(least) && $0.value == groups[$0.key] }
            #expect(areTold, "\(random)")
            #expect(shown["?-DE"] == nil)
            count += shown.count
        }
        #expect(count > 100, "else the walk would prove nothing")
    }
}
