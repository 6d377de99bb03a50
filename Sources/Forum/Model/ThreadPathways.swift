import Core
import Storage

/// What threads need to know of a pathway that they are about.
package struct ThreadPathway: Sendable, Equatable {
    /// `de-eu-blue-card`.
    package let id: String
    /// ISO 3166-1 alpha-2.
    package let country: String
    package let slug: String
    /// As its authority calls it.
    package let name: String

    /// Its page.
    package var path: String { "/visas/\(country.lowercased())/\(slug)" }
    /// The list of all threads about it.
    package var threadsPath: String { "\(path)/threads" }
}

/// SQL over pathways as threads name them; internal to the feature.
enum ThreadPathwayRepository {
    private static let columns: Query = "pathway.id, pathway.country, pathway.slug, pathway.name"

    private static func decode(_ row: any ResultRow) -> ThreadPathway {
        ThreadPathway(id: row.text(0), country: row.text(1), slug: row.text(2), name: row.text(3))
    }

    /// Every pathway, by country.
    static func all(in transaction: any Transaction) throws -> [ThreadPathway] {
        try transaction.rows("SELECT \(columns) FROM pathway ORDER BY pathway.id LIMIT 1000", decode)
    }

    /// Those of the pathways that there are.
    static func pathways(_ ids: Set<String>, in transaction: any Transaction) throws -> [String: ThreadPathway] {
        guard !ids.isEmpty else { return [:] }
        let found = try transaction.rows(
            "SELECT \(columns) FROM pathway WHERE \(transaction.dialect.anyOf("pathway.id", ids.sorted()))", decode)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    static func pathway(country: String, slug: String, in transaction: any Transaction) throws -> ThreadPathway? {
        try transaction.first(
            "SELECT \(columns) FROM pathway WHERE pathway.country = \(country) AND pathway.slug = \(slug)", decode)
    }

    /// Says what a thread is about; `nil` for no pathway.
    static func set(_ pathway: String?, of thread: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE forum_thread SET pathway_id = \(pathway), revision = revision + 1 WHERE id = \(thread)")
    }
}

extension ForumService {
    /// Every pathway that a thread may be about, by country.
    package func pathways() async throws -> [ThreadPathway] {
        try await store.read { try ThreadPathwayRepository.all(in: $0) }
    }

    /// A pathway by its id.
    /// - Throws: `notFound`.
    package func pathway(_ id: String) async throws -> ThreadPathway {
        try await store.read { transaction in
            guard let pathway = try ThreadPathwayRepository.pathways([id], in: transaction)[id] else {
                throw Problem.notFound
            }
            return pathway
        }
    }

    /// A pathway by its address.
    /// - Throws: `notFound`.
    package func pathway(country: String, slug: String) async throws -> ThreadPathway {
        try await store.read { transaction in
            let country = country.uppercased()
            guard let pathway = try ThreadPathwayRepository.pathway(country: country, slug: slug, in: transaction)
            else { throw Problem.notFound }
            return pathway
        }
    }

    /// - Throws: `invalid` naming `pathwayId` for one that there is not.
    func checkPathway(_ id: String?, in transaction: any Transaction) throws {
        guard let id else { return }
        guard try ThreadPathwayRepository.pathways([id], in: transaction)[id] != nil else {
            throw Problem.invalid("pathwayId", "unknown_pathway")
        }
    }

    /// Says anew what a thread is about.
    /// - Parameter pathway: an empty text for no pathway; `nil` leaves it.
    /// - Throws: `invalid` naming `pathwayId`.
    func setPathway(_ pathway: String?, of thread: ForumThread, in transaction: any WriteTransaction) throws {
        guard let pathway, pathway != thread.pathway?.id ?? "" else { return }
        let chosen = pathway.isEmpty ? nil : pathway
        try checkPathway(chosen, in: transaction)
        try ThreadPathwayRepository.set(chosen, of: thread.id, in: transaction)
    }
}

extension Validation {
    /// The id of a pathway, or an empty text for none; whether there is such a one, the database says.
    mutating func pathway(_ id: String?) -> String { text(id, "pathwayId", 0...80) }
}
