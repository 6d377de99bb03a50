import Core
import Foundation
import TestSupport
import Testing

@testable import KarwanClient

/// Sync in the background: what is written goes out, and what others write comes in, without being asked.
@Suite struct BackgroundTests {
    @Test func whatIsWrittenGoesOutAndWhatOthersWriteComesIn() async throws {
        try await TestApp.run { app in
            let (member, other) = (try await app.member("amna"), try await app.member("bilal"))
            let category = try await app.category()
            let question = try await app.question(in: category, by: other)
            try await app.serve { url in
                var options = DeviceOptions.patient
                options.pauses = .milliseconds(10) ... .milliseconds(100)
                let phone = try app.phone(member, url, options: options)
                try phone.follow(thread: question.id.text)
                let values = phone.observe { try $0.posts(of: question.id.text).map(\.body) }
                await phone.start()
                for try await bodies in values where bodies.count == 1 { break }
                _ = try await app.answer(question, by: other, body: "From the other side of the sea.")
                for try await bodies in values where bodies.count == 2 { break }
                let id = try phone.answer(question.id.text, "Thank you, from this side of it.")
                for try await isUnsent in phone.observe({ try $0.isUnsent("post/\(id)") }) where !isUnsent { break }
                let count = try await app.count("SELECT count(*) FROM forum_post WHERE id = \(id)")
                #expect(count == 1)
                await phone.stop()
                #expect(phone.state == .off)
                try await phone.close()
            }
        }
    }

    @Test func afterFailuresItTriesAgainByItself() async throws {
        let server = ScriptedServer()
        for _ in 0..<3 { server.answer("pull", .problem(503, "busy")) }
        server.answer("pull", .page(2))
        try await serve(server) { url in
            try await Folder.use { folder in
                var options = DeviceOptions.patient
                options.pauses = .milliseconds(1) ... .milliseconds(10)
                let device = try Phone(folder: folder, server: url, token: "t", options: options)
                let states = device.states()
                await device.start()
                for await state in states where state == .upToDate { break }
                await device.stop()
                let sequence = try device.read { try $0.sequence() }
                #expect(sequence == 2)
                try await device.close()
            }
        }
    }

    @Test func aTokenThatIsGoodNoMoreStopsItUntilThereIsAnother() async throws {
        let server = ScriptedServer()
        server.answer("pull", .problem(401, "token_expired"))
        server.answer("pull", .page(2))
        try await serve(server) { url in
            try await Folder.use { folder in
                let device = try Phone(folder: folder, server: url, token: "old", options: .patient)
                let states = device.states()
                await device.start()
                for await state in states where state == .stopped(.signInNeeded) { break }
                device.use(token: "new")
                for await state in states where state == .upToDate { break }
                await device.stop()
                try await device.close()
            }
        }
    }
}
