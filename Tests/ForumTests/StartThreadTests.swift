import Core
import Storage
import TestSupport
import Testing

@testable import Forum

private let threadOne = ThreadID(trusted: "0199f4b0-0000-7000-8000-0000000000a1")
private let threadTwo = ThreadID(trusted: "0199f4b0-0000-7000-8000-0000000000a2")
private let postOne = PostID(trusted: "0199f4b0-0000-7000-8000-0000000000b1")
private let postTwo = PostID(trusted: "0199f4b0-0000-7000-8000-0000000000b2")

private func draft(
    _ category: CategoryID, id: ThreadID? = nil, post: PostID? = nil, title: String = "Which papers does it need?",
    tags: [String] = ["blue-card"]
) -> ThreadDraft {
    ThreadDraft(
        id: id, postId: post, categoryId: category.text, kind: "question", title: title,
        body: "I have a BSc from Lahore and an offer from Berlin.", tags: tags)
}

@Suite("Starting a thread: what is refused")
struct RefusedThreadTests {
    @Test func nobodyButVerifiedMembersStartsAThread() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let unverified = try await app.member("new", verified: false)
            let banned = try await app.member("banned")
            try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(banned.id)")
            var member = try #require(banned.principal.member)
            member.isSuspended = true
            let suspended = Principal.member(member)
            let forum = app.services.forum
            try await app.refuses(Problem(.signInRequired, "sign_in_required")) {
                _ = try await forum.startThread(draft(category), as: .visitor)
            }
            try await app.refuses(Problem(.forbidden, "email_unverified")) {
                _ = try await forum.startThread(draft(category), as: unverified.principal)
            }
            try await app.refuses(Problem(.forbidden, "account_suspended")) {
                _ = try await forum.startThread(draft(category), as: suspended)
            }
        }
    }

    @Test func aCategoryThatTheMemberMaySeeIsNeeded() async throws {
        try await TestApp.run { app in
            let staffRoom = try await app.category("staff-room", audience: .staff)
            let asker = try await app.member("asker")
            let moderator = try await app.member("moderator", roles: [.moderator])
            for category in [staffRoom, CategoryID(trusted: "0199f4b0-0000-7000-8000-0000000000ff")] {
                try await app.refuses(.invalid("categoryId", "unknown_choice")) {
                    _ = try await app.services.forum.startThread(draft(category), as: asker.principal)
                }
            }
            _ = try await app.services.forum.startThread(draft(staffRoom), as: moderator.principal)
        }
    }

    @Test func theIDOfAnotherMembersThreadIsAConflict() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let other = try await app.member("other")
            _ = try await app.services.forum.startThread(
                draft(category, id: threadOne, post: postOne), as: asker.principal)
            try await app.refuses(Problem(.conflict, "id_conflict")) {
                _ = try await app.services.forum.startThread(draft(category, id: threadOne), as: other.principal)
            }
            // The id of a post is taken as well, by whomever.
            for member in [asker, other] {
                try await app.refuses(Problem(.conflict, "id_conflict")) {
                    _ = try await app.services.forum.startThread(
                        draft(category, id: threadTwo, post: postOne), as: member.principal)
                }
            }
        }
    }
}

@Suite("Starting a thread: what it leads to")
struct StartedThreadTests {
    @Test func theSameIDTwiceIsOneThread() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let first = try await app.services.forum.startThread(
                draft(category, id: threadOne, post: postOne), as: asker.principal)
            let again = try await app.writesNothing {
                try await app.services.forum.startThread(
                    draft(category, id: threadOne, post: postOne), as: asker.principal)
            }
            #expect(first.isNew && !again.isNew)
            #expect(again.thread == first.thread)
            #expect(first.thread.openingPostID == postOne)
            #expect(try await app.count("SELECT count(*) FROM forum_post") == 1)
        }
    }

    @Test func theSameFormTwiceIsOneThreadAndOtherWordsAreAnother() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let other = try await app.member("other")
            let forum = app.services.forum
            let receipt = FormReceipt(formID: "thread-new", contentHash: "a")
            let first = try await forum.startThread(draft(category), form: receipt, as: asker.principal)
            let again = try await app.writesNothing {
                try await forum.startThread(draft(category), form: receipt, as: asker.principal)
            }
            #expect(again.thread.id == first.thread.id && !again.isNew)
            let others = try await forum.startThread(draft(category), form: receipt, as: other.principal)
            let another = try await forum.startThread(
                draft(category), form: FormReceipt(formID: "thread-new", contentHash: "b"), as: asker.principal)
            #expect(others.isNew && another.isNew)
            #expect(try await app.count("SELECT count(*) FROM forum_thread") == 3)
        }
    }

    @Test func aThreadIsThereWithItsPostItsTagsAndAMarkForItsAuthor() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let thread = try await app.question(in: category, by: asker, tags: ["Visa", "visa", "h-1b"])
            #expect(thread.tags == ["h-1b", "visa"])
            #expect(thread.answerCount == 0 && thread.score == 0 && thread.revision == 1)
            #expect(thread.slug == "which-degree-papers-does-the-blue-card-need")
            #expect(thread.hotRank == Ranking.hot(score: 0, createdAt: TestApp.start))
            #expect(try await app.count("SELECT sum(uses) FROM tag") == 2)
            #expect(
                try await app.count("SELECT count(*) FROM thread_read WHERE up_to = \(thread.openingPostID)") == 1)
            _ = try await app.question("Another one with a tag?", in: category, by: asker, tags: ["visa"])
            #expect(try await app.count("SELECT uses FROM tag WHERE name = 'visa'") == 2)
            #expect(try await app.count("SELECT count(*) FROM tag") == 2)
        }
    }

    @Test func itsScopeIsTheISOWeekInWhichItBegan() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            // Saturday 21 November 2026; Sunday 3 January 2027, still in 2026's 53rd week; Monday after it.
            for (days, week) in [(0, "2026-W47"), (43, "2026-W53"), (1, "2027-W01")] as [(Int64, String)] {
                app.clock.advance(.days(days))
                let thread = try await app.question("A question of week \(week)", in: category, by: asker)
                #expect(thread.week == week)
                let entries = try await app.count(
                    """
                    SELECT count(*) FROM change_index_entry WHERE entity = 'thread' AND row_id = \(thread.id)
                        AND scope IN (\("k:\(category):\(week)"), \("t:\(thread.id)"))
                    """)
                #expect(entries == 2)
            }
            let weeks = WeekScopes().expand("k:\(category)", at: app.clock.clock.now)
            #expect(
                weeks.map { String($0.suffix(8)) } == [
                    "2027-W01", "2026-W53", "2026-W52", "2026-W51", "2026-W50", "2026-W49", "2026-W48", "2026-W47",
                ])
            #expect(
                WeekScopes().expand("k:\(category):2026-W47", at: app.clock.clock.now) == ["k:\(category):2026-W47"])
        }
    }
}
