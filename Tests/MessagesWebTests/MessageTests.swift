import Core
import Foundation
import Groups
import Messages
import Storage
import TestSupport
import Testing

@Suite("Private messages: who may write, and what is refused")
struct MessageRefusalTests {
    @Test func whatIsEmptyOrTooLongIsNamedAndKept() async throws {
        try await MessageScene.play { scene in
            for body in ["", "   ", String(repeating: "x", count: 8001)] {
                let refused = try await scene.refuses(422) { try await scene.begin(body) }
                #expect(refused.text.contains("#/body"))
            }
            let long = String(repeating: "My long words. ", count: 600)
            let page = try await scene.refuses(422) {
                try await scene.app.submit("/messages/new", ["to": "omar", "body": long], as: scene.sana.browser)
            }
            #expect(page.text.contains("My long words. My long words."))
        }
    }

    @Test func aNewMemberBeginsNothingButMayAnswer() async throws {
        try await MessageScene.play { scene in
            let newcomer = try await scene.app.member("newcomer")
            try await scene.allow("everyone", newcomer)
            let refused = try await scene.refuses(403) { try await scene.begin(as: newcomer) }
            #expect(refused.text.contains("messages_trust") || refused.text.contains("three days"))
            let page = try await scene.app.get("/messages/new?to=omar", as: newcomer.browser)
            #expect(page.status == 403)
            #expect(!(try await scene.app.get("/members/omar", as: newcomer.browser).text.contains("/messages/new")))
            let id = try await scene.begun(to: newcomer)
            #expect(try await scene.write("Thank you for writing.", in: id, as: newcomer).status == 201)
        }
    }

    @Test func whoDoesNotAllowItIsNotFound() async throws {
        try await MessageScene.play { scene in
            #expect(try await scene.begin(to: scene.other).status == 404)
            try await scene.allow("nobody", scene.omar)
            try await scene.refuses(404) { try await scene.begin() }
            try await scene.refuses(404) { try await scene.begin(to: scene.sana) }
            #expect(try await scene.app.get("/messages/new?to=omar", as: scene.sana.browser).status == 404)
            let page = try await scene.refuses(404) {
                try await scene.app.submit(
                    "/messages/new", ["to": "omar", "body": "Words that must stay."], as: scene.sana.browser)
            }
            #expect(page.text.contains("Words that must stay."))
            let member = try await scene.app.get("/members/omar", as: scene.sana.browser).text
            #expect(!member.contains("/messages/new"))
            try await scene.allow("everyone", scene.sana)
            let id = try await scene.begun(to: scene.sana, as: scene.omar)
            #expect(try await scene.write("I may answer.", in: id, as: scene.sana).status == 201)
        }
    }

    @Test func whoSharesAGroupIsKnown() async throws {
        try await MessageScene.play { scene in
            try await scene.refuses(404) { try await scene.begin(to: scene.other) }
            guard case .member(var founder) = scene.sana.principal else { return }
            founder.trust = .regular
            var draft = GroupDraft()
            (draft.name, draft.about) = ("Backend in Berlin", "For those who write services in Berlin.")
            (draft.visibility, draft.joining) = ("public", "open")
            let groups = scene.app.services.groups
            let group = try await groups.found(draft, as: .member(founder)).group
            _ = try await groups.join(GroupJoinDraft(), group.id, as: scene.other.principal)
            let page = try await scene.app.get("/members/other", as: scene.sana.browser).text
            #expect(page.contains("/messages/new?to=other"))
            #expect(try await scene.begin(to: scene.other).status == 201)
            #expect(try await scene.begin(to: scene.other, as: scene.omar).status == 404)
        }
    }

