import Core
import Embedded
import Foundation
import Storage

/// The rules of points systems: those that the program ships, and in their place those of an operator's file.
package struct PointsService: Sendable {
    private let store: any Store
    private let clock: Clock
    private let kept = KeptReading<PointsLibrary>()

    /// The rules that the program ships, as a file.
    package static var shipped: Data { EmbeddedFile.at("Sources/App/Data/points-systems.json")?.data ?? Data() }

    package init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// All rules that are known.
    /// - Throws: `unavailable` when the database cannot be read.
    package func library() async throws -> PointsLibrary {
        try await kept.value(from: store, revision: PointsRepository.revision) { transaction in
            let imported = try PointsRepository.all(in: transaction).compactMap { row in
                try? JSONDecoder().decode(PointsSystem.self, from: Data(row.content.utf8))
            }
            return PointsLibrary.shipped.with(imported)
        }
    }

    /// Takes over the rules of a file: a set for each system and first day. Each is computed with before it is kept,
    /// its own worked examples among it.
    /// - Parameter skippingBroken: whether good rules are taken although others are broken; without it none is.
    /// - Throws: `malformed` with `file_malformed` for what is no such file.
    package func importRules(_ data: Data, skippingBroken: Bool) async throws -> ImportReport {
        let file: PointsRulesFile
        do {
            file = try JSONDecoder().decode(PointsRulesFile.self, from: data)
        } catch {
            throw Problem(.malformed, "file_malformed", arguments: ["member": "systems"])
        }
        let (rows, refused) = try file.checked(on: CivilDay(clock.now))
        var report = ImportReport()
        report.refused = refused
        if !refused.isEmpty, !skippingBroken { return report }
        report.add(try await store.write { try take(rows, in: $0) })
        return report
    }

    private func take(_ rows: [PointsRepository.Row], in transaction: any WriteTransaction) throws -> ImportReport {
        var report = ImportReport()
        let known = try PointsRepository.all(in: transaction)
        let contents = Dictionary(uniqueKeysWithValues: known.map { ([$0.system, $0.from], $0.content) })
        let fresh = rows.filter { row in
            switch contents[[row.system, row.from]] {
            case nil: report.added += 1
            case row.content: report.unchanged += 1
            default: report.changed += 1
            }
            return contents[[row.system, row.from]] != row.content
        }
        if !fresh.isEmpty {
            let revision = try PointsRepository.revision(in: transaction) + 1
            try PointsRepository.save(fresh, revision: revision, at: clock.now, in: transaction)
        }
        return report
    }
}
