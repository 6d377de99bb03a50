import Core
import Foundation
import Messages
import Moderation
import Storage
import TestSupport
import Testing

@Suite("Private messages: scams, reports, and all of an account")
struct MessageSafetyTests {
    @Test func whatLooksLikeAScamWaitsForAModerator() async throws {
        try await MessageScene.play(limits: true) { scene in
            let made = try await scene.begin(MessageScene.scam)
            #expect(try made.status == 201 && made.json()["state"] as? String == "held")
            let id = try #require(try made.json()["conversationId"] as? String)
            // Nothing of it is there for the other.
            #expect(try await scene.list(scene.omar).isEmpty)
            #expect(try await scene.told(scene.omar).isEmpty)
            #expect(try await scene.app.get("/messages/\(id)", as: scene.omar.browser).status == 404)
            let own = try await scene.app.get("/messages/\(id)", as: scene.sana.browser).text
            #expect(own.contains("Waits for a moderator"))
            let queue = try await scene.app.get("/moderation/messages", as: scene.moderator.browser).text
            #expect(queue.contains("Western Union") && queue.contains("It looks like a scam"))
            #expect(try await scene.app.get("/moderation/messages", as: scene.other.browser).status == 404)
            #expect(try await scene.decide("grant").status == 200)
            #expect(try await scene.told(scene.omar) == ["message"])
            let page = try await scene.app.get("/messages/\(id)", as: scene.omar.browser).text
            #expect(page.contains("Western Union") && page.contains("Be careful"))
            #expect(try await scene.cases().isEmpty)
        }
    }

    @Test func whatIsNotLetThroughIsNeverSeen() async throws {
        try await MessageScene.play(limits: true) { scene in
            let id = try await scene.begun(MessageScene.scam)
            let refused = try await scene.decide("refuse", answer: "Nobody pays for a visa by Western Union.")
            #expect(refused.status == 200)
            #expect(try await scene.list(scene.omar).isEmpty)
            #expect(try await scene.told(scene.sana) == ["message_refused"])
            #expect(try await scene.read(id, as: scene.sana).first?["state"] as? String == "refused")
            #expect(try await scene.app.api(.get, "/api/v1/moderation-log").text.contains("message_refused") == false)
            // Who writes to them goes on in the same conversation.
            try await scene.allow("everyone", scene.sana)
            #expect(try await scene.begun("Hello, I am new here.", to: scene.sana, as: scene.omar) == id)
            #expect(try await scene.bodies(id, as: scene.omar) == ["Hello, I am new here."])
        }
    }

    @Test func inAConversationItCarriesAWarning() async throws {
        try await MessageScene.play(limits: true) { scene in
            let id = try await scene.begun("Hello, how was it?")
            try await scene.write("It was long.", in: id, as: scene.omar)
            let sent = try await scene.write(MessageScene.scam, in: id, as: scene.sana)
            #expect(try sent.json()["state"] as? String == "sent")
            let read = try await scene.read(id, as: scene.omar).first
            #expect(read?["warning"] as? String == "scam")
            #expect(try await scene.app.get("/messages/\(id)", as: scene.omar.browser).text.contains("Be careful"))
        }
    }

    @Test func whatGoesToManyWaitsAndOfRegularsCarriesAWarning() async throws {
        try await MessageScene.play(limits: true) { scene in
            let words = "I know somebody who can prepare all of your papers for you in one week. Ask me how it works."
            var states: [String] = []
            for number in 1...3 {
                let member = try await MessageScene.member("reader\(number)", in: scene.app)
                try await scene.allow("everyone", member)
                let made = try await scene.begin("Hello reader \(number)! \(words)", to: member)
                states.append(try made.json()["state"] as? String ?? made.text)
            }
            #expect(states == ["sent", "sent", "held"])
            try await scene.app.trust(scene.other, 2)
            var warnings: [String] = []
            for number in 1...3 {
                let member = try await MessageScene.member("listener\(number)", in: scene.app)
                try await scene.allow("everyone", member)
                let id = try await scene.begun("Dear listener \(number)! \(words)", to: member, as: scene.other)
                warnings.append(try await scene.read(id, as: member).first?["warning"] as? String ?? "none")
                #expect(try await scene.read(id, as: scene.other).first?["warning"] == nil)
            }
            #expect(warnings == ["none", "none", "copied"])
            scene.app.clock.advance(.days(15))
            try await scene.app.services.messages.forgetSentences()
            #expect(try await scene.app.count("SELECT count(*) FROM conversation_sentence") == 0)
        }
    }

