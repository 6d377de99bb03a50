import Core
import Foundation
import Mentoring
import TestSupport
import Testing

@Suite("Mentorships that go on longer, and mentees who look for another mentor")
struct MentorshipAgainTests {
    @Test func oneProposesALongerTimeAndTheOtherAgreesByThePage() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let path = "\(MentorshipScene.pages)/\(id)"
            let before = try #require(try await scene.shown(id)["endsAt"] as? String)
            for weeks in ["", "12", "25", "many"] {
                let refused = try await scene.refuses(422) {
                    try await scene.app.submit(
                        "\(path)/steps", ["step": "extend", "weeks": weeks], as: scene.mentee.browser)
                }
                #expect(refused.text.contains("name=\"weeks\""))
            }
            let version = try #require(try await scene.shown(id)["version"] as? Int)
            for _ in 1...2 {
                let asked = try await scene.app.submit(
                    "\(path)/steps", ["step": "extend", "weeks": "16", "version": "\(version)"],
                    as: scene.mentee.browser)
                #expect(asked.status == 303)
            }
            #expect(try await scene.told(scene.mentor).last == "mentor_extension")
            let proposed = try await scene.shown(id)
            #expect(proposed["extensionWeeks"] as? Int == 16 && proposed["extensionBy"] as? String == "mentee")
            #expect(proposed["endsAt"] as? String == before && proposed["weeks"] as? Int == 12)
            let own = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(own.text.contains("You proposed") && !own.text.contains("value=\"extend\""))
            let others = try await scene.app.get(path, as: scene.mentor.browser)
            #expect(others.text.contains("proposes that it lasts 16 weeks") && others.text.contains("value=\"16\""))
            try await scene.refuses(404) {
                try await scene.step("extend", id, #"{"weeks": 16}"#, as: scene.other)
            }
            let agreed = try await scene.step("extend", id, #"{"weeks": 16}"#, as: scene.mentor)
            let shown = try agreed.json()
            #expect(shown["weeks"] as? Int == 16 && shown["extensionWeeks"] as? Int == nil)
            let after = try #require(shown["endsAt"] as? String)
            #expect(after > before)
            #expect(try await scene.told(scene.mentee).last == "mentor_extended")
        }
    }

    @Test func whoBlocksTheirMentorIsNotLeft() async throws {
        for isByMentee in [true, false] {
            try await MentorshipScene.play { scene in
                _ = try await scene.begun()
                let (one, two) = isByMentee ? (scene.mentee, scene.mentor) : (scene.mentor, scene.mentee)
                try await scene.app.services.accounts.setBlock(true, on: two.id, as: one.principal)
                let left = try await scene.app.count("SELECT is_mentee_left FROM mentorship")
                #expect(left == (isByMentee ? 0 : 1))
            }
        }
    }

    @Test func itIsAgreedOfflineToo() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            var mentees = Device(scene.app, scene.mentee)
            var mentors = Device(scene.app, scene.mentor)
            #expect(try await mentees.push("mentorship.extend", ["id": id]) == "invalid")
            #expect(try await mentees.push("mentorship.extend", ["id": id, "weeks": 24]) == "applied")
            try await mentors.pull()
            #expect(mentors.value("mentorship/\(id)")?["extensionWeeks"] as? Int == 24)
            #expect(try await mentors.push("mentorship.extend", ["id": id, "weeks": 24]) == "applied")
            try await mentees.pull()
            #expect(mentees.value("mentorship/\(id)")?["weeks"] as? Int == 24)
            #expect(try await mentees.push("mentorship.extend", ["id": id, "weeks": 24]) == "invalid")
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(!page.text.contains("value=\"extend\""))
        }
    }

    @Test func whoIsLeftByAMentorAsksAgainWithTheSameWordsAndComesFirst() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            try await scene.app.mentor(scene.other, capacity: 1)
            for name in ["first", "second"] {
                let mentee = try await MentorshipScene.member(name, in: scene.app)
                _ = try await scene.ask(of: scene.other, as: mentee)
            }
            try await scene.step("end", id, as: scene.mentor)
            let left = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(left.text.contains("See who fits") && left.text.contains("href=\"/mentors\""))
            let mentors = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentor.browser)
            #expect(!mentors.text.contains("See who fits"))
            let form = try await scene.app.get(
                "\(MentorshipScene.pages)/new?mentor=other", as: scene.mentee.browser)
            #expect(form.text.contains(MentorshipScene.goal) && form.text.contains("Your last mentor stopped."))
            // Two requests for one seat wait already: others are told to come later, who was left is not.
            let late = try await MentorshipScene.member("late", in: scene.app)
            let ask = { @Sendable (mentee: TestMember) in
                try await scene.app.api(
                    .post, MentorshipScene.api, MentorshipScene.json("other"), as: mentee.program)
            }
            try await scene.refuses(409) { try await ask(late) }
            let asked = try await ask(scene.mentee)
            #expect(try asked.json()["isPriority"] as? Bool == true)
            let list = try await scene.app.get(MentorshipScene.pages, as: scene.other.browser)
            #expect(list.text.contains("Please answer these first") && list.text.contains("Name of mentee"))
            let request = try #require(try asked.json()["id"] as? String)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(request)", as: scene.other.browser)
            #expect(page.text.contains("Please answer this request first."))
            let own = try await scene.app.get(MentorshipScene.pages, as: scene.mentee.browser)
            #expect(!own.text.contains("Please answer these first"))
        }
    }

    @Test func whoEndsItThemselvesIsNotFirstNorAfterAMonth() async throws {
        try await MentorshipScene.play { scene in
            try await scene.app.mentor(scene.other)
            let first = try await scene.begun()
            try await scene.step("end", first, as: scene.mentee)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(first)", as: scene.mentee.browser)
            #expect(!page.text.contains("See who fits"))
            let asked = try await scene.app.api(
                .post, MentorshipScene.api, MentorshipScene.json("other"), as: scene.mentee.program)
            #expect(try asked.json()["isPriority"] as? Bool == false)
            let second = try #require(try asked.json()["id"] as? String)
            try await scene.step("accept", second, as: scene.other)
            try await scene.step("end", second, as: scene.other)
            let another = try await scene.ask("language")
            #expect(try await scene.shown(another)["isPriority"] as? Bool == false)
            scene.app.clock.advance(.days(29))
            #expect(try await scene.app.services.mentorships.left(as: scene.mentee.principal)?.id.text == second)
            scene.app.clock.advance(.days(1))
            #expect(try await scene.app.services.mentorships.left(as: scene.mentee.principal) == nil)
        }
    }
}
