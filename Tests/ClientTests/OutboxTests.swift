import Foundation
import GRDB
import SyncProtocol
import TestSupport
import Testing

@testable import KarwanClient

/// The queue: nothing written is lost, nothing is counted twice, and what the server lost is sent again.
@Suite struct OutboxTests {
    @Test func whatIsWrittenIsThereAfterARestart() throws {
        try Folder.use { folder in
            var replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.write { _ = try Outbox($0).add("vote.set", ["postId": "p", "value": 1], at: Date()) }
            try replica.close()
            replica = try Replica(folder: folder, options: DeviceOptions())
            try replica.write { _ = try Outbox($0).add("vote.set", ["postId": "p", "value": 0], at: Date()) }
            let batch = try replica.read { try Outbox($0).batch(10) }
            #expect(batch.map(\.id) == [1, 2])
            #expect(Set(batch.map(\.clientID)).count == 1)
            #expect(batch.first?.args == ["postId": "p", "value": 1])
        }
    }

    @Test func onlyAPullTakesAMutationFromTheQueue() throws {
        try run { queue in
            let client = try queue.add(3)
            try queue.settle(client, 1...3)
            #expect(try queue.states() == ["sent", "sent", "sent"])
            try queue.pull([client: 2])
            // The third was answered and the pull after it does not know it: lost, so it goes again.
            #expect(try queue.states() == ["done", "done", "waiting"])
            try queue.settle(client, 3...3)
            try queue.pull([client: 3])
            #expect(try queue.states() == ["done", "done", "done"])
        }
    }

    @Test func whatAnotherDeviceCountedUnderOurNameAcknowledgesNothing() throws {
        try run { queue in
            let client = try queue.add(2)
            try queue.pull([client: 2])
            #expect(try queue.states() == ["waiting", "waiting"])
            try queue.outbox { try $0.renumber(client) }
            let batch = try queue.batch()
            #expect(batch.map(\.id) == [1, 2])
            #expect(batch.allSatisfy { $0.clientID != client })
        }
    }

    @Test func aGapIsFilledFromTheLog() throws {
        try run { queue in
            let client = try queue.add(4)
            try queue.settle(client, 1...3)
            try queue.pull([client: 3])
            let goesOn = try queue.outbox { try $0.resend(client, from: 2) }
            #expect(goesOn)
            #expect(try queue.batch().map(\.id) == [2, 3, 4])
        }
    }

    @Test func aGapThatNothingFillsBeginsAnotherNumbering() throws {
        try run { queue in
            var options = DeviceOptions()
            options.logEntries = 0
            queue.options = options
            let client = try queue.add(3)
            try queue.settle(client, 1...2)
            try queue.pull([client: 2])
            let goesOn = try queue.outbox { try $0.resend(client, from: 1) }
            #expect(!goesOn)
        }
    }

    @Test func refusedOnesKeepTheirTextAndAreNotLogged() throws {
        try run { queue in
            let client = try queue.add(2)
            let results = [
                MutationResult(clientID: client, id: 1, status: .rejected, code: .invalid),
                MutationResult(clientID: client, id: 2, status: .duplicate, code: .threadLocked),
            ]
            let refused = try queue.outbox { try $0.settle(results, at: Date()) }
            #expect(refused == 2)
            try queue.pull([client: 2])
            let items = try queue.replica.read { try ReplicaReader(database: $0).outbox() }
            #expect(items.map(\.state) == [.refused, .refused])
            #expect(items.map(\.code) == ["invalid", "thread_locked"])
            #expect(items.first?.arguments["body"]?.stringValue == "text 1")
        }
    }

    @Test func theLogIsKeptForSomeDaysAndEntriesAndBytes() throws {
        try run { queue in
            var options = DeviceOptions()
            options.logEntries = 3
            queue.options = options
            let client = try queue.add(5)
            try queue.settle(client, 1...5)
            try queue.pull([client: 5])
            #expect(try queue.states() == ["done", "done", "done"])
            options.logBytes = 40
            queue.options = options
            try queue.pull([:])
            #expect(try queue.states().count < 3)
            try queue.pull([:], at: Date().addingTimeInterval(15 * 86_400))
            #expect(try queue.states() == [])
        }
    }

