import Core
import Embedded
import Foundation
import Storage

extension VisaService {
    private static let batch = 50

    /// The pathways that the program ships.
    package static var shippedPathways: Data { EmbeddedFile.at("Sources/App/Data/visa-pathways.json")?.data ?? Data() }

    /// Takes over the pathways of a file. What the same file said before changes nothing, nor what members have
    /// corrected since: a field gets a new fact only where the file says something else than it did the last time.
    /// - Parameter skippingBroken: whether good records are taken although others are broken; without it nothing is.
    /// - Throws: `malformed` with `file_malformed` for what is no such file.
    package func importPathways(_ data: Data, skippingBroken: Bool) async throws -> ImportReport {
        let file: PathwayFile
        do {
            file = try JSONDecoder().decode(PathwayFile.self, from: data)
        } catch {
            throw Problem(.malformed, "file_malformed", arguments: ["member": "pathways"])
        }
        var report = ImportReport()
        var records: [ImportedPathway] = []
        for (place, record) in file.pathways.enumerated() {
            let known = Set(records.map(\.id))
            switch record.result.flatMap({ $0.checked(on: today) }) {
            case .success(let pathway) where known.contains(pathway.id):
                report.refused.append(.init("/pathways/\(place)/id", "listed_twice"))
            case .success(let pathway): records.append(pathway)
            case .failure(let refusal): report.refused.append(refusal.below("/pathways/\(place)"))
            }
        }
        if !report.refused.isEmpty, !skippingBroken { return report }
        var rest = records[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batch)
            rest = rest.dropFirst(Self.batch)
            report.add(try await store.write { transaction in try take(Array(batch), in: transaction) })
        }
        return report
    }

    private func take(_ records: [ImportedPathway], in transaction: any WriteTransaction) throws -> ImportReport {
        var report = ImportReport()
        for record in records {
            let isNew = try PathwayRepository.heads([record.id], in: transaction).isEmpty
            if isNew {
                try PathwayRepository.insert(
                    record.id, country: record.country, slug: record.slug, category: record.category, at: clock.now,
                    in: transaction)
            }
            let hasChanged = try take(record, isNew: isNew, in: transaction)
            if isNew { report.added += 1 } else if hasChanged { report.changed += 1 } else { report.unchanged += 1 }
        }
        return report
    }

    private func take(
        _ record: ImportedPathway, isNew: Bool, in transaction: any WriteTransaction
    ) throws -> Bool {
        guard let head = try PathwayRepository.heads([record.id], in: transaction).first else { return false }
        let imports = try PathwayRepository.imported(record.id, in: transaction)
        let known = try PathwayRepository.facts(of: [head], in: transaction)[record.id] ?? []
        let changed = record.facts.filter { fact in
            let last = known.last { $0.field == fact.field && imports.contains($0.version) }
            return last.map { !$0.says(fact) } ?? !fact.value.isEmpty
        }
        let isMoved = head.category != record.category
        if changed.isEmpty, !isMoved { return false }
        if isMoved { try PathwayRepository.setCategory(record.category, of: record.id, in: transaction) }
        if !changed.isEmpty {
            _ = try PathwayRepository.add(
                .init(effectiveFrom: record.asOf), changed, to: record.id, at: clock.now, in: transaction)
        }
        try refresh(record.id, in: transaction)
        return true
    }
}

extension Fact {
    /// Whether it says the same from the same source, as of the same day.
    fileprivate func says(_ other: Fact) -> Bool {
        value == other.value && sourceName == other.sourceName && sourceURL == other.sourceURL && asOf == other.asOf
            && precision == other.precision && confidence == other.confidence
    }
}
