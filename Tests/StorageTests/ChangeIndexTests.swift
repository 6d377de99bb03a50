import Core
import Storage
import TestSupport
import Testing

/// Every commit that touches synced data has one number, and the index says who must hear of it.
@Suite struct ChangeIndexTests {
    private let post = EntryKey("c:1", "post", "p")

    @Test func aCommitWithoutTouchesHasNoNumber() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            _ = try await app.store.write { try $0.execute("INSERT INTO number VALUES (1)") }
            #expect(try await app.sequence() == 0)
            #expect(try await app.count("SELECT count(*) FROM change_commit") == 0)
        }
    }

    @Test func aCommitHasOneNumberHoweverManyTouches() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(
                .enters(scope: "c:1", entity: "post", id: "p"), .enters(scope: "c:2", entity: "post", id: "p"),
                .enters(scope: "c:1", entity: "post", id: "q"))
            let entries = try await app.entries()
            #expect(entries.count == 3)
            #expect(entries.values.allSatisfy { $0 == IndexEntry(version: 1, isShown: true, firstVersion: 1) })
            #expect(try await app.sequence() == 1)
            let time = try await app.count("SELECT committed_at FROM change_commit WHERE sequence = 1")
            #expect(time == Int(TestApp.start.milliseconds))
        }
    }

    @Test func aRowHasOneVersionInAllScopesButEachMembersOwnHasItsOwn() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.enters(scope: "u:author", entity: "post", id: "p"))
            try await app.touch(.enters(scope: "u:author", entity: "post", id: "p"))
            try await app.touch(.names(scope: "c:2", entity: "post", id: "p"))
            #expect(try await app.count("SELECT count(*) FROM change_index_entry WHERE row_ver = 3") == 3)
            // Who has voted on a post is not told that another has.
            try await app.touch(.enters(scope: "u:one", entity: "vote", id: "p"))
            try await app.touch(.enters(scope: "u:other", entity: "vote", id: "p"))
            try await app.touch(.enters(scope: "u:other", entity: "vote", id: "p"))
            let one = try await app.count("SELECT row_ver FROM change_index_entry WHERE scope = 'u:one'")
            let other = try await app.count("SELECT row_ver FROM change_index_entry WHERE scope = 'u:other'")
            #expect(one == 5 && other == 7)
        }
    }

    @Test func leavingWhatWasNeverThereLeavesNoEntry() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.leaves(scope: "c:1", entity: "post", id: "p"))
            #expect(try await app.entries().isEmpty)
        }
    }

    @Test func leavingTwiceIsNewsOnce() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.leaves(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.leaves(scope: "c:1", entity: "post", id: "p"))
            #expect(try await app.entries()[post] == IndexEntry(version: 2, isShown: false, firstVersion: 1))
        }
    }

    @Test func theFirstVersionSurvivesLeavingAndComingBack() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.leaves(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            #expect(try await app.entries()[post] == IndexEntry(version: 3, isShown: true, firstVersion: 1))
        }
    }

    @Test func namingWhatIsShownIsNoNews() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.names(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.names(scope: "c:1", entity: "post", id: "p"))
            #expect(try await app.entries()[post] == IndexEntry(version: 1, isShown: true, firstVersion: 1))
            try await app.touch(.leaves(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.names(scope: "c:1", entity: "post", id: "p"))
            #expect(try await app.entries()[post] == IndexEntry(version: 4, isShown: true, firstVersion: 1))
        }
    }

    /// A replica that holds it by another scope would never come to the version of this one.
    @Test func leavingAndBeingNamedInOneCommitIsNoNews() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.names(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.names(scope: "c:2", entity: "post", id: "p"))
            let before = try await app.entries()
            try await app.touch(
                .leaves(scope: "c:1", entity: "post", id: "p"), .names(scope: "c:1", entity: "post", id: "p"))
            #expect(try await app.entries() == before)
            #expect(try await app.count("SELECT count(*) FROM change_index_entry WHERE row_ver = 1") == 2)
        }
    }

    @Test func enteringAgainIsNewsWhereverTheRowIsShown() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(.enters(scope: "c:2", entity: "post", id: "p"))
            try await app.touch(.enters(scope: "c:2", entity: "post", id: "p"))
            #expect(try await app.entries()[post] == IndexEntry(version: 3, isShown: true, firstVersion: 1))
            #expect(try await app.count("SELECT count(*) FROM change_index_entry WHERE row_ver = 3") == 2)
        }
    }

    @Test func aChangeIsNewsOnlyWhereTheRowIsShown() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.touch(
                .enters(scope: "c:2", entity: "post", id: "p"), .enters(scope: "c:1", entity: "post", id: "q"))
            try await app.touch(.leaves(scope: "c:2", entity: "post", id: "p"))
            try await app.touch(.changes(entity: "post", id: "p"))
            let entries = try await app.entries()
            #expect(entries[post] == IndexEntry(version: 4, isShown: true, firstVersion: 1))
            #expect(entries[EntryKey("c:2", "post", "p")] == IndexEntry(version: 3, isShown: false, firstVersion: 2))
            #expect(entries[EntryKey("c:1", "post", "q")] == IndexEntry(version: 2, isShown: true, firstVersion: 2))
            #expect(entries.count == 3)
        }
    }

    @Test func aTouchThatWasRolledBackLeavesNoTrace() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.store.write { transaction in
                try? transaction.savepoint {
                    transaction.touch(.leaves(scope: "c:1", entity: "post", id: "p"))
                    throw Problem.notFound
                }
            }
            #expect(try await app.entries() == [post: IndexEntry(version: 1, isShown: true, firstVersion: 1)])
            #expect(try await app.sequence() == 1)
        }
    }

    @Test(
        arguments: [
            ([.enters(scope: "c:1", entity: "post", id: "p"), .leaves(scope: "c:1", entity: "post", id: "p")], false),
            ([.leaves(scope: "c:1", entity: "post", id: "p"), .enters(scope: "c:1", entity: "post", id: "p")], true),
            ([.names(scope: "c:1", entity: "post", id: "p"), .leaves(scope: "c:1", entity: "post", id: "p")], false),
            ([.leaves(scope: "c:1", entity: "post", id: "p"), .names(scope: "c:1", entity: "post", id: "p")], true),
            (
                [
                    .leaves(scope: "c:1", entity: "post", id: "p"), .names(scope: "c:1", entity: "post", id: "p"),
                    .leaves(scope: "c:1", entity: "post", id: "p"),
                ], false
            ),
            (
                [
                    .names(scope: "c:1", entity: "post", id: "p"), .leaves(scope: "c:1", entity: "post", id: "p"),
                    .names(scope: "c:1", entity: "post", id: "p"),
                ], true
            ),
            ([.changes(entity: "post", id: "p"), .leaves(scope: "c:1", entity: "post", id: "p")], false),
            ([.leaves(scope: "c:1", entity: "post", id: "p"), .changes(entity: "post", id: "p")], false),
        ] as [([Touch], Bool)])
    func theLastTouchOfACommitWins(touches: [Touch], isShown: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.touch(.enters(scope: "c:1", entity: "post", id: "p"))
            try await app.store.write { transaction in for touch in touches { transaction.touch(touch) } }
            #expect(try await app.entries()[post]?.isShown == isShown)
            // What is shown again at the end was never gone.
            let isNamedLast = if case .names? = touches.last { true } else { false }
            #expect(try await app.entries()[post]?.version == (isNamedLast ? 1 : 2))
        }
    }
}
