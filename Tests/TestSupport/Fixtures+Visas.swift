import Core
import Foundation
import Visas

extension TestApp {
    /// Takes over the pathways that the program ships.
    @discardableResult
    package func importPathways() async throws -> ImportReport {
        try await services.visas.importPathways(VisaService.shippedPathways, skippingBroken: false)
    }

    /// Has the member trusted to a level, as the program would after some time.
    package func trust(_ member: TestMember, _ level: Int) async throws {
        try await change("UPDATE account SET trust_level = \(level) WHERE id = \(member.id)")
    }

    /// Takes over the checklists that the program ships.
    @discardableResult
    package func importChecklists() async throws -> ImportReport {
        try await services.checklists.importChecklists(ChecklistService.shipped, skippingBroken: false)
    }

    /// The shipped checklists as JSON that a test may change.
    package static func checklistFile(
        _ change: (inout [[String: Any]], inout [[String: Any]]) -> Void
    ) throws -> Data {
        let file = try JSONSerialization.jsonObject(with: ChecklistService.shipped) as? [String: Any] ?? [:]
        var blocks = file["shared_blocks"] as? [[String: Any]] ?? []
        var families = file["families"] as? [[String: Any]] ?? []
        change(&blocks, &families)
        return try JSONSerialization.data(withJSONObject: ["shared_blocks": blocks, "families": families])
    }

    /// A block with one of its items changed.
    package static func changing(
        _ block: [String: Any], item: Int, _ change: (inout [String: Any]) -> Void
    ) -> [String: Any] {
        var block = block
        var items = block["items"] as? [[String: Any]] ?? []
        change(&items[item])
        block["items"] = items
        return block
    }

    /// The shipped pathways as JSON that a test may change.
    package static func pathwayFile(_ change: (inout [[String: Any]]) -> Void) throws -> Data {
        let file = try JSONSerialization.jsonObject(with: VisaService.shippedPathways) as? [String: Any] ?? [:]
        var pathways = file["pathways"] as? [[String: Any]] ?? []
        change(&pathways)
        return try JSONSerialization.data(withJSONObject: ["pathways": pathways])
    }
}
