import Core
import Storage
import StoragePostgres
import TestSupport
import Testing

/// Writers at one time, on several connections, leave what they would leave one after the other.
@Suite("PostgreSQL: writers at one time", .enabled(if: TestEngine.isPostgres, "about PostgreSQL"))
struct PostgresConcurrencyTests {
    /// Each adds the number of those before it: two that did not see each other would add the same.
    @Test func whatAWriterCountedIsStillSoWhenItCommits() async throws {
        try await PostgresSite.run { site in
            let meeting = Meeting(2)
            _ = try await site.onTwoNodes { party, store in
                try await store.write { transaction in
                    let count = try transaction.number("SELECT count(*) FROM number")
                    meeting.attend(party)
                    try transaction.execute("INSERT INTO number VALUES (\(100 * Int64(party) + count))")
                }
            }
            let numbers = try await site.numbers()
            #expect(numbers == [100, 201] || numbers == [101, 200], "\(numbers)")
            #expect(meeting.runs(of: 1) + meeting.runs(of: 2) >= 3)
        }
    }

    @Test func whoLooksAndThenInsertsFindsWhatSomebodyElseInserted() async throws {
        try await PostgresSite.run { site in
            let meeting = Meeting(2)
            let found = try await site.onTwoNodes { party, store in
                try await store.write { transaction in
                    let isThere = try transaction.exists("SELECT 1 FROM number WHERE value = 7")
                    meeting.attend(party)
                    if !isThere { try transaction.execute("INSERT INTO number VALUES (7)") }
                    return isThere
                }
            }
            #expect(found.sorted { !$0 && $1 } == [false, true])
            let numbers = try await site.numbers()
            #expect(numbers == [7])
        }
    }

    @Test func whoeverIsRefusedByARowThatCameMeanwhileIsRefusedOnce() async throws {
        try await PostgresSite.run { site in
            let meeting = Meeting(2)
            let refusals = try await site.onTwoNodes { party, store -> Problem? in
                do {
                    try await store.write { transaction in
                        _ = try transaction.number("SELECT count(*) FROM change_counter")
                        meeting.attend(party)
                        try transaction.execute("INSERT INTO number VALUES (7)")
                    }
                    return nil
                } catch { return error as? Problem }
            }
            #expect(refusals.compactMap(\.self) == [Problem(.conflict, "number_pkey")])
            let numbers = try await site.numbers()
            #expect(numbers == [7])
        }
    }

    @Test func writersThatWaitForEachOtherBothGetThrough() async throws {
        try await PostgresSite.run { site in
            _ = try await site.store.write { try $0.execute("INSERT INTO number VALUES (10), (20)") }
            let meeting = Meeting(2)
            _ = try await site.onTwoNodes { party, store in
                try await store.write { transaction in
                    try transaction.execute("UPDATE number SET value = value + 1 WHERE value / 10 = \(party)")
                    meeting.attend(party)
                    try transaction.execute("UPDATE number SET value = value + 1 WHERE value / 10 = \(3 - party)")
                }
            }
            let numbers = try await site.numbers()
            #expect(numbers == [12, 22])
        }
    }

    /// A closure that catches everything must not commit half of what it did on a state that was not so.
    @Test func aCollisionThatTheClosureSwallowsStillRunsItAnew() async throws {
        try await PostgresSite.run { site in
            _ = try await site.store.write { try $0.execute("INSERT INTO number VALUES (10)") }
            let meeting = Meeting(2)
            _ = try await site.onTwoNodes { party, store in
                try await store.write { transaction in
                    let value = try transaction.number("SELECT max(value) FROM number")
                    meeting.attend(party)
                    try? transaction.savepoint {
                        _ = try transaction.execute("UPDATE number SET value = \(value + 1)")
                    }
                }
            }
            let numbers = try await site.numbers()
            #expect(numbers == [12])
        }
    }

    @Test func manyWhoChangeOneRowAllGetThrough() async throws {
        try await PostgresSite.run(with: { $0.writers = 4 }) { site in
            _ = try await site.store.write { try $0.execute("INSERT INTO number VALUES (0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...200 {
                    group.addTask {
                        try await site.store.write { transaction in
                            let value = try transaction.number("SELECT value FROM number")
                            try transaction.execute("UPDATE number SET value = \(value + 1)")
                            transaction.touch(.enters(scope: "s", entity: "e", id: "\(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let numbers = try await site.numbers()
            #expect(numbers == [200])
            #expect(try await site.store.read { try $0.number("SELECT count(*) FROM change_index_entry") } == 200)
        }
    }

    /// What pull relies on: who has seen the commits up to a number never finds an older one afterwards.
    @Test func numbersRiseInTheOrderInWhichCommitsAreSeen() async throws {
        try await PostgresSite.run(with: { $0.writers = 4 }) { site in
            async let written: Void = withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...300 {
                    group.addTask {
                        try await site.store.write { transaction in
                            try transaction.execute("INSERT INTO number VALUES (\(number))")
                            transaction.touch(.enters(scope: "s", entity: "e", id: "\(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            var seen: [String: Int64] = [:]
            var last: Int64 = 0
            while seen.count < 300 {
                let (sequence, entries, commits) = try await site.store.read { transaction in
                    (
                        try transaction.number("SELECT sequence FROM change_counter"),
                        try transaction.rows("SELECT row_id, ver FROM change_index_entry") {
                            ($0.text(0), $0.integer(1))
                        }, try transaction.number("SELECT max(sequence) FROM change_commit")
                    )
                }
                #expect(sequence >= last && sequence == commits)
                for (id, version) in entries where seen[id] == nil {
                    #expect(version > last && version <= sequence)
                    seen[id] = version
                }
                last = sequence
            }
            try await written
        }
    }

    @Test func aMistakeThatTheClosureSwallowsUndoesItsWriter() async throws {
        try await PostgresSite.run { site in
            await #expect(throws: (any Error).self) {
                try await site.store.write { transaction in
                    try transaction.execute("INSERT INTO number VALUES (1)")
                    _ = try? transaction.number("SELECT 1 / 0")
                }
            }
            let numbers = try await site.numbers()
            #expect(numbers == [])
        }
    }
}
