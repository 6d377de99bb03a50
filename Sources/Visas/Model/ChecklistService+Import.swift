import Core
import Embedded
import Foundation
import Storage

extension ChecklistService {
    /// The checklists that the program ships.
    package static var shipped: Data { EmbeddedFile.at("Sources/App/Data/checklists.json")?.data ?? Data() }

    /// Takes over the checklists of a file; what members noted in their copies stays as it is. Steps that a block of the
    /// file has no longer are retired.
    /// - Parameter skippingBroken: whether good items are taken although others are broken; then none is retired.
    /// - Throws: `malformed` with `file_malformed` for what is no such file.
    package func importChecklists(_ data: Data, skippingBroken: Bool) async throws -> ImportReport {
        let file: ChecklistFile
        do {
            file = try JSONDecoder().decode(ChecklistFile.self, from: data)
        } catch {
            throw Problem(.malformed, "file_malformed", arguments: ["member": "families"])
        }
        let read = ReadChecklists(file, on: today)
        var report = ImportReport()
        report.refused = read.refused
        if !report.refused.isEmpty, !skippingBroken { return report }
        let isWhole = report.refused.isEmpty
        report.add(try await store.write { try take(read, isWhole: isWhole, in: $0) })
        return report
    }

    private func take(
        _ read: ReadChecklists, isWhole: Bool, in transaction: any WriteTransaction
    ) throws -> ImportReport {
        var report = ImportReport()
        func count(isNew: Bool, isSame: Bool) {
            if isNew { report.added += 1 } else if isSame { report.unchanged += 1 } else { report.changed += 1 }
        }
        for family in read.families {
            let known = try ChecklistRepository.family(family.id, in: transaction)
            count(isNew: known == nil, isSame: known == family)
            if known != family { try ChecklistRepository.save(family, in: transaction) }
        }
        let known = try ChecklistRepository.items(of: read.blocks, in: transaction)
        let byID = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
        for item in read.items {
            let old = try byID[item.id] ?? ChecklistRepository.item(item.id, in: transaction)
            count(isNew: old == nil, isSame: old?.says(item) ?? false)
            if old?.says(item) != true {
                try ChecklistRepository.save(item, in: transaction)
                try touchCopies(with: item.id, in: transaction)
            }
        }
        let named = Set(read.items.map(\.id))
        for item in known where isWhole && !item.isRetired && !named.contains(item.id) {
            report.changed += 1
            try ChecklistRepository.retire(item.id, at: clock.now, in: transaction)
            try touchCopies(with: item.id, in: transaction)
        }
        return report
    }

    /// Rows of copies show what the data says of a step.
    private func touchCopies(with item: String, in transaction: any WriteTransaction) throws {
        for copy in try ChecklistRepository.copies(with: item, in: transaction) {
            transaction.touch(.changes(entity: "checklistItem", id: "\(copy):\(item)"))
        }
    }
}

/// A file whose items may be stored, and what is wrong with the others.
struct ReadChecklists: Sendable {
    private(set) var families: [ChecklistRepository.Family] = []
    private(set) var blocks: [String] = []
    private(set) var items: [ChecklistItem] = []
    private(set) var refused: [ImportReport.Refusal] = []
    /// Where in the file each item stands.
    private var places: [String: String] = [:]

    init(_ file: ChecklistFile, on today: CivilDay) {
        read(file.blocks, "/shared_blocks", isFamily: false, on: today)
        read(file.families, "/families", isFamily: true, on: today)
        refuseUnknown()
        refuseCircles()
    }

    private mutating func read(
        _ records: [ImportedRecord<ChecklistFile.Block>], _ member: String, isFamily: Bool, on today: CivilDay
    ) {
        for (place, record) in records.enumerated() {
            let pointer = "\(member)/\(place)"
            switch record.result {
            case .failure(let refusal): refused.append(refusal)
            case .success(let block):
                guard !blocks.contains(block.id) else {
                    refused.append(.init("\(pointer)/id", "listed_twice"))
                    continue
                }
                blocks.append(block.id)
                if isFamily { families.append(Self.family(block)) }
                read(block, pointer, on: today)
            }
        }
    }

    private static func family(_ block: ChecklistFile.Block) -> ChecklistRepository.Family {
        ChecklistRepository.Family(
            id: block.id, title: UserText.clean(block.title, .line), includes: block.includes ?? [],
            notes: (block.notes ?? []).map { UserText.clean($0, .line) })
    }

    private mutating func read(_ block: ChecklistFile.Block, _ pointer: String, on today: CivilDay) {
        for (place, record) in block.items.enumerated() {
            let pointer = "\(pointer)/items/\(place)"
            switch record.result.flatMap({ $0.checked(in: block.id, at: place, on: today) }) {
            case .success(let item) where places[item.id] != nil:
                refused.append(.init("\(pointer)/id", "listed_twice"))
            case .success(let item):
                items.append(item)
                places[item.id] = pointer
            case .failure(let refusal): refused.append(refusal.below(pointer))
            }
        }
    }

    /// An item that waits for one that is not there waits for ever.
    private mutating func refuseUnknown() {
        while true {
            let known = Set(items.map(\.id))
            let lost = items.filter { !known.isSuperset(of: $0.dependsOn) }
            if lost.isEmpty { return }
            refuse(lost, "unknown_item")
        }
    }

    private mutating func refuseCircles() {
        let ordered = Set(ChecklistPlan.ordered(items.map(\.planned)).map(\.id))
        refuse(items.filter { !ordered.contains($0.id) }, "circle")
    }

    private mutating func refuse(_ lost: [ChecklistItem], _ code: String) {
        for item in lost { refused.append(.init("\(places[item.id] ?? "")/depends_on", code)) }
        let ids = Set(lost.map(\.id))
        items.removeAll { ids.contains($0.id) }
    }
}

extension ChecklistItem {
    /// Whether the data says the same; a retired item says nothing any more.
    fileprivate func says(_ other: ChecklistItem) -> Bool {
        var same = other
        same.revision = revision
        return !isRetired && self == same
    }
}
