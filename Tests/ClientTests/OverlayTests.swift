import Foundation
import GRDB
import SyncProtocol
import TestSupport
import Testing

@testable import KarwanClient

/// What a member wrote is seen from the moment they wrote it, without a flicker.
@Suite struct OverlayTests {
    @Test func aQuestionAndItsAnswersAreThereAtOnce() throws {
        try run { device in
            let thread = try device.ask("Which degree papers?", "I have a BSc.", in: "c")
            let answer = try device.answer(thread, "And an offer.")
            let (header, posts) = try device.read { (try $0.thread(thread), try $0.posts(of: thread)) }
            #expect(header?.title == "Which degree papers?")
            #expect(header?.authorId == "me")
            #expect(header?.postCount == 2)
            #expect(posts.map(\.body) == ["I have a BSc.", "And an offer."])
            #expect(posts.map(\.isOpening) == [true, false])
            let isUnsent = try device.read { try $0.isUnsent("post/\(answer)") }
            #expect(isUnsent)
            let isThere = try device.read { try $0.threads(in: "c").map(\.id) == [thread, "t"] }
            #expect(isThere)
        }
    }

    @Test func votesMoveTheScoreByTheirDifference() throws {
        try run { device in
            for (value, score) in [(1, 6), (-1, 4), (0, 5), (1, 6), (1, 6)] {
                try device.vote(value, on: "p1")
                let (seen, vote) = try device.read { (try $0.post("p1")?.score, try $0.vote(on: "p1")) }
                #expect(seen == score)
                #expect(vote == value)
            }
        }
    }

    @Test func anEditTakesTheHTMLOfTheOldTextAway() throws {
        try run { device in
            try device.edit("p1", "Other words.")
            let post = try device.read { try $0.post("p1") }
            #expect(post?.body == "Other words.")
            #expect(post?.html == nil)
            #expect(post?.editedAt != nil)
            let base = try device.read { try $0.outbox().first?.arguments["baseRev"] }
            #expect(base == 3)
        }
    }

    @Test func whatIsNotHereCannotBeEdited() throws {
        try run { device in
            #expect(throws: NotOnDevice.self) { try device.edit("nowhere", "Other words.") }
            let outbox = try device.read { try $0.outbox() }
            #expect(outbox.isEmpty)
        }
    }

    @Test func deletedBookmarkedAcceptedAndReadAreSeenAtOnce() throws {
        try run { device in
            try device.bookmark("p1")
            try device.accept("p1", in: "t")
            try device.markRead("t", upTo: "p1")
            try device.markRead("t", upTo: "p0")
            var seen = try device.read {
                (try $0.bookmarks().map(\.id), try $0.thread("t")?.acceptedPostId, try $0.readMark(of: "t")?.upTo)
            }
            #expect(seen.0 == ["p1"] && seen.1 == "p1" && seen.2 == "p1")
            try device.bookmark("p1", false)
            try device.accept(nil, in: "t")
            try device.delete("p1")
            seen = try device.read {
                (try $0.bookmarks().map(\.id), try $0.thread("t")?.acceptedPostId, try $0.readMark(of: "t")?.upTo)
            }
            #expect(seen.0 == [] && seen.1 == nil)
            let posts = try device.read { try $0.posts(of: "t").map(\.id) }
            #expect(posts == ["p0"])
        }
    }

    @Test func theProfileAndWhatIsFollowedChangeAtOnce() throws {
        try run { device in
            try device.changeProfile(["displayName": "Other name"])
            try device.follow(category: "c")
            try device.follow(category: "c")
            let (name, follows) = try device.read { (try $0.me()?.displayName, try $0.follows("k:c")) }
            #expect(name == "Other name")
            #expect(follows)
            let names = try device.read { try $0.outbox().map(\.name) }
            #expect(names == ["profile.patch", "scope.set"])
        }
    }

