import Core
import Forum
import Moderation
import Storage
import TestSupport
import Testing

private let reason = "The same scam stands in five threads, all without a name."

/// An answer without a name that was flagged, and two moderators.
private struct Masked: Sendable {
    let scene: Scene
    let second: TestMember
    let third: TestMember
    let answer: ForumPost
    let item: String

    var app: TestApp { scene.app }
    /// What is not to be met before two agreed.
    var secrets: [String] { ["Name of helper", "members/helper", scene.helper.id.text] }

    static func play(
        limits: Bool = false, _ body: @escaping @Sendable (Masked) async throws -> Void
    ) async throws {
        try await Scene.play(limits: limits) { scene in
            let app = scene.app
            let thread = try await app.question(
                "Who lends money for a visa?", in: app.category("other"), by: scene.asker)
            let answer = try await app.services.forum.reply(
                ReplyDraft(body: "Write to me and I lend you all you need.", anonymous: true), to: thread.id,
                as: scene.helper.principal
            ).post
            #expect(try await scene.flag(answer.id).status == 201)
            let item = try #require(try await scene.queue().first?["id"] as? String)
            try await body(
                Masked(
                    scene: scene, second: try await app.member("second", roles: [.moderator]),
                    third: try await app.member("third", roles: [.moderator]), answer: answer, item: item))
        }
    }

    func ask(_ reason: String = reason, by member: TestMember? = nil) async throws -> Answer {
        try await app.api(
            .post, "/api/v1/review-items/\(item)/unmasking", #"{"reason": "\#(reason)"}"#,
            as: (member ?? scene.moderator).program)
    }

    func agree(by member: TestMember) async throws -> Answer {
        try await app.api(.post, "/api/v1/review-items/\(item)/unmasking/confirmation", as: member.program)
    }
}

@Suite("Unmasking: what is refused")
struct RefusedUnmaskingTests {
    @Test func nobodyButStaffKnowsOfIt() async throws {
        try await Masked.play { masked in
            for member in [masked.scene.asker, masked.scene.helper, masked.scene.reporter] {
                let answers = [
                    try await masked.scene.writesNothing { try await masked.ask(by: member) },
                    try await masked.scene.writesNothing { try await masked.agree(by: member) },
                ]
                #expect(answers.map(\.status) == [404, 404], "\(member.username)")
                let path = "/moderation/items/\(masked.item)/unmasking"
                let form = try await masked.app.submit(path, ["reason": reason], as: member.browser)
                #expect(form.status == 404)
            }
        }
    }

    @Test func itNeedsAReasonAndASecondModerator() async throws {
        try await Masked.play { masked in
            let short = try await masked.scene.writesNothing { try await masked.ask("Why.") }
            #expect(try short.status == 422 && short.pointers() == ["#/reason"])
            let path = "/moderation/items/\(masked.item)/unmasking"
            let form = try await masked.scene.writesNothing {
                try await masked.app.submit(path, ["reason": "Why."], as: masked.scene.moderator.browser)
            }
            #expect(form.status == 422 && form.text.contains("field-reason-error") && form.text.contains("Why."))
            let early = try await masked.scene.writesNothing { try await masked.agree(by: masked.second) }
            #expect(try early.code() == "unmasking_not_asked")
            #expect(try await masked.ask().status == 200)
            let again = try await masked.scene.writesNothing { try await masked.ask(by: masked.second) }
            #expect(try again.code() == "unmasking_asked")
            let alone = try await masked.scene.writesNothing { try await masked.agree(by: masked.scene.moderator) }
            #expect(try alone.status == 403 && alone.code() == "second_moderator")
            #expect(try await !masked.agree(by: masked.scene.moderator).text.contains(masked.scene.helper.id.text))
        }
    }

