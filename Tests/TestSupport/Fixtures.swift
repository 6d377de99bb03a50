import Accounts
import App
import Core
import Forum
import Foundation

/// A member of a test with the credentials to act.
package struct TestMember: Sendable {
    package let id: MemberID
    package let username: String
    /// A signed-in browser.
    package let browser: Viewer
    /// A program with a token for reading, writing and sync.
    package let program: Viewer
    package var principal: Principal
}

extension TestApp {
    /// Makes a member who joined a year ago, signed in by session and by token.
    package func member(
        _ username: String, roles: Set<Role> = [], displayName: String? = nil, verified: Bool = true,
        joinedAgo: Span = .days(365)
    ) async throws -> TestMember {
        let email = "\(username)@example.org"
        let id = try await services.accounts.create(
            SignUpDraft(
                email: email, username: username, displayName: displayName ?? "Name of \(username)",
                password: Self.password, locale: "en"),
            roles: roles, joinedAt: clock.clock.now.advanced(by: -joinedAgo))
        if !verified { try await change("UPDATE account SET email_verified_at = NULL WHERE id = \(id)") }
        let step = try await services.sessions.signIn(email: email, password: Self.password, userAgent: "test")
        guard case .signedIn(let session) = step else { throw Problem(.forbidden, "code_needed") }
        let token = try await services.sessions.createToken(
            TokenDraft(
                email: nil, password: nil, name: "test", scopes: ["read", "write", "sync"], expiresInDays: 30),
            username: username)
        return TestMember(
            id: id, username: username,
            browser: Viewer(headers: ["Cookie": "karwan_session=\(session.text)", "Sec-Fetch-Site": "same-origin"]),
            program: Viewer(headers: ["Authorization": "Bearer \(token.secret.text)"]),
            principal: try await services.sessions.principal(session: session))
    }

    package func category(_ slug: String = "germany", audience: Forum.Category.Audience = .everyone) async throws
        -> CategoryID
    {
        try await services.forum.addCategory(
            slug: slug, name: "Category \(slug)", description: "About \(slug)", position: 1, audience: audience)
    }

    /// Starts a question of `author`.
    package func question(
        _ title: String = "Which degree papers does the Blue Card need?", in category: CategoryID,
        by author: TestMember,
        body: String = "I have a BSc from Lahore and an offer from Berlin.", kind: String = "question",
        tags: [String] = []
    ) async throws -> ForumThread {
        try await services.forum.startThread(
            ThreadDraft(categoryId: category.text, kind: kind, title: title, body: body, tags: tags),
            as: author.principal
        ).thread
    }

    package func answer(
        _ thread: ForumThread, by author: TestMember, body: String = "They asked me for the HEC attestation only."
    ) async throws -> ForumPost {
        try await services.forum.reply(ReplyDraft(body: body), to: thread.id, as: author.principal).post
    }
}
