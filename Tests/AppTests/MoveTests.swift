import Core
import Forum
import Foundation
import Storage
import StoragePostgres
import StorageSQLite
import TestSupport
import Testing

@testable import App

/// `karwan move`: on PostgreSQL to a file and back, on SQLite from file to file.
@Suite("Moving a community to another database")
struct MoveTests {
    /// A database without a community, whose references are not checked.
    private func target(_ database: String, _ app: TestApp) async throws -> any Store {
        let clock = app.clock.clock
        let store: any Store =
            PostgresAddress.isOne(database)
            ? try TestDatabase.open(database, clock: clock)
            : try SQLiteStore(path: database, checksReferences: false, clock: clock, logger: app.services.logger)
        try await Migrator().migrate(store, at: TestApp.start)
        return store
    }

    /// Something in many tables, with an answer to an answer that has the larger id.
    private func fill(_ app: TestApp) async throws {
        let category = try await app.category()
        let (sana, omar) = (try await app.member("sana"), try await app.member("omar"))
        let thread = try await app.question("ایک سوال about the blue card", in: category, by: sana)
        let answer = try await app.answer(thread, by: omar, body: "An answer with ‘quotes’, \\ and a line\nmore.")
        _ = try await app.answer(thread, by: sana, body: "An answer to the answer that is there.")
        _ = try await app.services.forum.vote(1, on: answer.id, as: sana.principal)
        try await app.services.forum.setBookmark(true, on: answer.id, as: sana.principal)
        try await app.change(
            """
            UPDATE forum_post SET parent_id = (SELECT max(id) FROM forum_post)
            WHERE id = (SELECT min(id) FROM forum_post WHERE parent_id IS NOT NULL) AND id < (
                SELECT max(id) FROM forum_post)
            """)
    }

    private func contents(_ store: any Store) async throws -> [[[SQLValue]]] {
        try await store.read { transaction in
            try transaction.dialect.tables(in: transaction).map {
                try $0.rows(after: nil, limit: 100_000, in: transaction)
            }
        }
    }

    @Test func aDatabaseWithACommunityIsNotWrittenTo() async throws {
        try await TestApp.run(tampering: true) { app in
            try await fill(app)
            let other = app.folder.appending(path: "other.sqlite").path
            let target = try await target(other, app)
            _ = try await CommunityMove(source: app.services.store, target: target).run()
            let before = try await contents(target)
            await #expect(throws: Problem(.conflict, "community_exists")) {
                _ = try await CommunityMove(source: app.services.store, target: target).run()
            }
            #expect(try await contents(target) == before)
            try await target.close()
        }
    }

    @Test func everythingArrivesAndComesBackAsItWas() async throws {
        try await TestApp.run(tampering: true) { app in
            try await fill(app)
            let source = app.services.store
            let before = try await contents(source)
            #expect(before.reduce(0) { $0 + $1.count } > 40)
            let file = try await target(app.folder.appending(path: "other.sqlite").path, app)
            let there = try await CommunityMove(source: source, target: file).run()
            #expect(try await contents(file) == before)
            #expect(try await contents(source) == before)
            try await TestDatabase.runBare(in: app.folder) { database in
                let back = try await target(database, app)
                let here = try await CommunityMove(source: file, target: back).run()
                #expect(here == there)
                #expect(try await contents(back) == before)
                try await goesOn(in: back, after: source, app)
                try await back.close()
            }
            try await file.close()
        }
    }

    /// References are checked again, and commits are counted on in the same history.
    private func goesOn(in store: any Store, after source: any Store, _ app: TestApp) async throws {
        let counted: Query = "SELECT sequence FROM change_counter WHERE id = 1"
        let last = try await source.read { try $0.number(counted) }
        #expect(try await store.read { try $0.number(counted) } == last)
        try await store.write { $0.touch(.enters(scope: "s", entity: "e", id: "1")) }
        #expect(try await store.read { try $0.number(counted) } == last + 1)
        let epoch: Query = "SELECT epoch FROM change_counter WHERE id = 1"
        let epochs = (
            try await source.read { try $0.first(epoch) { $0.text(0) } },
            try await store.read { try $0.first(epoch) { $0.text(0) } }
        )
        #expect(epochs.0 == epochs.1 && epochs.0?.isEmpty == false)
        guard TestEngine.isPostgres else { return }
        await #expect(throws: Problem.self) {
            try await store.write { try $0.execute("UPDATE forum_post SET parent_id = 'nothing'") }
        }
    }
}
