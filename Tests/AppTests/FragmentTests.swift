import Accounts
import Core
import Forum
import Foundation
import TestSupport
import Testing

/// A thread, those who read it, and what may happen to it.
private struct Scene: Sendable {
    let app: TestApp
    let thread: ForumThread
    let author: TestMember
    let reader: TestMember
    let moderator: TestMember

    init(_ app: TestApp) async throws {
        self.app = app
        author = try await app.member("author")
        reader = try await app.member("reader")
        moderator = try await app.member("moderator", roles: [.moderator])
        thread = try await app.question(in: try await app.category(), by: author)
    }

    /// A browser that says where its requests come from is shown posts from memory; the forms of another hold
    /// tokens, and so each of its pages is rendered anew.
    func compare(_ note: String) async throws {
        for member in [author, reader, moderator] {
            for language in ["en", "ur"] {
                let viewer = member.browser.headers.merging(["Accept-Language": language]) { $1 }
                let modern = Viewer(headers: viewer.merging(["Sec-Fetch-Site": "none"]) { $1 })
                // To look is to have seen: what is new is new once.
                _ = try await app.get(thread.path, as: modern)
                let shown = try await app.get(thread.path, as: modern)
                let fresh = try await app.get(thread.path, as: Viewer(headers: viewer))
                #expect(shown.status == 200 || shown.status == 404, "\(note)")
                let isSame = shown.status == 404 || shown.text == Self.withoutTokens(fresh.text)
                #expect(isSame, "\(note): \(member.id) \(language)")
            }
        }
    }

    private static func withoutTokens(_ text: String) -> String {
        text.replacing(/<input type="hidden" name="formToken" value="[^"]*">/, with: "")
    }
}

@Suite("Rendered posts from memory")
struct FragmentTests {
    /// The seed of a failure repeats it.
    @Test func afterAnyWalkAllReadersSeeWhatRenderingAnewShows() async throws {
        try await TestApp.run { app in
            let scene = try await Scene(app)
            var random = Seeded()
            var posts = [scene.thread.openingPostID]
            for step in 0..<60 {
                let post = random.pick(posts)
                let member = random.pick([scene.author, scene.reader, scene.moderator])
                if random.below(5) == 0 {
                    app.clock.advance(.seconds(Int64(10 * random.below(3000))))
                } else if random.below(4) == 0 {
                    let draft = ReplyDraft(
                        parentId: random.pick(posts), body: "An answer in step \(step), of some length.")
                    let made = try? await app.services.forum.reply(
                        draft, to: scene.thread.id, as: member.principal)
                    if let made { posts.append(made.post.id) }
                } else {
                    try? await Self.change(post, of: scene, by: member, step: step, &random)
                }
                try await scene.compare("step \(step), \(random)")
            }
        }
    }

    private static func change(
        _ post: PostID, of scene: Scene, by member: TestMember, step: Int, _ random: inout Seeded
    ) async throws {
        let forum = scene.app.services.forum
        let principal = member.principal
        switch random.below(8) {
        case 0: _ = try await forum.vote(random.below(3) - 1, on: post, as: principal)
        case 1: _ = try await forum.accept(post, in: scene.thread.id, as: principal)
        case 2:
            let change = PostChange(body: "Written anew in step \(step), long enough.", baseRev: nil)
            _ = try await forum.edit(change, of: post, as: principal)
        case 3: try await forum.setState(random.pick([.hidden, .published, .held]), ofPost: post, as: principal)
        case 4: try await forum.setBookmark(random.below(2) == 0, on: post, as: principal)
        case 5: try await forum.deletePost(post, as: principal)
        case 6:
            var change = ProfileChange()
            change.displayName = "Name of step \(step)"
            _ = try await scene.app.services.accounts.changeProfile(change, as: principal)
        default:
            let other = random.pick([scene.author, scene.reader])
            _ = try await scene.app.submit("/members/\(other.username)/block", ["blocked": "on"], as: member.browser)
        }
    }
}
