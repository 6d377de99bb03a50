import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

private let pollWords = #""question": "Where do you live now?", "options": ["Berlin", "Munich", "Elsewhere"]"#

extension TestApp {
    /// A thread with a poll, asked by the API.
    fileprivate func pollThread(
        by author: TestMember, in category: CategoryID, isMultiple: Bool = false, results: String = "afterVoting"
    ) async throws -> String {
        let made = try await api(
            .post, "/api/v1/threads",
            """
            {"categoryId": "\(category)", "kind": "discussion", "title": "\(askedTitle)", "body": "\(askedWords)",
            "tags": [], "poll": {\(pollWords), "isMultiple": \(isMultiple), "closesOn": "2026-11-28",
            "showsResults": "\(results)"}}
            """, as: author.program)
        #expect(made.status == 201, "\(made.text)")
        return try made.json()["id"] as? String ?? ""
    }

    fileprivate func vote(_ choices: String, in thread: String, as viewer: Viewer) async throws -> Answer {
        try await api(.put, "/api/v1/threads/\(thread)/poll/vote", #"{"choices": [\#(choices)]}"#, as: viewer)
    }

    fileprivate func poll(_ thread: String, as viewer: Viewer = .nobody) async throws -> [String: Any] {
        try await get("/api/v1/threads/\(thread)", as: viewer).json()["poll"] as? [String: Any] ?? [:]
    }

    fileprivate func page(_ thread: String, as viewer: Viewer = .nobody) async throws -> String {
        try await follow("/threads/\(thread)", as: viewer).answer.text
    }
}

@Suite("Polls: asked with a thread")
struct PollAskTests {
    @Test func aWrongPollIsRefusedAndStaysTyped() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let page = try await app.writesNothing {
                try await app.submit(
                    "/threads/new",
                    [
                        "categoryId": category.text, "kind": "question", "title": askedTitle, "body": askedWords,
                        "tags": "", "formID": "thread-new", "action": "publish", "pollQuestion": "Why",
                        "pollOptions": "Berlin\nBerlin", "pollMultiple": "many", "pollClosesOn": "2027-11-28",
                        "pollResults": "atEnd",
                    ], as: asker.browser)
            }
            #expect(page.status == 422)
            #expect(page.fieldsRefused == ["pollQuestion", "pollOptions", "pollClosesOn"])
            #expect(page.value(of: "pollQuestion") == "Why" && page.value(of: "pollOptions") == "Berlin\nBerlin")
            #expect(page.value(of: "pollMultiple") == "many" && page.value(of: "pollClosesOn") == "2027-11-28")
            #expect(page.value(of: "pollResults") == "atEnd" && page.text.contains("<details open>"))
            let api = try await app.writesNothing {
                try await app.api(
                    .post, "/api/v1/threads",
                    """
                    {"categoryId": "\(category)", "kind": "question", "title": "\(askedTitle)",
                    "body": "\(askedWords)", "poll": {"question": "Where now?", "options": ["One"],
                    "closesOn": "2026-11-19", "showsResults": "never"}}
                    """, as: asker.program)
            }
            #expect(api.status == 422)
            #expect(
                try api.errors() == [
                    "#/poll/options poll_options", "#/poll/showsResults unknown_choice", "#/poll/closesOn poll_day",
                ])
        }
    }

    @Test func itIsAskedByFormAndDraftsKeepIt() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            func send(_ action: String, _ draft: String = "") async throws -> Answer {
                try await app.submit(
                    "/threads/new",
                    [
                        "categoryId": category.text, "kind": "question", "title": askedTitle, "body": askedWords,
                        "tags": "", "formID": "thread-new", "action": action, "draftID": draft,
                        "pollQuestion": "Where do you live now?", "pollOptions": "Berlin\r\n\r\nMunich",
                        "pollMultiple": "one", "pollClosesOn": "2026-11-28", "pollResults": "afterVoting",
                    ], as: asker.browser)
            }
            #expect(try await send("draft").status == 303)
            let drafts = try await app.api(.get, "/api/v1/drafts", as: asker.program).items()
            let kept = drafts.first?["poll"] as? [String: Any]
            #expect(kept?["options"] as? [String] == ["Berlin", "Munich"])
            let draft = drafts.first?["id"] as? String ?? ""
            let form = try await app.get("/threads/new?draft=\(draft)", as: asker.browser)
            #expect(form.value(of: "pollQuestion") == "Where do you live now?")
            #expect(form.value(of: "pollOptions") == "Berlin\nMunich")
            let made = try await send("publish", draft)
            let path = made.header("Location") ?? ""
            #expect(made.status == 303 && path.hasPrefix("/threads/"))
            let seen = try await app.get(path, as: asker.browser).text
            #expect(seen.contains("Where do you live now?") && seen.contains("type=\"radio\" name=\"choice\""))
            #expect(seen.contains("You see the results once you have voted."))
            let visitor = try await app.get(path).text
            #expect(!visitor.contains("name=\"choice\"") && visitor.contains("<li dir=\"auto\">Berlin</li>"))
            #expect(visitor.contains("Sign in to vote"))
            // Without a word of a poll there is none.
            let plain = try await app.ask(category.text, title: "Which papers does Munich want?", as: asker.browser)
            #expect(try await !app.get(plain.header("Location") ?? "").text.contains("id=\"poll\""))
        }
    }

    @Test func theDayEndsWhereTheAskerLives() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            try await app.change("UPDATE account SET time_zone = 'Asia/Karachi' WHERE id = \(asker.id)")
            let thread = try await app.pollThread(by: asker, in: category)
            #expect(try await app.poll(thread)["closesAt"] as? String == "2026-11-28T19:00:00.000Z")
        }
    }

    @Test func itChangesUntilSomebodyHasVoted() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let voter = try await app.member("voter")
            let thread = try await app.pollThread(by: asker, in: category)
            let form = try await app.get("/threads/\(thread)/edit", as: asker.browser)
            #expect(form.value(of: "pollOptions") == "Berlin\nMunich\nElsewhere")
            @Sendable func edit(_ options: String) async throws -> Answer {
                try await app.submit(
                    "/threads/\(thread)/edit",
                    [
                        "title": askedTitle, "categoryId": category.text, "tags": "",
                        "pollQuestion": "Where do you live now?", "pollOptions": options, "pollMultiple": "one",
                        "pollClosesOn": "2026-11-28", "pollResults": "afterVoting",
                    ], as: asker.browser)
            }
            #expect(try await edit("Lahore\nKarachi").status == 303)
            #expect(try await app.poll(thread)["options"] as? [String] == ["Lahore", "Karachi"])
            #expect(try await app.vote("1", in: thread, as: voter.program).status == 200)
            let refused = try await app.writesNothing { try await edit("Lahore\nMultan") }
            #expect(refused.status == 409 && refused.text.contains("Multan"))
            #expect(refused.value(of: "pollOptions") == nil)
            #expect(try await edit("Lahore\nKarachi").status == 303, "the same is no change")
            let api = try await app.writesNothing {
                try await app.api(
                    .patch, "/api/v1/threads/\(thread)",
                    #"{"poll": {\#(pollWords), "closesOn": "2026-11-28", "showsResults": "afterVoting"}}"#,
                    as: asker.program)
            }
            #expect(try api.status == 409 && (api.code()) == "poll_has_votes")
            let others = try await app.api(
                .patch, "/api/v1/threads/\(thread)",
                #"{"poll": {\#(pollWords), "closesOn": "2026-11-28", "showsResults": "afterVoting"}}"#,
                as: voter.program)
            #expect(others.status == 403)
        }
    }

    @Test func theThreadIsFoundByItsWords() async throws {
        try await TestApp.run { app in
            let (category, asker) = (try await app.category(), try await app.member("asker"))
            let thread = try await app.pollThread(by: asker, in: category)
            func found(_ word: String) async throws -> Bool {
                try await app.get("/api/v1/search?q=\(word)").text.contains(thread)
            }
            for word in ["elsewhere", "munich", "live"] { #expect(try await found(word), "\(word)") }
            let changed = try await app.api(
                .patch, "/api/v1/threads/\(thread)",
                """
                {"poll": {"question": "Where do you live now?", "options": ["Hamburg", "Leipzig"], "isMultiple": false,
                "closesOn": "2026-11-28", "showsResults": "atEnd"}}
                """, as: asker.program)
            #expect(changed.status == 200, "\(changed.text)")
            #expect(try await found("leipzig"))
            #expect(try await !found("munich"), "what nobody reads any more finds nothing")
        }
    }

    @Test func wordsOfScamsInItsOptionsAreFoundToo() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let newcomer = try await app.member("newcomer", joinedAgo: .hours(2))
            let made = try await app.api(
                .post, "/api/v1/threads",
                """
                {"categoryId": "\(category)", "kind": "discussion", "title": "\(askedTitle)", "body": "\(askedWords)",
                "poll": {"question": "Who pays the processing fee?",
                "options": ["Send money by Western Union", "WhatsApp me at +92 300 1234567"],
                "closesOn": "2026-11-28", "showsResults": "atEnd"}}
                """, as: newcomer.program)
            #expect(try made.status == 201 && (made.json()["state"] as? String) == "held")
        }
    }
}

