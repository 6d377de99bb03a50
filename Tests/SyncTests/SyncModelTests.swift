import Core
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Sync
@testable import SyncProtocol

/// A random model: what a replica holds after each final page is what a look at the tables says.
@Suite struct SyncModelTests {
    /// What the tables say, kept beside them.
    struct Truth {
        var bodies: [String: String] = [:]
        var places: [String: Set<String>] = [:]
        /// Notes that were ever in a scope.
        var visited: [String: Set<String>] = [:]
        var readable: Set<String> = []

        var visible: [String: String] {
            bodies.filter { !places[$0.key, default: []].isDisjoint(with: readable) }
        }

        /// Notes inside any of the scopes.
        func notes(in scopes: Set<String>) -> Set<String> {
            Set(places.filter { !$0.value.isDisjoint(with: scopes) }.keys)
        }
    }

    @Test func replicasEqualTheTablesAfterEveryFinalPage() async throws {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let root =
            FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
        let site = try await SyncSite(root: root)
        let environment = ProcessInfo.processInfo.environment
        let first = environment["SYNC_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)
        let seeds = environment["SYNC_SEEDS"].flatMap(UInt64.init) ?? 50
        let eager = try await site.service { $0.smallestReset = 1 }
        let inSmallBites = try await site.service { $0.chunk = 3 }
        print("sync model: SYNC_SEED=\(first) SYNC_SEEDS=\(seeds)")
        var comparisons = 0
        for seed in first..<first + seeds {
            let service = [site.service, inSmallBites, eager][Int(seed % 8) % 3]
            comparisons += try await run(seed, site, service, steps: 200)
        }
        print("sync model: \(comparisons) comparisons")
        #expect(comparisons > Int(seeds) * 5)
    }

    private func run(_ seed: UInt64, _ site: SyncSite, _ service: SyncService, steps: Int) async throws -> Int {
        var dice = Seeded(seed)
        let scopes = (0..<4).map { "s:\(seed)-\($0)" }
        let ids = (0..<30).map { "\(seed)-n\($0)" }
        let member = try await site.member("m\(seed)")
        try await site.subscribe(member, scopes[0], scopes[1], scopes[2], scopes[3])
        var truth = Truth(readable: Set(scopes))
        var replica = Replica(service, member)
        var comparisons = 0
        // Scopes in force at the last page, and the notes that were ever inside one: only those may be named.
        var held: Set<String> = []
        var nameable: Set<String> = []
        // Every other seed has small pages and restless permissions: there the long transfers are interrupted.
        let isRestless = seed % 2 == 1
        for step in 0..<steps {
            switch Int.random(in: isRestless ? 2..<12 : 0..<10, using: &dice) {
            case 0..<4:
                truth = try await change(truth, ids, scopes, step, &dice, site)
            case 4, 10, 11:
                let scope = scopes[Int.random(in: scopes.indices, using: &dice)]
                if truth.readable.remove(scope) != nil {
                    try await site.forbid(member, scope)
                } else {
                    truth.readable.insert(scope)
                    try await site.allow(member, scope)
                }
            default:
                let page = try await replica.page(rows: Int.random(in: 1...(isRestless ? 5 : 50), using: &dice))
                // A quarter of the answers is lost on the way.
                if Int.random(in: 0..<4, using: &dice) == 0 { continue }
                replica.apply(page)
                let named = Set(replica.dels.map { String($0.dropFirst(5)) })
                #expect(named.isSubset(of: nameable), "seed \(seed), step \(step): named \(named)")
                let readable = truth.notes(in: truth.readable)
                let put = Set(replica.puts.filter { $0.hasPrefix("note/") }.map { String($0.dropFirst(5)) })
                #expect(put.isSubset(of: readable), "seed \(seed), step \(step): leaked")
                if page.phase != .purge { held = truth.readable }
                if page.hasMore == false {
                    comparisons += 1
                    if replica.notes != truth.visible {
                        Issue.record("seed \(seed), step \(step): \(replica.notes) is not \(truth.visible)")
                        return comparisons
                    }
                }
            }
            for scope in held { nameable.formUnion(truth.visited[scope] ?? []) }
        }
        return comparisons
    }

    /// One commit of one to four changes.
    private func change(
        _ old: Truth, _ ids: [String], _ scopes: [String], _ step: Int, _ dice: inout Seeded, _ site: SyncSite
    ) async throws -> Truth {
        let random = Mutex(dice)
        let result = try await site.store.write { transaction in
            try random.withLock { dice in
                var truth = old
                for _ in 0..<Int.random(in: 1...4, using: &dice) {
                    let id = ids[Int.random(in: ids.indices, using: &dice)]
                    let scope = scopes[Int.random(in: scopes.indices, using: &dice)]
                    switch Int.random(in: 0..<6, using: &dice) {
                    case 0:
                        for scope in truth.places[id] ?? [] {
                            transaction.touch(.leaves(scope: scope, entity: "note", id: id))
                        }
                        try transaction.execute("DELETE FROM note WHERE id = \(id)")
                        (truth.bodies[id], truth.places[id]) = (nil, nil)
                    case 1, 2:
                        guard truth.places[id, default: []].contains(scope) else { continue }
                        truth.places[id]?.remove(scope)
                        transaction.touch(.leaves(scope: scope, entity: "note", id: id))
                    default:
                        truth.bodies[id] = "\(step)"
                        truth.places[id, default: []].insert(scope)
                        truth.visited[scope, default: []].insert(id)
                        try transaction.execute(
                            """
                            INSERT INTO note (id, body) VALUES (\(id), \(truth.bodies[id]))
                            ON CONFLICT (id) DO UPDATE SET body = excluded.body
                            """)
                        for place in truth.places[id] ?? [] {
                            transaction.touch(.enters(scope: place, entity: "note", id: id))
                        }
                    }
                }
                return truth
            }
        }
        dice = random.withLock { $0 }
        return result
    }
}
