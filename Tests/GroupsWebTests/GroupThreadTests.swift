import Core
import Forum
import Foundation
import TestSupport
import Testing

@Suite("Threads of groups")
struct GroupThreadTests {
    private static let title = "A confidential question of ours"

    /// A group with a member who asked in it.
    private static func ask(
        _ scene: Scene, _ visibility: String = "listed", _ joining: String = "open"
    ) async throws -> (group: String, thread: String) {
        let id = try await scene.found(visibility, joining)
        if joining == "invite" { _ = try await scene.invite("one", to: id) }
        try await scene.join(id, scene.one)
        let asked = try await scene.ask(Self.title, in: id, by: scene.one, tags: #""ourtag""#)
        #expect(asked.status == 201, "\(asked.text)")
        return (id, try #require(try asked.json()["id"] as? String))
    }

    @Test func membersAloneWriteInAGroup() async throws {
        try await Scene.play { scene in
            let (id, thread) = try await Self.ask(scene, "public")
            try await scene.refuses(403, "group_members_only") {
                try await scene.ask("A question of somebody else", in: id, by: scene.outsider)
            }
            try await scene.refuses(403, "group_members_only") {
                try await scene.app.api(
                    .post, "/api/v1/threads/\(thread)/posts", #"{"body": "An answer of somebody outside."}"#,
                    as: scene.outsider.program)
            }
            let page = try await scene.app.get("/threads/\(thread)", as: scene.outsider.browser)
            let whole = try await scene.app.get(page.header("Location") ?? "", as: scene.outsider.browser)
            #expect(whole.text.contains(Self.title) && !whole.text.contains("composer"))
            #expect(try await scene.app.get("/groups/\(id)").text.contains(Self.title))
            let secret = try await scene.found("secret", "invite", name: "Another one")
            try await scene.refuses(404) {
                try await scene.ask("A question of somebody else", in: secret, by: scene.outsider)
            }
        }
    }

    @Test func whoMayNotReadThereAnyMoreIsNotRemindedOfWhatTheyMarked() async throws {
        try await Scene.play { scene in
            let (id, thread) = try await Self.ask(scene)
            let posts = try await scene.app.api(
                .get, "/api/v1/threads/\(thread)/posts", as: scene.one.program
            ).items()
            let post = try #require(posts.first?["id"] as? String)
            try await scene.join(id, scene.other)
            for member in [scene.one, scene.other, scene.moderator] {
                let set = try await scene.app.api(
                    .put, "/api/v1/posts/\(post)/bookmark/reminder", #"{"on": "2026-11-25"}"#, as: member.program)
                #expect(set.status == 204, "\(set.text)")
            }
            #expect(try await scene.remove(scene.other, from: id).status == 204)
            scene.app.clock.advance(.days(6))
            try await scene.app.services.forum.remind()
            #expect(try await scene.told(scene.one).filter { $0 == "bookmark" }.count == 1)
            #expect(try await scene.told(scene.moderator).filter { $0 == "bookmark" }.count == 1)
            #expect(try await scene.told(scene.other).filter { $0 == "bookmark" } == [])
        }
    }

    @Test func whatIsAskedInAGroupIsNowhereElseForOthers() async throws {
        try await Scene.play { scene in
            let (id, thread) = try await Self.ask(scene)
            let paths = [
                "/api/v1/threads?list=new", "/api/v1/threads?list=hot&category=germany",
                "/api/v1/search?q=confidential",
                "/api/v1/threads/similar?title=A+confidential+question+of+ours", "/threads", "/categories/germany",
                "/members/one",
            ]
            for (member, isSeen) in [(scene.outsider, false), (scene.founder, true)] {
                for path in paths {
                    let viewer = path.hasPrefix("/api") ? member.program : member.browser
                    let answer = try await scene.app.get(path, as: viewer)
                    #expect(answer.text.contains("question of ours") == isSeen, "\(member.username) \(path)")
                }
                let page = try await scene.app.get("/groups/\(id)", as: member.browser)
                #expect(page.text.contains(Self.title) == isSeen)
                #expect(page.text.contains(Scene.about) == isSeen)
                let status = try await scene.app.api(.get, "/api/v1/threads/\(thread)", as: member.program).status
                #expect(status == (isSeen ? 200 : 404))
                #expect(try await scene.app.get("/tags/ourtag", as: member.browser).status == (isSeen ? 200 : 404))
                let list = try await scene.app.api(.get, "/api/v1/threads?group=\(id)", as: member.program)
                #expect(list.status == (isSeen ? 200 : 404))
            }
            #expect(try await !scene.app.get("/feeds/new.atom").text.contains(Self.title))
            for (member, isSeen) in [(scene.one, true), (scene.outsider, false)] {
                let made = try await scene.app.api(
                    .post, "/api/v1/tokens",
                    """
                    {"email": "\(member.username)@example.org", "password": "\(TestApp.password)", "scopes": ["feeds"]}
                    """)
                let own = "/feeds/own/\(try made.json()["token"] as? String ?? "")/new.atom"
                #expect(try await scene.app.get(own).text.contains(Self.title) == isSeen)
                #expect(try await scene.app.get("\(own)?group=\(id)").status == (isSeen ? 200 : 404))
            }
            #expect(try await !scene.app.get("/api/v1/tags").text.contains("ourtag"))
        }
    }

    @Test func theFormOfAGroupKeepsItsGroup() async throws {
        try await Scene.play { scene in
            let id = try await scene.found()
            try await scene.join(id, scene.one)
            let form = try await scene.app.get("/threads/new?group=back-ends-in-berlin", as: scene.one.browser)
            #expect(form.text.contains(#"name="groupId" value="\#(id)""#))
            #expect(
                try await scene.app.get("/threads/new?group=back-ends-in-berlin", as: scene.other.browser).status == 404
            )
            for action in ["preview", "similar", "publish"] {
                let again = try await scene.app.submit(
                    "/threads/new", ["groupId": id, "title": "Short", "body": "Short", "action": action],
                    as: scene.one.browser)
                #expect(again.text.contains(#"name="groupId" value="\#(id)""#), "\(action)")
            }
            // A draft of it is resumed there, too.
            let kept = try await scene.app.submit(
                "/threads/new", ["groupId": id, "title": "Half a title", "body": "Begun", "action": "draft"],
                as: scene.one.browser)
            #expect(kept.status == 303)
            let draft = try #require(
                try await scene.app.api(.get, "/api/v1/drafts", as: scene.one.program).items().first?["id"] as? String)
            let resumed = try await scene.app.get("/threads/new?draft=\(draft)", as: scene.one.browser)
            #expect(resumed.text.contains(#"name="groupId" value="\#(id)""#))
            try await scene.refuses(404) {
                try await scene.app.submit(
                    "/threads/new",
                    [
                        "groupId": "no-id", "title": "What is meant for a group", "body": "It is written nowhere else.",
                        "categoryId": scene.category.text, "kind": "question",
                    ], as: scene.one.browser)
            }
        }
    }

    @Test func noticesAreForThoseWhoMayRead() async throws {
        try await Scene.play { scene in
            for member in [scene.outsider, scene.founder] {
                _ = try await scene.app.services.forum.setLevel(
                    LevelDraft(level: "watching"), of: .category(scene.category), as: member.principal)
            }
            let (_, thread) = try await Self.ask(scene)
            #expect(try await scene.told(scene.founder).contains("thread"))
            #expect(try await scene.told(scene.outsider) == [])
            _ = try await scene.app.api(
                .post, "/api/v1/threads/\(thread)/posts", #"{"body": "What does @outsider say to all of it?"}"#,
                as: scene.founder.program)
            #expect(try await scene.told(scene.outsider) == [])
            let rows = try await scene.app.count(
                "SELECT count(*) FROM notification WHERE account_id = \(scene.outsider.id)")
            #expect(rows == 0)
        }
    }

    @Test(arguments: ["left", "removed", "expired"])
    func whoIsInItNoLongerForgetsAllOfIt(how: String) async throws {
        try await Scene.play { scene in
            let (id, thread) = try await Self.ask(scene, "secret", "invite")
            _ = try await scene.invite("other", to: id)
            try await scene.join(id, scene.other)
            var device = Device(scene.app, scene.other)
            var stranger = Device(scene.app, scene.outsider)
            _ = try await device.follow("t:\(thread)")
            let refused = try await stranger.follow("g:\(id)", "t:\(thread)")
            #expect(refused == ["not_found", "not_found"])
            // Something of the member's own that waits for a moderator there.
            let held = try await scene.ask("A question that is held back", in: id, by: scene.other)
            let heldID = try #require(try held.json()["id"] as? String)
            try await scene.app.setState(.held, ofThread: ThreadID(trusted: heldID))
            _ = try await scene.app.api(
                .post, "/api/v1/threads/\(thread)/posts", #"{"body": "Look at this, @other, it is for you."}"#,
                as: scene.one.program)
            try await device.pull()
            #expect(device.ids("thread") == [thread, heldID] && device.ids("group") == [id])
            #expect(device.count("post") == 2 && device.count("notification") > 0)
            try await stranger.pull()
            #expect(stranger.count("thread") == 0 && stranger.count("group") == 0)
            switch how {
            case "left": _ = try await scene.remove(scene.other, from: id, by: scene.other)
            case "removed": _ = try await scene.remove(scene.other, from: id)
            default:
                try await scene.app.change(
                    "UPDATE group_member SET expires_at = 1 WHERE account_id = \(scene.other.id)")
                try await scene.app.services.groups.expire()
            }
            try await device.pull()
            #expect(device.count("thread") == 0 && device.count("group") == 0 && device.count("post") == 0)
            let words = "\(device.rows)"
            for word in ["confidential", "held back", "Back ends in Berlin", "for you"] {
                #expect(!words.contains(word), "\(how): \(word)")
            }
            #expect(try await scene.app.get("/threads/\(heldID)", as: scene.other.browser).status == 404)
            let deleted = try await scene.app.get("/deleted", as: scene.other.browser)
            #expect(!deleted.text.contains("confidential"))
            // Who comes back has it again.
            _ = try await scene.invite("other", to: id)
            #expect(try await scene.join(id, scene.other).status == 200)
            try await device.pull()
            #expect(device.ids("thread") == [thread, heldID])
        }
    }

    @Test func whatOneDeletedInAGroupStaysThere() async throws {
        try await Scene.play { scene in
            let (id, thread) = try await Self.ask(scene)
            try await scene.join(id, scene.other)
            let made = try await scene.app.api(
                .post, "/api/v1/threads/\(thread)/posts", #"{"body": "An answer that is taken back soon."}"#,
                as: scene.other.program)
            let post = try #require(try made.json()["id"] as? String)
            _ = try await scene.app.api(.delete, "/api/v1/posts/\(post)", as: scene.other.program)
            #expect(try await scene.app.get("/deleted", as: scene.other.browser).text.contains(Self.title))
            _ = try await scene.remove(scene.other, from: id)
            #expect(try await !scene.app.get("/deleted", as: scene.other.browser).text.contains(Self.title))
            try await scene.refuses(404) {
                try await scene.app.submit("/posts/\(post)/restore", [:], as: scene.other.browser)
            }
        }
    }

    @Test func anAccountThatIsClosedLeavesItsGroups() async throws {
        try await Scene.play { scene in
            let (id, thread) = try await Self.ask(scene)
            _ = try await scene.app.services.leaving.requestDeletion(.remove, as: scene.founder.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            let members = try await scene.app.api(.get, "\(Scene.api)/\(id)/members", as: scene.one.program).items()
            #expect(members.count == 1 && members.first?["isModerator"] as? Bool == true)
            #expect(try await scene.app.api(.get, "/api/v1/threads/\(thread)", as: scene.one.program).status == 200)
        }
    }
}
