import Core
import Foundation
import Mail
import Storage
import TestSupport
import Testing

/// Letters leave the outbox when they have been taken, and not before.
@Suite struct MailDeliveryTests {
    private func delivery(_ carrier: any MailCarrier, _ app: TestApp) -> MailDelivery {
        MailDelivery(
            store: app.services.store, carrier: carrier, sender: "karwan@site.example",
            seal: LetterSeal(key: app.services.secrets.bounceKey), clock: app.clock.clock,
            logger: app.services.logger)
    }

    @discardableResult
    private func post(
        _ app: TestApp, to address: String = "sana@example.org", body: String = "Hello,\nsalaam.\n"
    ) async throws -> String {
        let id: Identifier<Letter> = app.services.ids.next(at: app.clock.clock.now)
        let now = app.clock.clock.now
        try await app.services.store.write { transaction in
            try Outbox.add(
                Letter(to: address, subject: "Subject", body: body, language: "en"), id: id, at: now, in: transaction)
        }
        return id.text
    }

    /// A stand-in for the system's command.
    private func script(_ app: TestApp, _ lines: String) throws -> String {
        let path = app.folder.appending(path: "sendmail").path
        try Data("#!/bin/sh\n\(lines)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    private func read(_ app: TestApp, _ name: String) throws -> String {
        try String(contentsOf: app.folder.appending(path: name), encoding: .utf8)
    }

    @Test func aCarrierThatFailsIsTriedAgainLaterAndLaterAndGivenUpAfterTwelve() async throws {
        try await TestApp.run { app in
            try await post(app)
            let path = try script(app, "cat >/dev/null; echo x >> '\(app.folder.path)/tries'; exit 75")
            let delivery = delivery(SendmailCarrier(path: path, sender: "karwan@site.example"), app)
            for (index, minutes) in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].enumerated() {
                try await delivery.deliverDue()
                #expect(try read(app, "tries").count == (index + 1) * 2)
                #expect(try await app.count("SELECT attempts FROM mail_message") == index + 1)
                app.clock.advance(Span(milliseconds: Int64(minutes) * 60_000 - 1))
                try await delivery.deliverDue()
                #expect(try read(app, "tries").count == (index + 1) * 2, "before \(minutes) minutes are over")
                app.clock.advance(Span(milliseconds: 1))
            }
            #expect(try await app.letters().count == 1)
            try await delivery.deliverDue()
            #expect(try read(app, "tries").count == 24)
            #expect(try await app.letters().isEmpty)
        }
    }

    @Test func aCommandThatIsNotThereKeepsTheLetter() async throws {
        try await TestApp.run { app in
            try await post(app)
            let path = app.folder.appending(path: "nowhere").path
            try await delivery(SendmailCarrier(path: path, sender: "karwan@site.example"), app).deliverDue()
            #expect(try await app.letters().count == 1)
            #expect(try await app.count("SELECT attempts FROM mail_message") == 1)
        }
    }

    @Test func aCommandThatDoesNotReadKeepsTheLetter() async throws {
        // As in the program, where NIO's first socket does so.
        signal(SIGPIPE, SIG_IGN)
        try await TestApp.run { app in
            try await post(app, body: String(repeating: "a long letter\n", count: 40_000))
            let path = try script(app, "exit 75")
            try await delivery(SendmailCarrier(path: path, sender: "karwan@site.example"), app).deliverDue()
            #expect(try await app.letters().count == 1)
        }
    }

    @Test func aFolderThatCannotBeMadeKeepsTheLetter() async throws {
        try await TestApp.run { app in
            try await post(app)
            try Data().write(to: app.folder.appending(path: "file"))
            try await delivery(FolderCarrier(path: app.folder.appending(path: "file/mail").path), app).deliverDue()
            #expect(try await app.letters().count == 1)
        }
    }

    @Test func oneLetterThatFailsDoesNotHoldUpTheOthers() async throws {
        try await TestApp.run { app in
            for name in ["bad", "sana", "bilal"] { try await post(app, to: "\(name)@example.org") }
            let path = try script(
                app, "cat >/dev/null; [ \"$5\" = bad@example.org ] && exit 1; echo \"$5\" >> '\(app.folder.path)/sent'")
            try await delivery(SendmailCarrier(path: path, sender: "karwan@site.example"), app).deliverDue()
            #expect(try read(app, "sent") == "sana@example.org\nbilal@example.org\n")
            #expect(try await app.letters().map(\.to) == ["bad@example.org"])
        }
    }

    @Test func theCommandGetsTheMessageAndTheAddressAsNoOption() async throws {
        try await TestApp.run { app in
            try await post(app, to: "-oQ/tmp@example.org")
            let path = try script(
                app,
                "cat > '\(app.folder.path)/message'; for a in \"$@\"; do echo \"$a\"; done > '\(app.folder.path)/arguments'"
            )
            try await delivery(SendmailCarrier(path: path, sender: "karwan@site.example"), app).deliverDue()
            #expect(try read(app, "arguments") == "-i\n-f\nkarwan@site.example\n--\n-oQ/tmp@example.org\n")
            let message = try read(app, "message")
            #expect(message.contains("\nTo: <-oQ/tmp@example.org>\n") && message.contains("\n\nHello,\nsalaam.\n"))
            #expect(!message.utf8.contains(0x0D))
            #expect(try await app.letters().isEmpty)
        }
    }

    @Test func aFolderGetsOneFileALetter() async throws {
        try await TestApp.run { app in
            let ids = [try await post(app), try await post(app, to: "bilal@example.org")]
            let folder = app.folder.appending(path: "new/mail")
            try await delivery(FolderCarrier(path: folder.path), app).deliverDue()
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(files == ids.map { "\($0).eml" }.sorted())
            let bytes = try Data(contentsOf: folder.appending(path: "\(ids[1]).eml"))
            #expect(String(decoding: bytes, as: UTF8.self).contains("\r\nTo: <bilal@example.org>\r\n"))
            #expect(try await app.letters().isEmpty)
        }
    }

    @Test func aLetterOfAWriterThatFailedIsNeverSent() async throws {
        try await TestApp.run { app in
            let id: Identifier<Letter> = app.services.ids.next(at: TestApp.start)
            await #expect(throws: Problem.notFound) {
                try await app.services.store.write { transaction in
                    try Outbox.add(
                        Letter(to: "sana@example.org", subject: "x", body: "x", language: "en"), id: id,
                        at: TestApp.start, in: transaction)
                    throw Problem.notFound
                }
            }
            let folder = app.folder.appending(path: "mail")
            try await delivery(FolderCarrier(path: folder.path), app).deliverDue()
            #expect(!FileManager.default.fileExists(atPath: folder.path))
        }
    }
}
