import Core
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Mentorships, from the request to the end")
struct MentorshipTests {
    @Test func aMenteeAsksByThePageAndTheMentorAcceptsFromTheLetter() async throws {
        try await MentorshipScene.play { scene in
            let (app, browser) = (scene.app, scene.mentee.browser)
            let form = try await app.get("\(MentorshipScene.pages)/new?mentor=mentor", as: browser)
            #expect(form.status == 200 && form.text.contains("not immigration advice"))
            let sent = try await app.submit(
                "\(MentorshipScene.pages)/new",
                [
                    "formID": "mentor-request-mentor", "mentor": "mentor", "track": "relocation",
                    "goal": MentorshipScene.goal, "background": MentorshipScene.background,
                    "question": MentorshipScene.question,
                ], as: browser)
            let path = try #require(sent.header("Location"))
            #expect(sent.status == 303 && path.hasPrefix("/mentoring/mentorships/"))
            #expect(try await scene.told(scene.mentor) == ["mentor_request"])
            let letter = try #require(try await scene.letters(to: scene.mentor).first)
            #expect(letter.contains(path))
            // The link of the letter leads a visitor to sign in, and back.
            let signedOut = try await app.get(path)
            #expect(signedOut.status == 303 && signedOut.header("Location")?.hasPrefix("/sign-in?back=") == true)
            let page = try await app.get(path, as: scene.mentor.browser)
            #expect(page.text.contains(MentorshipScene.goal) && page.text.contains("value=\"accept\""))
            let accept: KeyValuePairs = ["step": "accept", "version": "1", "weeks": "8"]
            for _ in 1...2 {
                // A second tap is the same step.
                let accepted = try await app.submit("\(path)/steps", accept, as: scene.mentor.browser)
                #expect(accepted.status == 303 && accepted.header("Location") == path)
            }
            #expect(try await app.count("SELECT count(*) FROM mentorship_event WHERE event = 'accept'") == 1)
            #expect(try await scene.told(scene.mentee) == ["mentor_accepted"])
            #expect(try await scene.letters(to: scene.mentee).count == 1)
            let list = try await app.get(MentorshipScene.pages, as: browser)
            #expect(list.text.contains("Ayesha Mentor") && list.text.contains("Accepted"))
        }
    }

    @Test func theMentorsEmployerIsToldWithTheYesAndToTheMenteeAlone() async throws {
        try await MentorshipScene.play { scene in
            try await scene.app.change("UPDATE mentor_profile SET employer = 'Canarybank AG'")
            let id = try await scene.ask()
            let path = "\(MentorshipScene.api)/\(id)/mentor"
            let readers = [scene.mentee, scene.mentor, scene.other]
            for reader in readers { #expect(try await scene.app.api(.get, path, as: reader.program).status == 404) }
            let before = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(!before.text.contains("Canarybank"))
            try await scene.step("accept", id, as: scene.mentor)
            for reader in readers.dropFirst() {
                #expect(try await scene.app.api(.get, path, as: reader.program).status == 404)
            }
            let told = try await scene.app.api(.get, path, as: scene.mentee.program)
            #expect(try told.json()["employer"] as? String == "Canarybank AG")
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(page.text.contains("Works at Canarybank AG"))
            for other in ["/mentors/mentor", "/mentors"] {
                #expect(try await !scene.app.get(other, as: scene.mentee.browser).text.contains("Canarybank"))
            }
            try await scene.step("end", id, as: scene.mentor)
            #expect(try await scene.app.api(.get, path, as: scene.mentee.program).status == 404)
        }
    }

    @Test func theTwoWriteAndItBeginsPausesGoesOnAndIsCompleted() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let begun = try await scene.shown(id)
            #expect(begun["state"] as? String == "active" && begun["owes"] as? String == "mentee")
            let paused = try await scene.step("pause", id, #"{"until": "2026-12-20"}"#, as: scene.mentee)
            #expect(try paused.json()["state"] as? String == "paused")
            #expect(try paused.json()["resumeOn"] as? String == "2026-12-20")
            scene.app.clock.advance(.days(20))
            #expect(try await scene.step("resume", id, as: scene.mentor).status == 200)
            let half = try await scene.step("complete", id, as: scene.mentor)
            #expect(try half.json()["state"] as? String == "active" && half.json()["mentorFinished"] as? Bool == true)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(page.text.contains("says that it is done") && page.text.contains("On Thursday at six."))
            let done = try await scene.step("complete", id, as: scene.mentee)
            #expect(try done.json()["state"] as? String == "completed")
            #expect(try done.json()["ending"] as? String == "finished")
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1") == 0)
            let messages = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/messages", as: scene.mentor.program)
            #expect(try messages.items().compactMap { $0["number"] as? Int } == [2, 1])
        }
    }

