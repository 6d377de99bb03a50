import Core
import Storage
import TestSupport
import Testing

/// One's profile, by form.
@Suite struct ProfilePageTests {
    private let good: [(String, String)] = [
        ("displayName", "ثناء خان"), ("about", "one\r\ntwo"), ("origin", "PK"), ("destination", "DE"),
        ("stage", "waiting"),
        ("languages", "ur native، en C1"), ("skills", "Kotlin, sre, kotlin"), ("timeZone", "Europe/Berlin"),
    ]

    private func changed(_ changes: [String: String]) -> [(String, String)] { good.map { ($0, changes[$0] ?? $1) } }

    @Test(arguments: [
        ("displayName", " ", "Please fill this in."),
        ("displayName", String(repeating: "x", count: 61), "Please write at most 60 characters."),
        ("about", String(repeating: "x", count: 2001), "Please write at most 2000 characters."),
        ("about", "a\0b", "There are invisible control characters in this text. Please type it anew."),
        ("origin", "XX", "We do not know this country code."),
        ("stage", "lost", "Please choose one of the values offered."),
        ("languages", "ur, en C9", "Please write a code and a level for each, separated by commas: ur native, en C1."),
        ("languages", "ur native, UR A1", "One is listed twice."),
        ("skills", String(repeating: "x", count: 41), "Please write at most 40 characters."),
        ("timeZone", "Asia/Atlantis", "We do not know this time zone. One looks like Asia/Karachi."),
    ])
    func aWrongFieldShowsTheFormAgain(field: String, value: String, message: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await app.submit("/settings/profile", changed([field: value]), as: member.browser)
            #expect(answer.status == 422)
            #expect(answer.error(beside: field) == message)
            #expect(answer.text.contains("ثناء خان") || field == "displayName")
            #expect(answer.value(of: "timeZone") == (field == "timeZone" ? value : "Europe/Berlin"))
            #expect(try await app.contents() == before)
            #expect(try await app.text("SELECT display_name FROM account") == "Name of sana")
            #expect(try await app.count("SELECT revision FROM account") == 1)
        }
    }

    @Test func everyWrongFieldIsNamedAtOnce() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let wrong = changed(["displayName": "", "languages": "ur C9", "timeZone": "nowhere"])
            let answer = try await app.submit("/settings/profile", wrong, as: member.browser)
            #expect(answer.status == 422)
            for field in ["displayName", "languages", "timeZone"] {
                #expect(answer.error(beside: field) != nil, "\(field)")
            }
        }
    }

    @Test func aVisitorIsAskedToSignIn() async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            let answer = try await app.submit("/settings/profile", good)
            #expect(answer.status == 303 && answer.header("Location") == "/sign-in?back=%2F")
            #expect(try await app.contents() == before)
        }
    }

    @Test func theProfileIsKeptAndShown() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            let answer = try await app.submit("/settings/profile", good, as: member.browser)
            #expect(answer.status == 303 && answer.header("Location") == "/settings/profile")
            #expect(answer.cookie("karwan_flash") == "saved")
            let kept = try await app.text(
                """
                SELECT display_name || '|' || about || '|' || origin || '|' || destination || '|' || stage || '|'
                    || time_zone || '|' || revision FROM account WHERE id = \(member.id)
                """)
            #expect(kept == "ثناء خان|one\ntwo|PK|DE|waiting|Europe/Berlin|2")
            let (skills, languages) = try await app.services.store.read { transaction in
                (
                    try transaction.rows("SELECT skill FROM account_skill") { $0.text(0) },
                    try transaction.rows("SELECT language || level FROM account_language") { $0.text(0) }
                )
            }
            #expect(Set(skills) == ["kotlin", "sre"] && Set(languages) == ["en5", "ur6"])
            #expect(try await app.text("SELECT display_name FROM account WHERE id = \(other.id)") == "Name of bilal")
            let page = try await app.get("/settings/profile", as: member.browser.adding(cookie: "karwan_flash=saved"))
            #expect(page.text.contains("Saved.") && page.value(of: "languages") == "ur native, en C1")
            #expect(page.value(of: "skills") == "kotlin, sre")
            #expect(page.cookie("karwan_flash") == "")
        }
    }

    @Test func theTurnedTextIsStraightened() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let answer = try await app.submit(
                "/settings/profile", changed(["displayName": "Ali \u{202E}gnp.exe", "about": "x\u{2066}y"]),
                as: member.browser)
            #expect(answer.status == 303)
            #expect(try await app.text("SELECT display_name || '|' || about FROM account") == "Ali gnp.exe|xy")
        }
    }

    @Test func textCannotBecomeMarkup() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let evil = "</textarea><script>alert(1)</script>\"'>"
            let answer = try await app.submit(
                "/settings/profile", changed(["displayName": "<img src=x>", "about": evil]), as: member.browser)
            #expect(answer.status == 303)
            for path in ["/settings/profile", "/members/sana", "/"] {
                let page = try await app.get(path, as: member.browser)
                #expect(!page.text.contains("<script>") && !page.text.contains("<img src"), "\(path)")
            }
        }
    }

    @Test func theStageIsShownToNobodyElse() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            _ = try await app.submit("/settings/profile", good, as: member.browser)
            for answer in [
                try await app.get("/members/sana", as: other.browser), try await app.get("/api/v1/members/sana"),
                try await app.get("/members/SANA"),
            ] {
                #expect(answer.status == 200 && answer.text.contains("ثناء خان"))
                #expect(!answer.text.contains("waiting") && !answer.text.contains("I wait for a decision"))
                #expect(!answer.text.contains("sana@example.org") && !answer.text.contains("Europe/Berlin"))
            }
        }
    }
}
