import App
import Core
import Foundation
import SyncProtocol
import TestSupport
import Testing

@testable import KarwanClient

/// Three devices of two members over a bad line, with moderation meanwhile: what is one's own is always seen, all
/// arrives once, and all end with the same.
@Suite struct FaultTests {
    @Test func overABadLineNothingIsLostAndNothingDoubled() async throws {
        let dice = Mutable(Seeded())
        let chance = Mutable(0)
        try await TestApp.run { app in
            let scene = try await Scene(app)
            let line = FaultyLine(
                base: try buildRouter(app.services).router.buildResponder(), dice: dice, chance: chance)
            try await serve(line) { url in
                var walkers = try [scene.member, scene.member, scene.other].map { Walker(try scene.phone($0, url)) }
                // Whoever asks to follow what is hidden just then is refused, and sees nothing.
                for walker in walkers { try await walker.phone.sync() }
                chance.value = 5
                for step in 0..<160 {
                    let chosen = dice.update { $0.below(3) }
                    try await walkers[chosen].step(scene, dice, "\(dice.value) step \(step)")
                    if dice.update({ $0.below(20) }) == 0 { try await scene.moderate() }
                }
                chance.value = 0
                try await scene.publish()
                for _ in 0..<2 { for walker in walkers { try await walker.phone.sync() } }
                try await scene.compare(walkers, "\(dice.value)")
                for walker in walkers { try await walker.phone.close() }
            }
        }
    }
}

/// A device, and what its member did with it.
private struct Walker {
    let phone: Phone
    /// Answers made here and not deleted, with their texts.
    var texts: [String: String] = [:]

    init(_ phone: Phone) { self.phone = phone }

    mutating func step(_ scene: Scene, _ dice: Mutable<Seeded>, _ comment: String) async throws {
        let posts = try phone.read { try $0.posts(of: scene.thread).map(\.id) }
        let (kind, place, value) = dice.update { ($0.below(10), $0.below(max(posts.count, 1)), $0.below(3) - 1) }
        let mine = texts.keys.sorted().first { posts.contains($0) }
        switch (kind, mine, posts.isEmpty) {
        case (0...1, _, false): try answer(scene, "An answer in some words, \(comment)")
        case (2, let mine?, _): try edit(mine, "An answer in other words, \(comment)")
        case (3, let mine?, _):
            try phone.delete(mine)
            texts[mine] = nil
        case (4, _, false): try phone.vote(value, on: posts[place])
        case (5, _, false): try phone.bookmark(posts[place], value > 0)
        case (6, _, false): try phone.markRead(scene.thread, upTo: posts[place])
        default: try await sync(comment)
        }
        try look(scene, comment)
    }

    private mutating func answer(_ scene: Scene, _ text: String) throws {
        texts[try phone.answer(scene.thread, text)] = text
    }

    private mutating func edit(_ post: String, _ text: String) throws {
        try phone.edit(post, text)
        texts[post] = text
    }

    private func sync(_ comment: String) async throws {
        do {
            try await phone.sync()
        } catch let fault as SyncFault {
            #expect(fault.retry.isWorthIt, "\(comment): \(fault)")
        }
    }

    /// What was written and is not refused is seen as it was written, unless the whole thread went from sight.
    private func look(_ scene: Scene, _ comment: String) throws {
        let (thread, posts, outbox) = try phone.read {
            (try $0.thread(scene.thread), try $0.posts(of: scene.thread), try $0.outbox())
        }
        guard thread?.state == "published" else { return }
        let refused = Set(outbox.filter { $0.state == .refused }.compactMap { $0.arguments["id"]?.stringValue })
        let seen = Dictionary(posts.map { ($0.id, $0.body) }, uniquingKeysWith: { $1 })
        #expect(seen.count == posts.count, "\(comment): a post is there twice")
        for (id, text) in texts where !refused.contains(id) {
            #expect(seen[id] == text, "\(comment): \(id)")
        }
    }
}

/// A thread of a third member, and who walks about in it.
private struct Scene {
    let app: TestApp
    let (member, other): (TestMember, TestMember)
    let thread: String

    init(_ app: TestApp) async throws {
        self.app = app
        (member, other) = (try await app.member("amna"), try await app.member("bilal"))
        thread = try await app.question(in: app.category(), by: app.member("third")).id.text
    }

    func phone(_ member: TestMember, _ url: URL) throws -> Phone {
        var options = DeviceOptions.patient
        options.pageRows = 4
        options.batch = 3
        let phone = try app.phone(member, url, options: options)
        try phone.follow(thread: thread)
        return phone
    }

    /// Takes the thread from sight, or brings it back.
    func moderate() async throws {
        let isPublished =
            try await app.count(
                "SELECT count(*) FROM forum_thread WHERE id = \(thread) AND state = 'published'") == 1
        try await app.services.forum.setState(
            isPublished ? .hidden : .published, ofThread: .init(trusted: thread), as: .system(reason: "test"))
    }

    func publish() async throws {
        try await app.services.forum.setState(.published, ofThread: .init(trusted: thread), as: .system(reason: "test"))
    }

    /// Devices of one member hold the same, all show the same posts, and the server has each once.
    func compare(_ walkers: [Walker], _ comment: String) async throws {
        let rows = try walkers.map { try held(by: $0.phone) }
        #expect(rows[0] == rows[1], "\(comment)")
        let posts = try walkers.map {
            try $0.phone.read { try $0.posts(of: thread).map { [$0.id, $0.body, "\($0.score)"] } }
        }
        #expect(posts[0] == posts[1] && posts[0] == posts[2], "\(comment)")
        for walker in walkers {
            let outbox = try walker.phone.read { try $0.outbox() }
            #expect(outbox.allSatisfy { $0.state == .refused }, "\(comment): \(outbox)")
        }
        let there = try await app.count(
            "SELECT count(*) FROM forum_post WHERE thread_id = \(thread) AND state = 'published'")
        #expect(there == posts[0].count, "\(comment)")
    }

    private func held(by phone: Phone) throws -> [String: JSONValue] {
        try phone.read { reader in
            let keys = try reader.keys().filter { !$0.hasPrefix("sys/") }
            return Dictionary(uniqueKeysWithValues: try keys.map { ($0, try reader.value($0) ?? .null) })
        }
    }
}
