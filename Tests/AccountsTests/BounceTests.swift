import Core
import Foundation
import Mail
import Storage
import TestSupport
import Testing

/// Reports as mail servers write them.
private enum Report {
    /// Postfix: the whole letter comes back.
    static func postfix(
        _ letter: String, to address: String, status: String = "5.1.1", action: String = "failed",
        original: String? = nil
    ) -> String {
        let known = original.map { "Original-Recipient: rfc822;\($0)\n" } ?? ""
        return """
            Return-Path: <>
            From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
            To: karwan@localhost
            Subject: Undelivered Mail Returned to Sender
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            \tboundary="4Fz.1732179600/mx.example.net"

            This is a MIME-encapsulated message.

            --4Fz.1732179600/mx.example.net
            Content-Description: Notification
            Content-Type: text/plain; charset=us-ascii

            I'm sorry to have to inform you that your message could not
            be delivered to one or more recipients.

            --4Fz.1732179600/mx.example.net
            Content-Description: Delivery report
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net
            X-Postfix-Queue-ID: 4Fz
            Arrival-Date: Sat, 21 Nov 2026 09:00:00 +0000 (UTC)

            Final-Recipient: rfc822; \(address)
            \(known)Action: \(action)
            Status: \(status)
            Remote-MTA: dns; mx.example.org
            Diagnostic-Code: smtp; 550 \(status) <\(address)>: Recipient address rejected:
                User unknown in local recipient table

            --4Fz.1732179600/mx.example.net
            Content-Description: Undelivered Message
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            \(letter)

            --4Fz.1732179600/mx.example.net--

            """
    }

    /// Exchange and others: with the letter's headers alone, quoted boundary of its own kind, and CRLF.
    static func exchange(_ letter: String, to address: String, status: String) -> String {
        let headers = letter.components(separatedBy: "\n\n")[0]
        return """
            From: postmaster@example.org
            Content-Type: multipart/report; boundary=abc_123; report-type="delivery-status"

            --abc_123
            Content-Type: text/html

            <p>Your message couldn't be delivered.</p>
            --abc_123
            Content-Type: message/delivery-status

            Reporting-MTA: dns;EX01.example.org

            Final-recipient: RFC822;\(address)
            Action: failed
            Status: \(status)
            X-Supplementary-Info: <EX01 #5>

            --abc_123
            Content-Type: text/rfc822-headers

            \(headers)
            --abc_123--
            """.replacing("\n", with: "\r\n")
    }
}

extension TestApp {
    fileprivate var mailFolder: URL { folder.appending(path: "mail") }

    /// Sends a letter; the message as it left.
    fileprivate func sendLetter(to address: String = "sana@example.org", isVital: Bool = false) async throws -> String?
    {
        let now = clock.clock.now
        let id: Identifier<Letter> = services.ids.next(at: now)
        let letter = Letter(
            to: address, subject: "Hello", body: "Salaam.\n", language: "en", isVital: isVital)
        try await services.store.write { try Outbox.add(letter, id: id, at: now, in: $0) }
        try await services.mail.deliverDue()
        let file = mailFolder.appending(path: "\(id).eml")
        return (try? String(contentsOf: file, encoding: .utf8))?.replacing("\r\n", with: "\n")
    }

    fileprivate func take(_ report: String) async throws -> BounceService.Finding {
        try await services.bounces.take(Array(report.utf8))
    }
}