    @Test func theServersRowTakesThePlaceWithoutAFlicker() async throws {
        try await Folder.use { folder in
            let device = try Self.device(folder)
            let id = try device.answer("t", "Mine.")
            let values = device.observe { try $0.posts(of: "t").map(\.body) }
            let client = try device.replica.read { try $0.fact(.client) ?? "" }
            try device.replica.write { database in
                let results = (1...2).map { MutationResult(clientID: client, id: Int64($0), status: .applied) }
                _ = try Outbox(database).settle(results, at: Date())
            }
            let sent = page(2, [Self.post(id, "Mine.", at: "2026-11-21T10:00:00.000Z")], acknowledging: [client: 2])
            try device.replica.take(sent, asked: device.replica.position())
            let isUnsent = try device.read { try $0.isUnsent("post/\(id)") }
            #expect(!isUnsent)
            try device.replica.take(
                page(3, [Self.post("p9", "End.", at: "2026-11-22T10:00:00.000Z")]), asked: device.replica.position())
            for try await bodies in values {
                #expect(bodies.starts(with: ["Opening.", "First.", "Mine."]))
                if bodies.last == "End." { break }
            }
        }
    }

    /// Laid over one by one or all anew: the same.
    @Test func rebuildingChangesNothing() throws {
        var dice = Seeded()
        for _ in 0..<20 {
            try run { device in
                var posts = ["p0", "p1"]
                for step in 0..<25 {
                    let post = dice.pick(posts)
                    switch dice.below(7) {
                    case 0: posts.append(try device.answer("t", "Answer \(step)"))
                    case 1: try device.vote(dice.below(3) - 1, on: post)
                    case 2: try device.bookmark(post, dice.below(2) == 0)
                    case 3: try device.markRead("t", upTo: post)
                    case 4: try device.accept(dice.below(2) == 0 ? post : nil, in: "t")
                    case 5: try? device.edit(post, "Edited \(step)")
                    default: if dice.below(4) == 0 { try device.delete(post) }
                    }
                }
                let before = try Self.seen(device)
                try device.replica.write { try Overlay.rebuild($0) }
                let after = try Self.seen(device)
                #expect(before == after, "\(dice)")
            }
        }
    }

    // MARK: A device with a thread

    private static func seen(_ device: Phone) throws -> [String: JSONValue] {
        try device.read { reader in
            Dictionary(uniqueKeysWithValues: try reader.keys().map { ($0, try reader.value($0) ?? .null) })
        }
    }

    private func run(_ body: (Phone) throws -> Void) throws {
        try Folder.use { try body(Self.device($0)) }
    }

    static func device(_ folder: URL) throws -> Phone {
        let address = try #require(URL(string: "http://127.0.0.1:1"))
        let device = try Phone(folder: folder, server: address)
        let me: JSONValue = [
            "id": "me", "username": "me", "email": "me@example.org", "displayName": "Me", "about": "",
            "language": "en",
        ]
        let thread: JSONValue = [
            "id": "t", "categoryId": "c", "kind": "question", "title": "A question", "slug": "a", "tags": [],
            "authorId": "me", "createdAt": "2026-11-20T10:00:00.000Z", "lastPostAt": "2026-11-20T11:00:00.000Z",
            "postCount": 2, "score": 5, "openingPostId": "p0", "state": "published", "isLocked": false, "revision": 1,
        ]
        let rows = [
            .put(key: "me/me", value: me), .put(key: "thread/t", value: thread),
            post("p0", "Opening.", at: "2026-11-20T10:00:00.000Z", isOpening: true),
            post("p1", "First.", at: "2026-11-20T11:00:00.000Z"),
        ]
        try device.replica.take(page(1, rows), asked: device.replica.position())
        return device
    }

    static func post(_ id: String, _ body: String, at time: String, isOpening: Bool = false) -> PatchOperation {
        .put(
            key: "post/\(id)",
            value: [
                "id": .string(id), "threadId": "t", "authorId": "me", "isOpening": .bool(isOpening),
                "body": .string(body), "html": .string("<p>\(body)</p>"), "createdAt": .string(time), "revision": 3,
                "score": 5, "state": "published",
            ])
    }
}
