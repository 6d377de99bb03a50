import Core
import Forum
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reads a document, and keeps what stood in each element.
private final class Reader: NSObject, XMLParserDelegate {
    private(set) var texts: [String: [String]] = [:]
    private var path: [String] = []
    private var text = ""

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        path.append(name)
        text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        texts[path.joined(separator: "/"), default: []].append(text)
        path.removeLast()
        text = ""
    }

    static func read(_ answer: Answer) -> [String: [String]]? {
        let reader = Reader()
        let parser = XMLParser(data: Data(answer.bytes))
        parser.delegate = reader
        return parser.parse() ? reader.texts : nil
    }
}

@Suite("Feeds and the site map: what everybody may see")
struct FeedTests {
    @Test(arguments: ThreadList.allCases)
    func everyListIsAFeed(list: ThreadList) async throws {
        try await TestApp.run { app in
            let scene = try await app.scene("Papers & <b>stamps</b>: what first?")
            app.clock.advance(.days(2))
            let answer = try await app.get("/feeds/\(list.rawValue).atom", as: scene.asker.browser)
            #expect(answer.status == 200 && answer.header("Content-Type") == "application/atom+xml; charset=utf-8")
            #expect(answer.header("Set-Cookie") == nil && answer.header("Cache-Control") == "public, max-age=300")
            let read = try #require(Reader.read(answer))
            #expect(read["feed/entry/title"] == ["Papers & <b>stamps</b>: what first?"])
            #expect(read["feed/entry/id"] == ["urn:uuid:\(scene.thread.id)"])
            #expect(read["feed/entry/content"]?.first?.contains("<p dir=\"auto\">I have a BSc") == true)
            #expect(read["feed/updated"] == ["2026-11-21T09:00:00.000Z"])
            let tag = try #require(answer.header("ETag"))
            let again = try await app.get("/feeds/\(list.rawValue).atom", headers: ["If-None-Match": tag])
            #expect(again.status == 304)
        }
    }

    @Test func categoriesAndTagsHaveTheirOwn() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let uk = try await app.category("uk")
            _ = try await app.question("Only of the United Kingdom", in: uk, by: scene.helper, tags: ["ilr"])
            for query in ["category=uk", "tag=ilr"] {
                let read = try #require(Reader.read(try await app.get("/feeds/new.atom?\(query)")))
                #expect(read["feed/entry/title"] == ["Only of the United Kingdom"], "\(query)")
            }
            for path in ["/feeds/new", "/feeds/mine.atom", "/feeds/new.atom?tag=none", "/feeds/new.atom?category=none"]
            {
                let answer = try await app.get(path)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }

    @Test func whatIsNotForEverybodyIsInNoFeedWhoeverAsks() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let room = try await app.category("staff-room", audience: .staff)
            _ = try await app.question("Of the staff alone it is", in: room, by: moderator)
            try await app.setState(.held, ofThread: scene.thread.id)
            for path in ["/feeds/new.atom", "/sitemap.xml"] {
                for viewer in [Viewer.nobody, scene.asker.browser, moderator.browser] {
                    let answer = try await app.get(path, as: viewer)
                    #expect(!answer.text.contains("staff") && !answer.text.contains(scene.thread.id.text), "\(path)")
                }
            }
            let room404 = try await app.get("/feeds/new.atom?category=staff-room", as: moderator.browser)
            #expect(room404.status == 404)
        }
    }

    @Test func theSiteMapLeadsToCategoriesAndThreads() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene("جرمنی کے ویزے کے لیے کیا چاہیے؟")
            let read = try #require(Reader.read(try await app.get("/sitemap.xml")))
            let places = read["urlset/url/loc"] ?? []
            let isEncoded = places.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } && $0.hasPrefix("http") }
            #expect(isEncoded && places.contains { $0.hasSuffix("/categories/germany") })
            let path = try #require(places.last.flatMap { $0.split(separator: "/threads/").last })
            let page = try await app.get("/threads/\(path)")
            #expect(page.status == 200 && page.text.contains(scene.thread.title))
        }
    }
}