@Suite("Letters that come back")
struct BounceTests {
    @Test func whatIsForgedOrNoReportIsPutAside() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            _ = try await app.member("omar")
            let letter = try #require(try await app.sendLetter())
            let id = String(try #require(letter.firstMatch(of: /Message-ID: <([^@>]+)@/)).output.1)
            let before = try await app.contents()
            // The proof is of another address, is cut, is made up, or of another letter.
            #expect(
                try await app.take(Report.postfix(letter.replacing("sana@", with: "omar@"), to: "omar@example.org"))
                    == .forged)
            for wrong in [
                String(id.dropLast()), id + "A", "m1", String(id.prefix(36)),
                String(id.prefix(36)) + ".AAAAAAAAAAAAAAAA",
            ] {
                let forged = letter.replacing(id, with: wrong)
                #expect(try await app.take(Report.postfix(forged, to: "sana@example.org")) == .forged, "\(wrong)")
            }
            for text in [
                "", "Hello", letter, "Content-Type: multipart/report\n\n",
                "Content-Type: multipart/report; boundary=x\n\n--x\n",
                Report.postfix("No headers at all", to: "sana@example.org"),
            ] {
                #expect(try await app.take(text) == .unknown, "\(text.prefix(40))")
            }
            for action in ["delayed", "delivered", "relayed"] {
                let report = Report.postfix(letter, to: "sana@example.org", status: "4.4.1", action: action)
                #expect(try await app.take(report) == .harmless, "\(action)")
            }
            app.clock.advance(.days(15))
            #expect(try await app.take(Report.postfix(letter, to: "sana@example.org")) == .old)
            #expect(try await app.count("SELECT count(*) FROM mail_bounce") == 0)
            #expect(try await app.contents() == before)
        }
    }

    @Test func anAddressThatIsNotThereGetsNothingMoreButWhatItsMemberAsksFor() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let letter = try #require(try await app.sendLetter())
            #expect(try await app.take(Report.postfix(letter, to: "sana@example.org")) == .suppressed)
            #expect(try await app.take(Report.postfix(letter, to: "sana@example.org")) == .noted)
            #expect(try await app.sendLetter() == nil)
            #expect(try await app.letters().isEmpty, "it is given up")
            #expect(try await app.sendLetter(to: "SANA@example.org") == nil)
            #expect(try await app.sendLetter(to: "omar@example.org") != nil)
            #expect(try await app.sendLetter(isVital: true) != nil)
            // The member is told, once, and can put it right.
            let notices = try await app.get("/notifications", as: sana.browser)
            #expect(notices.text.components(separatedBy: "Letters to you do not arrive").count == 2)
            let page = try await app.get("/settings/email", as: sana.browser)
            #expect(page.text.contains("action=\"/verify/again\"") && page.text.contains("class=\"note\""))
            let standing = try await app.get("/api/v1/me/email", as: sana.program).json()
            #expect(standing["email"] as? String == "sana@example.org" && standing["stoppedAt"] is String)
            try await app.services.mail.deliverDue()
            #expect(try await app.submit("/verify/again", [:], as: sana.browser).status == 303)
            let link = try #require(try await app.letters().last?.body.firstMatch(of: /\/verify\/[\w-]+/)).output
            try await app.services.mail.deliverDue()
            #expect(try await app.letters().isEmpty, "this one is tried")
            #expect(try await app.submit(String(link), [:], as: sana.browser).status == 303)
            #expect(try await app.sendLetter() != nil)
            let after = try await app.get("/settings/email", as: sana.browser)
            #expect(!after.text.contains("action=\"/verify/again\""))
        }
    }

    @Test func programsAskForTheLetterToo() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let path = "/api/v1/me/email/confirmation"
            #expect(try await app.api(.post, path, "{}").status == 401)
            let none = try await app.api(.post, path, "{}", as: sana.program)
            #expect(none.status == 202 && none.text.contains("nothing_to_confirm"))
            let letter = try #require(try await app.sendLetter())
            _ = try await app.take(Report.exchange(letter, to: "sana@example.org", status: "5.1.10"))
            let sent = try await app.api(.post, path, "{}", as: sana.program)
            #expect(sent.status == 202 && sent.text.contains("verification_sent"))
        }
    }

    @Test func whatMayPassCountsByDays() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            for (day, status) in ["4.4.7", "5.2.2", "4.2.1", "5.7.1", "4.4.1"].enumerated() {
                for time in 0..<3 {
                    let letter = try #require(try await app.sendLetter())
                    let finding = try await app.take(
                        Report.exchange(letter, to: "sana@example.org", status: status))
                    #expect(finding == (day == 4 && time == 0 ? .suppressed : .noted) || day == 4, "\(day) \(time)")
                    if day == 4 { break }
                }
                app.clock.advance(.days(1))
            }
            #expect(try await app.sendLetter() == nil)
        }
    }

    @Test func daysOfLongAgoDoNotCount() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            for _ in 0..<8 {
                let letter = try #require(try await app.sendLetter())
                let report = Report.postfix(letter, to: "sana@example.org", status: "4.4.7")
                #expect(try await app.take(report) == .noted)
                app.clock.advance(.days(31))
            }
            app.clock.advance(.days(60))
            try await app.services.bounces.forgetOld()
            #expect(try await app.count("SELECT count(*) FROM mail_bounce") == 0)
        }
    }

    /// A forwarder reports the address that it knows: the one that the letter was sent to is proven by the letter.
    @Test func theAddressIsTheOneThatTheLetterWasSentTo() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let omar = try await app.member("omar")
            let letter = try #require(try await app.sendLetter())
            #expect(try await app.take(Report.postfix(letter, to: "omar@example.org")) == .suppressed)
            #expect(try await app.sendLetter() == nil)
            #expect(try await app.sendLetter(to: "omar@example.org") != nil)
            let other = try #require(try await app.sendLetter(to: "omar@example.org"))
            let report = Report.postfix(
                other.replacing("To: <omar@example.org>", with: "To: list@example.net"), to: "inner@example.net",
                original: "omar@example.org")
            #expect(try await app.take(report) == .suppressed)
            #expect(!(try await app.get("/notifications", as: omar.browser).text.contains("class=\"empty\"")))
        }
    }

    @Test func whoLeavesLeavesNothing() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let letter = try #require(try await app.sendLetter())
            _ = try await app.take(Report.postfix(letter, to: "sana@example.org"))
            #expect(try await app.count("SELECT count(*) FROM mail_bounce") == 1)
            _ = try await app.services.leaving.requestDeletion(.remove, as: sana.principal)
            app.clock.advance(.days(14))
            try await app.services.leaving.eraseDue()
            #expect(try await app.count("SELECT count(*) FROM mail_bounce") == 0)
        }
    }
}
