import Core
import Forum
import Moderation
import Storage
import TestSupport
import Testing

@Suite("Patterns of one's own community")
struct OwnPatternTests {
    private static let path = "/api/v1/scam-patterns"
    private static let words = #"{"kind": "words", "signal": "contact", "text": "Slot booking desk"}"#

    @Test func forOthersThanStaffTheyAreNotThereAndModeratorsOnlyRead() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let moderator = try await app.member("moderator", roles: [.moderator])
            for viewer in [Viewer.nobody, member.browser] {
                #expect(try await app.get("/moderation/patterns", as: viewer).status != 200)
            }
            #expect(try await app.get("/moderation/patterns", as: member.browser).status == 404)
            for path in ["", "/shipped"] {
                #expect(try await app.get(Self.path + path, as: member.program).status == 404)
                #expect(try await app.get(Self.path + path, as: moderator.program).status == 200)
            }
            for path in ["", "/trial"] {
                let refused = try await app.writesNothing {
                    try await app.api(.post, Self.path + path, Self.words, as: member.program)
                }
                #expect(refused.status == 404)
            }
            let page = try await app.get("/moderation/patterns", as: moderator.browser)
            #expect(page.status == 200 && page.text.contains("jazzcash") && page.text.contains("gov.uk"))
            #expect(!page.text.contains("value=\"add\"") && page.text.contains("value=\"try\""))
            let refused = try await app.writesNothing {
                try await app.api(.post, Self.path, Self.words, as: moderator.program)
            }
            #expect(try refused.status == 403 && (refused.json()["code"] as? String) == "admins_only")
        }
    }

    @Test func whatIsNoPatternIsRefusedAndStaysTyped() async throws {
        try await TestApp.run { app in
            let admin = try await app.member("admin", roles: [.admin])
            for (kind, signal, text) in [
                ("words", "contact", "a-b-c"), ("site", "payment", "visa help"), ("site", "payment", "www.gov.uk"),
                ("regex", "payment", "(a+)+$"), ("words", "lookalike", "long enough"), ("words", "contact", ""),
            ] {
                let page = try await app.writesNothing {
                    try await app.submit(
                        "/moderation/patterns", ["kind": kind, "signal": signal, "text": text, "action": "add"],
                        as: admin.browser)
                }
                #expect(page.status == 422 && page.text.contains("value=\"\(text)\""), "\(text)")
            }
        }
    }

    @Test func onePatternHoldsWhatIsWrittenFromThenOn() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let admin = try await app.member("admin", roles: [.admin])
            let words = "Ask the Slot Booking Desk, they know how it goes in Lahore."
            let before = try await app.question(
                "Who knows how appointments go?", in: category, by: try await app.member("first", joinedAgo: .hours(2)),
                body: words)
            #expect(before.state == .published)
            let tried = try await app.writesNothing {
                try await app.api(.post, Self.path + "/trial", Self.words, as: admin.program)
            }
            #expect(try tried.json()["posts"] as? Int == 1 && (tried.json()["found"] as? Int) == 1)
            let form = try await app.writesNothing {
                try await app.submit(
                    "/moderation/patterns",
                    ["kind": "site", "signal": "address", "text": "nowhere.example", "action": "try"],
                    as: admin.browser)
            }
            #expect(form.status == 200 && form.text.contains("0 of the last 1 posts have it."))
            #expect(form.text.contains("value=\"nowhere.example\""))
            let added = try await app.api(
                .post, Self.path, #"{"kind": "words", "signal": "address", "text": "Slot booking desk"}"#,
                as: admin.program)
            #expect(added.status == 200)
            let id = try added.json()["id"] as? String ?? ""
            let again = try await app.writesNothing {
                try await app.api(
                    .post, Self.path, #"{"kind": "words", "signal": "address", "text": "Slot booking desk"}"#,
                    as: admin.program)
            }
            #expect(again.status == 409)
            func state(_ name: String, _ body: String) async throws -> PostState {
                let author = try await app.member(name, joinedAgo: .hours(2))
                return try await app.question("Where are appointments made?", in: category, by: author, body: body)
                    .state
            }
            #expect(try await state("second", "The s l o t bo0king desk helps everybody here.") == .held)
            let paused = try await app.submit(
                "/moderation/patterns", ["id": id, "action": "pause"], as: admin.browser)
            #expect(paused.status == 303)
            #expect(try await app.get("/moderation/patterns", as: admin.browser).text.contains("Look for it again"))
            #expect(try await state("third", "The Slot Booking Desk helps everybody around here.") == .published)
            let resumed = try await app.api(
                .patch, "\(Self.path)/\(id)", #"{"isPaused": false}"#, as: admin.program)
            #expect(resumed.status == 200)
            #expect(try await state("fourth", "Find the Slot Booking Desk and ask them there.") == .held)
            #expect(try await app.api(.delete, "\(Self.path)/\(id)", as: admin.program).status == 204)
            #expect(try await app.api(.delete, "\(Self.path)/\(id)", as: admin.program).status == 404)
            let audit = try await app.get("/moderation/audit", as: admin.browser).text
            for line in ["was added", "rests", "is looked for again", "was removed"] {
                #expect(audit.contains("A pattern of scams \(line)"))
            }
            #expect(try await !app.get("/moderation-log").text.contains("of scams"))
        }
    }

    @Test func aSiteIsFoundWithAllBelowIt() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let admin = try await app.member("admin", roles: [.admin])
            let added = try await app.submit(
                "/moderation/patterns",
                ["kind": "site", "signal": "address", "text": "Visa-Help.example", "action": "add"], as: admin.browser)
            #expect(added.status == 303)
            var states: [PostState] = []
            for (number, site) in ["go.visa-help.example", "visa-help.example", "my-visa-help.example"].enumerated() {
                let author = try await app.member("author\(number)", joinedAgo: .hours(2))
                let thread = try await app.question(
                    "What is known of this site?", in: category, by: author,
                    body: "My cousin was told to register at \(site) for it, number \(number).")
                states.append(thread.state)
            }
            #expect(states == [.held, .held, .published])
        }
    }
}

extension TestApp {
    /// Nothing may be written by a request that is refused, or that only asks.
    fileprivate func writesNothing(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await contents()
        let answer = try await body()
        #expect(try await contents() == before, sourceLocation: sourceLocation)
        return answer
    }
}