@Suite("Polls: votes and results")
struct PollVoteTests {
    @Test func nobodyLearnsResultsBeforeTheyVote() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let voter = try await app.member("voter")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let thread = try await app.pollThread(by: asker, in: category)
            let before = try await app.get("/api/v1/threads/\(thread)", as: moderator.program)
            let shown = try await app.page(thread, as: moderator.browser)
            let voted = try await app.vote("1", in: thread, as: voter.program)
            #expect(try voted.status == 200 && (voted.json()["choices"] as? [Int]) == [1])
            let after = try await app.get("/api/v1/threads/\(thread)", as: moderator.program)
            #expect(before.bytes == after.bytes && before.header("ETag") == after.header("ETag"))
            #expect(try await app.page(thread, as: moderator.browser) == shown)
            #expect(try await app.poll(thread)["results"] == nil)
            let own = try await app.poll(thread, as: voter.program)["results"] as? [String: Any]
            #expect(own?["voters"] as? Int == 1 && own?["votes"] as? [Int] == [0, 1, 0])
            let page = try await app.page(thread, as: voter.browser)
            #expect(page.contains("1 member voted") && page.contains("100&nbsp;%") && page.contains("your choice"))
            app.clock.advance(.days(9))
            for viewer in [Viewer.nobody, asker.program] {
                let open = try await app.poll(thread, as: viewer)
                #expect(open["isClosed"] as? Bool == true)
                #expect((open["results"] as? [String: Any])?["votes"] as? [Int] == [0, 1, 0])
            }
            let results = try await app.page(thread)
            #expect(results.contains("1 member voted") && !results.contains("Name of voter"))
        }
    }

    @Test func aVoteIsOneAndChangesAndIsTakenBack() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let voter = try await app.member("voter")
            let thread = try await app.pollThread(by: asker, in: category)
            @Sendable func send(_ fields: KeyValuePairs<String, String>) async throws -> Answer {
                try await app.submit("/threads/\(thread)/poll", fields, as: voter.browser)
            }
            let none = try await app.writesNothing { try await send(["action": "vote"]) }
            #expect(none.status == 422 && none.text.contains("Please choose an answer first."))
            let two = try await app.writesNothing { try await send(["choice": "0", "choice": "1", "action": "vote"]) }
            #expect(two.status == 422 && two.text.contains("one answer only"))
            let unknown = try await app.writesNothing { try await send(["choice": "9"]) }
            #expect(unknown.status == 422)
            #expect(try await send(["choice": "0", "action": "vote"]).status == 303)
            #expect(try await send(["choice": "2", "action": "vote"]).status == 303)
            let own = try await app.poll(thread, as: voter.program)
            #expect((own["results"] as? [String: Any])?["votes"] as? [Int] == [0, 0, 1])
            #expect(try await app.page(thread, as: voter.browser).contains("value=\"2\" checked"))
            let same = try await app.writesNothing { try await app.vote("2", in: thread, as: voter.program) }
            #expect(same.status == 200)
            #expect(try await send(["action": "clear"]).status == 303)
            #expect(try await app.poll(thread, as: voter.program)["results"] == nil)
            #expect(try await app.count("SELECT voters FROM poll") == 0)
            #expect(try await app.count("SELECT sum(votes) FROM poll_option") == 0)
        }
    }

    @Test func severalMayBeChosenAndResultsComeAtTheEnd() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let voter = try await app.member("voter")
            let thread = try await app.pollThread(by: asker, in: category, isMultiple: true, results: "atEnd")
            let voted = try await app.submit(
                "/threads/\(thread)/poll", ["choice": "0", "choice": "2"], as: voter.browser)
            #expect(voted.status == 303)
            let own = try await app.poll(thread, as: voter.program)
            #expect(own["choices"] as? [Int] == [0, 2] && own["results"] == nil)
            #expect(try await app.page(thread, as: voter.browser).contains("type=\"checkbox\" name=\"choice\""))
            #expect(try await !app.page(thread, as: voter.browser).contains("member voted"))
            app.clock.advance(.days(9))
            let closed = try await app.writesNothing { try await app.vote("1", in: thread, as: voter.program) }
            #expect(try closed.status == 409 && (closed.code()) == "poll_closed")
            let page = try await app.page(thread, as: voter.browser)
            #expect(page.contains("1 member voted") && !page.contains("name=\"choice\""))
        }
    }

    @Test func whoMayNotWriteMayNotVote() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let unverified = try await app.member("unverified", verified: false)
            let silenced = try await app.member("silenced")
            try await app.change("UPDATE account SET silenced_at = 1 WHERE id = \(silenced.id)")
            let thread = try await app.pollThread(by: asker, in: category)
            for member in [unverified, silenced] {
                let refused = try await app.writesNothing { try await app.vote("0", in: thread, as: member.program) }
                #expect(refused.status == 403, "\(member.username)")
                #expect(try await !app.page(thread, as: member.browser).contains("name=\"choice\""))
            }
            #expect(try await app.vote("0", in: thread, as: .nobody).status == 401)
            for state in [PostState.hidden, .held, .deleted] {
                let id = try #require(ThreadID(thread))
                let helper = try await app.member("helper\(state.rawValue)")
                try await app.setState(state, ofThread: id)
                let refused = try await app.writesNothing { try await app.vote("0", in: thread, as: helper.program) }
                #expect(refused.status == 404, "\(state)")
            }
        }
    }

    @Test func aThreadWithoutOneIsNotFound() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let refused = try await app.writesNothing {
                try await app.vote("0", in: thread.id.text, as: helper.program)
            }
            #expect(refused.status == 404)
            #expect(try await app.poll(thread.id.text).isEmpty)
        }
    }
}

