import Core
import Foundation
import SyncProtocol
import TestSupport
import Testing

@testable import KarwanClient

/// Devices and the whole program behind a port.
@Suite struct CommunityTests {
    @Test func whatIsWrittenWithoutANetworkArrivesOnceWhenThereIsOne() async throws {
        try await TestApp.run { app in
            let (member, other) = (try await app.member("amna"), try await app.member("bilal"))
            let category = try await app.category()
            let question = try await app.question(in: category, by: other)
            var port = 0
            var device: Phone?
            try await app.serve { url in
                port = url.port ?? 0
                let phone = try app.phone(member, url)
                try phone.follow(thread: question.id.text)
                try await phone.sync()
                device = phone
            }
            let phone = try #require(device)
            let posts = try phone.read { try $0.posts(of: question.id.text) }
            #expect(posts.count == 1)
            let answer = try phone.answer(question.id.text, "They wanted the attestation of the HEC only.")
            let asked = try phone.ask(
                "How long does the letter take?", "I sent mine in March, and nobody has answered.",
                in: category.text, tags: ["letters"])
            try phone.vote(1, on: posts[0].id)
            await #expect(throws: SyncFault.self) { try await phone.sync() }
            let waiting = try phone.read { try $0.outbox() }
            #expect(waiting.count == 4)
            try await app.serve(port: port) { _ in
                let report = try await phone.sync()
                #expect(report.sent == 4 && report.refused == 0 && report.waiting == 0)
                try await phone.sync()
            }
            let count = try await app.count("SELECT count(*) FROM forum_post WHERE id = \(answer)")
            #expect(count == 1)
            let threads = try await app.count("SELECT count(*) FROM forum_thread WHERE id = \(asked)")
            #expect(threads == 1)
            let seen = try phone.read { (try $0.post(answer)?.html, try $0.outbox(), try $0.post(posts[0].id)?.score) }
            #expect(seen.0?.contains("attestation") == true)
            #expect(seen.1.isEmpty)
            #expect(seen.2 == 1)
            try await phone.close()
        }
    }

    @Test func twoDevicesOfAMemberShowTheSame() async throws {
        try await TestApp.run { app in
            let member = try await app.member("amna")
            let category = try await app.category()
            try await app.serve { url in
                let (phone, laptop) = (try app.phone(member, url), try app.phone(member, url))
                try await phone.sync()
                try await laptop.sync()
                let thread = try phone.ask("Which papers first?", "I have a contract and a degree.", in: category.text)
                try await phone.sync()
                try await laptop.sync()
                try laptop.answer(thread, "I answer myself, from the laptop.")
                let opening = try laptop.read { try $0.posts(of: thread)[0].id }
                try laptop.edit(opening, "I have a contract, a degree and a visa.")
                try phone.bookmark(opening)
                try await laptop.sync()
                try await phone.sync()
                try await laptop.sync()
                let (first, second) = (try rows(phone), try rows(laptop))
                #expect(first == second)
                let bodies = try phone.read { try $0.posts(of: thread).map(\.body) }
                #expect(bodies == ["I have a contract, a degree and a visa.", "I answer myself, from the laptop."])
                try await phone.close()
                try await laptop.close()
            }
        }
    }

    @Test func ofAThreadThatWasHiddenNoByteStays() async throws {
        try await TestApp.run { app in
            let (member, other) = (try await app.member("amna"), try await app.member("bilal"))
            let category = try await app.category()
            let secret = try await app.question(
                "CANARYtitle of a thread that goes", in: category, by: other, body: "CANARYbody of the opening post.")
            _ = try await app.answer(secret, by: other, body: "CANARYanswer to oneself in the thread.")
            let kept = try await app.question("A title of one that stays", in: category, by: other)
            try await app.serve { url in
                let phone = try app.phone(member, url)
                for id in [secret.id.text, kept.id.text] { try phone.follow(thread: id) }
                try phone.follow(category: category.text)
                try await phone.sync()
                let folder = URL(filePath: phone.replica.pool.path).deletingLastPathComponent()
                let before = try bytes(in: folder)
                #expect(before.contains("CANARYtitle") && before.contains("CANARYanswer"))
                try await app.setState(.hidden, ofThread: secret.id)
                try await phone.sync()
                let after = try bytes(in: folder)
                #expect(!after.contains("CANARY"))
                #expect(after.contains("one that stays"))
                let isGone = try phone.read { try $0.thread(secret.id.text) == nil }
                #expect(isGone)
                try await phone.close()
            }
        }
    }