    @Test func aBlockIsSilentAndClosesWhatIsThere() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun()
            #expect(try await scene.write("Gladly.", in: id, as: scene.omar).status == 201)
            try await scene.block(scene.sana, by: scene.omar)
            try await scene.refuses(404) { try await scene.begin("Once more.") }
            for (body, member) in [("Hello?", scene.sana), ("I blocked you.", scene.omar)] {
                let refused = try await scene.refuses(409) { try await scene.write(body, in: id, as: member) }
                #expect(!refused.text.lowercased().contains("block"))
            }
            #expect(try await scene.bodies(id, as: scene.sana).count == 2)
            #expect(try await scene.shown(id, as: scene.sana)["canWrite"] as? Bool == false)
            let page = try await scene.app.submit(
                "/messages/\(id)", ["body": "Words that must stay."], as: scene.sana.browser)
            #expect(page.status == 409 && page.text.contains("Words that must stay."))
            let shown = try await scene.app.get("/messages/\(id)", as: scene.sana.browser).text
            #expect(shown.contains("Gladly.") && !shown.contains("<textarea"))
            // One who was never written to learns no more.
            try await scene.allow("everyone", scene.other)
            try await scene.block(scene.sana, by: scene.other)
            try await scene.refuses(404) { try await scene.begin(to: scene.other) }
        }
    }

    @Test func nobodyElseFindsIt() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("Our canary of words.")
            let message = try #require(try await scene.read(id, as: scene.omar).first?["id"] as? String)
            for member in [scene.other, scene.moderator] {
                for path in ["", "/messages"] {
                    let answer = try await scene.app.api(.get, "\(MessageScene.api)/\(id)\(path)", as: member.program)
                    #expect(answer.status == 404)
                }
                #expect(try await scene.app.get("/messages/\(id)", as: member.browser).status == 404)
                let report = "/messages/\(id)/report/\(message)"
                #expect(try await scene.app.get(report, as: member.browser).status == 404)
                try await scene.refuses(404) { try await scene.write("Let me in.", in: id, as: member) }
                try await scene.refuses(404) {
                    try await scene.app.api(
                        .put, "\(MessageScene.api)/\(id)/read", #"{"upTo": 1}"#, as: member.program)
                }
                #expect(try await scene.list(member).isEmpty)
            }
            #expect(try await scene.app.api(.get, "\(MessageScene.api)/\(id)").status == 401)
        }
    }

    @Test func whoIsSuspendedOrSilencedSendsNothing() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun()
            try await scene.app.change("UPDATE account SET silenced_at = 1 WHERE id = \(scene.sana.id)")
            try await scene.refuses(403) { try await scene.write("Hello?", in: id, as: scene.sana) }
            try await scene.app.change(
                "UPDATE account SET silenced_at = NULL, state = 'suspended', suspended_until = 4000000000000 WHERE id = \(scene.sana.id)"
            )
            try await scene.refuses(403) { try await scene.write("Hello?", in: id, as: scene.sana) }
            #expect(try await scene.bodies(id, as: scene.sana).count == 1)
            try await scene.refuses(409) { try await scene.write("Are you there?", in: id, as: scene.omar) }
        }
    }

    @Test func fewAreWrittenToWithinADayAndFewTimes() async throws {
        try await MessageScene.play(limits: true) { scene in
            for number in 1...5 {
                let member = try await MessageScene.member("reader\(number)", in: scene.app)
                try await scene.allow("everyone", member)
                _ = try await scene.begun("Hello \(number), how was it?", to: member)
            }
            let refused = try await scene.refuses(429) { try await scene.begin() }
            #expect(refused.header("Retry-After") != nil)
            let page = try await scene.refuses(429) {
                try await scene.app.submit(
                    "/messages/new", ["to": "omar", "body": "Words that must stay."], as: scene.sana.browser)
            }
            #expect(page.text.contains("Words that must stay."))
            scene.app.clock.advance(.hours(25))
            let id = try await scene.begun()
            for number in 2...3 {
                #expect(try await scene.write("Hello \(number)?", in: id, as: scene.sana).status == 201)
            }
            try await scene.refuses(429) { try await scene.write("Hello 4?", in: id, as: scene.sana) }
            #expect(try await scene.write("I was asleep.", in: id, as: scene.omar).status == 201)
            #expect(try await scene.write("Good morning.", in: id, as: scene.sana).status == 201)
        }
    }
}

