import Core
import Forum
import TestSupport
import Testing

private let title = askedTitle
private let words = askedWords

@Suite("Asking: what is refused")
struct RefusedAskTests {
    @Test func nobodyIsSentToSignInAndWritesNothing() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let page = try await app.writesNothing { try await app.get("/threads/new?category=germany") }
            #expect(page.status == 303)
            #expect(page.header("Location") == "/sign-in?back=%2Fthreads%2Fnew%3Fcategory%3Dgermany")
            let sent = try await app.writesNothing { try await app.ask(category.text, as: .nobody) }
            #expect(sent.status == 401 && sent.text.contains(askedWords) && sent.text.contains("/sign-in"))
            let api = try await app.writesNothing { try await app.api(.post, "/api/v1/threads", "{}") }
            #expect(api.status == 401)
            #expect(try api.code() == "sign_in_required")
        }
    }

    @Test func whoHasNotConfirmedTheirAddressIsToldBeforeTheyWrite() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let new = try await app.member("new", verified: false)
            let page = try await app.get("/threads/new", as: new.browser)
            #expect(page.status == 403 && !page.text.contains("<textarea"))
            let sent = try await app.writesNothing { try await app.ask(category.text, as: new.browser) }
            #expect(sent.status == 403)
        }
    }

    @Test(arguments: [
        ("title", "Too short", "", ""), ("title", "", "", ""), ("body", "", "Too short", ""), ("body", "", "", ""),
        ("categoryId", "", "", "nowhere"), ("kind", "", "", ""), ("tags", "", "", ""),
    ])
    func eachFieldIsRefusedWithItsMessageAndEveryWordIsKept(
        field: String, badTitle: String, badBody: String, badCategory: String
    ) async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("asker")
            let sent: [String: String] = [
                "categoryId": field == "categoryId" ? badCategory : category.text,
                "kind": field == "kind" ? "poll" : "discussion", "title": field == "title" ? badTitle : title,
                "body": field == "body" ? badBody : words, "tags": field == "tags" ? "a, <b>" : "visa, h-1b",
            ]
            let answer = try await app.writesNothing {
                try await app.ask(
                    sent["categoryId"] ?? "", kind: sent["kind"] ?? "", title: sent["title"] ?? "",
                    body: sent["body"] ?? "", tags: sent["tags"] ?? "", as: member.browser)
            }
            #expect(answer.status == 422)
            #expect(answer.fieldsRefused == [field])
            let complaint = try #require(answer.complaint(about: field))
            #expect(!complaint.isEmpty && !complaint.hasPrefix("field_"))
            for name in ["title", "body", "tags"] { #expect(answer.value(of: name) == sent[name], "\(name)") }
            if field != "categoryId" { #expect(answer.value(of: "categoryId") == category.text) }
            if field != "kind" { #expect(answer.value(of: "kind") == "discussion") }
            #expect(answer.text.contains("role=\"alert\""))
        }
    }

    @Test func everyFieldIsNamedAtOnceInBothFormats() async throws {
        try await TestApp.run { app in
            _ = try await app.category()
            let member = try await app.member("asker")
            let page = try await app.writesNothing {
                try await app.ask("", kind: "", title: "", body: "", tags: "a", as: member.browser)
            }
            #expect(page.status == 422)
            #expect(Set(page.fieldsRefused) == ["title", "kind", "categoryId", "body", "tags"])
            let api = try await app.writesNothing {
                try await app.api(.post, "/api/v1/threads", #"{"tags": ["a"]}"#, as: member.program)
            }
            #expect(api.status == 422)
            #expect(api.header("Content-Type") == "application/problem+json; charset=utf-8")
            #expect(
                try api.errors() == [
                    "#/title required", "#/kind required", "#/categoryId required", "#/body required",
                    "#/tags tag_length",
                ])
        }
    }

    @Test(arguments: [
        (#"{"title": 7}"#, ["#/title wrong_type"]), (#"{"colour": "red", "title": 7}"#, ["#/colour unknown_field"]),
        (#"{"id": "7"}"#, ["#/id wrong_form"]), (#"{"tags": "visa"}"#, ["#/tags wrong_type"]),
        (#"{"tags": [7]}"#, ["#/tags/0 wrong_type"]),
    ])
    func whatIsNoDraftIsRefusedByItsField(json: String, expected: [String]) async throws {
        try await TestApp.run { app in
            let member = try await app.member("asker")
            let answer = try await app.writesNothing {
                try await app.api(.post, "/api/v1/threads", json, as: member.program)
            }
            #expect(answer.status == 422)
            #expect(try answer.errors() == expected)
        }
    }

    @Test func aFormFromAnotherSiteIsRefused() async throws {
        try await TestApp.run { app in
            let member = try await app.member("asker")
            let answer = try await app.writesNothing {
                try await app.submit(
                    "/threads/new", ["title": title, "body": words], as: member.browser,
                    headers: ["Sec-Fetch-Site": "cross-site"])
            }
            #expect(answer.status == 403)
        }
    }
}
