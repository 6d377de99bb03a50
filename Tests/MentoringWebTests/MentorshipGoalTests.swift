import Core
import Foundation
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Goals of the two, and notes of each")
struct MentorshipGoalTests {
    private static func send(
        _ body: String, to list: String, in id: String, as member: TestMember, _ scene: MentorshipScene
    ) async throws -> Answer {
        try await scene.app.api(
            .post, "\(MentorshipScene.api)/\(id)/\(list)", #"{"body": "\#(body)"}"#, as: member.program)
    }

    /// Adds by the API; the path of what was added.
    private static func added(
        _ body: String, to list: String, in id: String, as member: TestMember, _ scene: MentorshipScene
    ) async throws -> String {
        let made = try await send(body, to: list, in: id, as: member, scene)
        #expect(made.status == 201, "\(made.text)")
        let thing = try #require(try made.json()["id"] as? String)
        return "\(MentorshipScene.api)/\(id)/\(list)/\(thing)"
    }

    // MARK: Goals

    @Test func bothAddAndTickAndEachChangesTheirOwnByThePage() async throws {
        try await MentorshipScene.play { scene in
            let (app, mentee, mentor) = (scene.app, scene.mentee.browser, scene.mentor.browser)
            let id = try await scene.begun()
            let path = "\(MentorshipScene.pages)/\(id)/goals"
            let empty = try await app.get(path, as: mentee)
            #expect(empty.status == 200 && empty.text.contains("No goals yet."))
            let refused = try await scene.refuses(422) {
                try await app.submit(path, ["body": String(repeating: "x", count: 301)], as: mentee)
            }
            #expect(refused.text.contains("xxxxxxxx"))
            for _ in 1...2 {
                // A second tap is the same goal.
                let sent = try await app.submit(
                    path, ["formID": "goal-form", "body": "A letter to the employer"], as: mentee)
                #expect(sent.status == 303 && sent.header("Location") == path)
            }
            #expect(try await app.count("SELECT count(*) FROM mentorship_goal") == 1)
            let seen = try await app.get(path, as: mentor)
            #expect(seen.text.contains("A letter to the employer") && seen.text.contains("Added by Name of mentee"))
            let listed = try await app.api(.get, "\(MentorshipScene.api)/\(id)/goals", as: scene.mentor.program)
            let goal = try #require(try listed.items().first?["id"] as? String)
            #expect(try listed.items().first?["addedBy"] as? String == "mentee")
            // The words are the mentee's; whether it is done both say.
            try await scene.refuses(403) {
                try await app.submit("\(path)/\(goal)", ["action": "save", "body": "Other words"], as: mentor)
            }
            try await scene.refuses(403) { try await app.submit("\(path)/\(goal)", ["action": "remove"], as: mentor) }
            #expect(try await app.get("\(path)/\(goal)", as: mentor).status == 403)
            #expect(try await app.submit("\(path)/\(goal)", ["action": "done"], as: mentor).status == 303)
            let page = try await app.get("\(MentorshipScene.pages)/\(id)", as: mentee)
            #expect(page.text.contains("A letter to the employer") && page.text.contains("class=\"done\""))
            #expect(try await app.submit("\(path)/\(goal)", ["action": "undone"], as: mentee).status == 303)
            let form = try await app.get("\(path)/\(goal)", as: mentee)
            #expect(form.text.contains("A letter to the employer"))
            #expect(form.text.contains("name=\"version\" value=\"3\""))
            let stale = try await scene.refuses(412) {
                try await app.submit(
                    "\(path)/\(goal)", ["action": "save", "version": "1", "body": "Words that came late"], as: mentee)
            }
            #expect(stale.text.contains("Words that came late"))
            let saved = try await app.submit(
                "\(path)/\(goal)", ["action": "save", "version": "3", "body": "The letter, signed"], as: mentee)
            #expect(saved.status == 303)
            #expect(try await app.get(path, as: mentor).text.contains("The letter, signed"))
            #expect(try await app.submit("\(path)/\(goal)", ["action": "remove"], as: mentee).status == 303)
            #expect(try await app.count("SELECT count(*) FROM mentorship_goal") == 0)
            // What was removed may be added again, by the very same form.
            let again = try await app.submit(
                path, ["formID": "goal-form", "body": "A letter to the employer"], as: mentee)
            #expect(again.status == 303)
            #expect(try await app.count("SELECT count(*) FROM mentorship_goal") == 1)
        }
    }

    @Test func goalsAreForTheTwoWhileItGoesOn() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.ask()
            let send = { @Sendable (body: String, member: TestMember) in
                try await Self.send(body, to: "goals", in: id, as: member, scene)
            }
            try await scene.refuses(409) { try await send("Too early", scene.mentee) }
            try await scene.step("accept", id, as: scene.mentor)
            try await scene.refuses(404) { try await send("Let me in", scene.other) }
            let goal = try await Self.added("A first goal", to: "goals", in: id, as: scene.mentor, scene)
            for (json, member, status) in [
                (#"{"isDone": true}"#, scene.other, 404), (#"{"body": "Mine now"}"#, scene.mentee, 403),
                (#"{"body": ""}"#, scene.mentor, 422), (#"{"done": true}"#, scene.mentor, 422),
                (#"{"isDone": true, "version": 7}"#, scene.mentor, 412),
            ] {
                try await scene.refuses(status) { try await scene.app.api(.patch, goal, json, as: member.program) }
            }
            try await scene.refuses(404) { try await scene.app.api(.delete, goal, as: scene.other.program) }
            try await scene.refuses(403) { try await scene.app.api(.delete, goal, as: scene.mentee.program) }
            let done = try await scene.app.api(.patch, goal, #"{"isDone": true}"#, as: scene.mentee.program)
            #expect(try done.json()["isDone"] as? Bool == true && done.json()["version"] as? Int == 2)
            let same = try await scene.app.api(.patch, goal, #"{"isDone": true}"#, as: scene.mentee.program)
            #expect(try same.json()["version"] as? Int == 2)
            // Elsewhere there is no such goal.
            let elsewhere = try await scene.ask("language")
            let foreign = goal.replacing(id, with: elsewhere)
            try await scene.refuses(404) {
                try await scene.app.api(.patch, foreign, #"{"isDone": false}"#, as: scene.mentor.program)
            }
            for number in 2...20 {
                _ = try await Self.added("Goal \(number)", to: "goals", in: id, as: scene.mentee, scene)
            }
            let full = try await scene.refuses(409) { try await send("One more", scene.mentee) }
            #expect(full.text.contains("You have 20 goals"))
            #expect(try await scene.app.api(.delete, goal, as: scene.mentor.program).status == 204)
            try await scene.refuses(404) { try await scene.app.api(.delete, goal, as: scene.mentor.program) }
            try await scene.step("end", id, as: scene.mentee)
            try await scene.refuses(409) { try await send("Too late", scene.mentee) }
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)/goals", as: scene.mentor.browser)
            #expect(page.text.contains("Goal 7") && !page.text.contains("name=\"body\""))
        }
    }

    // MARK: Notes

    @Test func aNoteIsReadByTheOneWhoWroteItAndByNobodyElse() async throws {
        try await MentorshipScene.play { scene in
            let (app, mentee, mentor) = (scene.app, scene.mentee.browser, scene.mentor.browser)
            let id = try await scene.ask()
            let path = "\(MentorshipScene.pages)/\(id)/notes"
            #expect(try await app.get(path, as: mentor).text.contains("You have noted nothing yet."))
            try await scene.refuses(422) { try await app.submit(path, ["body": " "], as: mentee) }
            for _ in 1...2 {
                let sent = try await app.submit(path, ["formID": "n", "body": "The canarynote of mine."], as: mentee)
                #expect(sent.status == 303)
            }
            #expect(try await app.count("SELECT count(*) FROM mentorship_note") == 1)
            let own = try await app.get(path, as: mentee)
            #expect(own.text.contains("canarynote"))
            let listed = try await app.api(.get, "\(MentorshipScene.api)/\(id)/notes", as: scene.mentee.program)
            let note = try #require(try listed.items().first?["id"] as? String)
            for page in [path, "\(MentorshipScene.pages)/\(id)"] {
                #expect(try await !app.get(page, as: mentor).text.contains("canarynote"))
            }
            #expect(try await app.get("\(path)/\(note)", as: mentor).status == 404)
            #expect(try await app.get(path, as: scene.other.browser).status == 404)
            let api = "\(MentorshipScene.api)/\(id)/notes"
            #expect(try await app.api(.get, api, as: scene.mentor.program).items().isEmpty)
            try await scene.refuses(404) {
                try await app.api(.patch, "\(api)/\(note)", #"{"body": "Mine"}"#, as: scene.mentor.program)
            }
            try await scene.refuses(404) { try await app.api(.delete, "\(api)/\(note)", as: scene.mentor.program) }
            try await scene.refuses(404) { try await Self.send("Mine", to: "notes", in: id, as: scene.other, scene) }
            let stale = try await scene.refuses(412) {
                try await app.submit("\(path)/\(note)", ["version": "9", "body": "Words that came late"], as: mentee)
            }
            #expect(stale.text.contains("Words that came late"))
            // Notes stay one's own after the end.
            try await scene.step("withdraw", id, as: scene.mentee)
            let saved = try await app.submit(
                "\(path)/\(note)", ["version": "1", "body": "The canarynote, written anew."], as: mentee)
            #expect(saved.status == 303)
            let export = try await app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            let exported = try await app.api(.get, "/api/v1/me/export", as: scene.mentor.program)
            #expect(export.text.contains("written anew") && !exported.text.contains("canarynote"))
            #expect(try await app.submit("\(path)/\(note)", ["action": "remove"], as: mentee).status == 303)
            #expect(try await app.count("SELECT count(*) FROM mentorship_note") == 0)
        }
    }

    @Test func notesComeInPages() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.ask()
            for number in 1...31 {
                _ = try await Self.added("Note \(number)", to: "notes", in: id, as: scene.mentee, scene)
            }
            let first = try await scene.app.get("\(MentorshipScene.pages)/\(id)/notes", as: scene.mentee.browser)
            #expect(first.text.contains("Note 31") && !first.text.contains("Note 1<"))
            let page = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/notes?limit=20", as: scene.mentee.program)
            let next = try #require(try page.json()["next"] as? String)
            let rest = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/notes?limit=20&after=\(next)", as: scene.mentee.program)
            #expect(try page.items().count == 20 && rest.items().count == 11)
        }
    }

    // MARK: Devices

    private static let goal = "019aa5c1-7c00-7000-8000-0000000000e1"
    private static let note = "019aa5c1-7c00-7000-8000-0000000000e2"

    @Test func theTwoShareGoalsOfflineAndKeepTheirNotesApart() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            var mentees = Device(scene.app, scene.mentee)
            var mentors = Device(scene.app, scene.mentor)
            let added: [String: Any] = ["id": Self.goal, "mentorshipId": id, "body": "A letter to the employer"]
            let noted: [String: Any] = ["id": Self.note, "mentorshipId": id, "body": "Mine alone"]
            for _ in 1...2 {
                let pushed = try await mentees.push(("goal.add", added), ("note.add", noted))
                #expect(pushed == ["applied", "applied"])
            }
            try await mentors.pull()
            #expect(mentors.value("goal/\(Self.goal)")?["isDone"] as? Bool == false)
            #expect(mentors.count("note") == 0)
            let theirs = try await mentors.push(
                ("goal.change", ["id": Self.goal, "isDone": true, "version": 1]),
                ("goal.change", ["id": Self.goal, "body": "Mine now"]), ("goal.remove", ["id": Self.goal]),
                ("note.change", ["id": Self.note, "body": "Mine now"]), ("note.remove", ["id": Self.note]),
                ("note.add", noted))
            #expect(theirs == ["applied", "forbidden", "forbidden", "not_found", "not_found", "id_conflict"])
            let late = try await mentees.push(
                ("goal.change", ["id": Self.goal, "body": "The letter, signed", "version": 1]),
                ("goal.change", ["id": Self.goal, "body": "The letter, signed", "version": 2]),
                ("note.change", ["id": Self.note, "body": "Written anew", "version": 1]),
                ("note.change", ["id": Self.note, "body": "Written late", "version": 1]),
                ("goal.add", ["mentorshipId": id, "body": "Without an id"]))
            #expect(late == ["stale_version", "applied", "applied", "stale_version", "invalid"])
            try await mentees.pull()
            #expect(mentees.value("note/\(Self.note)")?["body"] as? String == "Written anew")
            #expect(mentees.value("goal/\(Self.goal)")?["isDone"] as? Bool == true)
            let removed = try await mentees.push(
                ("goal.remove", ["id": Self.goal]), ("note.remove", ["id": Self.note]))
            #expect(removed == ["applied", "applied"])
            try await mentees.pull()
            try await mentors.pull()
            #expect(mentees.count("goal") == 0 && mentors.count("goal") == 0 && mentees.count("note") == 0)
        }
    }

    @Test(arguments: [PostsAfterwards.anonymise, .remove])
    func whoLeavesTakesNotesAlongAndTheOthersGoalsStay(posts: PostsAfterwards) async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            _ = try await Self.added("The canarygoal of mine", to: "goals", in: id, as: scene.mentee, scene)
            _ = try await Self.added("A goal of the mentor", to: "goals", in: id, as: scene.mentor, scene)
            _ = try await Self.added("The canarynote of mine", to: "notes", in: id, as: scene.mentee, scene)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            #expect(export.text.contains("canarygoal") && !export.text.contains("A goal of the mentor"))
            _ = try await scene.app.services.leaving.requestDeletion(posts, as: scene.mentee.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_note") == 0)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)/goals", as: scene.mentor.browser)
            #expect(page.text.contains("A goal of the mentor"))
            #expect(page.text.contains("canarygoal") == (posts == .anonymise))
        }
    }
}
