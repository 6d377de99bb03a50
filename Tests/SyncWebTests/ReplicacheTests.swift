import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

/// What makes such a client give up.
private struct Fault: Error {
    let description: String
}

/// What an unmodified client of Replicache 15 sends, by its public documentation: both bodies with all their members,
/// its headers, and what it does with the answers. It knows nothing of `ext`, `hasMore` or `results`.
@Suite("A client of Replicache")
struct ReplicacheTests {
    /// It throws, and never recovers, when a cookie's order falls, a last mutation id falls, or an operation is unknown.
    private struct Client {
        let app: TestApp
        let token: String
        let group = "5a0c7f3e-57f5-4f45-9c5f-1d3a8e2b6c11"
        let client = "c2b9f0d4-0a4a-4f0e-8d5a-6b1e7f9a2d33"
        var cookie: Any = NSNull()
        var rows: [String: Any] = [:]
        var lastMutationID = 0
        var pending: [[String: Any]] = []
        var isDone = true

        private var headers: [String: String] {
            [
                "Content-Type": "application/json", "Authorization": "Bearer \(token)",
                "X-Replicache-RequestID": "\(client)-8f2e-1",
            ]
        }

        mutating func mutate(_ name: String, _ arguments: [String: Any]) {
            let id = (pending.last?["id"] as? Int ?? lastMutationID) + 1
            pending.append(["id": id, "name": name, "args": arguments, "timestamp": 1_203.5, "clientID": client])
        }

        /// Sends all that waits, in one body: it cannot split.
        func push() async throws -> Answer {
            let body: [String: Any] = [
                "profileID": "p8f1e0c2d", "clientGroupID": group, "mutations": pending, "pushVersion": 1,
                "schemaVersion": "s1",
            ]
            return try await app.send(
                .post, "/sync/v1/push", headers: headers,
                body: Array(try JSONSerialization.data(withJSONObject: body)))
        }

        mutating func pull() async throws {
            let body: [String: Any] = [
                "profileID": "p8f1e0c2d", "clientGroupID": group, "cookie": cookie, "pullVersion": 1,
                "schemaVersion": "s1",
            ]
            let answer = try await app.send(
                .post, "/sync/v1/pull", headers: headers,
                body: Array(try JSONSerialization.data(withJSONObject: body)))
            guard answer.status == 200 else { throw Fault(description: "\(answer.status) \(answer.text)") }
            try take(try answer.json())
        }

        private mutating func take(_ answer: [String: Any]) throws {
            let changes = answer["lastMutationIDChanges"] as? [String: Int] ?? ["": 0]
            let order = (answer["cookie"] as? [String: Any])?["order"] as? Int ?? -1
            let before = (cookie as? [String: Any])?["order"] as? Int ?? 0
            let patch = answer["patch"] as? [[String: Any]] ?? [["op": "no patch"]]
            if order < before { throw Fault(description: "the order fell") }
            if order == before, !patch.isEmpty || !changes.isEmpty { throw Fault(description: "no new order") }
            if let mine = changes[client] {
                if mine < lastMutationID { throw Fault(description: "the last mutation id fell") }
                lastMutationID = mine
                pending.removeAll { ($0["id"] as? Int ?? 0) <= mine }
            }
            for operation in patch {
                let key = operation["key"] as? String ?? ""
                switch operation["op"] as? String {
                case "clear": rows = [:]
                case "put": rows[key] = operation["value"]
                case "del": rows[key] = nil
                default: throw Fault(description: "\(operation)")
                }
            }
            cookie = answer["cookie"] ?? NSNull()
            // It looks again when it is poked, and at its interval; a page that is not the last has another order.
            isDone = order == before
        }

        mutating func pullUntilQuiet() async throws {
            for _ in 0..<200 {
                try await pull()
                if isDone { return }
            }
            throw Fault(description: "a pull without end")
        }

        func count(_ entity: String) -> Int { rows.keys.filter { $0.hasPrefix(entity + "/") }.count }
    }

    private static func client(_ app: TestApp, _ member: TestMember) -> Client {
        Client(app: app, token: String((member.program.headers["Authorization"] ?? "").dropFirst("Bearer ".count)))
    }

