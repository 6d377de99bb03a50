import Core
import Forum
import Foundation
import Mail
import Notices
import Storage
import TestSupport
import Testing

extension TestApp {
    fileprivate struct Sent: Equatable {
        let to: String
        let subject: String
        let body: String
        let unsubscribe: String
    }

    /// What waits in the outbox besides what was there when members were made.
    fileprivate func sent() async throws -> [Sent] {
        try await services.store.read { transaction in
            try transaction.rows("SELECT to_address, subject, body, unsubscribe FROM mail_message ORDER BY id") {
                Sent(to: $0.text(0), subject: $0.text(1), body: $0.text(2), unsubscribe: $0.text(3))
            }
        }
    }

    /// Empties the outbox and sends what is due by now.
    fileprivate func letters(after span: Span) async throws -> [Sent] {
        try await change("DELETE FROM mail_message")
        clock.advance(span)
        try await services.notices.sendLetters()
        return try await sent()
    }

    fileprivate func digests(after span: Span) async throws -> [Sent] {
        try await change("DELETE FROM mail_message")
        clock.advance(span)
        try await services.notices.sendDigests()
        return try await sent()
    }

    fileprivate func set(_ settings: String, _ member: TestMember) async throws {
        let answer = try await put(settings, member)
        #expect(answer.status == 200, "\(answer.text)")
    }

    /// - Parameter settings: besides those of notices.
    fileprivate func put(_ settings: String, _ member: TestMember) async throws -> Answer {
        let all = #"{"replies": true, "mentions": true, "accepted": true, "watched": true, \#(settings)}"#
        return try await api(.put, "/api/v1/me/notification-settings", all, as: member.program)
    }

    /// The path of an address of ours.
    fileprivate func path(_ address: String) -> String {
        String(address.dropFirst(services.notices.siteAddress.count))
    }
}

@Suite("Letters about the forum: what is not sent, and what is refused")
struct UnsentLetterTests {
    @Test func whatIsReadInTimeIsNotSent() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            app.clock.advance(.minutes(1))
            _ = try await app.answer(thread, by: helper)
            #expect(try await app.letters(after: .minutes(9)) == [])
            _ = try await app.get(thread.path, as: asker.browser)
            #expect(try await app.letters(after: .minutes(2)) == [])
            #expect(try await app.count("SELECT count(*) FROM notification WHERE letter_due_at IS NOT NULL") == 0)
        }
    }

    @Test func whoWantsNoneOrIsNotReachedGetsNone() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let unconfirmed = try await app.member("unconfirmed", verified: false)
            let suspended = try await app.member("suspended")
            try await app.set(#""letters": false"#, asker)
            try await app.change("UPDATE account SET email_verified_at = NULL WHERE id = \(unconfirmed.id)")
            _ = try await app.answer(thread, by: helper, body: "Ask @unconfirmed and @suspended, they know it all.")
            try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(suspended.id)")
            #expect(try await app.count("SELECT count(*) FROM notification") == 3)
            #expect(try await app.letters(after: .minutes(11)) == [])
            #expect(try await app.letters(after: .days(1)) == [], "nor later")
        }
    }

    @Test func whatIsHiddenMeanwhileAndWhatIsForStaffAloneIsInNoLetter() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let staffs = try await app.category("staff-room", audience: .staff)
            _ = try await app.question(
                "The canarytitle of the staff", in: staffs, by: try await app.member("second", roles: [.moderator]),
                body: "A canarybody for @moderator and nobody else.")
            #expect(try await app.count("SELECT count(*) FROM notification WHERE account_id = \(moderator.id)") == 1)
            let hidden = try await app.answer(thread, by: helper, body: "The canaryanswer that will be hidden.")
            try await app.setState(.hidden, ofPost: hidden.id)
            #expect(try await app.letters(after: .minutes(11)) == [])
            _ = asker
        }
    }

    @Test func quietHoursAreTimesAndBothOfThem() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for (json, field) in [
                (#""quietFrom": "22:00""#, "quietUntil"), (#""quietUntil": "07:00""#, "quietFrom"),
                (#""quietFrom": "25:00", "quietUntil": "07:00""#, "quietFrom"),
                (#""quietFrom": "22:00", "quietUntil": "24:00""#, "quietUntil"),
                (#""quietFrom": "22:00", "quietUntil": "22:00""#, "quietUntil"),
            ] {
                let refused = try await app.writesNothing {
                    try await app.put(json, member)
                }
                #expect(refused.status == 422 && refused.text.contains(field), "\(json) \(refused.text)")
            }
            let form = try await app.writesNothing {
                try await app.submit(
                    "/settings/notifications", ["kinds": "replies", "quietFrom": "22:00", "quietUntil": "soon"],
                    as: member.browser)
            }
            #expect(form.status == 422 && form.text.contains("Write times like 18:30."))
            #expect(form.text.contains("value=\"22:00\"") && form.text.contains("value=\"soon\""))
        }
    }

    @Test func aLinkThatIsNoneOfOursEndsNothing() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper)
            let letter = try #require(try await app.letters(after: .minutes(11)).first)
            let path = app.path(letter.unsubscribe)
            let forged = [
                "/unsubscribe/x", "/unsubscribe/letters.\(asker.id).AAAAAAAAAAAAAAAAAAAAAA", path + "A",
                String(path.dropLast()), path.replacing("letters.", with: "digest."),
                path.replacing(asker.id.text, with: helper.id.text), path.replacing("letters.", with: "all."),
            ]
            for address in forged {
                let answers = try await app.writesNothing {
                    let page = try await app.get(address)
                    #expect(page.status == 404, "\(address)")
                    return try await app.submit(address, ["List-Unsubscribe": "One-Click"], as: .nobody)
                }
                #expect(answers.status == 404, "\(address)")
            }
        }
    }
}

