import Core
import Storage
import TestSupport
import Testing

/// The index against a model that takes every touch in its turn.
@Suite struct ChangeIndexModelTests {
    /// What a replica can tell apart: rows shown with their versions, and rows that it held and must drop.
    private struct Model {
        var entries: [EntryKey: IndexEntry] = [:]

        /// - Parameter before: the entries before the commit: what was shown then and enters has changed.
        mutating func take(_ touch: Touch, _ sequence: Int64, _ before: [EntryKey: IndexEntry]) {
            switch touch {
            case .enters(let scope, let entity, let id):
                let key = EntryKey(scope, entity, id)
                if [entries, before].contains(where: { $0[key]?.isShown == true }) { change(entity, id, sequence) }
                show(key, sequence)
            case .names(let scope, let entity, let id):
                let key = EntryKey(scope, entity, id)
                if entries[key]?.isShown != true { show(key, sequence) }
            case .leaves(let scope, let entity, let id):
                let key = EntryKey(scope, entity, id)
                guard entries[key]?.isShown == true else { return }
                entries[key]?.isShown = false
                entries[key]?.version = sequence
            case .changes(let entity, let id):
                change(entity, id, sequence)
            }
        }

        private mutating func change(_ entity: String, _ id: String, _ sequence: Int64) {
            for key in entries.keys where key.entity == entity && key.id == id && entries[key]?.isShown == true {
                entries[key]?.version = sequence
            }
        }

        private mutating func show(_ key: EntryKey, _ sequence: Int64) {
            entries[key] = IndexEntry(
                version: sequence, isShown: true, firstVersion: entries[key]?.firstVersion ?? sequence)
        }
    }

    private func touch(_ random: inout Seeded) -> Touch {
        let scope = "c:\(Int.random(in: 1...2, using: &random))"
        let id = "p\(Int.random(in: 1...3, using: &random))"
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .enters(scope: scope, entity: "post", id: id)
        case 1: return .names(scope: scope, entity: "post", id: id)
        case 2: return .leaves(scope: scope, entity: "post", id: id)
        default: return .changes(entity: "post", id: id)
        }
    }

    @Test func commitsOfManyTouchesEndAsIfTakenOneByOne() async throws {
        try await TestApp.run(tampering: true) { app in
            var random = Seeded()
            var model = Model()
            for sequence in 1...120 as ClosedRange<Int64> {
                let touches = (0..<Int.random(in: 1...5, using: &random)).map { _ in touch(&random) }
                let before = try await app.entries()
                try await app.store.write { transaction in for touch in touches { transaction.touch(touch) } }
                for touch in touches { model.take(touch, sequence, before) }
                let after = try await app.entries()
                for (key, expected) in model.entries {
                    // A row that came and went within one commit was never held: whether it has an entry is free.
                    let wasShown = before[key]?.isShown == true
                    if !expected.isShown, !wasShown, after[key]?.isShown != true { continue }
                    try #require(after[key]?.isShown == expected.isShown, "\(key) after \(touches), \(random)")
                    if expected.isShown != wasShown || expected.version < sequence {
                        try #require(after[key]?.version == expected.version, "\(key) after \(touches), \(random)")
                    }
                }
                #expect(after.filter { model.entries[$0.key] == nil }.isEmpty, "\(touches), \(random)")
                #expect(
                    after.allSatisfy { key, entry in
                        entry.firstVersion <= entry.version
                            && before[key].map { $0.firstVersion == entry.firstVersion } ?? true
                    }, "\(touches), \(random)")
                model.entries = after
            }
            #expect(try await app.sequence() == 120)
        }
    }
}