    @Test func askingForMoreStopsTheClockUntilTheMenteeAnswers() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.ask()
            let asked = try await scene.step(
                "ask-more", id, #"{"question": "Which papers are attested?", "version": 1}"#, as: scene.mentor)
            #expect(try asked.json()["isClockStopped"] as? Bool == true && asked.json()["version"] as? Int == 2)
            #expect(try await scene.told(scene.mentee) == ["mentor_more"])
            try await scene.refuses(409) {
                try await scene.step("ask-more", id, #"{"question": "And which are not?"}"#, as: scene.mentor)
            }
            scene.app.clock.advance(.days(2))
            #expect(try await scene.write("All but the marriage certificate.", in: id, as: scene.mentee).status == 201)
            let answered = try await scene.shown(id)
            #expect(answered["isClockStopped"] as? Bool == false && answered["owes"] as? String == "mentor")
            #expect(answered["deadlineAt"] as? String == "2026-11-30T09:00:00.000Z")
            #expect(try await scene.told(scene.mentor) == ["mentor_request", "mentor_answer"])
        }
    }

    @Test func whatIsAcceptedTakesTheMenteesOtherRequestsOnTheTrackBack() async throws {
        try await MentorshipScene.play { scene in
            try await scene.app.mentor(scene.other)
            let first = try await scene.ask()
            let second = try await scene.ask(of: scene.other)
            let elsewhere = try await scene.ask("language", of: scene.other)
            #expect(try await scene.step("accept", first, as: scene.mentor).status == 200)
            #expect(try await scene.shown(second)["ending"] as? String == "superseded")
            #expect(try await scene.state(elsewhere) == "requested")
            #expect(try await scene.told(scene.other) == ["mentor_request", "mentor_request", "mentor_ended"])
            try await scene.refuses(409) { try await scene.step("accept", second, as: scene.other) }
        }
    }

    @Test func aStepIsTakenOnceFromTheVersionThatWasRead() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.ask()
            try await scene.refuses(412) { try await scene.step("accept", id, #"{"version": 7}"#, as: scene.mentor) }
            try await scene.refuses(412) {
                try await scene.step("accept", id, as: scene.mentor, headers: ["If-Match": "\"2-x\""])
            }
            let shown = try await scene.app.api(.get, "\(MentorshipScene.api)/\(id)", as: scene.mentor.program)
            let tag = try #require(shown.header("ETag"))
            let json = #"{"key": "once"}"#
            let first = try await scene.step("accept", id, json, as: scene.mentor, headers: ["If-Match": tag])
            let again = try await scene.step("accept", id, json, as: scene.mentor, headers: ["If-Match": tag])
            #expect(first.status == 200 && again.status == 200 && first.text == again.text)
            try await scene.refuses(409) { try await scene.step("end", id, json, as: scene.mentor) }
            let mine = "019aa5c1-7c00-7000-8000-0000000000d1"
            let sent = MentorshipScene.json("mentor", track: "language", id: mine)
            let asked = try await scene.app.api(.post, MentorshipScene.api, sent, as: scene.mentee.program)
            let twice = try await scene.app.api(.post, MentorshipScene.api, sent, as: scene.mentee.program)
            #expect(asked.status == 201 && twice.status == 200)
            try await scene.refuses(409) {
                try await scene.app.api(.post, MentorshipScene.api, sent, as: scene.other.program)
            }
        }
    }

