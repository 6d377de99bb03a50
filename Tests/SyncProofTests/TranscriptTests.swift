import Core
import Forum
import Foundation
import TestSupport
import Testing

/// What is said on the wire, byte for byte, with a fixed clock and counted ids: `Transcripts/*.txt`.
/// `TRANSCRIPTS=write` writes down what is said now; whoever changes a line there changes the protocol.
@Suite struct TranscriptTests {
    @Test func aFirstPullInPages() async throws {
        try await Transcript.check("paging") { scene in
            try await scene.follow()
            for _ in 0..<7 where scene.hasMore { try await scene.pull(#","ext":{"maxRows":3}"#) }
            try await scene.pull()
        }
    }

    @Test func aReplicaThatBeginsAnew() async throws {
        try await Transcript.check("reset") { scene in
            try await scene.follow()
            try await scene.pull()
            scene.cookie = #"{"c":"bm8gY29va2llIG9mIG91cnM","order":7}"#
            try await scene.pull()
            try await scene.pull()
        }
    }

    @Test func whatIsOutOfSightGoes() async throws {
        try await Transcript.check("revocation") { scene in
            try await scene.follow()
            try await scene.pull()
            try await scene.app.setState(.hidden, ofPost: scene.answer.id)
            try await scene.pull()
            try await scene.app.setState(.hidden, ofThread: scene.thread.id)
            try await scene.push(1, "vote.set", #"{"postId":"\#(scene.thread.openingPostID)","value":1}"#)
            try await scene.pull()
            try await scene.app.services.sync.revokeDevice("phone", as: scene.reader.principal)
            try await scene.pull()
            try await scene.push(2, "vote.set", #"{"postId":"\#(scene.thread.openingPostID)","value":1}"#)
        }
    }

    @Test func twoDevicesWithOneName() async throws {
        try await Transcript.check("fork") { scene in
            try await scene.push(1, "vote.set", #"{"postId":"\#(scene.answer.id)","value":1}"#)
            try await scene.push(1, "vote.set", #"{"value":1,"postId":"\#(scene.answer.id)"}"#)
            try await scene.push(1, "vote.set", #"{"postId":"\#(scene.answer.id)","value":-1}"#)
            try await scene.push(1, "vote.set", #"{"postId":"\#(scene.answer.id)","value":-1}"#, client: "tab-2")
            try await scene.pull()
        }
    }

    @Test func numbersThatDoNotFollow() async throws {
        try await Transcript.check("gap") { scene in
            try await scene.push(1, "vote.set", #"{"postId":"\#(scene.answer.id)","value":1}"#)
            try await scene.push(3, "vote.set", #"{"postId":"\#(scene.answer.id)","value":0}"#)
            try await scene.push(2, "vote.set", #"{"postId":"\#(scene.answer.id)","value":-1}"#)
            try await scene.push(3, "vote.set", #"{"postId":"\#(scene.answer.id)","value":0}"#)
            try await scene.pull()
        }
    }

    @Test func aClientThatTheDatabaseDoesNotKnow() async throws {
        try await Transcript.check("adoption") { scene in
            try await scene.push(41, "vote.set", #"{"postId":"\#(scene.answer.id)","value":1}"#)
            try await scene.pull()
            try await scene.push(42, "post.undo", #"{"postId":"\#(scene.answer.id)"}"#)
            try await scene.pull()
            try await scene.push(43, "sys.ack", #"{"clientID":"tab-1","upTo":42}"#)
            try await scene.pull()
        }
    }
}

/// A device whose every word is written down.
final class Transcript {
    let app: TestApp
    let reader: TestMember
    let thread: ForumThread
    let answer: ForumPost
    var cookie = "null"
    private(set) var hasMore = true
    private var text = ""
    private var cookies: [String] = []

    private init(_ app: TestApp) async throws {
        self.app = app
        let author = try await app.member("asker")
        reader = try await app.member("reader")
        thread = try await app.question(in: try await app.category(), by: author, tags: ["papers"])
        answer = try await app.answer(thread, by: author)
    }

    /// Plays a scene and compares what was said with what is written down.
    static func check(_ name: String, _ play: @escaping @Sendable (Transcript) async throws -> Void) async throws {
        try await TestApp.run { app in
            let transcript = try await Transcript(app)
            try await play(transcript)
            try transcript.compare(with: name)
        }
    }

    private func compare(with name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts/\(name).txt")
        if ProcessInfo.processInfo.environment["TRANSCRIPTS"] == "write" {
            try Data(text.utf8).write(to: file)
        }
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text == written)
    }

    func follow() async throws {
        try await push(1, "scope.set", #"{"scope":"t:\#(thread.id)","on":true}"#, client: "tab-0")
    }

    func pull(_ wishes: String = "") async throws {
        let said = try await send(
            "pull",
            #"{"pullVersion":1,"clientGroupID":"phone","profileID":"","schemaVersion":"s1","cookie":\#(cookie)\#(wishes)}"#
        )
        let json = try said.json()
        hasMore = json["hasMore"] as? Bool ?? false
        if let given = json["cookie"] {
            let data = try JSONSerialization.data(withJSONObject: given, options: .sortedKeys)
            cookie = String(decoding: data, as: UTF8.self)
        }
    }

    func push(_ id: Int, _ name: String, _ arguments: String, client: String = "tab-1") async throws {
        let mutation = #"{"clientID":"\#(client)","id":\#(id),"name":"\#(name)","args":\#(arguments),"timestamp":1}"#
        _ = try await send(
            "push",
            #"{"pushVersion":1,"clientGroupID":"phone","profileID":"","schemaVersion":"s1","mutations":[\#(mutation)]}"#
        )
    }

    private func send(_ endpoint: String, _ body: String) async throws -> Answer {
        let answer = try await app.api(.post, "/sync/v1/\(endpoint)", body, as: reader.program)
        note("> POST /sync/v1/\(endpoint)\n\(body)")
        note("< \(answer.status) \(answer.header("Content-Type") ?? "")\n\(answer.text)")
        return answer
    }

    /// Cookies are sealed with a key of each database: here they have numbers.
    private func note(_ part: String) {
        text += part.replacing(/"c":"([^"]*)"/) { match in
            let token = String(match.output.1)
            if !cookies.contains(token) { cookies.append(token) }
            return #""c":"cookie \#((cookies.firstIndex(of: token) ?? 0) + 1)""#
        }
        text += "\n\n"
    }
}