@Suite("Letters about the forum")
struct LetterTests {
    @Test func answersAndMentionsGoIntoOneLetterAfterTenMinutes() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper, body: "The **walrus** form is asked for, and much else.")
            let letters = try await app.letters(after: .minutes(10))
            let letter = try #require(letters.first)
            #expect(letters.count == 1 && letter.to == "asker@example.org")
            #expect(letter.subject.contains("answered you") && letter.subject.hasSuffix(": \(thread.title)"))
            #expect(letter.body.contains("The walrus form is asked for") && letter.body.contains("/posts/"))
            #expect(letter.body.contains(letter.unsubscribe))
            #expect(try await app.letters(after: .minutes(1)) == [], "once")
            _ = try await app.answer(thread, by: helper, body: "And one more that they have not read either.")
            #expect(try await app.letters(after: .hours(2)) == [], "until they look, of a thread one letter tells")
            _ = try await app.get(thread.path, as: asker.browser)
            let other = try await app.question("Another question of theirs", in: thread.category.id, by: asker)
            app.clock.advance(.minutes(1))
            _ = try await app.answer(thread, by: helper, body: "After they looked, this is new to them.")
            _ = try await app.answer(other, by: helper, body: "And this, in the other thread, is as well.")
            let many = try await app.letters(after: .minutes(10))
            #expect(many.map(\.subject) == ["2 answers and mentions"])
            let body = try #require(many.first).body
            #expect(body.contains("this is new to them") && body.contains("in the other thread"))
        }
    }

    @Test func inQuietHoursTheyWaitForTheMorningOfTheMembersZone() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            try await app.change(
                "UPDATE account SET time_zone = 'Asia/Karachi', language = 'ur' WHERE id = \(asker.id)")
            // It is 09:00 in UTC, 14:00 in Karachi.
            try await app.set(#""quietFrom": "13:30", "quietUntil": "16:00""#, asker)
            _ = try await app.answer(thread, by: helper)
            #expect(try await app.letters(after: .minutes(11)) == [])
            #expect(try await app.letters(after: .minutes(108)) == [], "15:59")
            let letter = try #require(try await app.letters(after: .minutes(1)).first)
            #expect(letter.subject.contains("نے آپ کو جواب دیا") && letter.body.contains("السلام علیکم"))
            let page = try await app.get("/settings/notifications", as: asker.browser).text
            #expect(page.contains("value=\"13:30\"") && page.contains("Asia/Karachi"))
            try await app.set(#""quietFrom": "", "quietUntil": """#, asker)
            let record = try await app.get("/api/v1/me/notification-settings", as: asker.program).json()
            #expect(record["quietFrom"] as? String == "" && record["letters"] as? Bool == true)
        }
    }

    @Test func oneRequestEndsThemAndALookDoesNot() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper)
            let letter = try #require(try await app.letters(after: .minutes(11)).first)
            let path = app.path(letter.unsubscribe)
            let asked = try await app.writesNothing { try await app.get(path) }
            #expect(asked.status == 200 && asked.text.contains("action=\"\(path)\""))
            #expect(asked.header("Cache-Control") == "no-store")
            // As a mail program sends it: without a cookie, and without a word of where it comes from.
            let done = try await app.send(
                .post, path, as: .nobody, headers: ["Content-Type": "multipart/form-data; boundary=x"],
                body: Array("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click".utf8))
            #expect(done.status == 200 && done.text.contains("no more letters about answers"))
            let settings = try await app.get("/api/v1/me/notification-settings", as: asker.program).json()
            #expect(settings["letters"] as? Bool == false && settings["digest"] as? Bool == true)
            #expect(settings["replies"] as? Bool == true, "notices stay")
            let again = try await app.submit(path, [:], as: .nobody)
            #expect(again.status == 200)
            _ = try await app.get(thread.path, as: asker.browser)
            app.clock.advance(.minutes(1))
            _ = try await app.answer(thread, by: helper, body: "They have ended such letters before this came.")
            #expect(try await app.letters(after: .minutes(11)) == [])
        }
    }

    @Test func theWeeklyLetterTellsWhatElseCameAndIsNeverEmpty() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            try await app.change("UPDATE account SET created_at = \(app.clock.clock.now)")
            _ = try await app.question("A question that nobody has answered", in: thread.category.id, by: helper)
            #expect(try await app.digests(after: .days(6)) == [], "not before a week has passed")
            _ = try await app.answer(thread, by: asker, body: "I answer what I asked, as nobody else does.")
            let week = try await app.digests(after: .hours(25))
            let hers = try #require(week.first { $0.to == "asker@example.org" })
            #expect(hers.subject == "Your week at Karwan" && hers.body.contains("A question that nobody has answered"))
            #expect(!hers.body.contains("Much talked about"), "their own thread is no news to them")
            #expect(hers.unsubscribe.contains("/unsubscribe/digest."))
            #expect(try await app.digests(after: .days(6)) == [])
            let next = try await app.digests(after: .days(2))
            #expect(next.contains { $0.to == "asker@example.org" }, "it waits still")
            let path = app.path(hers.unsubscribe)
            #expect(try await app.submit(path, [:], as: .nobody).status == 200)
            #expect(!(try await app.digests(after: .days(8)).contains { $0.to == "asker@example.org" }))
            _ = try await app.digests(after: .days(40))
            #expect(try await app.digests(after: .days(8)) == [], "what waits for months is no news to anybody")
        }
    }

    @Test func mutedBlockedHiddenAndStaffsThreadsAreInNoDigest() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let blocked = try await app.member("blocked")
            let category = thread.category.id
            try await app.services.accounts.setBlock(true, on: blocked.id, as: asker.principal)
            _ = try await app.question("The canaryblocked question of one", in: category, by: blocked)
            let muted = try await app.question("The canarymuted question of one", in: category, by: helper)
            _ = try await app.api(
                .put, "/api/v1/threads/\(muted.id)/level", #"{"level": "muted"}"#, as: asker.program)
            let hidden = try await app.question("The canaryhidden question of one", in: category, by: helper)
            try await app.setState(.hidden, ofThread: hidden.id)
            let staffs = try await app.category("staff-room", audience: .staff)
            _ = try await app.question(
                "The canarystaff question of one", in: staffs, by: try await app.member("boss", roles: [.moderator]))
            _ = try await app.question("A question for everybody here", in: category, by: helper)
            let letter = try #require(try await app.digests(after: .days(8)).first { $0.to == "asker@example.org" })
            #expect(letter.body.contains("A question for everybody here") && !letter.body.contains("canary"))
        }
    }

    @Test func whoWasNotSeenForHalfAYearGetsNoDigest() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            app.clock.advance(.days(190))
            _ = try await app.question("A question that nobody has answered", in: thread.category.id, by: helper)
            let today = app.clock.clock.now.milliseconds / 86_400_000
            try await app.change("UPDATE account SET last_active_day = \(today) WHERE id = \(helper.id)")
            _ = try await app.question("Another that nobody has answered", in: thread.category.id, by: asker)
            let sent = try await app.digests(after: .days(2))
            #expect(sent.map(\.to) == ["helper@example.org"])
        }
    }
}