@Suite("Polls: offline, and what stays of them")
struct PollKeepingTests {
    @Test func devicesVoteAndHaveTheResultsAtTheEnd() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let voter = try await app.member("voter")
            var device = Device(app, voter)
            var other = Device(app, asker)
            let (thread, post) = ("0199f4b0-0000-7000-8000-0000000000aa", "0199f4b0-0000-7000-8000-0000000000ab")
            let poll: [String: Any] = [
                "question": "Where do you live now?", "options": ["Berlin", "Munich"], "closesOn": "2026-11-28",
                "showsResults": "afterVoting",
            ]
            let asked = try await other.push(
                "thread.create",
                [
                    "id": thread, "postId": post, "categoryId": category.text, "kind": "discussion",
                    "title": askedTitle, "body": askedWords, "tags": [String](), "poll": poll,
                ])
            #expect(asked == "applied")
            try await device.follow("t:\(thread)")
            try await other.follow("t:\(thread)")
            try await other.pull()
            let before = other.value("poll/\(thread)")
            #expect(before?["options"] as? [String] == ["Berlin", "Munich"] && before?["results"] == nil)
            #expect(try await device.push("poll.vote", ["threadId": thread, "choices": [1]]) == "applied")
            #expect(try await device.push("poll.vote", ["threadId": thread, "choices": [7]]) == "invalid")
            try await device.pull()
            try await other.pull()
            #expect(device.value("pollVote/\(thread)")?["choices"] as? [Int] == [1])
            #expect(device.value("poll/\(thread)")?["results"] == nil)
            #expect(other.count("pollVote") == 0)
            #expect(other.value("poll/\(thread)")?["ver"] as? Int == before?["ver"] as? Int)
            app.clock.advance(.days(9))
            #expect(try await device.push("poll.vote", ["threadId": thread, "choices": [0]]) == "poll_closed")
            try await app.services.forum.settlePolls()
            try await app.services.forum.settlePolls()
            try await other.pull()
            let results = other.value("poll/\(thread)")?["results"] as? [String: Any]
            #expect(results?["votes"] as? [Int] == [0, 1] && results?["voters"] as? Int == 1)
        }
    }

    @Test func withTheThreadsWordsItGoesAndWithTheAccountTheBallot() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let voter = try await app.member("voter")
            let thread = try await app.pollThread(by: asker, in: category)
            let second = try await app.pollThread(by: asker, in: category, isMultiple: true)
            for id in [thread, second] { #expect(try await app.vote("0", in: id, as: voter.program).status == 200) }
            let export = try await app.services.leaving.export(as: voter.principal)
            #expect(String(decoding: export, as: UTF8.self).contains("pollVotes"))
            #expect(
                try await app.api(.delete, "/api/v1/threads/\(thread)", as: asker.program).status == 204)
            app.clock.advance(.days(2))
            try await app.services.forum.eraseDeleted()
            #expect(try await app.count("SELECT count(*) FROM poll") == 1)
            #expect(try await app.count("SELECT count(*) FROM poll_ballot") == 1)
            try await app.services.store.write { transaction in
                try ForumPersonalData(forum: app.services.forum).erase(
                    voter.id, posts: .anonymise, at: app.clock.clock.now, in: transaction)
                let scope = "u:\(voter.id)"
                try transaction.execute("DELETE FROM change_index_entry WHERE scope = \(scope) AND entity = 'pollVote'")
            }
            #expect(try await app.count("SELECT count(*) FROM poll_ballot") == 0)
            #expect(try await app.count("SELECT sum(votes) FROM poll_option") == 1, "the vote counts still")
        }
    }
}
