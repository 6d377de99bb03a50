import Core
import Forum
import TestSupport
import Testing

@Suite("What is kept of an answer of the API is asked for anew when it shows something else")
struct FreshnessTests {
    @Test func votesAnswersAndNamesGiveAnotherTag() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            for path in ["/api/v1/threads/\(thread.id)", "/api/v1/posts/\(answer.id)"] {
                let tag = try #require(try await app.get(path).header("ETag"))
                let known = ["If-None-Match": tag]
                #expect(try await app.get(path, headers: known).status == 304)
                if path.contains("posts") {
                    _ = try await app.services.forum.vote(1, on: answer.id, as: asker.principal)
                } else {
                    _ = try await app.answer(thread, by: asker)
                }
                let fresh = try await app.get(path, headers: known)
                #expect(fresh.status == 200)
                let change =
                    path.contains("posts")
                    ? #"{"body": "Another text of that answer."}"# : #"{"title": "Another title for this question"}"#
                let author = path.contains("posts") ? helper : asker
                let changed = try await app.api(
                    .patch, path, change, as: author.program, headers: ["If-Match": tag])
                #expect(changed.status == 200, "the revision is the same: nothing is lost")
                let stale = try await app.api(
                    .patch, path, change, as: author.program, headers: ["If-Match": tag])
                #expect(stale.status == 412)
            }
        }
    }
}
