import Core
import Foundation
import Storage
import TestSupport
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite("Messages of devices: decoded or refused, whatever they hold")
struct DecodingFuzzTests {
    private static let pull =
        #"{"pullVersion":1,"clientGroupID":"g1","cookie":{"c":"abc","order":3},"ext":{"waitMs":0,"maxRows":5},"schemaVersion":"s1"}"#
    private static let push =
        #"{"pushVersion":1,"clientGroupID":"g1","mutations":[{"clientID":"c1","id":1,"name":"note.put","args":{"id":"n","body":"b","scope":"pub"},"timestamp":1.5}]}"#

    /// What is decoded is encoded and decoded to the same; all else is an error of decoding.
    @Test func messages() throws {
        var random = Seeded()
        for _ in 0..<3_000 {
            try check(PullRequest.self, Data(random.spoilt(Self.pull)), random)
            try check(PushRequest.self, Data(random.spoilt(Self.push)), random)
            try check(JSONValue.self, Data(random.spoilt(#"{"a":[1,2.5,null,true,"x"],"ہ":{"b":{}}}"#)), random)
        }
    }

    @Test(arguments: [
        "9223372036854775300.5", "-9223372036854775300.5", "9007199254740993.5", "9223372036854775808", "1e300", "2.0",
    ])
    func numbersOfManyDigits(text: String) throws { try check(JSONValue.self, Data(text.utf8), Seeded()) }

    private func check<Message: Codable & Equatable>(_ type: Message.Type, _ data: Data, _ random: Seeded) throws {
        let message: Message
        do {
            message = try JSONDecoder().decode(type, from: data)
        } catch {
            #expect(error is DecodingError, "\(error) \(random)")
            return
        }
        let again = try JSONDecoder().decode(type, from: try JSONEncoder().encode(message))
        #expect(again == message, "\(String(decoding: data, as: UTF8.self)) \(random)")
    }

    @Test func theOneSpellingOfAValueMeansTheSame() throws {
        var random = Seeded()
        for _ in 0..<3_000 {
            let value = random.value(depth: 3)
            let again = try JSONDecoder().decode(JSONValue.self, from: Data(value.canonicalBytes))
            #expect(again.canonicalBytes == value.canonicalBytes, "\(value) \(random)")
        }
    }

    /// Only what was sealed for the member is opened.
    @Test func cookies() {
        var random = Seeded()
        let seal = CookieSeal(key: Array(repeating: 7, count: 32))
        let member = MemberID(trusted: "m")
        for _ in 0..<5_000 {
            var cursor = SyncCursor(
                epoch: Array(repeating: 1, count: 8),
                position: IndexPosition(sequence: Int64.random(in: 0 ... .max, using: &random), key: nil),
                last: Int64.random(in: 0 ... .max, using: &random),
                tag: Int64.random(in: .min ... .max, using: &random),
                acknowledged: 0, group: [1, 2, 3, 4], scopeSet: Array(repeating: 2, count: 16))
            if random.below(2) == 0 {
                cursor.isPartial = true
                cursor.pending = Set((0..<random.below(9)).map { _ in random.below(200) })
            }
            let cookie = seal.cookie(cursor, order: 1, for: member)
            #expect(seal.open(cookie, for: member) == cursor, "\(random)")
            let token = cookie["c"]?.stringValue ?? ""
            let spoilt = String(decoding: random.spoilt(token), as: UTF8.self)
            let opened = seal.open(["c": .string(spoilt)], for: member)
            // The last letter of base64 has bits that say nothing.
            #expect(opened == nil || opened == cursor, "\(spoilt) \(random)")
            #expect(seal.open(random.value(depth: 2), for: member) == nil)
        }
    }

    /// A push of anything is answered, refused with a problem, and leaves the numbers of the others alone.
    @Test func mutations() async throws {
        var random = Seeded()
        let site = try await SyncSite()
        let member = try await site.member("ali")
        let replica = Replica(site.service, member)
        for number in 1...600 {
            let name = random.pick([
                "note.put", "note.count", "note.alter", "note.fail", "scope.set", "sys.ack", "", "x",
            ])
            let mutation = ClientMutation(
                clientID: "c1", id: Int64(number), name: name, args: random.value(depth: 3), timestamp: nil)
            do {
                let answer = try await replica.push([mutation])
                #expect(answer.results.count == 1 && answer.lastMutationIDs == ["c1": Int64(number)], "\(random)")
            } catch {
                // What the machine is to blame for stops a push; `note.fail` may ask for it.
                #expect((error as? Problem)?.kind == .unavailable, "\(error) \(random)")
                _ = try await replica.push([ClientMutation(clientID: "c1", id: Int64(number), name: "x")])
            }
        }
        #expect(site.mistakes.all.isEmpty, "\(site.mistakes.all) \(random)")
    }
}

extension Seeded {
    /// Any JSON.
    fileprivate mutating func value(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 8 : 6) {
        case 0: .null
        case 1: .bool(below(2) == 0)
        case 2: .integer(pick([0, 1, -1, .max, .min, 1 << 53]))
        case 3: .number(pick([0.5, -0.0, 1e300, 1e-300, 3]))
        case 4: .string(text(upTo: 20, from: [0...0x7F, 0x600...0x6FF, 0x1F600...0x1F64F, 0x202A...0x202E]))
        case 5: .string(pick(["", "id", "pub", "s:a", "note", "c1", "true"]))
        case 6: .array((0..<below(4)).map { _ in value(depth: depth - 1) })
        default:
            .object(
                Dictionary(
                    (0..<below(5)).map { _ in
                        (
                            pick(["id", "body", "scope", "on", "clientID", "upTo", "kind", "key", "ہ", ""]),
                            value(depth: depth - 1)
                        )
                    }, uniquingKeysWith: { $1 }))
        }
    }
}
