import Core
import Foundation
import Storage

extension InsightService {
    /// Persons registered for work abroad: what the program ships, and in its place what an operator took over.
    /// - Throws: `unavailable` when the database cannot be read.
    package func emigration() async throws -> EmigrationFigures {
        try await keptEmigration.value(from: store, revision: EmigrationRepository.revision) { transaction in
            EmigrationFigures.shipped.with(try EmigrationRepository.all(in: transaction))
        }
    }

    /// Takes over the figures of a file: a record for each period of what is counted.
    /// - Parameter skippingBroken: whether good records are taken although others are broken; without it none is.
    /// - Throws: `malformed` with `file_malformed` for what is no such file.
    package func importEmigration(_ data: Data, skippingBroken: Bool) async throws -> ImportReport {
        let file: EmigrationFile
        do {
            file = try JSONDecoder().decode(EmigrationFile.self, from: data)
        } catch {
            throw Problem(.malformed, "file_malformed", arguments: ["member": "records"])
        }
        let (rows, refused) = try file.checked(on: CivilDay(clock.now))
        var report = ImportReport()
        report.refused = refused
        if !refused.isEmpty, !skippingBroken { return report }
        report.add(try await store.write { try take(rows, in: $0) })
        return report
    }

    private func take(
        _ rows: [EmigrationRepository.Row], in transaction: any WriteTransaction
    ) throws -> ImportReport {
        var report = ImportReport()
        let known = try EmigrationRepository.all(in: transaction)
        let contents = Dictionary(uniqueKeysWithValues: known.map { ($0.key, $0.content) })
        let fresh = rows.filter { row in
            switch contents[row.key] {
            case nil: report.added += 1
            case row.content: report.unchanged += 1
            default: report.changed += 1
            }
            return contents[row.key] != row.content
        }
        if !fresh.isEmpty {
            let revision = try EmigrationRepository.revision(in: transaction) + 1
            try EmigrationRepository.save(fresh, revision: revision, at: clock.now, in: transaction)
        }
        return report
    }
}

extension EmigrationFigures {
    /// The same, with what was taken over in the place of records of the same period and scope.
    func with(_ rows: [EmigrationRepository.Row]) -> EmigrationFigures {
        if rows.isEmpty { return self }
        let about = rows.lazy.compactMap { $0.value(.about, as: EmigrationAbout.self) }.first
        let records = self.records + rows.compactMap { $0.value(.period, as: Record.self) }
        let sums = cumulative + rows.compactMap { $0.value(.sum, as: Cumulative.self) }
        return EmigrationFigures(
            publisher: about?.publisher ?? publisher, unit: about?.unit ?? unit,
            caveats: about?.caveats ?? caveats,
            records: Self.latest(records) { [$0.scope, $0.period] }
                .sorted { ($0.from, $0.to, $0.scope, $0.period) < ($1.from, $1.to, $1.scope, $1.period) },
            cumulative: Self.latest(sums) { [$0.period] }, notFound: about?.notFound ?? notFound)
    }

    /// Of what has the same key the last, in the place of the first.
    private static func latest<Value>(_ values: [Value], _ key: (Value) -> [String]) -> [Value] {
        var places: [[String]: Int] = [:]
        var found: [Value] = []
        for value in values {
            if let place = places[key(value)] {
                found[place] = value
            } else {
                places[key(value)] = found.count
                found.append(value)
            }
        }
        return found
    }
}