    // MARK: Time

    @Test func whatWasNotAnsweredHasExpiredForWhoeverLooksAndTheRunTellsOnce() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.ask()
            scene.app.clock.advance(.days(7))
            // Nobody has swept yet.
            #expect(try await scene.state(id) == "expired")
            try await scene.refuses(409) { try await scene.step("accept", id, as: scene.mentor) }
            try await scene.refuses(409) { try await scene.step("withdraw", id, as: scene.mentee) }
            for _ in 1...2 { try await scene.app.services.mentorships.settleDue() }
            #expect(try await scene.told(scene.mentee) == ["mentor_expired"])
            #expect(try await scene.letters(to: scene.mentee).count == 1)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_event WHERE event = 'lapse'") == 1)
            // For ninety days the mentor is not asked again.
            try await scene.refuses(409) {
                try await scene.app.api(.post, MentorshipScene.api, MentorshipScene.json(), as: scene.mentee.program)
            }
            scene.app.clock.advance(.days(90))
            var draft = MentorshipDraft()
            (draft.mentor, draft.track, draft.goal) = ("mentor", "career", MentorshipScene.goal)
            (draft.background, draft.question) = (MentorshipScene.background, MentorshipScene.question)
            let again = try await scene.app.services.mentorships.ask(draft, as: scene.mentee.principal)
            #expect(again.isNew)
        }
    }

    @Test func theMentorIsRemindedTwiceAndEachTimeOnce() async throws {
        try await MentorshipScene.play { scene in
            _ = try await scene.ask()
            let run = { @Sendable in try await scene.app.services.mentorships.remind() }
            try await run()
            #expect(try await scene.letters(to: scene.mentor).count == 1)
            for (days, letters) in [(2, 2), (3, 3), (1, 3)] as [(Int64, Int)] {
                scene.app.clock.advance(.days(days))
                for _ in 1...2 { try await run() }
                #expect(try await scene.letters(to: scene.mentor).count == letters, "\(days)")
            }
        }
    }

    @Test func threeRequestsThatExpireTakeAMentorOutOfSight() async throws {
        try await MentorshipScene.play { scene in
            for name in ["one", "two", "three"] {
                let mentee = try await MentorshipScene.member(name, in: scene.app)
                #expect(try await scene.app.count("SELECT is_accepting FROM mentor_profile") == 1)
                _ = try await scene.ask(as: mentee)
                scene.app.clock.advance(.days(7))
                try await scene.app.services.mentorships.settleDue()
            }
            #expect(try await scene.app.count("SELECT is_accepting FROM mentor_profile") == 0)
            #expect(try await scene.told(scene.mentor).contains("mentor_frozen"))
            let late = try await MentorshipScene.member("late", in: scene.app)
            try await scene.refuses(409) {
                try await scene.app.api(.post, MentorshipScene.api, MentorshipScene.json(), as: late.program)
            }
        }
    }

    @Test func silenceOfFourWeeksEndsItAndNamesWhoOwedAnAnswer() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            scene.app.clock.advance(.days(7))
            try await scene.app.services.mentorships.remind()
            #expect(try await scene.told(scene.mentee).last == "mentor_reminder")
            scene.app.clock.advance(.days(21))
            try await scene.app.services.mentorships.settleDue()
            let shown = try await scene.shown(id)
            #expect(shown["ending"] as? String == "timed_out" && shown["owes"] as? String == "mentee")
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(page.text.contains("four weeks of silence") && page.text.contains("An answer of yours is due."))
        }
    }
}
