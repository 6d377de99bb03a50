import Core
import Foundation
import Groups
import TestSupport
import Testing

@Suite("Groups: joining, deciding, leaving")
struct GroupTests {
    @Test func anOpenGroupIsJoinedAndLeft() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("public", "open", days: 30)
            #expect(try await scene.join(id, scene.one).status == 200)
            #expect(try await scene.join(id, scene.one).status == 200)
            #expect(try await scene.state(id, scene.one) == "member")
            let page = try await scene.app.get("/groups/back-ends-in-berlin", as: scene.one.browser)
            #expect(page.text.contains("Member until") && page.text.contains(Scene.about))
            let members = try await scene.app.get("/groups/back-ends-in-berlin/members", as: scene.one.browser)
            #expect(members.text.contains("Name of founder") && members.text.contains("Name of one"))
            let left = try await scene.app.submit(
                "/groups/back-ends-in-berlin/leave", [:], as: scene.one.browser)
            #expect(left.status == 303)
            #expect(try await scene.state(id, scene.one) == "left")
            #expect(try await scene.app.count("SELECT member_count FROM member_group") == 1)
        }
    }

    @Test func aRequestIsAnsweredByTheModeratorsOfTheGroupAlone() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "request", questions: ["Why do you come?"])
            let asked = try await scene.app.submit(
                "/groups/back-ends-in-berlin/join", ["answer1": "A private reason of mine."], as: scene.one.browser)
            #expect(asked.status == 303)
            #expect(try await scene.told(scene.founder) == ["group_request"])
            let requests = try await scene.app.get(
                "/groups/back-ends-in-berlin/requests", as: scene.founder.browser)
            #expect(requests.text.contains("A private reason of mine.") && requests.text.contains("Why do you come?"))
            // Staff keeps order, and reads no answers.
            let staff = try await scene.app.get("/groups/back-ends-in-berlin/requests", as: scene.moderator.browser)
            #expect(staff.status == 200 && !staff.text.contains("A private reason"))
            let accepted = try await scene.app.submit(
                "/groups/back-ends-in-berlin/requests", ["member": scene.one.id.text, "action": "accept"],
                as: scene.founder.browser)
            #expect(accepted.status == 303)
            #expect(try await scene.state(id, scene.one) == "member")
            #expect(try await scene.told(scene.one) == ["group_accepted"])
            #expect(try await scene.app.count("SELECT count(*) FROM group_answer") == 0)
        }
    }

    @Test func whoIsRefusedOrRemovedDoesNotComeBackByAsking() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "request")
            try await scene.join(id, scene.one)
            #expect(try await scene.set(#"{"state": "refused"}"#, scene.one, in: id).status == 200)
            try await scene.refuses(409, "group_refused_lately") { try await scene.join(id, scene.one) }
            try await scene.app.change("UPDATE group_member SET since = 1 WHERE account_id = \(scene.one.id)")
            #expect(try await scene.join(id, scene.one).status == 200)
            _ = try await scene.set(#"{"state": "member"}"#, scene.one, in: id)
            #expect(try await scene.remove(scene.one, from: id).status == 204)
            try await scene.refuses(403, "group_was_removed") { try await scene.join(id, scene.one) }
            #expect(try await scene.invite("one", to: id).status == 204)
            #expect(try await scene.join(id, scene.one).status == 200)
            #expect(try await scene.state(id, scene.one) == "member")
        }
    }

    @Test func aSecretGroupIsKnownToThoseWhoAreInvited() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("secret", "invite")
            #expect(try await scene.invite("@one", to: id).status == 204)
            #expect(try await scene.told(scene.one) == ["group_invited"])
            let page = try await scene.app.get("/groups/\(id)", as: scene.one.browser)
            #expect(page.status == 200 && page.text.contains("You are invited"))
            #expect(try await scene.join(id, scene.one).status == 200)
            let list = try await scene.app.get("/groups", as: scene.one.browser)
            #expect(list.text.contains("Back ends in Berlin"))
            // An invitation that was declined leaves nothing behind.
            _ = try await scene.invite("other", to: id)
            #expect(try await scene.remove(scene.other, from: id, by: scene.other).status == 204)
            #expect(try await scene.told(scene.other) == [])
            #expect(try await scene.app.get("/groups/\(id)", as: scene.other.browser).status == 404)
        }
    }

    @Test func whoIsBlockedIsNotInvitedAndNobodyLearnsOfIt() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("secret", "invite")
            _ = try await scene.app.api(.put, "/api/v1/me/blocks/\(scene.founder.id)", as: scene.one.program)
            #expect(try await scene.invite("one", to: id).status == 204)
            #expect(try await scene.told(scene.one) == [])
            #expect(try await scene.app.count("SELECT count(*) FROM group_member") == 1)
        }
    }

    @Test func womenVouchForWomen() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "women")
            try await scene.refuses(422) { try await scene.join(id, scene.one) }
            #expect(try await scene.join(id, scene.one, #"{"isWoman": true}"#).status == 200)
            #expect(try await scene.state(id, scene.one) == "asked")
            // No moderator lets anybody in past the members, and nobody outside vouches.
            try await scene.refuses(409, "group_vouches_needed") {
                try await scene.set(#"{"state": "member"}"#, scene.one, in: id)
            }
            try await scene.refuses(404) { try await scene.vouch(for: scene.one, in: id, by: scene.outsider) }
            #expect(try await scene.vouch(for: scene.one, in: id, by: scene.founder).status == 204)
            #expect(try await scene.state(id, scene.one) == "member")
            _ = try await scene.join(id, scene.other, #"{"isWoman": true}"#)
            #expect(try await scene.vouch(for: scene.other, in: id, by: scene.founder).status == 204)
            #expect(try await scene.state(id, scene.other) == "asked")
            let vouching = try await scene.app.get("/groups/\(id)/requests", as: scene.one.browser)
            #expect(vouching.text.contains("Name of other") && !vouching.text.contains("that she is a woman"))
            let deciding = try await scene.app.get("/groups/\(id)/requests", as: scene.founder.browser)
            #expect(deciding.text.contains("that she is a woman"))
            #expect(try await scene.vouch(for: scene.other, in: id, by: scene.one).status == 204)
            #expect(try await scene.state(id, scene.other) == "member")
            for viewer in [scene.one, scene.moderator] {
                let members = try await scene.app.api(.get, "\(Scene.api)/\(id)/members", as: viewer.program)
                #expect(members.status == 200 && !members.text.contains("declaredAt"))
            }
            let seen = try await scene.app.api(.get, "\(Scene.api)/\(id)/members", as: scene.founder.program)
            #expect(seen.text.contains("declaredAt"))
            _ = try await scene.remove(scene.other, from: id, by: scene.other)
            let query: Int = try await scene.app.count(
                "SELECT count(*) FROM group_declaration WHERE account_id = \(scene.other.id)")
            #expect(query == 0)
        }
    }

    @Test func membershipsEndWhenTheirTimeIsOver() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "open", days: 30)
            try await scene.join(id, scene.one)
            try await scene.join(id, scene.other)
            #expect(try await scene.set(#"{"expiresOn": "2027-06-01"}"#, scene.other, in: id).status == 200)
            try await scene.refuses(422) { try await scene.set(#"{"expiresOn": "2026-01-01"}"#, scene.other, in: id) }
            try await scene.app.change("UPDATE group_member SET expires_at = 1 WHERE account_id = \(scene.one.id)")
            try await scene.app.services.groups.expire()
            #expect(try await scene.state(id, scene.one) == "expired")
            #expect(try await scene.state(id, scene.other) == "member")
            #expect(try await scene.state(id, scene.founder) == "member")
            #expect(try await scene.told(scene.one) == ["group_ended"])
            #expect(try await scene.join(id, scene.one).status == 200)
        }
    }

    @Test func aGroupIsChangedByItsModerators() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "open")
            let path = "\(Scene.api)/\(id)"
            try await scene.refuses(403, "group_moderators_only") {
                try await scene.app.api(.patch, path, #"{"name": "Mine now"}"#, as: scene.one.program)
            }
            try await scene.refuses(422) {
                try await scene.app.api(.patch, path, #"{"joining": "women"}"#, as: scene.founder.program)
            }
            let changed = try await scene.app.api(
                .patch, path, #"{"name": "Another name", "joining": "request", "questions": ["Why? Tell us."]}"#,
                as: scene.founder.program)
            #expect(changed.status == 200 && changed.text.contains("Another name"))
            let form = try await scene.app.get("/groups/back-ends-in-berlin/edit", as: scene.founder.browser)
            #expect(form.status == 200 && form.text.contains("Why? Tell us."))
        }
    }

    @Test func sentTwiceItIsFoundedOnce() async throws {
        try await Scene.play { scene in
            let fields: KeyValuePairs = [
                "formID": "group-new", "name": "Zürich und Bern", "about": Scene.about, "visibility": "public",
                "joining": "open",
            ]
            let first = try await scene.app.submit("/groups/new", fields, as: scene.founder.browser)
            let second = try await scene.app.submit("/groups/new", fields, as: scene.founder.browser)
            #expect(first.status == 303 && first.header("Location") == second.header("Location"))
            #expect(try await scene.app.count("SELECT count(*) FROM member_group") == 1)
            let page = try await scene.app.get(first.header("Location") ?? "", as: scene.founder.browser)
            #expect(page.status == 200)
            let id = try await scene.found(name: "Zürich und Bern")
            #expect(try await scene.app.get("/groups/\(id)").status == 200)
        }
    }
}
