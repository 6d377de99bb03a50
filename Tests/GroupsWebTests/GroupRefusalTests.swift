import Core
import Foundation
import TestSupport
import Testing

@Suite("Groups: what is refused")
struct GroupRefusalTests {
    @Test func regularMembersAloneFoundGroups() async throws {
        try await Scene.play { scene in
            let draft = """
                {"name": "A group", "about": "\(Scene.about)", "visibility": "public", "joining": "open"}
                """
            try await scene.refuses(403, "group_level") {
                try await scene.app.api(.post, Scene.api, draft, as: scene.one.program)
            }
            try await scene.refuses(401) { try await scene.app.api(.post, Scene.api, draft) }
            #expect(try await scene.app.get("/groups/new", as: scene.one.browser).status == 403)
            #expect(try await scene.app.get("/groups/new", as: scene.founder.browser).status == 200)
            #expect(try await !scene.app.get("/groups", as: scene.one.browser).text.contains("/groups/new"))
        }
    }

    @Test func whatIsWrongIsNamedAndWhatWasTypedStays() async throws {
        try await Scene.play { scene in
            let bad = try await scene.refuses(422) {
                try await scene.app.api(
                    .post, Scene.api,
                    #"{"name": "G", "about": "Short", "visibility": "hidden", "joining": "maybe", "memberDays": 5}"#,
                    as: scene.founder.program)
            }
            let errors = try bad.json()["errors"] as? [[String: Any]] ?? []
            let pointers = Set(errors.compactMap { $0["pointer"] as? String })
            #expect(pointers == ["#/name", "#/about", "#/visibility", "#/joining", "#/memberDays"])
            for (visibility, joining, field) in [("secret", "open", "joining"), ("listed", "women", "isWoman")] {
                let form = try await scene.refuses(422) {
                    try await scene.app.submit(
                        "/groups/new",
                        [
                            "name": "A group of ours", "about": "Words that stay as they were.",
                            "visibility": visibility, "joining": joining, "memberDays": "",
                        ], as: scene.founder.browser)
                }
                #expect(form.text.contains("Words that stay as they were."))
                #expect(form.text.contains("field-\(field)-error"), "\(field)")
            }
        }
    }

    @Test func whoIsNotInvitedDoesNotGetIn() async throws {
        try await Scene.play { scene in
            let byInvitation = try await scene.found("listed", "invite", name: "By invitation")
            try await scene.refuses(403, "group_invitation_needed") { try await scene.join(byInvitation, scene.one) }
            let secret = try await scene.found("secret", "invite", name: "Secretname of ours")
            for path in ["\(Scene.api)/\(secret)", "\(Scene.api)/\(secret)/members", "/groups/\(secret)"] {
                let viewer = path.hasPrefix("/api") ? scene.one.program : scene.one.browser
                #expect(try await scene.app.get(path, as: viewer).status == 404, "\(path)")
            }
            try await scene.refuses(404) { try await scene.join(secret, scene.one) }
            let list = try await scene.app.get("/groups", as: scene.one.browser)
            #expect(list.text.contains("By invitation") && !list.text.contains("Secretname"))
            #expect(try await scene.app.get("/groups/by-invitation").status == 200)
        }
    }

    @Test func answersAreAskedForAndComeBack() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "request", questions: ["Why do you come?", "Since when?"])
            let bad = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/groups/back-ends-in-berlin/join", ["answer1": "Because I move there in March."],
                    as: scene.one.browser)
            }
            #expect(bad.text.contains("Because I move there in March.") && bad.text.contains("field-answer2-error"))
            #expect(try await scene.state(id, scene.one) == nil)
        }
    }

    @Test func othersDecideNothing() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "request")
            try await scene.join(id, scene.one)
            try await scene.join(id, scene.other)
            _ = try await scene.set(#"{"state": "member"}"#, scene.other, in: id)
            for actor in [scene.one, scene.other, scene.outsider] {
                try await scene.refuses(403, "group_moderators_only") {
                    try await scene.set(#"{"state": "member"}"#, scene.one, in: id, by: actor)
                }
                try await scene.refuses(403, "group_moderators_only") {
                    try await scene.invite("outsider", to: id, by: actor)
                }
                try await scene.refuses(403, "group_moderators_only") {
                    try await scene.remove(scene.founder, from: id, by: actor)
                }
                let requests = try await scene.app.api(.get, "\(Scene.api)/\(id)/requests", as: actor.program)
                #expect(requests.status == 404)
            }
            for actor in [scene.one, scene.outsider] {
                let members = try await scene.app.api(.get, "\(Scene.api)/\(id)/members", as: actor.program)
                #expect(members.status == 404)
            }
            try await scene.refuses(422) { try await scene.invite("nobody-here", to: id) }
        }
    }

    @Test func theLastModeratorStaysAndAModeratorIsNotThrownOut() async throws {
        try await Scene.play { scene in
            let id = try await scene.found()
            try await scene.join(id, scene.one)
            try await scene.refuses(409, "group_last_moderator") { try await scene.remove(scene.founder, from: id) }
            try await scene.refuses(409, "group_last_moderator") {
                try await scene.set(#"{"isModerator": false}"#, scene.founder, in: id)
            }
            #expect(try await scene.set(#"{"isModerator": true}"#, scene.one, in: id).status == 200)
            try await scene.refuses(409, "group_is_moderator") {
                try await scene.remove(scene.founder, from: id, by: scene.one)
            }
            #expect(try await scene.remove(scene.founder, from: id).status == 204)
            #expect(try await scene.state(id, scene.founder) == "left")
        }
    }
}
