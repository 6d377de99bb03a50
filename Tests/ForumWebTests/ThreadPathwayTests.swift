import Core
import Forum
import TestSupport
import Testing

private let threads = "/api/v1/threads"

extension TestApp {
    /// Asks about a pathway, by a program.
    fileprivate func ask(_ pathway: String, in category: CategoryID, as member: TestMember) async throws -> Answer {
        try await api(
            .post, threads,
            """
            {"categoryId": "\(category)", "kind": "question", "title": "\(askedTitle)", "body": "\(askedWords)",
            "pathwayId": "\(pathway)"}
            """, as: member.program)
    }
}

@Suite("Threads about a pathway")
struct ThreadPathwayTests {
    @Test func onlyPathwaysThatThereAreAreTakenAndNothingTypedIsLost() async throws {
        try await TestApp.run { app in
            let (category, member) = (try await app.category(), try await app.member("asker"))
            let without = try await app.get("/threads/new", as: member.browser)
            #expect(!without.text.contains("name=\"pathwayId\""), "where no pathway is known none is asked for")
            try await app.importPathways()
            for pathway in ["moon", String(repeating: "x", count: 81), "de-eu-blue-card\u{0}", "\u{202E}de"] {
                let escaped = pathway.replacing("\u{0}", with: "\\u0000")
                let refused = try await app.writesNothing {
                    try await app.ask(escaped, in: category, as: member)
                }
                #expect(refused.status == 422 && refused.text.contains("#/pathwayId"), "\(pathway)")
            }
            let form = try await app.writesNothing {
                try await app.submit(
                    "/threads/new",
                    [
                        "categoryId": category.text, "kind": "question", "title": askedTitle, "body": askedWords,
                        "pathwayId": "moon", "formID": "f", "action": "publish",
                    ], as: member.browser)
            }
            #expect(form.status == 422 && form.value(of: "title") == askedTitle && form.value(of: "body") == askedWords)
            #expect(try await app.get("/visas/de/moon/threads").status == 404)
            #expect(try await app.get("\(threads)?pathway=moon").status == 404)
            #expect(try await app.get("/feeds/new.atom?pathway=moon").status == 404)
        }
    }

    @Test func thePageOfThePathwayGathersThemAndTheyLeadBackToIt() async throws {
        try await TestApp.run { app in
            let (category, member) = (try await app.category(), try await app.member("asker"))
            try await app.importPathways()
            let card = "/visas/de/eu-blue-card"
            let empty = try await app.get("\(card)/threads")
            #expect(empty.status == 200 && empty.text.contains("class=\"empty\""))
            #expect(try await app.get(card).text.contains("href=\"/threads/new?pathway=de-eu-blue-card\""))
            let form = try await app.get("/threads/new?pathway=de-eu-blue-card", as: member.browser)
            #expect(form.value(of: "pathwayId") == "de-eu-blue-card")
            let sent = try await app.submit(
                "/threads/new",
                [
                    "categoryId": category.text, "kind": "question", "title": askedTitle, "body": askedWords,
                    "pathwayId": "de-eu-blue-card", "formID": "f", "action": "publish",
                ], as: member.browser)
            let path = try #require(sent.header("Location"))
            let thread = try await app.get(path).text
            for link in [card, "\(card)#checklist", "\(card)#mentors", "\(card)/threads"] {
                #expect(thread.contains("href=\"\(link)\""), "\(link)")
            }
            for place in [card, "\(card)/threads"] {
                #expect(try await app.get(place).text.contains(askedTitle), "\(place)")
            }
            #expect(try await !app.get("/visas/nl/eu-blue-card/threads").text.contains(askedTitle))
            let list = try await app.get("\(threads)?pathway=de-eu-blue-card").json()
            let items = try #require(list["items"] as? [[String: Any]])
            #expect(items.map { $0["pathwayId"] as? String } == ["de-eu-blue-card"])
            #expect(try await app.get("/feeds/new.atom?pathway=de-eu-blue-card").text.contains(askedTitle))
        }
    }

