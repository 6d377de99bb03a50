import Core
import Forum
import TestSupport
import Testing

@Suite("A link to an answer leads to the page that shows it")
struct PlaceTests {
    @Test func whateverTheReaderSeesBesides() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let thread = try await app.question(in: category, by: asker, kind: "discussion")
            var answers: [ForumPost] = []
            for number in 1...ForumService.answersPerPage + 3 {
                app.clock.advance(.minutes(1))
                answers.append(try await app.answer(thread, by: asker, body: "The answer with the number \(number)."))
            }
            for answer in answers.prefix(5) { try await app.setState(.hidden, ofPost: answer.id) }
            let last = try #require(answers.last)
            let other = try await app.member("other")
            for (viewer, isFirst) in [(other, true), (moderator, false), (asker, false)] {
                let found = try await app.get("/posts/\(last.id)", as: viewer.browser)
                let path = try #require(found.header("Location"))
                #expect(path.contains("after=") != isFirst)
                let page = try await app.get(String(path.prefix { $0 != "#" }), as: viewer.browser)
                #expect(page.text.contains("id=\"post-\(last.id)\""))
            }
            let early = try await app.get("/posts/\(answers[6].id)", as: moderator.browser)
            #expect(early.header("Location")?.contains("after=") == false)
        }
    }
}