    @Test func itReadsWritesAndLearnsWhatWasRefused() async throws {
        try await TestApp.run { app in
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let thread = try await app.question(in: try await app.category(), by: asker)
            var client = Self.client(app, helper)
            try await client.pullUntilQuiet()
            #expect(client.count("category") == 1 && client.count("post") == 0)
            client.mutate("scope.set", ["scope": "t:\(thread.id)", "on": true])
            client.mutate(
                "post.create",
                ["id": id(1), "threadId": thread.id.text, "body": "Written on a train, without a network."])
            client.mutate("post.create", ["id": id(2), "threadId": thread.id.text, "body": "No"])
            client.mutate("nonsense", [:])
            for _ in 0..<3 { #expect(try await client.push().status == 200, "an answer that is lost costs nothing") }
            try await client.pullUntilQuiet()
            #expect(client.pending.isEmpty && client.lastMutationID == 4)
            #expect(client.count("post") == 2)
            let refusals = (3...4).map { client.rows["sys/m/\(client.client)/\($0)"] as? [String: Any] }
            #expect(refusals.map { $0?["code"] as? String } == ["invalid", "unknown_mutation"])
            #expect(try await app.count("SELECT count(*) FROM forum_post") == 2)
        }
    }

    @Test func aQueueOfThreeThousandArrivesInOneBody() async throws {
        try await TestApp.run { app in
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let thread = try await app.question(in: try await app.category(), by: asker)
            var client = Self.client(app, helper)
            for number in 0..<3_000 {
                client.mutate("vote.set", ["postId": thread.openingPostID.text, "value": number % 3 - 1])
            }
            let answer = try await client.push()
            #expect(answer.status == 200)
            #expect(Device.outcomes(answer) == Array(repeating: "applied", count: 3_000))
            try await client.pullUntilQuiet()
            #expect(client.pending.isEmpty)
            #expect((client.rows["vote/\(thread.openingPostID)"] as? [String: Any])?["value"] as? Int == 1)
            #expect(try await app.count("SELECT count(*) FROM post_vote") == 1)
        }
    }

    /// It does not know that there are more pages: it shows each and comes again, in its own time.
    @Test func pagesThatItTakesForWholeAnswersBringItToTheEnd() async throws {
        try await TestApp.run { app in
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let category = try await app.category()
            let long = String(repeating: "A long answer, as they are given here. ", count: 200)
            var client = Self.client(app, helper)
            for number in 0..<5 {
                let thread = try await app.question("A question with the number \(number)", in: category, by: asker)
                for _ in 0..<25 { _ = try await app.answer(thread, by: asker, body: long) }
                client.mutate("scope.set", ["scope": "t:\(thread.id)", "on": true])
            }
            #expect(try await client.push().status == 200)
            try await client.pull()
            #expect(!client.isDone && client.pending.count == 5, "only the last page acknowledges")
            client.mutate("post.delete", ["id": id(7)])
            #expect(Device.outcomes(try await client.push()) == Array(repeating: "duplicate", count: 5) + ["not_found"])
            try await client.pullUntilQuiet()
            #expect(client.count("post") == 130 && client.count("thread") == 5 && client.pending.isEmpty)
        }
    }

    @Test func itSurvivesARestoreAndSendsWhatWaited() async throws {
        try await TestApp.run { app in
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let thread = try await app.question(in: try await app.category(), by: asker)
            var client = Self.client(app, helper)
            for value in [1, -1, 1] {
                client.mutate("vote.set", ["postId": thread.openingPostID.text, "value": value])
            }
            _ = try await client.push()
            try await client.pullUntilQuiet()
            #expect(client.lastMutationID == 3)
            try await app.change("UPDATE change_counter SET epoch = 'restored'")
            try await app.change("DELETE FROM mutation_outcome WHERE mutation_id > 1")
            try await app.change("UPDATE sync_client SET last_mutation_id = 1")
            try await client.pullUntilQuiet()
            #expect(client.count("me") == 1 && client.lastMutationID == 3)
            client.mutate("vote.set", ["postId": thread.openingPostID.text, "value": 0])
            #expect(Device.outcomes(try await client.push()) == ["applied"])
            try await client.pullUntilQuiet()
            #expect(client.lastMutationID == 4 && client.pending.isEmpty)
        }
    }

    /// `ClientStateNotFound` makes it drop its replica and its queue.
    @Test func aDeviceThatWasShutOutIsToldInItsOwnWords() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            var client = Self.client(app, member)
            try await client.pullUntilQuiet()
            #expect(try await app.api(.delete, "/sync/v1/groups/\(client.group)", as: member.program).status == 204)
            client.mutate("vote.set", ["postId": id(1), "value": 1])
            let refused = try await client.push()
            #expect(refused.status == 200)
            #expect(try refused.json() as? [String: String] == ["error": "ClientStateNotFound"])
            #expect(try await app.count("SELECT count(*) FROM sync_client") == 0)
        }
    }
}
