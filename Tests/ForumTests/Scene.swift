import TestSupport

@testable import Forum

/// A question with somebody who asked it and somebody who answers.
struct Scene: Sendable {
    let app: TestApp
    let asker: TestMember
    let helper: TestMember
    let thread: ForumThread
    var forum: ForumService { app.services.forum }

    static func play(limits: Bool = false, _ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run(limits: limits) { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            try await body(
                Scene(
                    app: app, asker: asker, helper: helper, thread: try await app.question(in: category, by: asker)))
        }
    }
}
