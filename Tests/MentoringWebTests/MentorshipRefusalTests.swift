import Core
import HTTPTypes
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Mentorships: what is refused")
struct MentorshipRefusalTests {
    @Test func visitorsHaveNoneAndOutsidersFindNone() async throws {
        try await MentorshipScene.play { scene in
            #expect(try await scene.app.get(MentorshipScene.pages).status == 303)
            #expect(try await scene.app.api(.get, MentorshipScene.api).status == 401)
            let id = try await scene.begun()
            let page = "\(MentorshipScene.pages)/\(id)"
            #expect(try await scene.app.get(page, as: scene.other.browser).status == 404)
            for path in ["", "/messages"] {
                let answer = try await scene.app.api(
                    .get, "\(MentorshipScene.api)/\(id)\(path)", as: scene.other.program)
                #expect(answer.status == 404)
            }
            try await scene.refuses(404) { try await scene.write("Let me in.", in: id, as: scene.other) }
            try await scene.refuses(404) {
                try await scene.app.submit("\(page)/messages", ["body": "Let me in."], as: scene.other.browser)
            }
            #expect(try await scene.app.api(.get, MentorshipScene.api, as: scene.other.program).items().isEmpty)
        }
    }

    /// The JSON that a step asks for.
    private static func json(_ event: MentorshipEvent) -> String {
        switch event {
        case .decline: #"{"reason": "no_time"}"#
        case .askMore: #"{"question": "Which of your papers are attested?"}"#
        case .pause: #"{"until": "2026-12-10"}"#
        case .extend: #"{"weeks": 20}"#
        default: "{}"
        }
    }

    private static func arguments(_ event: MentorshipEvent, _ id: String) -> [String: Any] {
        switch event {
        case .decline: ["id": id, "reason": "no_time"]
        case .askMore: ["id": id, "question": "Which of your papers are attested?"]
        case .pause: ["id": id, "until": "2026-12-10"]
        case .extend: ["id": id, "weeks": 20]
        default: ["id": id]
        }
    }

    private static func isInTable(
        _ state: MentorshipState, _ event: MentorshipEvent, _ actor: MentorshipActor
    ) -> Bool {
        MentorshipRule.table.contains { $0.from == state && $0.event == event && $0.actors.contains(actor) }
    }