    @Test func moderatorsSeeWhatWasReportedAndWhatTheReporterShows() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("The firstword of it.")
            try await scene.write("The answerword of it.", in: id, as: scene.omar)
            try await scene.write("The badword of it.", in: id, as: scene.sana)
            try await scene.write("The hiddenword of it.", in: id, as: scene.omar)
            let read = try await scene.read(id, as: scene.omar)
            let ids = read.compactMap { $0["id"] as? String }
            let path = "/messages/\(id)/report/\(ids[1])"
            let form = try await scene.app.get(path, as: scene.omar.browser)
            #expect(form.status == 200 && form.text.contains("badword") && form.text.contains("value=\"\(ids[2])\""))
            let refused = try await scene.refuses(422) {
                try await scene.app.submit(path, ["reason": "", "note": "My notewords."], as: scene.omar.browser)
            }
            #expect(refused.text.contains("My notewords."))
            #expect(try await scene.app.get(path, as: scene.sana.browser).status == 403)
            let sent = try await scene.app.submit(
                path, ["reason": "harassment", "note": "My notewords.", "shown": ids[2]], as: scene.omar.browser)
            #expect(sent.header("Location") == "/messages/reports")
            let again = try await scene.app.api(
                .post, "\(MessageScene.api)/\(id)/messages/\(ids[1])/reports", #"{"reason": "spam"}"#,
                as: scene.omar.program)
            #expect(again.status == 200)
            let queue = try await scene.app.get("/moderation/messages", as: scene.moderator.browser).text
            for word in ["badword", "answerword", "My notewords."] { #expect(queue.contains(word), "\(word)") }
            for word in ["firstword", "hiddenword"] { #expect(!queue.contains(word), "\(word)") }
            #expect(try await scene.decide("grant", answer: "Thank you for telling us.").status == 200)
            #expect(try await !scene.bodies(id, as: scene.omar).contains("The badword of it."))
            #expect(try await scene.read(id, as: scene.sana)[1]["state"] as? String == "removed")
            #expect(try await scene.told(scene.omar).last == "message_report")
            let reports = try await scene.app.get("/messages/reports", as: scene.omar.browser).text
            #expect(reports.contains("Thank you for telling us.") && reports.contains("A moderator agreed"))
        }
    }

    @Test func staffDoNotJudgeWhatConcernsThem() async throws {
        try await MessageScene.play { scene in
            try await scene.allow("everyone", scene.moderator)
            let id = try await scene.begun("A word to a moderator.", to: scene.moderator)
            let message = try #require(try await scene.read(id, as: scene.moderator).first?["id"] as? String)
            let made = try await scene.app.api(
                .post, "\(MessageScene.api)/\(id)/messages/\(message)/reports", #"{"reason": "spam"}"#,
                as: scene.moderator.program)
            #expect(made.status == 201)
            #expect(try await scene.decide("grant").status == 403)
            #expect(try await scene.bodies(id, as: scene.moderator).count == 1)
        }
    }

    @Test func allThatAnAccountSentIsTakenBackAndBroughtBack() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("The first of it.")
            try await scene.allow("everyone", scene.other)
            let second = try await scene.begun("The same elsewhere.", to: scene.other)
            try await scene.write("An answer.", in: id, as: scene.omar)
            let page = try await scene.app.get("/moderation/members/sana", as: scene.moderator.browser).text
            #expect(page.contains("2 posts and messages"))
            try await scene.app.services.moderation.suspend(
                "sana", SuspensionDraft(days: 30, reason: "Sent the same to many.", hidesPosts: true),
                as: scene.moderator.principal)
            #expect(try await scene.bodies(id, as: scene.omar) == ["An answer."])
            #expect(try await scene.list(scene.other).isEmpty)
            #expect(try await scene.told(scene.other).isEmpty)
            #expect(try await scene.app.get("/messages/\(second)", as: scene.other.browser).status == 404)
            #expect(try await scene.read(id, as: scene.sana).last?["state"] as? String == "withdrawn")
            try await scene.app.services.moderation.restorePosts(of: "sana", as: scene.moderator.principal)
            #expect(try await scene.bodies(id, as: scene.omar) == ["An answer.", "The first of it."])
            #expect(try await scene.bodies(second, as: scene.other) == ["The same elsewhere."])
        }
    }
}

@Suite("Private messages: taking them along, and leaving")
struct MessageLeavingTests {
    @Test func onesOwnAreInTheExportAndNobodyElses() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("My ownwords of it.")
            try await scene.write("The otherswords of it.", in: id, as: scene.omar)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.sana.program)
            #expect(export.status == 200 && export.text.contains("ownwords"))
            #expect(!export.text.contains("otherswords") && !export.text.contains("Name of omar"))
        }
    }

    @Test(arguments: ["anonymise", "remove"])
    func whoLeavesLeavesNoName(posts: String) async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("My ownwords of it.")
            try await scene.write("The otherswords of it.", in: id, as: scene.omar)
            let left = try await scene.app.submit(
                "/settings/data/leave", ["password": TestApp.password, "posts": posts], as: scene.sana.browser)
            #expect(left.status == 303)
            scene.app.clock.advance(.days(15))
            try await scene.app.services.leaving.eraseDue()
            let bodies = try await scene.bodies(id, as: scene.omar)
            #expect(bodies == ["The otherswords of it.", posts == "remove" ? "—" : "My ownwords of it."])
            let page = try await scene.app.get("/messages/\(id)", as: scene.omar.browser).text
            #expect(page.contains("Former member") && !page.contains("Name of sana") && !page.contains("<textarea"))
            let notices = try await scene.app.get("/notifications", as: scene.omar.browser).text
            #expect(!notices.contains("Name of sana"))
            try await scene.refuses(409) { try await scene.write("Are you there?", in: id, as: scene.omar) }
        }
    }
}
