import Core
import Forum
import TestSupport
import Testing

/// What the simulation found, each by itself.
@Suite struct FoundTests {
    @Test func whoIsNoModeratorAnyMoreKeepsNoNoticeOfWhatIsHidden() async throws {
        try await TestApp.run { app in
            let moderator = try await app.member("moderator", roles: [.moderator])
            let other = try await app.member("other")
            let thread = try await app.question(in: try await app.category(), by: moderator)
            let answer = try await app.answer(thread, by: other)
            var device = Device(app, moderator)
            try await device.pull()
            #expect(device.count("notification") == 1)
            try await app.setState(.hidden, ofPost: answer.id)
            try await device.pull()
            let before = device.ids("notification")
            #expect(before.count == 1)
            try await app.services.accounts.setRole(.moderator, on: false, username: "moderator")
            try await device.pull()
            #expect(device.count("notification") == 0)
            let shown = try await app.api(.get, "/api/v1/notifications", as: moderator.program).items()
            #expect(shown.isEmpty)
            try await app.services.accounts.setRole(.moderator, on: true, username: "moderator")
            try await device.pull()
            #expect(device.ids("notification") == before)
        }
    }

    @Test func whatWaitsForReviewGoesWithItsThreadToStaff() async throws {
        try await TestApp.run { app in
            let moderator = try await app.member("moderator", roles: [.moderator])
            let writer = try await app.member("writer")
            let (everyone, staff) = (try await app.category(), try await app.category("office", audience: .staff))
            let thread = try await app.question(in: everyone, by: moderator)
            let answer = try await app.answer(thread, by: writer)
            try await app.setState(.held, ofPost: answer.id)
            var device = Device(app, writer)
            try await device.pull()
            #expect(device.ids("post") == [answer.id.text])
            _ = try await app.services.forum.changeThread(
                ThreadChange(categoryId: staff.text), of: thread.id, as: moderator.principal)
            try await device.pull()
            #expect(device.count("post") == 0)
            _ = try await app.services.forum.changeThread(
                ThreadChange(categoryId: everyone.text), of: thread.id, as: moderator.principal)
            try await device.pull()
            #expect(device.ids("post") == [answer.id.text])
        }
    }

    @Test func whatArrivesLateAfterARestoreDoesNotSpeakForTheDevice() async throws {
        try await TestApp.run { app in
            let thread = try await app.question(in: try await app.category(), by: try await app.member("asker"))
            var device = Device(app, try await app.member("reader"))
            let vote: (String, [String: Any]) = (
                "vote.set", ["postId": thread.openingPostID.text, "value": 1]
            )
            let late = device.pushRequest([vote])
            _ = try await Device.send(app, "push", late, as: device.viewer)
            for _ in 0..<3 { _ = device.pushRequest([vote]) }
            try await app.change("UPDATE change_counter SET epoch = 'another' WHERE id = 1")
            let again = Device.outcomes(try await Device.send(app, "push", late, as: device.viewer))
            #expect(again == ["duplicate"])
            let fifth = Device.outcomes(
                try await Device.send(app, "push", device.pushRequest([vote]), as: device.viewer))
            #expect(fifth == ["applied"])
        }
    }
}
