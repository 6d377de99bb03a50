import Core
import Forum
import Foundation
import TestSupport
import Testing

@Suite("What the program remembers of a push")
struct OutcomeTests {
    /// A vote is answered with the post it is on; the post's words are not the voter's to keep.
    @Test func theWordsOfOthersAreNotKeptWithIt() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            let thread = try await app.question("My answeredtitle for everybody", in: category, by: asker)
            let answer = try await app.answer(thread, by: helper, body: "The helperswords of this answer.")
            var device = Device(app, asker)
            let push = device.pushRequest([
                ("vote.set", ["postId": answer.id.text, "value": 1]),
                ("thread.accept", ["threadId": thread.id.text, "postId": answer.id.text]),
                (
                    "post.create",
                    [
                        "threadId": thread.id.text, "id": "0199f4b0-0000-7000-8000-0000000000b1",
                        "body": "My ownwords of that question.",
                    ]
                ),
            ])
            let sent = try await Device.send(app, "push", push, as: device.viewer)
            #expect(Device.outcomes(sent) == ["applied", "applied", "applied"])
            #expect(sent.text.contains("helperswords"))
            let again = try await Device.send(app, "push", push, as: device.viewer)
            #expect(Device.outcomes(again) == ["duplicate", "duplicate", "duplicate"])
            #expect(!again.text.contains("helperswords"))
            #expect(try await app.count("SELECT count(*) FROM mutation_outcome WHERE detail <> ''") == 0)

            let body = #"{"password": "\#(TestApp.password)", "posts": "remove"}"#
            #expect(try await app.api(.delete, "/api/v1/me", body, as: helper.program).status == 202)
            #expect(try await app.everything().contains("helperswords"))
            app.clock.advance(.days(14))
            try await app.services.leaving.eraseDue()
            #expect(try await !app.everything().contains("helperswords"))
        }
    }
}
