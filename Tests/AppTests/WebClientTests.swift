import Core
import Foundation
import TestSupport
import Testing

/// What the server does for the web client.
@Suite("The web client's part of the server")
struct WebClientTests {
    @Test func visitorsGetNoScriptAndMembersOneThatIsKeptForGood() async throws {
        try await TestApp.run { app in
            #expect(!(try await app.get("/").text.contains("<script")))
            let member = try await app.member("sana")
            let page = try await app.get("/", as: member.browser)
            #expect(page.header("Karwan-Viewer") == member.id.text)
            #expect(try await app.get("/").header("Karwan-Viewer") == nil)
            let found = try #require(page.text.firstMatch(of: /src="(\/assets\/[A-Za-z0-9_-]{12}\/)app\.js"/))
            let folder = String(found.output.1)
            for name in ["app.js", "sync.js", "phrases.en.json", "phrases.ur.json"] {
                let answer = try await app.get(folder + name)
                #expect(answer.status == 200 && !answer.bytes.isEmpty, "\(name)")
                #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable", "\(name)")
            }
            #expect(try await app.get(folder + "other.js").status == 404)
        }
    }

    @Test func filesOfAnotherBuildAreNotKept() async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/assets/AAAAAAAAAAAA/app.js")
            #expect(answer.status == 200 && answer.header("Cache-Control") == "public, no-cache")
            #expect(answer.header("Content-Type") == "text/javascript; charset=utf-8")
            #expect(try await app.get("/assets/AAAAAAAAAAAA/..%2fapp.js").status == 404)
        }
    }

    @Test func scriptsSpeakThePhrasesOfThePages() async throws {
        try await TestApp.run { app in
            for language in ["en", "ur"] {
                let bytes = try await app.get("/phrases.\(language).json").bytes
                let phrases = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
                for key in Project.matches(#"\b[tn]\('([a-z0-9_]+)'"#, in: Project.scripts) {
                    #expect(phrases[key] != nil, "\(language) \(key)")
                }
                #expect(phrases["mail_verify_body"] == nil && phrases["sign_up_intro"] == nil)
            }
        }
    }

    @Test(arguments: ["/offline", "/unsent", "/device"])
    func framesAreForMembers(path: String) async throws {
        try await TestApp.run { app in
            #expect(try await app.get(path).status == 303)
            let member = try await app.member("sana")
            let page = try await app.get(path, as: member.browser)
            #expect(page.status == 200 && page.text.contains(#"id="here""#) && page.text.contains("JavaScript"))
        }
    }

    @Test func whatAFormMakesHasTheIdThatScriptsGaveIt() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let category = try await app.category()
            let (thread, post) = ("019aa5c1-7c00-7000-8000-0000000000a1", "019aa5c1-7c00-7000-8000-0000000000a2")
            func press(_ id: String) async throws -> Answer {
                try await app.submit(
                    "/threads/new",
                    [
                        "title": "Which papers do I need first?", "body": "I have a contract and a degree.",
                        "categoryId": category.text, "kind": "question", "newID": id, "newPostID": post,
                        "action": "publish", "formID": "thread-new",
                    ], as: member.browser)
            }
            let made = try await press(thread)
            #expect(made.status == 303 && made.header("Location")?.contains(thread) == true)
            // The same words with another id, from a second press, are the same thread.
            let again = try await press("019aa5c1-7c00-7000-8000-0000000000a3")
            #expect(again.header("Location") == made.header("Location"))
            let answer = "019aa5c1-7c00-7000-8000-0000000000a4"
            let answered = try await app.submit(
                "/threads/\(thread)/answers",
                ["body": "Begin with the statement of comparability.", "newID": answer, "action": "publish"],
                as: member.browser)
            #expect(answered.header("Location") == "/posts/\(answer)")
        }
    }
}
