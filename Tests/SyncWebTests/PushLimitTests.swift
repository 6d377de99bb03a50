import TestSupport
import Testing

@Suite("What devices push counts by the mutation")
struct PushLimitTests {
    @Test func postsOfDevicesAndOfProgramsTakeFromOneBucket() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let thread = try await app.question(in: category, by: asker)
            var device = Device(app, asker)
            let posts = (0..<63).map { number -> (name: String, args: [String: Any]) in
                (
                    "post.create",
                    [
                        "threadId": thread.id.text, "id": "0199f4b0-0000-7000-8000-0000000001\(number + 10)",
                        "body": "The answer with the number \(number).",
                    ]
                )
            }
            let push = device.pushRequest(posts)
            let outcomes = Device.outcomes(try await Device.send(app, "push", push, as: device.viewer))
            #expect(outcomes.prefix(60).allSatisfy { $0 == "applied" })
            #expect(outcomes.suffix(3) == ["rate_limited", "rate_limited", "rate_limited"])
            try await device.pull()
            #expect(device.ids("sys/m").count == 3)
            let own = try await app.api(
                .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "One more answer by the API."}"#,
                as: asker.program)
            #expect(own.status == 429)
            _ = try await Device.send(app, "push", push, as: device.viewer)
            app.clock.advance(.minutes(1))
            let last = posts[62].args.merging(["id": "0199f4b0-0000-7000-8000-000000000200"]) { $1 }
            #expect(try await device.push("post.create", last) == "applied")
        }
    }
}
