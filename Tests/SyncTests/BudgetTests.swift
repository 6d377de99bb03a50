import Core
import Synchronization
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite struct BudgetTests {
    private static let tooMany = Problem(.tooMany, "too_many_requests", retryAfter: 9)

    /// A budget of so many mutations, and of so many puts among them.
    private static func budget(_ any: Int, puts: Int) -> PushBudget {
        let left = Mutex((any: any, puts: puts))
        return PushBudget(
            takeAny: { _ in
                try left.withLock { left in
                    guard left.any > 0 else { throw tooMany }
                    left.any -= 1
                }
            },
            take: { mutation, _ in
                guard mutation == "note.put" else { return }
                try left.withLock { left in
                    guard left.puts > 0 else { throw tooMany }
                    left.puts -= 1
                }
            })
    }

    @Test func whatIsTooMuchIsRejectedByItselfAndKeepsItsText() async throws {
        let site = try await SyncSite()
        let service = try await site.service(budget: Self.budget(100, puts: 2))
        var replica = Replica(service, try await site.member("ali"))
        let queue = [ClientMutation.put(1, "a"), .put(2, "b"), .put(3, "c", "my words"), .count(4, "d")]
        let results = try await replica.push(queue).results
        #expect(results.map(\.status) == [.applied, .applied, .rejected, .applied])
        #expect(results[2].code == .rateLimited)
        try await replica.pullAll()
        #expect(replica.rows["sys/m/c1/3"]?["args"]?["body"] == "my words")
        #expect(
            try await replica.push(queue).results.allSatisfy { $0.status == .duplicate }, "what comes again is free")
        #expect(try await site.number("SELECT count(*) FROM note") == 3)
    }

    @Test func aFloodStopsBeforeItTakesItsNumber() async throws {
        let site = try await SyncSite()
        let service = try await site.service(budget: Self.budget(60, puts: 1_000))
        let ali = try await site.member("ali")
        let replica = Replica(service, ali)
        let queue = (1...70).map { ClientMutation.put(Int64($0), "n\($0)") }
        await #expect(throws: Self.tooMany) { try await replica.push(queue) }
        #expect(try await site.number("SELECT count(*) FROM note") == 60)
        #expect(try await site.number("SELECT last_mutation_id FROM sync_client") == 60)
        let later = Replica(try await site.service(budget: Self.budget(10, puts: 10)), ali)
        let results = try await later.push(queue).results
        #expect(
            results.map(\.status) == Array(repeating: .duplicate, count: 60) + Array(repeating: .applied, count: 10))
    }

    @Test func rejectionsKeepTheirTextsWithinBounds() async throws {
        let site = try await SyncSite()
        let service = try await site.service { $0.outcomeBytes = 3_000 }
        var replica = Replica(service, try await site.member("ali"))
        let texts = (1...5).map { number in
            ClientMutation(
                clientID: "c1", id: Int64(number), name: "note.nothing",
                args: ["text": .string(String(repeating: "x", count: 1_000))])
        }
        #expect(try await replica.push(texts).results.allSatisfy { $0.status == .rejected })
        try await replica.pullAll()
        let kept = (1...5).map { replica.rows["sys/m/c1/\($0)"]?["args"] != nil }
        #expect(kept == [true, true, true, false, false])
        let zoe = Replica(service, try await site.member("zoe"))
        #expect(
            try await zoe.push([.fail(1, .conflict, "edit_conflict", client: "c2")]).results.map(\.status) == [
                .rejected
            ])
    }
}
