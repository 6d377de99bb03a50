import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

private let reply = "They told me that such a clause holds for a year."

@Suite("Anonymous posts: what is refused")
struct RefusedAnonymousPostTests {
    @Test func whoMayNotWriteMayNotWithoutANameEither() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let path = "/api/v1/threads/\(thread.id)/posts"
            let json = #"{"body": "\#(reply)", "anonymous": true}"#
            #expect(try await app.api(.post, path, json).status == 401)
            let unconfirmed = try await app.member("unconfirmed", verified: false)
            for column in ["silenced_at", "suspended_until"] {
                try await app.change(
                    Query(stringLiteral: "UPDATE account SET \(column) = 4000000000000 WHERE username = 'helper'"))
                if column == "suspended_until" {
                    try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(helper.id)")
                }
                let refused = try await app.writesNothing { try await app.api(.post, path, json, as: helper.program) }
                #expect(refused.status == 403, "\(column)")
            }
            let refused = try await app.writesNothing {
                try await app.api(.post, path, json, as: unconfirmed.program)
            }
            #expect(refused.status == 403)
            let wrong = try await app.writesNothing {
                try await app.api(.post, path, #"{"body": "\#(reply)", "anonymous": "yes"}"#, as: helper.program)
            }
            #expect(wrong.status == 422 || wrong.status == 403)
        }
    }

    @Test func aRefusedFormKeepsTheBoxTicked() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let ticked = #"name="anonymous" value="1" checked"#
            for path in ["/threads/\(thread.id)/answers", "/threads/new"] {
                for action in ["publish", "preview"] {
                    let kept = try await app.writesNothing {
                        try await app.submit(
                            path, ["title": "Short", "body": "Short.", "anonymous": "1", "action": action],
                            as: helper.browser)
                    }
                    #expect(kept.text.contains(ticked), "\(path) \(action)")
                    let open = try await app.submit(
                        path, ["title": "Short", "body": "Short.", "action": action], as: helper.browser)
                    #expect(!open.text.contains(ticked), "\(path) \(action)")
                }
            }
            let page = try await app.get(thread.path, as: asker.browser)
            #expect(page.text.contains(#"name="anonymous""#) && !page.text.contains(ticked))
        }
    }

    @Test func aDraftKeepsTheChoice() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let path = "/threads/\(thread.id)/answers"
            _ = try await app.submit(path, ["body": reply, "anonymous": "1", "action": "draft"], as: helper.browser)
            let list = try await app.get("/drafts", as: helper.browser)
            let link = try #require(list.text.firstMatch(of: /href="(\/drafts\/[0-9a-f-]+)"/)?.1)
            let (form, _) = try await app.follow(String(link), as: helper.browser)
            #expect(form.text.contains(#"name="anonymous" value="1" checked"#))
            let id = link.split(separator: "/").last.map(String.init) ?? ""
            let draft = try await app.api(.get, "/api/v1/drafts/\(id)", as: helper.program)
            #expect(try draft.json()["anonymous"] as? Bool == true)
        }
    }
}