@Suite("Letters as messages")
struct LetterMessageTests {
    /// RFC 5322, section 2.1.1: no line has more than 998 bytes; RFC 8058: two headers.
    @Test func longLinesAreFoldedAndTheLinkStandsInTheHeaders() async throws {
        try await TestApp.run { app in
            let long = String(repeating: "ہجرت کا راستہ ", count: 200) + String(repeating: "x", count: 3_000)
            try await app.services.store.write { transaction in
                try Outbox.add(
                    Letter(
                        to: "sana@example.org", subject: "جواب", body: "a\n\(long)\nz", language: "ur",
                        unsubscribe: "https://karwan.example/unsubscribe/x"),
                    id: Identifier(trusted: "letter-1"), at: app.clock.clock.now, in: transaction)
            }
            try await app.services.mail.deliverDue()
            let file = app.folder.appending(path: "mail/letter-1.eml")
            let message = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            let lines = message.components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 998 })
            #expect(lines.contains("List-Unsubscribe: <https://karwan.example/unsubscribe/x>"))
            #expect(lines.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"))
            let body = lines.drop { !$0.isEmpty }.dropFirst()
            #expect(
                body.joined().filter { $0 != " " } == "a\(long)z".filter { $0 != " " }, "nothing is lost but spaces")
        }
    }
}
