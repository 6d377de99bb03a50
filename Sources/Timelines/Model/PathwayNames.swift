import Embedded
import Foundation

/// What timelines need to know of a pathway.
package struct PathwayName: Decodable, Sendable {
    package let id: String
    package let country: String
    package let name: String
    package let official: Official?
    package let asOf: String
    package let sourceURL: String

    /// Its page.
    package var path: String { "/visas/\(country.lowercased())/\(id.dropFirst(country.count + 1))" }

    /// What the authorities say of the time it takes.
    package struct Official: Decodable, Sendable {
        package let min: Int?
        package let max: Int?
    }

    enum CodingKeys: String, CodingKey {
        case id, country, name
        case official = "typical_processing_days", asOf = "as_of", sourceURL = "official_url"
    }
}

package enum PathwayNames {
    private struct File: Decodable { let pathways: [PathwayName] }

    /// In the order of the data.
    package static let inOrder: [PathwayName] = {
        let file = EmbeddedFile.at("Sources/App/Data/visa-pathways.json")
        return file.flatMap { try? JSONDecoder().decode(File.self, from: $0.data).pathways } ?? []
    }()

    package static let shipped = Dictionary(inOrder.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
}