    @Test func aPostWithANameAndOnesOwnAreNotUnmasked() async throws {
        try await Masked.play { masked in
            #expect(try await masked.scene.flag().status == 201)
            let items = try await masked.scene.queue().compactMap { $0["id"] as? String }
            let named = try #require(items.first { $0 != masked.item })
            let refused = try await masked.scene.writesNothing {
                try await masked.app.api(
                    .post, "/api/v1/review-items/\(named)/unmasking", #"{"reason": "\#(reason)"}"#,
                    as: masked.second.program)
            }
            #expect(try refused.code() == "not_anonymous")
            try await masked.app.change(
                """
                INSERT INTO account_role (account_id, role, granted_at)
                VALUES (\(masked.scene.helper.id), 'moderator', 1)
                """)
            let own = try await masked.scene.writesNothing { try await masked.ask(by: masked.scene.helper) }
            #expect(try own.status == 403 && own.code() == "own_item")
        }
    }
}

@Suite("Unmasking, and what moderators know before")
struct UnmaskingTests {
    @Test func moderatorsJudgeWithoutKnowingWho() async throws {
        try await Masked.play { masked in
            let app = masked.app
            let suspend = try await masked.scene.writesNothing {
                try await masked.scene.decide(
                    "suspend", #", "days": 3, "reason": "You asked members for money.""#, on: masked.item)
            }
            #expect(try suspend.status == 409 && suspend.code() == "unmask_first")
            #expect(try await masked.scene.decide("hide", on: masked.item).status == 200)
            #expect(try await app.get("/api/v1/posts/\(masked.answer.id)").status == 404)
            let mine = try await app.api(.get, "/api/v1/me/review-items", as: masked.scene.helper.program)
            #expect(try mine.items().first?["canAppeal"] as? Bool == true)
            let appeal = try await app.api(
                .post, "/api/v1/review-items/\(masked.item)/appeal",
                #"{"text": "I lend nothing to anybody, it was a joke of mine."}"#, as: masked.scene.helper.program)
            #expect(appeal.status == 204)
            for path in [
                "/moderation", "/moderation/items/\(masked.item)", "/moderation/audit", "/moderation-log",
                "/api/v1/review-items", "/api/v1/review-items/\(masked.item)", "/api/v1/moderation-log",
            ] {
                let viewer = path.hasPrefix("/api") ? masked.second.program : masked.second.browser
                let answer = try await app.get(path, as: viewer)
                #expect(answer.status == 200)
                for secret in masked.secrets { #expect(!answer.text.contains(secret), "\(path)") }
            }
            let account = try await app.get("/moderation/members/helper", as: masked.second.browser)
            #expect(
                account.status == 200 && !account.text.contains("Who lends money")
                    && !account.text.contains(masked.item))
        }
    }

    @Test func twoModeratorsLearnWhoItIsAndTheAuthorIsTold() async throws {
        try await Masked.play { masked in
            let app = masked.app
            let path = "/moderation/items/\(masked.item)"
            let asked = try await app.submit(
                "\(path)/unmasking", ["reason": reason], as: masked.scene.moderator.browser)
            #expect(asked.status == 303)
            for member in [masked.scene.moderator, masked.second] {
                let page = try await app.get(path, as: member.browser)
                #expect(page.text.contains("stands in five threads"))
                for secret in masked.secrets { #expect(!page.text.contains(secret)) }
            }
            let agreed = try await app.submit("\(path)/unmasking/confirm", [:], as: masked.second.browser)
            #expect(agreed.status == 303)
            for member in [masked.scene.moderator, masked.second] {
                #expect(try await app.get(path, as: member.browser).text.contains("/moderation/members/helper"))
                let item = try await app.get("/api/v1/review-items/\(masked.item)", as: member.program).json()
                let author = (item["unmasking"] as? [String: Any])?["author"] as? [String: Any]
                #expect(author?["username"] as? String == "helper" && item["author"] == nil)
            }
            let others = [
                try await app.get(path, as: masked.third.browser),
                try await app.get("/api/v1/review-items/\(masked.item)", as: masked.third.program),
                try await app.get("/api/v1/posts/\(masked.answer.id)", as: masked.second.program),
                try await app.get("/moderation/audit", as: masked.third.browser), try await app.get("/moderation-log"),
            ]
            for answer in others {
                #expect(answer.status == 200)
                for secret in masked.secrets { #expect(!answer.text.contains(secret)) }
            }
            #expect(others[3].text.contains("stands in five threads") && !others[4].text.contains("five threads"))
            #expect(others[4].text.contains("Two moderators looked up"))
            let notices = try await app.get("/notifications", as: masked.scene.helper.browser)
            #expect(notices.text.contains("Two moderators looked up who wrote it"))
            let told = try await app.get("/api/v1/notifications", as: masked.scene.helper.program).items()
            #expect(told.first?["path"] as? String == "/posts/\(masked.answer.id)")
        }
    }

    @Test func onceUnmaskedTheAuthorMayBeSuspended() async throws {
        try await Masked.play { masked in
            _ = try await masked.ask()
            _ = try await masked.agree(by: masked.second)
            let words = #", "days": 3, "reason": "You asked members for money.""#
            #expect(try await masked.scene.decide("suspend", words, on: masked.item).status == 200)
            let answer = try await masked.app.api(
                .post, "/api/v1/threads/\(masked.scene.thread.id)/posts",
                #"{"body": "I write on under another name, then.", "anonymous": true}"#,
                as: masked.scene.helper.program)
            #expect(answer.status == 403)
        }
    }

    @Test func undoingAnAccountTakesItsAnonymousPostsToo() async throws {
        try await Masked.play { masked in
            let app = masked.app
            let form = try await app.submit(
                "/moderation/members/helper/suspend",
                ["days": "30", "reason": "You asked members for money.", "hidesPosts": "1"],
                as: masked.second.browser)
            #expect(form.status == 303)
            for post in [masked.answer.id, masked.scene.answer.id] {
                #expect(try await app.get("/api/v1/posts/\(post)").status == 404)
            }
            let page = try await app.get("/moderation/members/helper", as: masked.second.browser)
            #expect(!page.text.contains("Who lends money"))
            let back = try await app.submit("/moderation/members/helper/restore-posts", [:], as: masked.second.browser)
            #expect(back.status == 303)
            #expect(try await app.get("/api/v1/posts/\(masked.scene.answer.id)").status == 200)
        }
    }

    @Test func aNewAccountIsSilencedByFlagsOnWhatBearsNoName() async throws {
        try await Masked.play { masked in
            let app = masked.app
            for number in 1...2 {
                let reporter = try await app.member("reporter\(number)")
                #expect(try await masked.scene.flag(masked.answer.id, by: reporter).status == 201)
            }
            #expect(try await app.count("SELECT count(*) FROM account WHERE silenced_at IS NOT NULL") == 1)
            let named = try await app.count(
                "SELECT count(*) FROM moderation_entry WHERE member_id = \(masked.scene.helper.id)")
            #expect(named == 0)
            let refused = try await app.api(
                .post, "/api/v1/threads/\(masked.scene.thread.id)/posts",
                #"{"body": "I write on without a name, then.", "anonymous": true}"#, as: masked.scene.helper.program)
            #expect(refused.status == 403)
        }
    }

    @Test func thanksCountOnceANight() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let answer = try await app.services.forum.reply(
                ReplyDraft(body: "An answer that bears no name and helps.", anonymous: true), to: scene.thread.id,
                as: scene.helper.principal
            ).post
            try await app.services.moderation.updateTrust()
            _ = try await app.services.forum.vote(1, on: answer.id, as: scene.asker.principal)
            _ = try await app.services.forum.accept(answer.id, in: scene.thread.id, as: scene.asker.principal)
            let progress: @Sendable () async throws -> [Int] = {
                let standing = try await app.services.moderation.standing(as: scene.helper.principal).progress
                return [standing.acceptedAnswers, standing.thankedPosts]
            }
            app.clock.advance(.hours(3))
            try await app.services.moderation.updateTrust()
            #expect(try await progress() == [0, 0])
            app.clock.advance(.days(1))
            try await app.services.moderation.updateTrust()
            #expect(try await progress() == [1, 1])
        }
    }
}
