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

    /// The shipped pathways as JSON that a test may change.
    package static func pathwayFile(_ change: (inout [[String: Any]]) -> Void) throws -> Data {
        let file = try JSONSerialization.jsonObject(with: VisaService.shippedPathways) as? [String: Any] ?? [:]
        var pathways = file["pathways"] as? [[String: Any]] ?? []
        change(&pathways)
        return try JSONSerialization.data(withJSONObject: ["pathways": pathways])
    }
}
