import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

@Suite("Reminders of bookmarks")
struct BookmarkReminderTests {
    private static func path(_ thread: ForumThread) -> String {
        "/api/v1/posts/\(thread.openingPostID)/bookmark/reminder"
    }

    @Test func aDayThatIsNoneOrTooFarAwayIsRefusedAndStaysTyped() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            _ = try await app.api(
                .put, "/api/v1/posts/\(thread.openingPostID)/bookmark", as: helper.program)
            for day in ["2026-11-19", "2030-01-01", "2026-02-30", "tomorrow"] {
                let refused = try await app.writesNothing {
                    try await app.api(.put, Self.path(thread), #"{"on": "\#(day)"}"#, as: helper.program)
                }
                #expect(refused.status == 422 && refused.text.contains("#/on"), "\(day)")
                let page = try await app.writesNothing {
                    try await app.submit(
                        "/posts/\(thread.openingPostID)/bookmark/reminder", ["on": day, "after": ""],
                        as: helper.browser)
                }
                #expect(page.status == 422 && page.text.contains("value=\"\(day)\""), "\(day)")
                #expect(page.text.contains("id=\"field-on\"") && page.text.contains("href=\"#field-on\""))
            }
        }
    }

    @Test func whatMayNotBeSeenIsNotRemindedOf() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            try await app.setState(.hidden, ofThread: thread.id)
            let refused = try await app.writesNothing {
                try await app.api(.put, Self.path(thread), #"{"on": "2026-12-01"}"#, as: helper.program)
            }
            #expect(refused.status == 404)
            #expect(try await app.api(.put, Self.path(thread), #"{"on": "2026-12-01"}"#).status == 401)
            let own = try await app.api(.put, Self.path(thread), #"{"on": "2026-12-01"}"#, as: asker.program)
            #expect(own.status == 204)
            app.clock.advance(.days(30))
            try await app.services.forum.remind()
            #expect(try await app.count("SELECT count(*) FROM notification_other") == 0)
            #expect(try await app.count("SELECT count(*) FROM bookmark WHERE remind_on IS NOT NULL") == 0)
        }
    }

    @Test func onItsDayOneNoticeComesAndLeadsToThePost() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let form = try await app.submit(
                "/posts/\(thread.openingPostID)/bookmark/reminder", ["on": "2026-11-25"], as: helper.browser)
            #expect(form.status == 303 && form.header("Location") == "/bookmarks")
            let listed = try await app.api(.get, "/api/v1/me/bookmarks", as: helper.program).items()
            #expect(listed.first?["remindOn"] as? String == "2026-11-25")
            #expect(try await app.get("/bookmarks", as: helper.browser).text.contains("value=\"2026-11-25\""))
            app.clock.advance(.days(3))
            try await app.services.forum.remind()
            #expect(try await app.count("SELECT count(*) FROM notification_other") == 0)
            app.clock.advance(.days(1))
            try await app.services.forum.remind()
            try await app.services.forum.remind()
            let notices = try await app.api(.get, "/api/v1/notifications", as: helper.program).items()
            #expect(notices.count == 1 && notices.first?["kind"] as? String == "bookmark")
            #expect(notices.first?["path"] as? String == "/posts/\(thread.openingPostID)")
            let page = try await app.get("/notifications", as: helper.browser)
            #expect(page.text.contains("You wanted to be reminded of it today"))
            #expect(!page.text.contains("Blue Card"), "the thread may be hidden by now")
            #expect(try await app.api(.get, "/api/v1/notifications", as: asker.program).items().isEmpty)
            let after = try await app.api(.get, "/api/v1/me/bookmarks", as: helper.program).items()
            #expect(after.count == 1 && after.first?["remindOn"] == nil)
        }
    }

    @Test func itIsTakenBackByItselfAndWithTheMark() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let day = #"{"on": "2026-11-25"}"#
            #expect(try await app.api(.delete, Self.path(thread), as: helper.program).status == 204)
            #expect(try await app.count("SELECT count(*) FROM bookmark") == 0)
            #expect(try await app.api(.put, Self.path(thread), day, as: helper.program).status == 204)
            #expect(try await app.api(.delete, Self.path(thread), as: helper.program).status == 204)
            #expect(try await app.count("SELECT count(*) FROM bookmark WHERE remind_on IS NULL") == 1)
            #expect(try await app.api(.put, Self.path(thread), day, as: helper.program).status == 204)
            _ = try await app.api(
                .delete, "/api/v1/posts/\(thread.openingPostID)/bookmark", as: helper.program)
            app.clock.advance(.days(9))
            try await app.services.forum.remind()
            #expect(try await app.count("SELECT count(*) FROM notification_other") == 0)
        }
    }

    @Test func devicesSetItOfflineAndHearOfIt() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let post = thread.openingPostID.text
            var device = Device(app, helper)
            var other = Device(app, asker)
            #expect(try await device.push("bookmark.remind", ["postId": post, "on": "2026-11-25"]) == "applied")
            #expect(try await device.push("bookmark.remind", ["postId": post, "on": "2026-13-01"]) == "invalid")
            try await device.pull()
            try await other.pull()
            #expect(device.value("bookmark/\(post)")?["remindOn"] as? String == "2026-11-25")
            #expect(other.count("bookmark") == 0)
            app.clock.advance(.days(4))
            try await app.services.forum.remind()
            try await device.pull()
            #expect(device.value("bookmark/\(post)")?["remindOn"] == nil && device.count("bookmark") == 1)
            #expect(device.count("notification") == 1)
            #expect(try await device.push("bookmark.remind", ["postId": post, "on": "2026-12-25"]) == "applied")
            #expect(try await device.push("bookmark.remind", ["postId": post]) == "applied")
            #expect(try await app.count("SELECT count(*) FROM bookmark WHERE remind_on IS NULL") == 1)
        }
    }
}