    /// A page at a time, the newest first, whatever order is asked for.
    @Test func theListGoesOnWhereThePageEnds() async throws {
        try await TestApp.run { app in
            let (category, member) = (try await app.category(), try await app.member("asker"))
            try await app.importPathways()
            var ids: [String] = []
            for _ in 0..<3 {
                app.clock.advance(.days(1))
                let answer = try await app.ask("gb-skilled-worker", in: category, as: member)
                ids.append(try #require(try answer.json()["id"] as? String))
            }
            for list in ["new", "hot", "active"] {
                let first = try await app.get("\(threads)?pathway=gb-skilled-worker&list=\(list)&limit=2").json()
                let next = try #require(first["next"] as? String)
                let rest = try await app.get(
                    "\(threads)?pathway=gb-skilled-worker&list=\(list)&limit=2&after=\(next)"
                ).json()
                let found = [first, rest].flatMap { $0["items"] as? [[String: Any]] ?? [] }
                #expect(found.compactMap { $0["id"] as? String } == ids.reversed(), "\(list)")
            }
        }
    }

    @Test func whatIsHiddenIsOnNoPathwaysPage() async throws {
        try await TestApp.run { app in
            let (category, member) = (try await app.category(), try await app.member("asker"))
            let outsider = try await app.member("outsider")
            try await app.importPathways()
            let id = try #require(
                try await app.ask("de-eu-blue-card", in: category, as: member).json()["id"] as? String)
            try await app.setState(.hidden, ofThread: ThreadID(trusted: id))
            for path in ["/visas/de/eu-blue-card", "/visas/de/eu-blue-card/threads"] {
                for viewer in [Viewer.nobody, outsider.browser] {
                    let page = try await app.get(path, as: viewer)
                    #expect(page.status == 200 && !page.text.contains(askedTitle), "\(path)")
                }
            }
            let list = try await app.get("\(threads)?pathway=de-eu-blue-card").json()
            #expect((list["items"] as? [Any])?.isEmpty == true)
            #expect(try await app.get("/visas/de/eu-blue-card/threads", as: member.browser).text.contains(askedTitle))
        }
    }

    @Test func itIsChangedWithTheThreadAndKeptByADraft() async throws {
        try await TestApp.run { app in
            let (category, member) = (try await app.category(), try await app.member("asker"))
            let other = try await app.member("other")
            try await app.importPathways()
            let asked = try await app.ask("de-eu-blue-card", in: category, as: member)
            let path = "\(threads)/\(try #require(try asked.json()["id"] as? String))"
            let foreign = try await app.api(.patch, path, #"{"pathwayId": ""}"#, as: other.program)
            let unknown = try await app.api(.patch, path, #"{"pathwayId": "moon"}"#, as: member.program)
            #expect(foreign.status == 403 && unknown.status == 422 && unknown.text.contains("#/pathwayId"))
            let untouched = try await app.api(.patch, path, #"{"tags": ["visa"]}"#, as: member.program)
            #expect(try untouched.json()["pathwayId"] as? String == "de-eu-blue-card")
            let changed = try await app.api(.patch, path, #"{"pathwayId": "nl-eu-blue-card"}"#, as: member.program)
            #expect(try changed.json()["pathwayId"] as? String == "nl-eu-blue-card")
            let none = try await app.api(.patch, path, #"{"pathwayId": ""}"#, as: member.program)
            #expect(none.status == 200)
            #expect(try none.json()["pathwayId"] == nil)

            let kept = try await app.submit(
                "/threads/new",
                ["title": "Short", "body": "Begun", "pathwayId": "nl-eu-blue-card", "action": "draft"],
                as: member.browser)
            #expect(kept.status == 303)
            let drafts = try await app.get("/api/v1/drafts", as: member.program).json()
            let draft = try #require((drafts["items"] as? [[String: Any]])?.first)
            #expect(draft["pathwayId"] as? String == "nl-eu-blue-card")
            let id = try #require(draft["id"] as? String)
            let form = try await app.get("/threads/new?draft=\(id)", as: member.browser)
            #expect(form.value(of: "pathwayId") == "nl-eu-blue-card")
        }
    }
}
