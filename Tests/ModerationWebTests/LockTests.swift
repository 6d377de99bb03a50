import Core
import Forum
import TestSupport
import Testing

@Suite("Closing a thread to answers")
struct LockTests {
    @Test func isForStaffAlone() async throws {
        try await Scene.play { scene in
            let path = "/threads/\(scene.thread.id)/lock"
            for member in [scene.asker, scene.helper] {
                let page = try await scene.app.get(scene.thread.path, as: member.browser)
                #expect(!page.text.contains("action=\"\(path)\""))
                let sent = try await scene.writesNothing {
                    try await scene.app.submit(path, ["locked": "on"], as: member.browser)
                }
                #expect(sent.status == 403)
                let api = try await scene.writesNothing {
                    try await scene.app.api(
                        .patch, "/api/v1/threads/\(scene.thread.id)", #"{"isLocked": true}"#, as: member.program)
                }
                #expect(api.status == 403)
            }
            #expect(try await scene.app.count("SELECT is_locked FROM forum_thread") == 0)
        }
    }

    @Test func whatIsClosedTakesNoAnswersUntilItIsOpened() async throws {
        try await Scene.play { scene in
            let path = "/threads/\(scene.thread.id)/lock"
            func answer(_ member: TestMember) async throws -> Int {
                try await scene.app.api(
                    .post, "/api/v1/threads/\(scene.thread.id)/posts", #"{"body": "One more answer to all that."}"#,
                    as: member.program
                ).status
            }
            let page = try await scene.app.get(scene.thread.path, as: scene.moderator.browser)
            #expect(page.text.contains("action=\"\(path)\"") && page.text.contains("Close to answers"))
            let sent = try await scene.app.submit(path, ["locked": "on"], as: scene.moderator.browser)
            #expect(sent.status == 303)
            #expect(try await answer(scene.helper) == 409)
            #expect(try await answer(scene.moderator) == 201)
            let closed = try await scene.app.get(scene.thread.path, as: scene.helper.browser)
            #expect(closed.text.contains("This thread is closed.") && !closed.text.contains("name=\"draftID\""))
            var device = Device(scene.app, scene.helper)
            try await device.follow("t:\(scene.thread.id)")
            try await device.pull()
            #expect(device.value("thread/\(scene.thread.id)")?["isLocked"] as? Bool == true)
            let opened = try await scene.app.api(
                .patch, "/api/v1/threads/\(scene.thread.id)", #"{"isLocked": false}"#, as: scene.moderator.program,
                headers: ["If-Match": "*"])
            #expect(opened.status == 200)
            #expect(try opened.json()["isLocked"] as? Bool == false)
            try await device.pull()
            #expect(device.value("thread/\(scene.thread.id)")?["isLocked"] as? Bool == false)
            #expect(try await answer(scene.helper) == 201)
            let log = try await scene.app.api(.get, "/api/v1/moderation-log").items()
            #expect(log.map { $0["action"] as? String } == ["unlock", "lock"])
            #expect(try await scene.app.get("/moderation-log").text.contains("was closed to answers"))
        }
    }
}
