import App
import Core
import Foundation
import TestSupport
import Testing

@testable import Mentoring

@Suite("Profiles of mentors and mentees")
struct ProfileTests {
    // MARK: What is refused

    @Test func onlyMembersHaveOne() async throws {
        try await Scene.play { scene in
            for path in [Scene.mentorProfile, Scene.menteeProfile, Scene.hoursPath, Scene.rulesPath] {
                #expect(try await scene.app.api(.get, path).status == 401)
            }
            for path in ["/mentoring", "/mentoring/mentor-profile", "/mentors", "/mentors/guide"] {
                #expect(try await scene.app.get(path).status == 303)
            }
            let suspended = try await scene.app.member("banned", verified: false)
            try await scene.refuses(403) {
                try await scene.put(Scene.mentorProfile, try Scene.mentor(), as: suspended)
            }
        }
    }

    @Test func whatIsWrongIsNamed() async throws {
        try await Scene.play { scene in
            let bad = try await scene.refuses(422) {
                try await scene.put(
                    Scene.mentorProfile,
                    try Scene.mentor([
                        "capacity": 11, "weeklyRequests": 0, "about": "Short.", "origin": "ZZ", "topics": [String](),
                        "languages": [["code": "ur", "level": 7]], "stages": ["dreaming"],
                        "stays": [["country": "DE", "city": "", "since": "2022-03", "until": "2021-01"]],
                        "experiences": [["pathwayId": "de-eu-blue-card", "year": 1800]], "pausedUntil": "soon",
                        "experienceYears": 61,
                    ]), as: scene.guide)
            }
            #expect(
                try bad.pointers() == [
                    "#/capacity", "#/weeklyRequests", "#/about", "#/origin", "#/topics", "#/languages", "#/stages",
                    "#/stays", "#/experiences", "#/pausedUntil", "#/experienceYears",
                ])
            let mentee = try await scene.refuses(422) {
                try await scene.put(
                    Scene.menteeProfile,
                    try Scene.mentee([
                        "goal": "Go.", "topics": ["cv", "interviews", "salary", "housing"], "timeline": "never",
                        "neededLanguages": ["de"], "destinations": [[String: String]](),
                    ]), as: scene.seeker)
            }
            #expect(
                try mentee.pointers() == [
                    "#/goal", "#/topics", "#/timeline", "#/neededLanguages", "#/destinations",
                ])
            let hours = try await scene.refuses(422) {
                try await scene.put(
                    Scene.hoursPath,
                    """
                    {"windows": [{"weekdays": [], "start": "25:00", "end": "20:00", "zone": "Europe/Berlin"}],
                    "exceptions": [{"isFree": false, "on": "Monday", "start": "10:00", "end": "12:00", "zone": "X/Y"}]}
                    """, as: scene.seeker)
            }
            #expect(try hours.pointers() == ["#/windows", "#/exceptions"])
            let rules = try await scene.refuses(422) {
                try await scene.put(
                    Scene.rulesPath, #"{"gender": "x", "genderRule": "nobody"}"#, as: scene.seeker)
            }
            #expect(try rules.pointers() == ["#/gender", "#/genderRule"])
        }
    }

    @Test func whoIsNotOfAgeHasNone() async throws {
        try await Scene.play { scene in
            for (path, json) in [
                (Scene.mentorProfile, try Scene.mentor(["isAdult": false])),
                (Scene.menteeProfile, try Scene.mentee(["isAdult": false])),
            ] {
                let refused = try await scene.refuses(422) { try await scene.put(path, json, as: scene.guide) }
                #expect(try refused.pointers() == ["#/isAdult"])
            }
            try await scene.guides(scene.guide, isGranted: false)
            // Said once, it stays said.
            let again = try await scene.put(
                Scene.menteeProfile, try Scene.mentee(["isAdult": false]), as: scene.guide)
            #expect(again.status == 200, "\(again.text)")
        }
    }

    @Test func aPathwayThatThereIsNotIsRefused() async throws {
        try await Scene.play { scene in
            let refused = try await scene.refuses(422) {
                try await scene.put(
                    Scene.mentorProfile,
                    try Scene.mentor(["experiences": [["pathwayId": "de-made-up", "year": 2020]]]), as: scene.guide)
            }
            #expect(try refused.pointers() == ["#/experiences"])
        }
    }

    @Test func whoReadAnOldOneDoesNotWriteOverTheNew() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide, isGranted: false)
            let read = try await scene.app.api(.get, Scene.mentorProfile, as: scene.guide.program)
            let tag = try #require(read.header("ETag"))
            let changed = try await scene.app.api(
                .put, Scene.mentorProfile, try Scene.mentor(["capacity": 3]), as: scene.guide.program,
                headers: ["If-Match": tag])
            #expect(changed.status == 200 && changed.text.contains(#""capacity":3"#))
            try await scene.refuses(412) {
                try await scene.app.api(
                    .put, Scene.mentorProfile, try Scene.mentor(["capacity": 4]), as: scene.guide.program,
                    headers: ["If-Match": tag])
            }
        }
    }

    @Test func aRefusedFormKeepsWhatWasTyped() async throws {
        try await Scene.play { scene in
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/mentoring/mentor-profile",
                    [
                        "about": "Too short.", "topics": "cv", "topics": "housing", "languages": "ur native, en X9",
                        "capacity": "3", "weeklyRequests": "many", "experienceYears": "7",
                        "stayCountry0": "Deutschland",
                        "stayCity0": "Köln am Rhein", "staySince0": "2020-05", "isAccepting": "on",
                    ], as: scene.guide.browser)
            }
            for text in [
                "Too short.", "ur native, en X9", #"value="many""#, "Deutschland", "Köln am Rhein",
                "field-stays-error",
                "field-about-error", #"value="housing" checked"#, #"<option value="3" selected>"#,
            ] { #expect(form.text.contains(text), "\(text)") }
            let mentee = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/mentoring/mentee-profile",
                    ["goal": "Away.", "topics": "cv", "destinationCountry0": "DE", "destinationCity0": "Bremen"],
                    as: scene.seeker.browser)
            }
            #expect(mentee.text.contains("Away.") && mentee.text.contains("Bremen"))
            #expect(mentee.text.contains("field-goal-error"))
            let hours = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/mentoring/availability",
                    ["windowStart0": "17:00", "windowEnd0": "20:00", "windowZone0": "Europe/Atlantis"],
                    as: scene.seeker.browser)
            }
            #expect(hours.text.contains("Europe/Atlantis") && hours.text.contains("field-windows-error"))
        }
    }

    // MARK: What is done

    @Test func aMentorSaysWhatTheyOfferByForm() async throws {
        try await Scene.play { scene in
            let saved = try await scene.app.submit(
                "/mentoring/mentor-profile",
                [
                    "about": "I went to Berlin in 2022 and can tell how the papers and the interviews went for me.",
                    "topics": "cv", "topics": "interviews", "skills": "Kotlin, SQL", "languages": "ur native, de B2",
                    "capacity": "2", "weeklyRequests": "5", "experienceYears": "9", "origin": "PK",
                    "stayCountry0": "germany", "stayCity0": "Berlin", "staySince0": "2022-03",
                    "experiencePathway0": "de-eu-blue-card", "experienceYear0": "2022", "employer": "Gleis GmbH",
                    "employerKind": "railway software", "isAccepting": "on", "isAdult": "on", "stages": "applying",
                ], as: scene.guide.browser)
            #expect(saved.status == 303 && saved.header("Location") == "/mentoring", "\(saved.text)")
            let own = try await scene.app.api(.get, Scene.mentorProfile, as: scene.guide.program).json()
            #expect(own["skills"] as? [String] == ["kotlin", "sql"])
            #expect((own["stays"] as? [[String: Any]])?.first?["country"] as? String == "DE")
            #expect(own["verification"] as? Int == 0)
            let page = try await scene.app.get("/mentoring", as: scene.guide.browser)
            #expect(page.text.contains("Level 1 waits for a moderator"))
            let form = try await scene.app.get("/mentoring/mentor-profile", as: scene.guide.browser)
            #expect(form.text.contains(#"value="Germany""#) && form.text.contains(#"value="railway software""#))
            #expect(form.header("X-Robots-Tag") == "noindex")
        }
    }

    @Test func aMenteeSaysWhatTheyLookFor() async throws {
        try await Scene.play { scene in
            let saved = try await scene.app.submit(
                "/mentoring/mentee-profile",
                [
                    "goal": "A first job as a developer in Germany.", "topics": "cv", "timeline": "year",
                    "languages": "ur native", "neededLanguages": "ur", "destinationCountry0": "DE",
                    "experienceYears": "3", "pathway0": "de-eu-blue-card", "isAdult": "on",
                ], as: scene.seeker.browser)
            // Without hours nobody can be suggested: they come next.
            #expect(saved.status == 303 && saved.header("Location") == "/mentoring/availability")
            let hours = try await scene.app.submit(
                "/mentoring/availability",
                [
                    "windowDays0": "1", "windowDays0": "3", "windowStart0": "19:00", "windowEnd0": "22:00",
                    "windowZone0": "Europe/Berlin", "exceptionDay0": "2026-12-25", "exceptionFree0": "busy",
                    "exceptionStart0": "00:00", "exceptionEnd0": "00:00", "exceptionZone0": "Asia/Karachi",
                ], as: scene.seeker.browser)
            #expect(hours.status == 303)
            let stored = try await scene.app.api(.get, Scene.hoursPath, as: scene.seeker.program)
            #expect(stored.text.contains(#""weekdays":[1,3]"#) && stored.text.contains("2026-12-25"))
            let page = try await scene.app.get("/mentoring", as: scene.seeker.browser)
            #expect(page.text.contains("Mon, Wed 19:00–22:00 (Europe/Berlin) · Mon, Wed 23:00–02:00 (Asia/Karachi)"))
        }
    }

    @Test func privateRulesAreTheMembersAlone() async throws {
        try await Scene.play { scene in
            let saved = try await scene.app.submit(
                "/mentoring/rules",
                [
                    "gender": "woman", "genderRule": "women_only", "avoidedEmployers": "Canaryfirm\nOther Firm",
                    "refusesSameEmployer": "on", "countsGender": "on", "keptApart": "\(scene.other.username)",
                ], as: scene.seeker.browser)
            #expect(saved.status == 303, "\(saved.text)")
            for name in ["canarynobody", scene.seeker.username] {
                let refused = try await scene.refuses(422) {
                    try await scene.app.submit(
                        "/mentoring/rules", ["genderRule": "anybody", "keptApart": name], as: scene.seeker.browser)
                }
                #expect(refused.text.contains("There is no member of that name.") && refused.text.contains(name))
            }
            let own = try await scene.app.api(.get, Scene.rulesPath, as: scene.seeker.program).json()
            #expect(
                own["gender"] as? String == "woman" && own["countsGender"] as? Bool == true
                    && own["refusesSameEmployer"] as? Bool == true)
            #expect(own["avoidedEmployers"] as? [String] == ["Canaryfirm", "Other Firm"])
            let kept = try #require(own["keptApart"] as? [[String: Any]])
            #expect(kept.compactMap { $0["username"] as? String } == [scene.other.username])
            let page = try await scene.app.get("/mentoring/rules", as: scene.seeker.browser)
            #expect(page.text.contains("Canaryfirm") && page.text.contains(#"<option value="women_only" selected>"#))
            let others = try await scene.app.api(.get, Scene.rulesPath, as: scene.other.program)
            #expect(!others.text.contains("Canaryfirm") && !others.text.contains("woman"))
            #expect(
                try await scene.app.api(.get, Scene.rulesPath, as: scene.other.program).json()["keptApart"] as? [String]
                    == [])
        }
    }

    @Test func leavingTakesItAllAlong() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            try await scene.seeks(scene.guide)
            _ = try await scene.put(Scene.rulesPath, #"{"gender": "man"}"#, as: scene.guide)
            try await scene.seeks(scene.seeker)
            #expect(try await scene.suggested() == ["guide"])
            #expect(
                try await scene.app.api(.put, "/api/v1/mentors/guide/unwanted", as: scene.seeker.program).status == 204)
            let category = try await scene.app.category("germany")
            _ = try await scene.app.question(in: category, by: scene.seeker)
            scene.app.clock.advance(.hours(73))
            try await scene.app.services.offerQuestions()
            let data = MentoringPersonalData()
            let exported = try await scene.app.services.store.read { transaction in
                try data.export(try scene.guide.principal.requireMember(), in: transaction)
            }
            let counts = exported.mapValues(\.count)
            #expect(
                counts == [
                    "mentorProfile": 1, "menteeProfile": 1, "mentoringHours": 1, "mentoringRules": 1,
                    "mentorReviews": 1, "mentoringAge": 1, "offeredQuestions": 1, "mentoringCases": 0,
                    "mentoringPauses": 0,
                ])
            try await scene.app.services.store.write { transaction in
                try data.erase(scene.guide.id, posts: .anonymise, at: scene.app.clock.clock.now, in: transaction)
            }
            for (table, count) in [
                ("mentor_profile", 0), ("mentor_stay", 0), ("mentor_facet", 0), ("mentee_profile", 1),
                ("mentoring_private_rule", 0), ("mentoring_unwanted", 0), ("mentoring_adult", 1), ("mentor_review", 0),
                ("mentor_question", 0),
            ] { #expect(try await scene.app.contents()[table] == count, "\(table)") }
            #expect(try await scene.listed().isEmpty)
        }
    }
}
