import Core
import Forum
import Foundation
import TestSupport
import Testing
import WebSupport

@Suite("Links that lead away say first where")
struct OutsideLinkTests {
    private func path(_ address: String) -> String { OutsideLinks.path(to: address) }

    @Test(arguments: [
        "", "javascript:alert(1)", "data:text/html,x", "//example.org", "/threads", "https://", "ftp://example.org",
        "https://example.org/a b", "https://exa\u{202E}mple.org", "https://example.org\\@x.example",
        "https://example.org/\"onclick=x", "https://example.org/" + String(repeating: "a", count: 2_000),
    ])
    func whatIsNoAddressOfTheWebIsRefused(address: String) async throws {
        try await TestApp.run { app in
            let page = try await app.get(path(address))
            #expect(page.status == 422 && !page.text.contains("class=\"button\" href"))
            let answer = try await app.api(.get, "/api/v1/outside-link?to=\(Links.escaped(address))")
            #expect(answer.status == 422 && answer.text.contains("link_form"))
        }
    }

    @Test func aPageNamesTheSiteAndSendsNobodyThereByItself() async throws {
        try await TestApp.run { app in
            let address = "https://portal.example/apply?id=1&lang='ur'#top"
            let page = try await app.get(path(address))
            #expect(page.status == 200 && page.text.contains("<strong dir=\"ltr\">portal.example</strong>"))
            #expect(page.text.contains("Karwan knows nothing of this site") && !page.text.contains("http-equiv"))
            #expect(page.text.contains("href=\"https://portal.example/apply?id=1&amp;lang=&#39;ur&#39;#top\""))
            let answer = try await app.api(.get, "/api/v1/outside-link?to=\(Links.escaped(address))").json()
            #expect(answer["host"] as? String == "portal.example" && answer["standing"] as? String == "unknown")
            let official = try await app.get(path("https://www.gov.uk/browse/visas-immigration"))
            #expect(official.text.contains("This is a site of an authority."))
        }
    }

    @Test func whatImitatesAnAuthorityIsNoLink() async throws {
        try await TestApp.run { app in
            let page = try await app.get(path("https://gov-uk.example/visa"))
            #expect(page.status == 200 && page.text.contains("Do not go there"))
            #expect(!page.text.contains("href=\"https://gov-uk.example"))
            let decoy = try await app.get(path("https://www.gov.uk@collector.example/visa"))
            #expect(decoy.text.contains("The site is collector.example.") && !decoy.text.contains("of an authority"))
            let odd = try await app.get(path("https://xn--80ak6aa92e.example/"))
            #expect(odd.text.contains("letters that may look like others"))
        }
    }

    @Test func theCommunitysOwnPatternsCount() async throws {
        try await TestApp.run { app in
            let admin = try await app.member("admin", roles: [.admin])
            #expect(try await app.get(path("https://go.desk.example")).text.contains("Karwan knows nothing"))
            let added = try await app.api(
                .post, "/api/v1/scam-patterns", #"{"kind": "site", "signal": "payment", "text": "desk.example"}"#,
                as: admin.program)
            #expect(added.status == 200)
            #expect(try await app.get(path("https://go.desk.example")).text.contains("Do not go there"))
        }
    }

    @Test func linksOfPostsLeadThereOnPagesAndStayAsTheyAreForPrograms() async throws {
        try await Scene.play { scene in
            let body = "Look at [the list](https://portal.example/a?b=1&c=2) and https://other.example/ with @helper."
            let post = try await scene.app.answer(scene.thread, by: scene.helper, body: body)
            let page = try await scene.app.get(scene.thread.path, as: scene.asker.browser).text
            let guarded = path("https://portal.example/a?b=1&c=2")
            #expect(page.contains("<a rel=\"nofollow ugc noopener\" href=\"\(guarded)\">the list</a>"))
            #expect(page.contains("href=\"\(path("https://other.example/"))\"") && page.contains("/members/helper"))
            #expect(!page.contains("href=\"https://portal.example"))
            let answer = try await scene.app.api(.get, "/api/v1/posts/\(post.id)").text
            #expect(answer.contains("portal.example") && !answer.contains("out?to="))
        }
    }

    @Test func whatLooksLikeALinkInTheWordsOfAPostIsLeftAlone() {
        let site = SiteAddress("https://karwan.example")
        let words = "&lt;a rel=&quot;nofollow ugc noopener&quot; href=&quot;https://x.example&quot;&gt;"
        #expect(OutsideLinks.guarded(words, own: site) == words)
        let local = "<a rel=\"nofollow ugc noopener\" href=\"/members/x\">@x</a>"
        #expect(OutsideLinks.guarded(local, own: site) == local)
        let quoted = "<a rel=\"nofollow ugc noopener\" href=\"https://x.example/?a=%22&amp;amp;b=&#x27;\">x</a>"
        let path = OutsideLinks.path(to: "https://x.example/?a=%22&amp;b='")
        #expect(OutsideLinks.guarded(quoted, own: site) == "<a rel=\"nofollow ugc noopener\" href=\"\(path)\">x</a>")
    }

    @Test(arguments: [
        ("https://karwan.example", true), ("https://karwan.example/threads/1?a=b", true),
        ("https://karwan.example.org/", false), ("https://karwan.example@x.example/", false),
        ("http://karwan.example/", false), ("https://x.example/?https://karwan.example/", false),
    ])
    func linksWithinTheSiteLeadThereAtOnce(address: String, isOurs: Bool) {
        let link = "<a rel=\"nofollow ugc noopener\" href=\"\(address)\">x</a>"
        let guarded = OutsideLinks.guarded(link, own: SiteAddress("https://karwan.example"))
        #expect((guarded == link) == isOurs)
    }
}
