import Foundation
import GRDB
import SyncProtocol
import TestSupport
import Testing

@testable import KarwanClient

/// A half-done pull is never seen, and nothing is left of what went.
@Suite struct StagingTests {
    @Test func pagesAreSeenWhenTheLastOneIsThere() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.take(page(1, [put("a", "one")], more: true), asked: replica.position())
            #expect(try keys(replica) == [])
            try replica.take(page(2, [put("b", "two")]), asked: replica.position())
            #expect(try keys(replica) == ["post/a", "post/b"])
        }
    }

    @Test func aPullThatWasCutGoesOnAfterARestart() throws {
        try Folder.use { folder in
            var replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.take(page(1, [put("a", "one")], more: true), asked: replica.position())
            try replica.close()
            replica = try Replica(folder: folder, options: DeviceOptions())
            #expect(try replica.position().cookie == ["order": 1])
            try replica.take(page(2, [put("b", "two")]), asked: replica.position())
            #expect(try keys(replica) == ["post/a", "post/b"])
        }
    }

    @Test func whatTheReplicaHoldsIsForItsOwnersEyes() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.take(page(1, [put("a", "one")]), asked: replica.position())
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let path = folder.appending(path: name).path
                let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                #expect(rights == 0o600, "\(name)")
            }
        }
    }

    @Test func anotherMembersRowsAreNotTaken() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            let mine = PatchOperation.put(key: "me/a", value: ["id": "a", "ver": 1])
            let theirs = PatchOperation.put(key: "me/b", value: ["id": "b", "ver": 1])
            try replica.take(page(1, [mine, put("a", "one")]), asked: replica.position())
            let before = try replica.position()
            #expect(throws: SyncFault.otherMember) {
                try replica.take(page(2, [.clear, theirs, put("b", "two")]), asked: before)
            }
            #expect(try keys(replica) == ["me/a", "post/a"])
            #expect(try replica.position().cookie == before.cookie)
        }
    }

    @Test func aResetNeverBlanksWhatIsSeen() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.take(page(1, [put("a", "one"), put("b", "two")]), asked: replica.position())
            let first = page(2, [.clear, put("b", "two")], more: true)
            try replica.take(first, asked: replica.position())
            #expect(try keys(replica) == ["post/a", "post/b"])
            try replica.take(page(3, [put("c", "three")]), asked: replica.position())
            #expect(try keys(replica) == ["post/b", "post/c"])
        }
    }

    @Test func aSecondClearBeginsTheStagingAnew() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.take(page(1, [.clear, put("a", "one")], more: true), asked: replica.position())
            try replica.take(page(2, [.clear, put("b", "two")]), asked: replica.position())
            #expect(try keys(replica) == ["post/b"])
        }
    }

    @Test func aPageThatAnotherProgramHasAlreadyTakenIsRefused() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            let old = try replica.position()
            try replica.take(page(1, [put("a", "one")]), asked: old)
            #expect(throws: PageOutOfTurn.self) {
                try replica.take(page(1, [put("b", "two")]), asked: old)
            }
            #expect(try keys(replica) == ["post/a"])
        }
    }

    @Test func whatIsStagedAndGoesBeforeItWasSeenIsNowhere() throws {
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.take(page(1, [put("a", "CANARYone")], more: true), asked: replica.position())
            try replica.take(page(2, [.del(key: "post/a")]), asked: replica.position())
            try replica.scrubIfNeeded()
            #expect(try keys(replica) == [])
            #expect(try !bytes(in: folder).contains("CANARYone"))
        }
    }

    /// `secure_delete` alone fails this: pages keep copies of rows that moved.
    @Test func noByteStaysOfWhatWent() throws {
        var dice = Seeded()
        try Folder.use { folder in
            let replica = try Replica(folder: folder, options: DeviceOptions())
            var live: [String: String] = [:]
            var gone: Set<String> = []
            for step in Int64(1)...25 {
                var patch: [PatchOperation] = []
                for place in 0..<40 {
                    if let key = live.keys.sorted().first, dice.below(3) == 0 {
                        gone.insert(live.removeValue(forKey: key) ?? "")
                        patch.append(.del(key: "post/\(key)"))
                    } else {
                        let key = "\(dice.next())"
                        live[key] = "CANARY\(step)x\(place)y"
                        let filler = String(repeating: "w", count: dice.pick([5, 50, 300, 900, 3_000]))
                        patch.append(put(key, "CANARY\(step)x\(place)y \(filler)"))
                    }
                }
                try replica.take(page(step, patch), asked: replica.position())
                try replica.scrubIfNeeded()
                let found = try canaries(in: folder)
                let left = found.intersection(gone)
                #expect(left.isEmpty, "\(dice) step \(step): \(left.sorted().prefix(3))")
                #expect(found.isSuperset(of: live.values), "\(dice) step \(step)")
            }
        }
    }

    /// Every `CANARY…y` in the files.
    private func canaries(in folder: URL) throws -> Set<String> {
        var found: Set<String> = []
        let start = Data("CANARY".utf8)
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            let bytes = try Data(contentsOf: file)
            var place = bytes.startIndex
            while let next = bytes.range(of: start, in: place..<bytes.endIndex) {
                let end =
                    bytes[next.upperBound...].firstIndex(of: UInt8(ascii: "y")) ?? bytes.index(before: bytes.endIndex)
                found.insert(String(decoding: bytes[next.lowerBound...end], as: UTF8.self))
                place = next.upperBound
            }
        }
        return found
    }

    private func keys(_ replica: Replica) throws -> [String] {
        try replica.read { try ReplicaReader(database: $0).keys() }
    }
}

func page(
    _ order: Int64, _ patch: [PatchOperation], more: Bool = false, acknowledging changes: [String: Int64] = [:]
) -> PullResponse {
    PullResponse(
        cookie: ["order": .integer(order)], lastMutationIDChanges: changes, patch: patch, hasMore: more, seq: order)
}

func put(_ id: String, _ body: String) -> PatchOperation {
    .put(key: "post/\(id)", value: ["id": .string(id), "threadId": "t", "body": .string(body), "createdAt": "2026"])
}

/// A folder for one test.
enum Folder {
    static func use<Value>(_ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "replica-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    static func use<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "replica-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
