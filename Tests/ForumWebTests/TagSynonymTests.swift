import Core
import Forum
import Foundation
import TestSupport
import Testing

@Suite("Other words for tags")
struct TagSynonymTests {
    private static let path = "/api/v1/tag-synonyms"

    private static func make(
        _ name: String, _ tag: String, _ app: TestApp, as member: TestMember
    ) async throws -> Answer {
        try await app.api(.post, path, #"{"name": "\#(name)", "tag": "\#(tag)"}"#, as: member.program)
    }

    private static func uses(_ app: TestApp) async throws -> [String: Int] {
        let items = try await app.api(.get, "/api/v1/tags").items()
        return Dictionary(
            uniqueKeysWithValues: items.compactMap { item in
                (item["name"] as? String).flatMap { name in (item["uses"] as? Int).map { (name, $0) } }
            })
    }

    @Test func onlyStaffMakesWordsOneAndOnlyOfTagsThatAre() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, staff) = (try await app.member("asker"), try await app.member("staff", roles: [.moderator]))
            _ = try await app.question("A question of papers", in: category, by: asker, tags: ["degrees"])
            let before = try await app.contents()
            #expect(try await Self.make("papers", "degrees", app, as: asker).status == 404)
            #expect(try await app.api(.get, Self.path, as: asker.program).status == 404)
            #expect(try await app.get("/moderation/tags", as: asker.browser).status == 404)
            for (name, tag, field) in [
                ("papers", "nowhere", "tag"), ("degrees", "Degrees", "tag"), ("", "degrees", "name"),
                ("a b/c", "degrees", "name"),
            ] {
                let refused = try await Self.make(name, tag, app, as: staff)
                #expect(refused.status == 422 && refused.text.contains("#/\(field)"), "\(name) \(refused.text)")
            }
            let kept = try await app.submit(
                "/moderation/tags", ["name": "Papiere", "tag": "nowhere"], as: staff.browser)
            #expect(kept.status == 422 && kept.text.contains(#"value="Papiere""#))
            #expect(kept.text.contains("There is no tag of that name yet."))
            #expect(try await app.contents() == before)
        }
    }

    @Test func whatIsTypedAsTheOneBecomesTheOther() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, staff) = (try await app.member("asker"), try await app.member("staff", roles: [.moderator]))
            _ = try await app.question("A question of papers", in: category, by: asker, tags: ["blue-card"])
            for _ in 1...2 {
                let made = try await app.submit(
                    "/moderation/tags", ["name": "Blaue Karte", "tag": "blue-card"], as: staff.browser)
                #expect(made.status == 303, "\(made.text)")
            }
            let page = try await app.get("/moderation/tags", as: staff.browser)
            #expect(page.text.contains("#blaue-karte becomes #blue-card"))
            let asked = try await app.ask(
                category.text, title: "Which papers does the card need?", tags: "blaue karte, Blue-Card, jobs",
                as: asker.browser)
            let thread = try #require(asked.header("Location"))
            let shown = try await app.get(thread)
            #expect(shown.text.contains("/tags/blue-card") && !shown.text.contains("blaue-karte"))
            #expect(try await Self.uses(app) == ["blue-card": 2, "jobs": 1])
            let old = try await app.get("/tags/blaue-karte")
            #expect(old.status == 301 && old.header("Location") == "/tags/blue-card")
            #expect(try await app.get("/search?q=tag:blaue-karte").text.contains("Which papers does the card need?"))
            let log = try await app.get("/moderation-log")
            #expect(log.text.components(separatedBy: "another word for a tag").count == 2, "said twice, done once")
            // Another word is no tag that words can stand for.
            let chained = try await Self.make("karte", "blaue-karte", app, as: staff)
            #expect(chained.status == 422)
            #expect(try await app.api(.delete, "\(Self.path)/blaue-karte", as: staff.program).status == 204)
            #expect(try await app.api(.get, Self.path, as: staff.program).items().isEmpty)
            #expect(try await app.get("/tags/blaue-karte").status == 404)
        }
    }

    @Test func aTagMovesOverWithItsThreadsItsFollowersAndItsWords() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, staff) = (try await app.member("asker"), try await app.member("staff", roles: [.moderator]))
            let (one, both) = (try await app.member("one"), try await app.member("both"))
            let moved = try await app.question("The first question", in: category, by: asker, tags: ["visum", "jobs"])
            _ = try await app.question("The second question", in: category, by: asker, tags: ["visa"])
            _ = try await app.question("The third question", in: category, by: asker, tags: ["visum", "visa"])
            for number in 0..<60 {
                _ = try await app.question("Question number \(number)", in: category, by: asker, tags: ["visum"])
            }
            for (member, tag, level) in [
                (one, "visum", "watching"), (both, "visum", "muted"), (both, "visa", "watching"),
            ] {
                let set = try await app.api(
                    .put, "/api/v1/tags/\(tag)/level", #"{"level": "\#(level)"}"#, as: member.program)
                #expect(set.status == 200, "\(set.text)")
            }
            #expect(try await Self.make("wisum", "visum", app, as: staff).status == 200)
            var devices = [Device(app, one), Device(app, both)]
            for place in devices.indices { try await devices[place].pull() }
            let tag = try await app.api(.get, "/api/v1/tags").api("visum")
            #expect(try await Self.make("visum", "visa", app, as: staff).status == 200)
            #expect(try await Self.uses(app) == ["visa": 63, "jobs": 1])
            let list = try await app.api(.get, "/api/v1/threads?tag=visa&limit=100")
            #expect(try list.items().count == 63)
            let shown = try await app.api(.get, "/api/v1/threads/\(moved.id)").json()
            #expect(Set(shown["tags"] as? [String] ?? []) == ["visa", "jobs"])
            for word in ["visum", "wisum"] {
                #expect(try await app.get("/tags/\(word)").header("Location") == "/tags/visa")
            }
            let ids = try await app.services.store.read { transaction in
                try transaction.rows("SELECT id FROM tag WHERE name = 'visa'") { $0.text(0) }
            }
            let visa = try #require(ids.first)
            for (place, level) in [(0, "watching"), (1, "watching")] {
                try await devices[place].pull()
                #expect(devices[place].value("level/tag:\(visa)")?["level"] as? String == level)
                #expect(devices[place].count("level") == 1, "nothing of what is gone stays on devices")
                #expect(devices[place].value("tag/\(tag)") == nil)
            }
            #expect(try await app.get("/search?q=visum").text.contains("The first question") == false)
        }
    }
}

extension Answer {
    /// The id of a tag in a list of tags.
    fileprivate func api(_ name: String) throws -> String {
        let found = try items().first { $0["name"] as? String == name }
        return try #require(found?["id"] as? String)
    }
}