@Suite("Private messages")
struct MessageTests {
    @Test func theTwoWriteToEachOtherByPage() async throws {
        try await MessageScene.play { scene in
            let member = try await scene.app.get("/members/omar", as: scene.sana.browser).text
            #expect(member.contains("/messages/new?to=omar"))
            let form = try await scene.app.get("/messages/new?to=omar", as: scene.sana.browser)
            #expect(form.status == 200 && form.text.contains("Name of omar"))
            let fields: KeyValuePairs = [
                "to": "omar", "formID": "message-new-omar", "body": "Is **this** <b>right</b>?",
            ]
            let sent = try await scene.app.submit("/messages/new", fields, as: scene.sana.browser)
            let path = try #require(sent.header("Location"))
            #expect(sent.status == 303 && path.hasPrefix("/messages/"))
            let again = try await scene.app.submit("/messages/new", fields, as: scene.sana.browser)
            #expect(again.header("Location") == path)
            #expect(try await scene.app.count("SELECT count(*) FROM conversation_message") == 1)
            let list = try await scene.app.get("/messages", as: scene.omar.browser).text
            #expect(list.contains(path) && list.contains("1 new message"))
            let page = try await scene.app.get(path, as: scene.omar.browser).text
            #expect(
                page.contains("<strong>this</strong>") && page.contains("&lt;b&gt;") && page.contains("dir=\"auto\""))
            #expect(!(try await scene.app.get("/messages", as: scene.omar.browser).text.contains("1 new message")))
            let answer = try await scene.app.submit(path, ["body": "It is."], as: scene.omar.browser)
            #expect(answer.status == 303)
            #expect(try await scene.app.get(path, as: scene.sana.browser).text.contains("It is."))
            // From then on the page of the other leads there.
            #expect(try await scene.app.get("/members/omar", as: scene.sana.browser).text.contains("href=\"\(path)\""))
            #expect(try await scene.app.count("SELECT count(*) FROM conversation") == 1)
        }
    }

    @Test func theAPIWritesOnceAndShowsVersions() async throws {
        try await MessageScene.play { scene in
            let id = "019aa5c1-7c00-7000-8000-0000000000d1"
            let json = #"{"id": "\#(id)", "to": "omar", "body": "How long did it take?"}"#
            let made = try await scene.app.api(.post, MessageScene.api, json, as: scene.sana.program)
            let html = try made.json()["html"] as? String
            #expect(made.status == 201 && html?.contains("How long") == true)
            #expect(try await scene.app.api(.post, MessageScene.api, json, as: scene.sana.program).status == 200)
            let other = #"{"id": "\#(id)", "to": "omar", "body": "Something else."}"#
            try await scene.refuses(409) {
                try await scene.app.api(.post, MessageScene.api, other, as: scene.sana.program)
            }
            let location = try #require(made.header("Location"))
            let shown = try await scene.app.api(.get, location, as: scene.omar.program)
            let tag = try #require(shown.header("ETag"))
            #expect(try shown.json()["unread"] as? Int == 1 && shown.json()["canWrite"] as? Bool == true)
            let same = try await scene.app.get(
                location, as: scene.omar.program, headers: ["If-None-Match": tag])
            #expect(same.status == 304)
            let read = try await scene.app.api(.put, "\(location)/read", #"{"upTo": 9}"#, as: scene.omar.program)
            #expect(try read.json()["unread"] as? Int == 0 && read.json()["readNumber"] as? Int == 1)
            #expect(try await scene.app.api(.get, location, as: scene.omar.program).header("ETag") != tag)
            // The other does not learn how far it was read.
            #expect(try await scene.app.api(.get, location, as: scene.sana.program).json()["readNumber"] as? Int == 0)
        }
    }

    @Test func longConversationsAndListsHavePages() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("Message 1")
            for number in 2...35 {
                scene.app.clock.advance(.seconds(1))
                try await scene.write("Message \(number)", in: id, as: number % 2 == 0 ? scene.omar : scene.sana)
            }
            let first = try await scene.app.api(.get, "\(MessageScene.api)/\(id)/messages", as: scene.sana.program)
            #expect(try first.items().count == 30 && first.items().first?["number"] as? Int == 35)
            let next = try #require(try first.json()["next"] as? String)
            let rest = try await scene.app.api(
                .get, "\(MessageScene.api)/\(id)/messages?after=\(next)", as: scene.sana.program)
            #expect(try rest.items().compactMap { $0["number"] as? Int } == [5, 4, 3, 2, 1])
            let page = try await scene.app.get("/messages/\(id)?after=\(next)", as: scene.sana.browser).text
            #expect(page.contains("Message 5") && !page.contains("Message 6"))
            let staff = try await scene.moderatorWhoMayWrite()
            let begun = try await scene.begun(to: scene.sana, as: staff)
            let list = try await scene.app.api(.get, "\(MessageScene.api)?limit=1", as: scene.sana.program)
            #expect(try list.items().compactMap { $0["id"] as? String } == [begun])
            let after = try #require(try list.json()["next"] as? String)
            let older = try await scene.app.api(
                .get, "\(MessageScene.api)?limit=1&after=\(after)", as: scene.sana.program)
            #expect(try older.items().compactMap { $0["id"] as? String } == [id])
        }
    }

    @Test func aConversationIsTakenOffOnesListAndComesBack() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun()
            let gone = try await scene.app.submit("/messages/\(id)/hidden", ["hidden": "on"], as: scene.sana.browser)
            #expect(gone.status == 303)
            #expect(try await scene.list(scene.sana).isEmpty)
            #expect(try await scene.list(scene.omar).count == 1)
            let hidden = try await scene.app.get("/messages?list=hidden", as: scene.sana.browser).text
            #expect(hidden.contains("/messages/\(id)"))
            let back = try await scene.app.api(.delete, "\(MessageScene.api)/\(id)/hidden", as: scene.sana.program)
            #expect(try back.status == 200 && back.json()["isHidden"] as? Bool == false)
            #expect(try await scene.list(scene.sana).count == 1)
            _ = try await scene.app.api(.put, "\(MessageScene.api)/\(id)/hidden", as: scene.sana.program)
            #expect(try await scene.list(scene.sana).isEmpty)
            try await scene.write("Are you there?", in: id, as: scene.omar)
            #expect(try await scene.list(scene.sana).count == 1)
        }
    }

    @Test func oneIsToldOnceUntilOneLooks() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("Some secretword of mine.")
            try await scene.write("And another.", in: id, as: scene.sana)
            #expect(try await scene.told(scene.omar) == ["message"])
            #expect(try await scene.told(scene.sana).isEmpty)
            let notices = try await scene.app.get("/notifications", as: scene.omar.browser).text
            #expect(notices.contains("Name of sana") && !notices.contains("secretword"))
            _ = try await scene.app.get("/messages/\(id)", as: scene.omar.browser)
            #expect(
                try await scene.app.count("SELECT count(*) FROM notification_other WHERE read_at IS NULL") == 0)
            try await scene.write("A third.", in: id, as: scene.sana)
            #expect(try await scene.told(scene.omar) == ["message", "message"])
        }
    }

    @Test func aLetterComesAfterTenMinutesUnlessItWasRead() async throws {
        try await MessageScene.play { scene in
            let id = try await scene.begun("Some secretword of mine.")
            func letters(after span: Span) async throws -> [String] {
                try await scene.app.change("DELETE FROM mail_message")
                scene.app.clock.advance(span)
                try await scene.app.services.notices.sendLetters()
                return try await scene.app.letters().map { "\($0.to) \($0.body)" }
            }
            #expect(try await letters(after: .minutes(9)).isEmpty)
            let sent = try await letters(after: .minutes(2))
            #expect(sent.count == 1 && sent.first?.hasPrefix("omar@example.org") == true)
            #expect(sent.first?.contains("/messages/\(id)") == true)
            #expect(sent.first?.contains("secretword") == false && sent.first?.contains("Name of sana") == false)
            #expect(try await letters(after: .hours(1)).isEmpty)
            try await scene.write("Gladly.", in: id, as: scene.omar)
            _ = try await scene.app.get("/messages/\(id)", as: scene.sana.browser)
            #expect(try await letters(after: .hours(1)).isEmpty)
        }
    }
}

extension MessageScene {
    /// Staff may write to whoever takes messages.
    fileprivate func moderatorWhoMayWrite() async throws -> TestMember {
        try await allow("everyone", sana)
        return moderator
    }
}
