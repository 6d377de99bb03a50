import Core
import Dispatch
import Foundation
import Storage
import StorageSQLite
import TestSupport
import Testing

/// What is SQLite's own: a full disk in the middle of a group, and the write-ahead log.
@Suite(.enabled(if: TestEngine.isSQLite, "about SQLite's files")) struct SQLiteLogTests {
    /// SQLite ends the whole transaction when the disk is full: who comes later in the group must not write alone.
    @Test func whenTheDiskIsFullNobodyOfTheGroupHasWritten() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            try await app.withWords()
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let first: Void = app.store.write { transaction in
                _ = try transaction.execute("PRAGMA max_page_count = 1")
                start.yield()
                release.wait()
            }
            for await _ in started { break }
            let sizes = [1, 4_000_000, 1, 1]
            let errors = await withTaskGroup(of: (any Error)?.self) { group in
                for (number, size) in sizes.enumerated() {
                    group.addTask { await Self.insert(Int64(number), bytes: size, into: app.store) }
                    while app.store.load.waitingWriters <= number { await Task.yield() }
                }
                release.signal()
                return await group.reduce(into: []) { $0.append($1) }
            }
            try await first
            #expect(errors.map { ($0 as? Problem)?.kind } == Array(repeating: .unavailable, count: 4))
            #expect(errors.contains { ($0 as? Problem)?.code == "disk_full" })
            _ = try await app.store.write { try $0.execute("PRAGMA max_page_count = 1000000") }
            #expect(try await app.numbers() == [])
            #expect(try await app.entries().isEmpty)
            #expect(await Self.insert(7, bytes: 1, into: app.store) == nil)
            #expect(try await app.numbers() == [7])
        }
    }

    private static func insert(_ number: Int64, bytes: Int, into store: any Store) async -> (any Error)? {
        do {
            try await store.write { transaction in
                try transaction.execute("INSERT INTO number (value) VALUES (\(number))")
                transaction.touch(.enters(scope: "s", entity: "e", id: "\(number)"))
                let text = String(repeating: "x", count: bytes)
                try transaction.execute("INSERT INTO words (text) VALUES (\(text))")
            }
            return nil
        } catch { return error }
    }

    /// A checkpoint leaves the log's file as long as it was: what counts is how much was written since.
    @Test func theLogIsCopiedOnceForWhatItGrows() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withWords()
            let log = URL(filePath: app.services.settings.database + "-wal")
            for _ in 0..<3 { try await app.write(words: 2 << 20) }
            let before = try Data(contentsOf: log)
            #expect(before.count >= 4 << 20)
            for _ in 0..<20 { try await app.write(words: 100) }
            let after = try Data(contentsOf: log)
            #expect(after.count <= 4 << 20)
            #expect(Self.restarts(after) - Self.restarts(before) <= 2)
        }
    }

    /// How often the log began anew: the fourth number of its head (SQLite's "WAL file format").
    private static func restarts(_ log: Data) -> Int {
        log[12..<16].reduce(0) { $0 << 8 | Int($1) }
    }

    @Test func aDatabaseThatWasClosedIsAnybodys() async throws {
        try await TestApp.run { app in
            let path = app.folder.appending(path: "own.sqlite").path
            let open = { try SQLiteStore(path: path, clock: app.clock.clock, logger: app.services.logger) }
            let first = try open()
            var refusal: Problem?
            do { _ = try open() } catch { refusal = error as? Problem }
            #expect(refusal == Problem(.unavailable, "database_in_use"))
            try await first.close()
            try await (try open()).close()
            withExtendedLifetime(first) {}
        }
    }

    @Test func aLogThatReadersStandInIsNotEmptied() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let reading: Int64 = app.store.read { transaction in
                let count = try transaction.number("SELECT count(*) FROM number")
                start.yield()
                release.wait()
                return count
            }
            for await _ in started { break }
            _ = try await app.store.write { try $0.execute("INSERT INTO number (value) VALUES (\(1))") }
            var refusal: Problem?
            do { try await app.store.emptyLog() } catch { refusal = error as? Problem }
            release.signal()
            #expect(refusal == Problem(.unavailable, "busy", retryAfter: 5))
            #expect(try await reading == 0)
            try await app.store.emptyLog()
            #expect(app.store.load.logBytes == 0)
        }
    }
}

extension TestApp {
    fileprivate func withWords() async throws {
        _ = try await store.write { try $0.execute("CREATE TABLE words (text TEXT NOT NULL)") }
    }

    /// Writes so many letters.
    fileprivate func write(words count: Int) async throws {
        let text = String(repeating: "x", count: count)
        _ = try await store.write { try $0.execute("INSERT INTO words (text) VALUES (\(text))") }
    }
}
