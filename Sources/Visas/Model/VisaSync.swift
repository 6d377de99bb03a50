import Core
import Storage
import Sync

/// Pathways of a country: what they say today, with their sources.
struct PathwayCollection: SyncedCollection {
    let visas: VisaService
    let entity = "pathway"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try visas.pathways(ids, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, PathwayRecord($0, on: visas.today)) })
    }
}

/// `v:{country}`: everyone may read the pathways of any country.
struct CountryScopes: SyncedScopes {
    let kind = "v"

    func readable(
        _ names: [String], by viewer: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        let known = Set(try PathwayRepository.countries(in: transaction).map { "v:\($0.country)" })
        return known.intersection(names)
    }
}

extension VisaService {
    package var syncedCollections: [any SyncedCollection] { [PathwayCollection(visas: self)] }
    package var syncedScopes: [any SyncedScopes] { [CountryScopes()] }

    /// Every row of visas that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = ["SELECT 'v:' || country, 'pathway', id FROM pathway"]
}

/// What the pages of visas know of a member.
package struct VisaPersonalData: PersonalData {
    package let tables: Set<String> = ["pathway_version", "pathway_edit", "pathway_report"]

    package init() {}

    private struct Report: Encodable, Sendable {
        let pathwayId: String
        let body: String
        let link: String
        let state: String
        let createdAt: Timestamp
    }

    private struct Edit: Encodable, Sendable {
        let pathwayId: String
        let field: String
        let value: String
        let sourceURL: String
        let note: String
        let state: String
        let createdAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let reports = try transaction.rows(
            """
            SELECT pathway_id, body, link, state, created_at FROM pathway_report WHERE reporter_id = \(member.id)
            ORDER BY created_at, id
            """
        ) {
            Report(
                pathwayId: $0.text(0), body: $0.text(1), link: $0.text(2), state: $0.text(3), createdAt: $0.time(4))
        }
        let edits = try transaction.rows(
            """
            SELECT pathway_id, field, value, source_url, note, state, created_at FROM pathway_edit
            WHERE author_id = \(member.id) ORDER BY created_at, id
            """
        ) {
            Edit(
                pathwayId: $0.text(0), field: $0.text(1), value: $0.text(2), sourceURL: $0.text(3), note: $0.text(4),
                state: $0.text(5), createdAt: $0.time(6))
        }
        return ["pathwayReports": reports, "pathwayEdits": edits]
    }

    /// Facts stay, with their sources; what the member wrote beside them goes, as does what waits.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for statement: Query in [
            "UPDATE pathway_version SET note = '' WHERE editor_id = \(member)",
            "DELETE FROM pathway_edit WHERE author_id = \(member) AND state <> 'accepted'",
            "UPDATE pathway_edit SET note = '' WHERE author_id = \(member)",
            "DELETE FROM pathway_report WHERE reporter_id = \(member)",
        ] { try transaction.execute(statement) }
    }
}