@Suite("Feeds of a member, by an address with a secret")
struct OwnFeedTests {
    /// A secret that the member made by the API.
    private static func secret(
        _ app: TestApp, of member: TestMember, scopes: String = #""feeds""#
    ) async throws -> String {
        let made = try await app.api(
            .post, "/api/v1/tokens",
            """
            {"email": "\(member.username)@example.org", "password": "\(TestApp.password)", "scopes": [\(scopes)]}
            """)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["token"] as? String)
    }

    @Test func aSecretThatIsNoneIsOverOrOpensMoreFindsNothing() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene()
            let good = try await Self.secret(app, of: scene.helper)
            let other = try await Self.secret(app, of: scene.helper, scopes: #""read""#)
            let both = try await app.api(
                .post, "/api/v1/tokens",
                """
                {"email": "helper@example.org", "password": "\(TestApp.password)", "scopes": ["read", "feeds"]}
                """)
            #expect(both.status == 422 && both.text.contains("scope_feeds_alone"))
            for path in [
                "none/new.atom", "\(other)/new.atom", "\(good.dropLast())/new.atom", "\(good)/new", "\(good)/mine.atom",
                "\(good)/new.atom?tag=none", "\(good)/new.atom?category=none", "\(good)/new.atom?group=none",
                "\(good)/following.atom?tag=visa",
            ] {
                #expect(try await app.get("/feeds/own/\(path)").status == 404, "\(path)")
            }
            // It opens nothing else.
            let viewer = Viewer(headers: ["Authorization": "Bearer \(good)"])
            #expect(try await app.get("/api/v1/me", as: viewer).status == 403)
            #expect(try await app.get("/feeds/own/\(good)/new.atom").status == 200)
            app.clock.advance(.days(91))
            #expect(try await app.get("/feeds/own/\(good)/new.atom").status == 404)
        }
    }

    @Test func itShowsWhatItsMemberSeesAndNothingElse() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene("A question of mine that waits")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let room = try await app.category("staff-room", audience: .staff)
            _ = try await app.question("Of the staff alone it is", in: room, by: moderator)
            try await app.setState(.held, ofThread: scene.thread.id)
            for (member, titles) in [
                (scene.asker, ["A question of mine that waits"]), (scene.helper, []),
                (moderator, ["Of the staff alone it is", "A question of mine that waits"]),
            ] {
                let secret = try await Self.secret(app, of: member)
                let answer = try await app.get("/feeds/own/\(secret)/new.atom")
                let read = try #require(Reader.read(answer))
                #expect(Set(read["feed/entry/title"] ?? []) == Set(titles), "\(member.username)")
                #expect(answer.header("Cache-Control") == "private, no-cache" && answer.header("ETag") != nil)
                #expect(!answer.text.contains(secret), "copies of the feed are no keys")
            }
        }
    }

    @Test func onesOwnListsAreFeedsUntilTheTokenIsTakenBack() async throws {
        try await TestApp.run { app in
            let scene = try await app.scene("Followed by the helper")
            _ = try await app.question("Followed by nobody else", in: app.category("uk"), by: scene.asker)
            let follow = try await app.api(
                .put, "/api/v1/threads/\(scene.thread.id)/level", #"{"level": "watching"}"#, as: scene.helper.program)
            #expect(follow.status < 300, "\(follow.text)")
            let page = try await app.submit(
                "/settings/tokens",
                ["name": "Reader", "scopes": "feeds", "expiresInDays": "90", "password": TestApp.password],
                as: scene.helper.browser)
            let match = try #require(page.text.firstMatch(of: /\/feeds\/own\/([A-Za-z0-9_-]{43})\/following\.atom/))
            let path = "/feeds/own/\(match.output.1)/following.atom"
            let read = try #require(Reader.read(try await app.get(path)))
            #expect(read["feed/entry/title"] == ["Followed by the helper"])
            let list = try await app.get("/threads?list=following", as: scene.helper.browser)
            #expect(list.text.contains("href=\"/settings/tokens\""))
            let tokens = try await app.get("/settings/tokens", as: scene.helper.browser)
            #expect(!tokens.text.contains(match.output.1))
            let revoking = tokens.text.matches(of: /\/settings\/tokens\/[0-9a-f-]+\/revoke/).map { String($0.output) }
            #expect(!revoking.isEmpty)
            for path in revoking { _ = try await app.submit(path, [:], as: scene.helper.browser) }
            #expect(try await app.get(path).status == 404)
        }
    }
}
