import Core
import Foundation
import Testing

@testable import Sync
@testable import SyncProtocol

/// The shapes on the wire, byte for byte.
@Suite struct MessageTests {
    @Test func aPullOfAReplicacheClientIsUnderstood() throws {
        let body = """
            {"profileID":"p1","clientGroupID":"g1","cookie":null,"pullVersion":1,"schemaVersion":"","what":{"ever":1}}
            """
        let request = try JSONDecoder().decode(PullRequest.self, from: Data(body.utf8))
        #expect(request == PullRequest(clientGroupID: "g1", profileID: "p1", schemaVersion: ""))
    }

    @Test func aPageIsWrittenByteForByte() throws {
        let page = PullPage(
            cookie: ["order": 3, "c": "abc"], lastMutationIDChanges: ["c2": 5, "c1": 4],
            operations: [Data(#"{"op":"clear"}"#.utf8), Data(#"{"key":"a/1","op":"del"}"#.utf8)], hasMore: false,
            sequence: 9, phase: .delta, notes: PullNotes(reset: .init(reason: .cursorExpired)))
        let golden =
            #"{"cookie":{"c":"abc","order":3},"ext":{"reset":{"reason":"cursor_expired"}},"hasMore":false,"#
            + #""lastMutationIDChanges":{"c1":4,"c2":5},"patch":[{"op":"clear"},{"key":"a/1","op":"del"}],"#
            + #""phase":"delta","seq":9}"#
        #expect(String(decoding: page.body(), as: UTF8.self) == golden)
        let response = try JSONDecoder().decode(PullResponse.self, from: page.body())
        #expect(response.patch == [.clear, .del(key: "a/1")])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(response), as: UTF8.self) == golden)
    }

    @Test func aRowIsWrittenByteForByte() throws {
        var content = PageContent(PageContent.Size(rows: 9, bytes: 999))
        try content.put(
            IndexKey(entity: "note", id: "1/\"2"), NoteRows.Note(id: "1", body: "a/b\u{1}é"), ver: 7)
        #expect(
            content.operations.map { String(decoding: $0, as: UTF8.self) } == [
                #"{"key":"note/1/\"2","op":"put","value":{"body":"a/b\u0001é","id":"1","ver":7}}"#
            ])
    }

    @Test func aPushAnswerIsWrittenByteForByte() throws {
        let results = [
            MutationResult(clientID: "c", id: 1, status: .applied),
            MutationResult(
                clientID: "c", id: 2, status: .rejected, code: .invalid,
                detail: MutationDetail(fields: [.init(field: "title", code: "too_long", arguments: ["max": "9"])])),
        ]
        let answer = PushAnswer.results(PushResponse(results: results, lastMutationIDs: ["c": 2], seq: 4))
        let golden =
            #"{"lastMutationIDs":{"c":2},"results":[{"clientID":"c","id":1,"status":"applied"},"#
            + #"{"clientID":"c","code":"invalid","detail":{"fields":[{"arguments":{"max":"9"},"code":"too_long","#
            + #""field":"title"}]},"id":2,"status":"rejected"}],"seq":4}"#
        #expect(String(decoding: try answer.body(), as: UTF8.self) == golden)
    }

    @Test func refusalsReadWhatTheyWrite() throws {
        for refusal in [SyncRefusal.clientStateNotFound, .versionNotSupported(.pull), .versionNotSupported(.schema)] {
            let body = try JSONEncoder().encode(refusal)
            #expect(try JSONDecoder().decode(SyncRefusal.self, from: body) == refusal)
        }
    }

    @Test func equalArgumentsHaveEqualBytes() throws {
        let texts = [
            #"{"b":[1,2.5,true,null],"a":"x\u0041\/\n","é":1.0}"#,
            #" {"é" : 1, "a":"xA/\n","b":[1,2.5,true,null] } "#,
        ]
        let values = try texts.map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
        #expect(Set(values.map(\.canonicalText)) == [#"{"a":"xA/\u000a","b":[1,2.5,true,null],"é":1}"#])
        let hashes = values.map { MutationOutcomes.contentHash(name: "n", arguments: $0.canonicalBytes) }
        #expect(hashes[0] == hashes[1] && hashes[0] >= 0)
        #expect(hashes[0] != MutationOutcomes.contentHash(name: "m", arguments: values[0].canonicalBytes))
    }

    @Test func cursorsReadWhatTheyWrite() {
        let seal = CookieSeal(key: Array(repeating: 7, count: 32))
        let member = MemberID(trusted: "m")
        var cursor = SyncCursor(
            epoch: Array(repeating: 1, count: 8), position: IndexPosition(sequence: 300, key: nil), last: 301, tag: -5,
            acknowledged: 0, group: [1, 2, 3, 4], scopeSet: Array(repeating: 2, count: 16))
        #expect(seal.open(seal.cookie(cursor, order: 1, for: member), for: member) == cursor)
        cursor.position.key = IndexKey(entity: "sys/m", id: "c/1")
        cursor.isPartial = true
        cursor.pending = [0, 9, 199]
        cursor.backfill = SyncCursor.Place(scope: 9, key: IndexKey(entity: "post", id: "x"))
        cursor.purge = SyncCursor.Purge(
            place: SyncCursor.Place(scope: 199, key: nil), target: Array(repeating: 3, count: 8))
        (cursor.done, cursor.total) = (12, 1_000_000)
        #expect(seal.open(seal.cookie(cursor, order: 1, for: member), for: member) == cursor)
        #expect(seal.open(seal.cookie(cursor, order: 1, for: member), for: MemberID(trusted: "n")) == nil)
        #expect(CookieSeal(key: [1]).open(seal.cookie(cursor, order: 1, for: member), for: member) == nil)
    }

    @Test func theOrderOfCookiesNeverFalls() {
        #expect(CookieSeal.order(after: nil) == 1)
        #expect(CookieSeal.order(after: ["order": 41]) == 42)
        #expect(CookieSeal.order(after: ["order": .integer(.max)]) == 1)
        #expect(CookieSeal.order(after: ["order": -3]) == 1)
    }
}
