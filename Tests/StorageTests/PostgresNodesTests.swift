import Core
import Dispatch
import Storage
import StoragePostgres
import Synchronization
import TestSupport
import Testing

/// Several processes on one database: here two stores, each with connections of its own.
@Suite("PostgreSQL: nodes", .enabled(if: TestEngine.isPostgres, "about PostgreSQL"))
struct PostgresNodesTests {
    @Test func aCommitOfOneNodeIsHeardOfByTheOther() async throws {
        try await PostgresSite.run { site in
            let other = try PostgresSite.open(site.address)
            let before = try #require(other.version)
            let hints = other.commits.stream()
            try await site.store.write { transaction in
                try transaction.execute("INSERT INTO number VALUES (\(1))")
                transaction.touch(.enters(scope: "s", entity: "e", id: "1"))
            }
            for await _ in hints { break }
            let after = try #require(other.version)
            #expect(after != before)
            #expect(try await other.read { try $0.number("SELECT count(*) FROM number") } == 1)
            try await other.close()
            #expect(other.version == nil, "who listens no more knows nothing")
        }
    }

    @Test func aNodeKnowsItsOwnCommitsAtOnce() async throws {
        try await PostgresSite.run { site in
            for number in 1...20 as ClosedRange<Int64> {
                let before = site.store.version
                _ = try await site.store.write { try $0.execute("INSERT INTO number VALUES (\(number))") }
                #expect(before != nil && site.store.version != before)
            }
        }
    }

    @Test func aLostConnectionIsAsIfSomethingHadBeenCommitted() async throws {
        try await PostgresSite.run { site in
            let before = try #require(site.store.version)
            let hints = site.store.commits.stream()
            try await site.endConnections()
            // It listens anew, and tells everyone to look for themselves.
            for await _ in hints { break }
            let after = try #require(site.store.version)
            #expect(after > before)
        }
    }

    @Test func workThatOneNodeDoesIsNotDoneByAnother() async throws {
        try await PostgresSite.run { site in
            let other = try PostgresSite.open(site.address)
            let did = Mutex<[String]>([])
            let first = try await site.store.alone("letters") {
                did.withLock { $0.append("first") }
                let second = try await other.alone("letters") { did.withLock { $0.append("second") } }
                #expect(!second)
                let third = try await other.alone("trust") { did.withLock { $0.append("other work") } }
                #expect(third)
            }
            let after = try await other.alone("letters") { did.withLock { $0.append("afterwards") } }
            #expect(first && after)
            #expect(did.withLock { $0 } == ["first", "other work", "afterwards"])
            try await other.close()
        }
    }

    @Test func workThatFailsGivesTheTurnBack() async throws {
        try await PostgresSite.run { site in
            let other = try PostgresSite.open(site.address)
            await #expect(throws: Problem.notFound) { try await site.store.alone("letters") { throw Problem.notFound } }
            let ran = try await other.alone("letters") {}
            #expect(ran)
            try await other.close()
        }
    }
}
