import Core
import Forum
import TestSupport
import Testing

private let title = askedTitle
private let words = askedWords

@Suite("Asking: what it leads to")
struct AskTests {
    @Test func theFormOffersTheCategoryItWasOpenedFrom() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            _ = try await app.category("staff-room", audience: .staff)
            let member = try await app.member("asker")
            let page = try await app.writesNothing {
                try await app.get("/threads/new?category=germany", as: member.browser)
            }
            #expect(page.status == 200)
            #expect(page.value(of: "categoryId") == category.text)
            #expect(page.value(of: "kind") == "question")
            #expect(!page.text.contains("staff-room"))
        }
    }

    @Test func aPreviewShowsTheTextAndWritesNothing() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            let page = try await app.writesNothing {
                try await app.ask(
                    category.text, title: "short", body: "**bold** <script>x</script>", action: "preview",
                    as: member.browser)
            }
            #expect(page.status == 200)
            #expect(page.text.contains("<strong>bold</strong>") && !page.text.contains("<script>"))
            #expect(page.value(of: "body") == "**bold** <script>x</script>")
            #expect(page.value(of: "title") == "short" && page.fieldsRefused.isEmpty)
            let api = try await app.writesNothing {
                try await app.api(.post, "/api/v1/markdown", #"{"body": "**bold** <b>"}"#, as: member.program)
            }
            #expect(api.status == 200)
            #expect(try api.json()["html"] as? String == "<p dir=\"auto\"><strong>bold</strong> &lt;b&gt;</p>\n")
        }
    }

    @Test func theSameFormTwiceIsOneThreadAndOtherWordsAreAnother() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            let first = try await app.ask(category.text, tags: "Visa، h-1b", as: member.browser)
            let again = try await app.writesNothing {
                try await app.ask(category.text, tags: "Visa، h-1b", as: member.browser)
            }
            #expect(first.status == 303 && again.status == 303)
            #expect(first.header("Location") == again.header("Location"))
            #expect(first.cookies.contains { $0.hasPrefix("karwan_flash=thread_started") })
            let page = try await app.get(try #require(first.header("Location")))
            #expect(page.status == 200 && page.text.contains("<h1 dir=\"auto\">\(title)</h1>"))
            #expect(page.text.contains("/tags/visa") && page.text.contains("/tags/h-1b"))
            let other = try await app.ask(category.text, body: words + " And more.", as: member.browser)
            #expect(other.header("Location") != first.header("Location"))
            #expect(try await app.count("SELECT count(*) FROM forum_thread") == 2)
        }
    }

    @Test func theSameIDTwiceIsOneThreadForAProgram() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            let other = try await app.member("other")
            let id = "0199f4b0-0000-7000-8000-0000000000a1"
            let json = """
                {"id": "\(id)", "categoryId": "\(category)", "kind": "guide", "title": "\(title)", "body": "\(words)",
                "tags": ["visa"]}
                """
            let first = try await app.api(.post, "/api/v1/threads", json, as: member.program)
            #expect(first.status == 201)
            #expect(
                first.header("Location") == "/api/v1/threads/\(id)" && first.header("ETag")?.hasPrefix("\"1-") == true)
            let again = try await app.writesNothing {
                try await app.api(.post, "/api/v1/threads", json, as: member.program)
            }
            #expect(again.status == 200 && again.text == first.text)
            let others = try await app.writesNothing {
                try await app.api(.post, "/api/v1/threads", json, as: other.program)
            }
            #expect(others.status == 409)
            #expect(try others.code() == "id_conflict")
            let read = try await app.get("/api/v1/threads/\(id)")
            #expect(read.status == 200 && read.text == first.text && read.header("ETag") == first.header("ETag"))
            let fields = try read.json()
            #expect(fields["kind"] as? String == "guide" && fields["tags"] as? [String] == ["visa"])
            #expect(fields["postCount"] as? Int == 1 && fields["createdAt"] as? String == "2026-11-21T09:00:00.000Z")
            let same = try await app.get("/api/v1/threads/\(id)", headers: ["If-None-Match": read.header("ETag") ?? ""])
            #expect(same.status == 304 && same.bytes.isEmpty)
        }
    }

    @Test func aFourthThreadOnTheFirstDayKeepsItsTextAndSaysWhenToTryAgain() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            for number in 1...3 { _ = try await app.question("Question number \(number)?", in: category, by: new) }
            let page = try await app.writesNothing { try await app.ask(category.text, as: new.browser) }
            #expect(page.status == 429)
            #expect(page.value(of: "title") == title && page.value(of: "body") == words)
            #expect(page.header("Retry-After") == "86400")
            let json = """
                {"categoryId": "\(category)", "kind": "question", "title": "\(title)", "body": "\(words)"}
                """
            let api = try await app.writesNothing { try await app.api(.post, "/api/v1/threads", json, as: new.program) }
            #expect(api.status == 429 && api.header("Retry-After") == "86400")
        }
    }
}
