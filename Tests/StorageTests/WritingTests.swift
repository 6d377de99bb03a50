import Core
import Dispatch
import Storage
import TestSupport
import Testing

private struct Refused: Error, Equatable {
    let number: Int64
}

/// A writer's changes are all there or not at all, whoever commits with it.
@Suite struct WritingTests {
    @Test func aWriterThatThrowsLeavesNothing() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            await #expect(throws: Refused(number: 1)) {
                try await app.store.write { transaction in
                    try transaction.execute("INSERT INTO number (value) VALUES (\(1))")
                    transaction.touch(.enters(scope: "s", entity: "e", id: "1"))
                    throw Refused(number: 1)
                }
            }
            #expect(try await app.numbers() == [])
            #expect(try await app.entries().isEmpty)
            #expect(try await app.count("SELECT count(*) FROM change_commit") == 0)
        }
    }

    @Test func aFailedWriterIsUndoneWhileOthersOfItsGroupCommit() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            var random = Seeded()
            let failing = Set((0..<400 as Range<Int64>).filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
            let refused = await withTaskGroup(of: Int64?.self) { group in
                for number in 0..<400 as Range<Int64> {
                    group.addTask { await Self.insertPair(number, throwing: failing.contains(number), into: app.store) }
                }
                return await group.reduce(into: Set<Int64>()) { if let number = $1 { $0.insert(number) } }
            }
            let kept = (0..<400 as Range<Int64>).filter { !failing.contains($0) }
            #expect(refused == failing, "\(random)")
            #expect(try await app.numbers() == (kept + kept.map { $0 + 1000 }).sorted(), "\(random)")
            let entries = try await app.entries()
            #expect(Set(entries.keys) == Set(kept.map { EntryKey("s", "e", "\($0)") }), "\(random)")
        }
    }

    /// - Returns: the number, if it was refused.
    private static func insertPair(_ number: Int64, throwing: Bool, into store: any Store) async -> Int64? {
        do {
            try await store.write { transaction in
                try transaction.execute("INSERT INTO number (value) VALUES (\(number))")
                transaction.touch(.enters(scope: "s", entity: "e", id: "\(number)"))
                if throwing { throw Refused(number: number) }
                try transaction.execute("INSERT INTO number (value) VALUES (\(number + 1000))")
            }
            return nil
        } catch {
            return (error as? Refused)?.number
        }
    }

    @Test func aStatementThatFailsUndoesItsWriterOnly() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            _ = try await app.store.write { try $0.execute("INSERT INTO number (value) VALUES (\(7))") }
            await #expect(throws: Problem(.conflict, "number_pkey")) {
                try await app.store.write { transaction in
                    try transaction.execute("INSERT INTO number (value) VALUES (\(8))")
                    try transaction.execute("INSERT INTO number (value) VALUES (\(7))")
                }
            }
            #expect(try await app.numbers() == [7])
        }
    }

    @Test func aSavepointUndoesItsOwnRowsAndTouchesOnly() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            try await app.store.write { transaction in
                try transaction.execute("INSERT INTO number (value) VALUES (\(1))")
                transaction.touch(.enters(scope: "s", entity: "e", id: "1"))
                #expect(throws: Refused(number: 2)) {
                    try transaction.savepoint {
                        try transaction.execute("INSERT INTO number (value) VALUES (\(2))")
                        transaction.touch(.enters(scope: "s", entity: "e", id: "2"))
                        transaction.touch(.leaves(scope: "s", entity: "e", id: "1"))
                        throw Refused(number: 2)
                    }
                }
                try transaction.execute("INSERT INTO number (value) VALUES (\(3))")
                transaction.touch(.enters(scope: "s", entity: "e", id: "3"))
            }
            #expect(try await app.numbers() == [1, 3])
            let entries = try await app.entries()
            #expect(Set(entries.keys) == [EntryKey("s", "e", "1"), EntryKey("s", "e", "3")])
            #expect(entries.values.allSatisfy { $0.isShown })
        }
    }

    @Test func aSavepointInASavepointUndoesTheInnerOne() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            let value = try await app.store.write { transaction in
                try transaction.savepoint {
                    try transaction.execute("INSERT INTO number (value) VALUES (\(1))")
                    try? transaction.savepoint {
                        try transaction.execute("INSERT INTO number (value) VALUES (\(2))")
                        throw Refused(number: 2)
                    }
                    try transaction.savepoint {
                        _ = try transaction.execute("INSERT INTO number (value) VALUES (\(3))")
                    }
                    return "kept"
                }
            }
            #expect(value == "kept")
            #expect(try await app.numbers() == [1, 3])
        }
    }

    @Test func aWriterSeesItsOwnChangesAndTheirNumber() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            let counts = try await app.store.write { transaction in
                [
                    try transaction.execute("INSERT INTO number (value) VALUES (\(1)), (\(2)), (\(3))"),
                    try transaction.execute("UPDATE number SET value = value + 10 WHERE value > \(1)"),
                    Int(try transaction.number("SELECT count(*) FROM number WHERE value > \(10)")),
                    try transaction.execute("DELETE FROM number WHERE value = \(99)"),
                ]
            }
            #expect(counts == [3, 2, 2, 0])
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "on PostgreSQL others go on beside the first: PostgresPoolTests"))
    func beyondTheLongestLineWritersAreTurnedAwayAndTheOthersCommitBySixtyFour() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            // The first writer holds the line until the last one has been turned away.
            async let first: Void = app.store.write { transaction in
                try transaction.execute("INSERT INTO number (value) VALUES (\(-1))")
                start.yield()
                release.wait()
            }
            for await _ in started { break }
            let results = await withTaskGroup(of: (any Error)?.self) { group in
                for number in 0..<2100 {
                    group.addTask {
                        do {
                            try await app.store.write { transaction in
                                try transaction.execute("INSERT INTO number (value) VALUES (\(number))")
                                transaction.touch(.enters(scope: "s", entity: "e", id: "\(number)"))
                            }
                            return nil
                        } catch { return error }
                    }
                }
                var errors: [any Error] = []
                while errors.count < 2100 - 2048, let result = await group.next() {
                    if let error = result { errors.append(error) }
                }
                release.signal()
                for await result in group { if let error = result { errors.append(error) } }
                return errors
            }
            try await first
            #expect(results.count == 52)
            #expect(results.allSatisfy { ($0 as? Problem)?.code == "busy" && ($0 as? Problem)?.retryAfter != nil })
            #expect(try await app.count("SELECT count(*) FROM number WHERE value >= 0") == 2048)
            #expect(try await app.count("SELECT count(*) FROM change_commit") == 2048 / 64)
            #expect(try await app.sequence() == 2048 / 64)
        }
    }
}