    /// Each state, each step, each of three who might ask: by page, by API and by push.
    @Test(arguments: MentorshipState.allCases)
    func everyStepThatIsNotInTheTableIsRefusedEverywhere(state: MentorshipState) async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: state)
            let found = try await scene.state(id)
            #expect(found == state.rawValue)
            var tried = 0
            for (actor, member) in [
                (MentorshipActor.mentor, scene.mentor), (.mentee, scene.mentee), (.outsider, scene.other),
            ] {
                var device = Device(scene.app, member)
                for event in MentorshipEvent.steps where !Self.isInTable(state, event, actor) {
                    let what = "\(state) \(event) \(actor)"
                    let before = try await Self.rows(scene)
                    let byAPI = try await scene.step(event.rawValue, id, Self.json(event), as: member)
                    #expect((actor == .outsider ? [404] : [403, 409]).contains(byAPI.status), "\(what) \(byAPI.text)")
                    let byPage = try await scene.app.submit(
                        "\(MentorshipScene.pages)/\(id)/steps",
                        [
                            "step": event.rawValue, "reason": "no_time", "until": "2026-12-10", "weeks": "12",
                            "question": "Which of your papers are attested?",
                        ], as: member.browser)
                    #expect((actor == .outsider ? [404] : [403, 409]).contains(byPage.status), "\(what)")
                    let name = event == .askMore ? "askMore" : event.rawValue
                    let pushed = try await device.push("mentorship.\(name)", Self.arguments(event, id))
                    #expect(["invalid", "forbidden", "not_found"].contains(pushed), "\(what): \(pushed)")
                    #expect(try await Self.rows(scene) == before, "\(what)")
                    tried += 1
                }
            }
            #expect(tried >= 20)
            try await Self.tryWhatIsNobodysToDo(id, in: scene)
        }
    }

    /// What time and the program do is asked for by nobody.
    private static func tryWhatIsNobodysToDo(_ id: String, in scene: MentorshipScene) async throws {
        for member in [scene.mentor, scene.mentee, scene.other] {
            var device = Device(scene.app, member)
            for event in MentorshipEvent.allCases where !MentorshipEvent.steps.contains(event) {
                let before = try await Self.rows(scene)
                let byAPI = try await scene.step(event.rawValue, id, as: member)
                #expect([404, 405].contains(byAPI.status), "\(event) \(byAPI.text)")
                let byPage = try await scene.app.submit(
                    "\(MentorshipScene.pages)/\(id)/steps", ["step": event.rawValue], as: member.browser)
                #expect([404, 422].contains(byPage.status), "\(event)")
                let pushed = try await device.push("mentorship.\(event.rawValue)", ["id": id, "version": 1])
                #expect(pushed != "applied", "\(event)")
                #expect(try await Self.rows(scene) == before, "\(event)")
            }
        }
    }

    /// What a refused step must leave as it was.
    private static func rows(_ scene: MentorshipScene) async throws -> [String] {
        try await scene.app.services.store.read { transaction in
            try transaction.rows(
                """
                SELECT mentorship.state, mentorship.revision, (SELECT count(*) FROM mentorship_event),
                    (SELECT count(*) FROM mentorship_message), (SELECT count(*) FROM notification_other),
                    (SELECT count(*) FROM mail_message) FROM mentorship ORDER BY id
                """
            ) { row in (0...5).map { $0 == 0 ? row.text(0) : "\(row.integer($0))" }.joined(separator: " ") }
        }
    }

    @Test func aRequestIsHeldToItsLimitsAndComesBackWithItsWords() async throws {
        try await MentorshipScene.play { scene in
            let form: KeyValuePairs = [
                "mentor": "mentor", "track": "career", "goal": "To move soon.", "background": "A developer.",
                "question": "How did you do it?",
            ]
            let refused = try await scene.refuses(422) {
                try await scene.app.submit("\(MentorshipScene.pages)/new", form, as: scene.mentee.browser)
            }
            #expect(refused.text.contains("To move soon.") && refused.text.contains("200 to 2000"))
            for json in ["{}", #"{"mentor": "mentor", "track": "love"}"#, MentorshipScene.json(track: "")] {
                try await scene.refuses(422) {
                    try await scene.app.api(.post, MentorshipScene.api, json, as: scene.mentee.program)
                }
            }
            for name in ["nobody", "other"] {
                try await scene.refuses(404) {
                    try await scene.app.api(
                        .post, MentorshipScene.api, MentorshipScene.json(name), as: scene.mentee.program)
                }
            }
            let unknown = try await scene.app.get(
                "\(MentorshipScene.pages)/new?mentor=nobody", as: scene.mentee.browser)
            #expect(unknown.status == 404)
        }
    }

    @Test func onlyKnownAdultsAskAndNobodyThemselves() async throws {
        try await MentorshipScene.play { scene in
            let ask = { @Sendable (member: TestMember) in
                try await scene.app.api(.post, MentorshipScene.api, MentorshipScene.json(), as: member.program)
            }
            let new = try await scene.app.member("new")
            try await scene.refuses(403) { try await ask(new) }
            #expect(
                try await scene.app.get("\(MentorshipScene.pages)/new?mentor=mentor", as: new.browser).status == 403)
            try await scene.app.trust(new, 1)
            try await scene.refuses(403) { try await ask(new) }
            try await scene.app.mentee(new)
            #expect(try await ask(new).status == 201)
            try await scene.app.trust(scene.mentor, 1)
            try await scene.refuses(403) { try await ask(scene.mentor) }
            let silent = try await MentorshipScene.member("silent", in: scene.app)
            try await scene.app.change("UPDATE account SET silenced_at = 1 WHERE id = \(silent.id)")
            try await scene.refuses(403) { try await ask(silent) }
        }
    }

    @Test func aPrivateRuleKeepsTwoApartAndIsNotNamed() async throws {
        try await MentorshipScene.play { scene in
            let ask = { @Sendable in
                try await scene.app.api(
                    .post, MentorshipScene.api, MentorshipScene.json(), as: scene.mentee.program)
            }
            try await scene.app.change(
                """
                INSERT INTO mentoring_private_rule (account_id, gender_rule, refuses_same_employer, avoided_employers,
                    updated_at) VALUES (\(scene.mentor.id), 'women_only', 0, '', 1)
                """)
            let refused = try await scene.refuses(409) { try await ask() }
            #expect(refused.text.contains("cannot take your request now") && !refused.text.contains("women"))
            try await scene.app.change(
                """
                INSERT INTO mentoring_private_rule (account_id, gender, gender_rule, refuses_same_employer,
                    avoided_employers, updated_at) VALUES (\(scene.mentee.id), 'woman', 'anybody', 0, '', 1)
                """)
            #expect(try await ask().status == 201)
        }
    }

    @Test func aMenteeHasThreeOpenRequestsAndAMentorTwiceTheirSeats() async throws {
        try await MentorshipScene.play(capacity: 1) { scene in
            let ask = { @Sendable (track: String, mentor: String, mentee: TestMember) in
                try await scene.app.api(
                    .post, MentorshipScene.api, MentorshipScene.json(mentor, track: track), as: mentee.program)
            }
            for track in ["career", "language"] {
                #expect(try await ask(track, "mentor", scene.mentee).status == 201)
            }
            try await scene.refuses(409) { try await ask("career", "mentor", scene.mentee) }
            // Two open requests for one free seat.
            try await scene.refuses(409) { try await ask("relocation", "mentor", scene.other) }
            for name in ["second", "third"] {
                let mentor = try await scene.app.member(name, roles: [.mentor])
                try await scene.app.mentor(mentor)
            }
            #expect(try await ask("career", "second", scene.mentee).status == 201)
            let fourth = try await scene.refuses(409) { try await ask("career", "third", scene.mentee) }
            #expect(fourth.text.contains("3 open requests"))
        }
    }

    @Test func theLastSeatGoesToOne() async throws {
        try await MentorshipScene.play(capacity: 1) { scene in
            let first = try await scene.ask()
            let second = try await scene.ask(as: scene.other)
            #expect(try await scene.step("accept", first, as: scene.mentor).status == 200)
            let refused = try await scene.refuses(409) { try await scene.step("accept", second, as: scene.mentor) }
            #expect(refused.text.contains("No seat is left."))
            var device = Device(scene.app, scene.mentor)
            #expect(try await device.push("mentorship.accept", ["id": second, "version": 1]) == "slot_taken")
            #expect(try await scene.step("end", first, as: scene.mentor).status == 200)
            #expect(try await device.push("mentorship.accept", ["id": second, "version": 1]) == "applied")
        }
    }

    // MARK: Blocks, suspension, closed accounts

    @Test func aBlockEndsWhatLivesAndTheOtherReadsOnlyThatItEnded() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let block = try await scene.app.api(.put, "/api/v1/me/blocks/\(scene.mentor.id)", as: scene.mentee.program)
            #expect(block.status == 204)
            let shown = try await scene.shown(id, as: scene.mentor)
            #expect(shown["state"] as? String == "cancelled" && shown["ending"] as? String == "ended")
            #expect(try await scene.told(scene.mentor).last == "mentor_ended")
            #expect(try await !scene.told(scene.mentee).contains("mentor_ended"))
            try await scene.refuses(409) { try await scene.write("Are you there?", in: id, as: scene.mentor) }
            // Asked again, there is no such mentor: in either direction.
            try await scene.refuses(404) {
                try await scene.app.api(
                    .post, MentorshipScene.api, MentorshipScene.json(track: "language"), as: scene.mentee.program)
            }
        }
    }

    @Test func aSuspensionWithdrawsWhatWaits() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.ask()
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            let suspended = try await scene.app.submit(
                "/moderation/members/mentee/suspend", ["days": "7", "reason": "Asked for money in three threads."],
                as: moderator.browser)
            #expect(suspended.status == 303)
            #expect(try await scene.shown(id, as: scene.mentor)["state"] as? String == "cancelled")
            try await scene.refuses(409) { try await scene.step("accept", id, as: scene.mentor) }
        }
    }

    @Test(arguments: [PostsAfterwards.anonymise, .remove])
    func aClosedAccountEndsWhatLivesAndNothingTellsWhoItWas(posts: PostsAfterwards) async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            #expect(export.text.contains(MentorshipScene.question) && export.text.contains("When shall we talk?"))
            #expect(!export.text.contains("On Thursday at six."))
            _ = try await scene.app.services.leaving.requestDeletion(posts, as: scene.mentee.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            let shown = try await scene.shown(id, as: scene.mentor)
            #expect(shown["ending"] as? String == "ended")
            let words = shown["question"] as? String
            #expect(words == (posts == .remove ? "—" : MentorshipScene.question))
            let named = try await scene.app.count(
                "SELECT count(*) FROM mentorship_event WHERE account_id = \(scene.mentee.id)")
            #expect(named == 0)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentor.browser)
            #expect(page.status == 200 && !page.text.contains("Name of mentee"))
        }
    }
}
