import Embedded
import Foundation

/// Persons registered for work abroad, as the sources state them.
package struct EmigrationFigures: Codable, Sendable {
    package let publisher: String
    package let unit: String
    package let caveats: [String]
    package let records: [Record]
    package let cumulative: [Cumulative]
    package let notFound: [String]

    package struct Record: Codable, Sendable {
        /// `2023`, `2023 January-July`.
        package let period: String
        package let from: String
        package let to: String
        package let partialYear: Bool
        package let total: Int?
        package let totalBasis: String
        package let scope: String
        package let categories: [String: Int]
        package let occupations: [String: Int]
        package let destinations: [String: Int]
        package let provinces: [String: Int]
        package let note: String?
        package let source: Source

        enum CodingKeys: String, CodingKey {
            case period, from, to, total, scope, categories, occupations, destinations, provinces, note, source
            case partialYear = "partial_year", totalBasis = "total_basis"
        }
    }

    package struct Cumulative: Codable, Sendable {
        package let period: String
        package let total: Int?
        package let rounded: Bool?
        package let source: Source
    }

    package struct Source: Codable, Sendable {
        package let name: String
        package let url: String?
        package let asOf: String
        package let confidence: String

        enum CodingKeys: String, CodingKey { case name, url, confidence, asOf = "as_of" }
    }

    enum CodingKeys: String, CodingKey {
        case publisher, unit, caveats, records, cumulative, notFound = "not_found"
    }

    /// What the program ships, as a file.
    package static var shippedData: Data { EmbeddedFile.at("Sources/App/Data/beoe-emigration.json")?.data ?? Data() }

    package static let shipped: EmigrationFigures =
        (try? JSONDecoder().decode(EmigrationFigures.self, from: shippedData))
        ?? EmigrationFigures(publisher: "", unit: "", caveats: [], records: [], cumulative: [], notFound: [])

    /// What is counted, in the order of the data: never two in one chart.
    package var scopes: [String] {
        var seen: Set<String> = []
        return records.map(\.scope).filter { seen.insert($0).inserted }
    }

    package func records(of scope: String) -> [Record] { records.filter { $0.scope == scope } }
}
