import Core
import Forum
import TestSupport
import Testing

@Suite("Searching by page and by API")
struct SearchPageTests {
    @Test func theEmptyPageHasItsFieldAndSaysHow() async throws {
        try await TestApp.run { app in
            let page = try await app.get("/search")
            #expect(page.status == 200)
            #expect(page.text.contains(#"<input id="field-q" name="q" type="search" value="""#))
            #expect(page.text.contains("tag:h-1b") && page.text.contains("is:solved"))
            #expect(!page.text.contains("Nothing found"))
        }
    }

    @Test func whatWasFoundIsMarkedAndLeadsThere() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let answer = try await app.answer(
                scene.thread, by: scene.helper, body: "They <b>asked</b> for the attestation & no more.")
            let page = try await app.get("/search?q=attestation")
            #expect(page.text.contains("They &lt;b&gt;asked&lt;/b&gt; for the <mark>attestation</mark> &amp; no more."))
            #expect(page.text.contains(#"<a href="/posts/\#(answer.id)" dir="auto">"#))
            #expect(page.text.contains(#"value="attestation""#))
            let titled = try await app.get("/search?q=blue+card+degree")
            #expect(
                titled.text.contains("<mark>degree</mark> papers does the <mark>Blue</mark> <mark>Card</mark> need?"))
            #expect(titled.text.contains(#"<a href="\#(scene.thread.path)" dir="auto">"#))
        }
    }

    @Test func nothingFoundGivesHintsAndTheWordsStay() async throws {
        try await TestApp.run { app in
            _ = try await app.scene()
            let page = try await app.get("/search?q=walrus%22%3E%3Cscript%3E")
            #expect(page.status == 200 && page.text.contains("Nothing found"))
            #expect(page.text.contains(#"value="walrus&quot;&gt;&lt;script&gt;""#) && !page.text.contains("<script>"))
            #expect(page.text.contains("/threads/new"))
        }
    }

    @Test(arguments: [
        "q=%", "q=%ZZ", "q=100%25", "q=%FF%FE", "q=%00", "q=a&q=b", "q", "q=", "=", "q=%E2%80%AEevil", "q=%2B%2B",
        "q=" + String(repeating: "x", count: 5_000), "q=" + String(repeating: "%22", count: 900),
    ])
    func noInputIsAnError(query: String) async throws {
        try await TestApp.run { app in
            for path in [
                "/search?\(query)", "/api/v1/search?\(query)", "/api/v1/threads/similar?title\(query.dropFirst())",
            ] {
                let answer = try await app.get(path)
                #expect(answer.status == 200, "\(path)")
            }
        }
    }

    @Test func pagesFollowOneAnother() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            for number in 1...25 {
                app.clock.advance(.minutes(1))
                _ = try await app.answer(scene.thread, by: scene.helper, body: "Sponsorship letter number \(number).")
            }
            let first = try await app.get("/search?q=c%2B%2B+sponsorship")
            #expect(first.text.contains("Nothing has all of your words."))
            let next = try #require(first.next)
            #expect(
                next.hasPrefix("/search?q=c%2B%2B%20sponsorship&amp;after=")
                    || next.hasPrefix("/search?q=c%2B%2B%20sponsorship&after="))
            let second = try await app.get(next)
            #expect(second.text.components(separatedBy: "<p class=\"ti\">").count - 1 == 5)
            #expect(second.next == nil && second.text.contains(#"rel="prev""#))
        }
    }

    @Test func theAPIAnswersWithPiecesAndPages() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let answer = try await app.answer(scene.thread, by: scene.helper, body: "They asked for the degree scan.")
            let all = try await app.get("/api/v1/search?q=degree&limit=1")
            let first = try #require(try all.items().first)
            #expect(
                first["type"] as? String == "thread" && first["postId"] as? String == scene.thread.openingPostID.text)
            let title = try #require(first["title"] as? [[String: Any]])
            #expect(title.contains { $0["text"] as? String == "degree" && $0["isFound"] as? Bool == true })
            let next = try #require(try all.json()["next"] as? String)
            let second = try await app.get("/api/v1/search?q=degree&limit=1&after=\(next)")
            #expect(try second.items().map { $0["postId"] as? String } == [answer.id.text])
            #expect(try second.json()["next"] is String == false)
            let answers = try await app.get("/api/v1/search?q=degree&type=post")
            #expect(try answers.items().count == 1)
            let wrong = try await app.get("/api/v1/search?q=degree&type=zebra")
            #expect(wrong.status == 422)
            #expect(try await app.get("/api/v1/search?q=degree&after=nonsense").status == 422)
            #expect(try await app.get("/search?q=degree&after=nonsense").status == 422)
        }
    }

    @Test func similarQuestionsAreThereByAPI() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let similar = try await app.get("/api/v1/threads/similar?title=Blue+Card+degree")
            #expect(try similar.items().map { $0["id"] as? String } == [scene.thread.id.text])
            #expect(try await app.get("/api/v1/threads/similar?title=Blue").items().isEmpty)
            #expect(try await app.get("/api/v1/threads/similar").items().isEmpty)
        }
    }

    @Test func theFormLooksForSimilarQuestionsAndKeepsEveryWord() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let category = scene.thread.category.id.text
            let page = try await app.writesNothing {
                try await app.ask(
                    category, title: "Is my degree good for a Blue Card?", tags: "visa", action: "similar",
                    as: scene.asker.browser)
            }
            #expect(page.status == 200 && page.text.contains("Somebody may have asked this already"))
            #expect(page.text.contains(#"<a href="\#(scene.thread.path)" dir="auto" target="_blank" rel="noopener">"#))
            #expect(page.value(of: "title") == "Is my degree good for a Blue Card?")
            #expect(page.value(of: "body") == askedWords && page.value(of: "tags") == "visa")
            #expect(page.value(of: "categoryId") == category)
            let preview = try await app.ask(category, action: "preview", as: scene.asker.browser)
            #expect(preview.text.contains("Somebody may have asked this already"))
            let refused = try await app.ask("", title: "Degree for a Blue Card", as: scene.asker.browser)
            #expect(refused.status == 422 && refused.text.contains("Somebody may have asked this already"))
            let none = try await app.ask(
                category, title: "Zebras and giraffes", action: "similar", as: scene.asker.browser)
            #expect(none.text.contains("Yours is new: ask it."))
        }
    }
}