    @Test func whatTheServerLostComesBeforeWhatWaits() throws {
        try run { queue in
            let client = try queue.add(4)
            try queue.settle(client, 1...3)
            try queue.pull([client: 3])
            try queue.outbox { try $0.recover([client: 1], at: Date()) }
            let batch = try queue.batch()
            #expect(batch.map(\.id) == [1, 2, 4])
            #expect(batch.map { $0.args?["body"]?.stringValue } == ["text 2", "text 3", "text 4"])
            #expect(batch[0].clientID == batch[1].clientID && batch[0].clientID != client)
            #expect(batch[2].clientID == client)
            let told = try queue.replica.read { try ReplicaReader(database: $0).restoration() }
            #expect(told?.count == 2 && told?.mayMissOlder == false)
        }
    }

    @Test func whoDroppedWhatTheServerLostSaysSo() throws {
        try run { queue in
            var options = DeviceOptions()
            options.logEntries = 1
            queue.options = options
            let client = try queue.add(3)
            try queue.settle(client, 1...3)
            try queue.pull([client: 3])
            try queue.outbox { try $0.recover([client: 2], at: Date()) }
            var told = try queue.replica.read { try ReplicaReader(database: $0).restoration() }
            #expect(told?.count == 1 && told?.mayMissOlder == false)
            try queue.outbox { try $0.recover([:], at: Date()) }
            told = try queue.replica.read { try ReplicaReader(database: $0).restoration() }
            #expect(told?.mayMissOlder == true)
        }
    }

    @Test func aRecoveredAnswerThatComesTooEarlyIsTriedThreeTimesMore() throws {
        try run { queue in
            let client = try queue.add(1)
            try queue.settle(client, 1...1)
            try queue.pull([client: 1])
            try queue.outbox { try $0.recover([:], at: Date()) }
            var now = Date()
            for (attempt, minutes) in [1, 10, 60].enumerated() {
                try queue.refuse(.notFound, at: now)
                #expect(try queue.states() == ["resting"])
                try queue.outbox { try $0.wake(at: now.addingTimeInterval(Double(minutes) * 60 - 1)) }
                #expect(try queue.states() == ["resting"])
                now = now.addingTimeInterval(Double(minutes) * 60 + 1)
                try queue.outbox { try $0.wake(at: now) }
                #expect(try queue.batch().map(\.id) == [Int64(attempt) + 2])
            }
            try queue.refuse(.notFound, at: now)
            #expect(try queue.states() == ["refused"])
        }
    }

    // MARK: A queue

    private func run(_ body: (inout Queue) throws -> Void) throws {
        try Folder.use { folder in
            var queue = Queue(replica: try Replica(folder: folder, options: DeviceOptions()))
            try body(&queue)
        }
    }

    struct Queue {
        let replica: Replica
        var options = DeviceOptions()

        func outbox<Value>(_ body: (Outbox) throws -> Value) throws -> Value {
            try replica.write { try body(Outbox($0)) }
        }

        /// - Returns: under whose name.
        func add(_ count: Int) throws -> String {
            try outbox { outbox in
                for number in 1...count {
                    _ = try outbox.add("post.create", ["body": .string("text \(number)")], at: Date())
                }
                return try outbox.database.fact(.client) ?? ""
            }
        }

        func settle(_ client: String, _ ids: ClosedRange<Int64>) throws {
            _ = try outbox { outbox in
                let results = ids.map { MutationResult(clientID: client, id: $0, status: .applied) }
                return try outbox.settle(results, at: Date())
            }
        }

        func refuse(_ code: MutationCode, at now: Date) throws {
            let results = try batch().map {
                MutationResult(clientID: $0.clientID, id: $0.id, status: .rejected, code: code)
            }
            _ = try outbox { try $0.settle(results, at: now) }
        }

        func pull(_ changes: [String: Int64], at now: Date = Date()) throws {
            try outbox { outbox in
                try outbox.acknowledge(changes)
                try outbox.resendUnacknowledged()
                try outbox.archive(at: now, options)
            }
        }

        func batch() throws -> [ClientMutation] { try replica.read { try Outbox($0).batch(100) } }

        func states() throws -> [String] {
            try replica.read { try String.fetchAll($0, sql: "SELECT state FROM mutation ORDER BY position") }
        }
    }
}