    @Test func refusedQuestionsKeepTheirTextUntilTheyAreMended() async throws {
        try await TestApp.run { app in
            let member = try await app.member("amna")
            let category = try await app.category()
            try await app.serve { url in
                let phone = try app.phone(member, url)
                try await phone.sync()
                let thread = try phone.ask("Short", "I have a contract and a degree.", in: category.text)
                let report = try await phone.sync()
                // The thread, and the wish to follow it.
                #expect(report.refused == 2)
                let items = try phone.read { try $0.outbox() }
                #expect(items.map(\.name) == ["thread.create", "scope.set"])
                #expect(items.first?.detail?.fields?.map(\.field) == ["title"])
                let isGone = try phone.read { try $0.thread(thread) == nil }
                #expect(isGone)
                guard case .object(var arguments)? = items.first?.arguments else { return }
                arguments["title"] = "A title that is long enough"
                try phone.retry(items[0].id, with: .object(arguments))
                try phone.retry(items[1].id)
                try await phone.sync()
                let (title, outbox) = try phone.read { (try $0.thread(thread)?.title, try $0.outbox()) }
                #expect(title == "A title that is long enough")
                #expect(outbox.isEmpty)
                try await phone.sync()
                let shown = try await app.count("SELECT count(*) FROM mutation_outcome WHERE is_shown = 1")
                #expect(shown == 0)
                try await phone.close()
            }
        }
    }

    @Test func aDeviceThatItsMemberShutsOutForgetsEverything() async throws {
        try await TestApp.run { app in
            let member = try await app.member("amna")
            let category = try await app.category()
            _ = try await app.question("CANARY in a title of mine", in: category, by: member)
            try await app.serve { url in
                let phone = try app.phone(member, url)
                try phone.follow(category: category.text)
                try await phone.sync()
                let id = try phone.read { try $0.deviceID() }
                let answer = try await app.send(.delete, "/sync/v1/groups/\(id)", as: member.program)
                #expect(answer.status == 204)
                try phone.ask("CANARY never sent to anybody", "I have a contract and a degree.", in: category.text)
                await #expect(throws: SyncFault.revoked) { try await phone.sync() }
                let folder = URL(filePath: phone.replica.pool.path).deletingLastPathComponent()
                let left = try bytes(in: folder)
                #expect(!left.contains("CANARY"))
                try await phone.close()
            }
        }
    }

    @Test func aSnapshotInManyPagesIsSeenWhole() async throws {
        try await TestApp.run { app in
            let (member, other) = (try await app.member("amna"), try await app.member("bilal"))
            let category = try await app.category()
            for number in 1...12 { _ = try await app.question("A question of many \(number)", in: category, by: other) }
            try await app.serve { url in
                var options = DeviceOptions.patient
                options.pageRows = 3
                let phone = try app.phone(member, url, options: options)
                try phone.follow(category: category.text)
                let report = try await phone.sync()
                #expect(report.pages > 4)
                let threads = try phone.read { try $0.threads(in: category.text).map(\.title) }
                #expect(Set(threads).count == 12)
                try await phone.close()
            }
        }
    }

    @Test func signingInMakesATokenThatSyncs() async throws {
        try await TestApp.run { app in
            _ = try await app.member("amna")
            try await app.serve { url in
                let phone = try Phone(folder: app.folder.appending(path: "phone"), server: url, options: .patient)
                await #expect(throws: SyncFault.signInNeeded) { try await phone.sync() }
                await #expect(throws: SignInFault.self) {
                    try await phone.signIn(email: "amna@example.org", password: "a wrong one")
                }
                try await phone.signIn(email: "amna@example.org", password: TestApp.password)
                try await phone.sync()
                let name = try phone.read { try $0.me()?.username }
                #expect(name == "amna")
                try await phone.close()
            }
        }
    }

    @Test func aReplicaOfAnotherMemberIsLeftAlone() async throws {
        try await TestApp.run { app in
            let (member, other) = (try await app.member("amna"), try await app.member("bilal"))
            try await app.serve { url in
                let phone = try app.phone(member, url)
                try await phone.sync()
                let token = other.program.headers["Authorization"]?.split(separator: " ").last.map(String.init)
                phone.use(token: token)
                await #expect(throws: SyncFault.otherMember) { try await phone.sync() }
                let name = try phone.read { try $0.me()?.username }
                #expect(name == "amna")
                try await phone.wipe()
                phone.use(token: token)
                try await phone.sync()
                let after = try phone.read { try $0.me()?.username }
                #expect(after == "bilal")
                try await phone.close()
            }
        }
    }

    private func rows(_ device: Phone) throws -> [String: JSONValue] {
        try device.read { reader in
            let keys = try reader.keys().filter { !$0.hasPrefix("sys/") }
            return Dictionary(uniqueKeysWithValues: try keys.map { ($0, try reader.value($0) ?? .null) })
        }
    }
}
