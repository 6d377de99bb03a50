import Core
import Storage

/// Members in the search index, by display name and username: everybody may see their pages. All but those who are gone
/// are in it; who may not write, or never confirmed an address, is not found.
enum MemberSearch {
    static let places = SearchedPlaces(kind: "member") { ids, _, transaction in
        try transaction.rows(
            """
            SELECT account.id, account.username, account.display_name, account.about FROM account
            WHERE \(transaction.dialect.anyOf("account.id", ids)) AND account.state = 'active'
                AND account.email_verified_at IS NOT NULL
            """
        ) { row in
            SearchedPlaces.Place(
                id: row.text(0), title: "\(row.text(2)) · @\(row.text(1))", text: row.text(3),
                path: "/members/\(row.text(1))")
        }
    }

    private static let columns: Query = "account.id, account.username, account.display_name"

    private static func decode(_ row: any ResultRow) -> SearchDocument {
        SearchDocument(
            id: places.documentID(row.text(0)), writtenAt: Timestamp(milliseconds: 0),
            title: SearchText.fold(row.text(2)),
            tags: "\(places.mark) \(SearchText.fold(row.text(1)))", body: "")
    }

    /// Writes the names of a member as they are now.
    static func write(_ id: MemberID, in transaction: any WriteTransaction) throws {
        let document = try transaction.first(
            "SELECT \(columns) FROM account WHERE account.id = \(id) AND account.state <> 'deleted'", decode)
        let index = transaction.dialect.search
        if let document {
            try index.add(document, in: transaction)
        } else {
            try index.remove(places.documentID(id.text), in: transaction)
        }
    }

    static func count(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM account WHERE account.state <> 'deleted'"))
    }

    private static let batchSize = 500

    /// One batch after another of what the index must hold, by the members' ids.
    /// - Returns: the last id of the batch after `id`; `nil` when there is no more.
    static func batch(
        after id: String, in transaction: any Transaction
    ) throws -> (documents: [SearchDocument], last: String?) {
        let found = try transaction.rows(
            """
            SELECT \(columns) FROM account WHERE account.id > \(id) AND account.state <> 'deleted'
            ORDER BY account.id LIMIT \(batchSize)
            """
        ) { (id: $0.text(0), document: decode($0)) }
        return (found.map(\.document), found.count == batchSize ? found.last?.id : nil)
    }
}

extension AccountService {
    /// Members among what searches find.
    package static var searchedPlaces: SearchedPlaces { MemberSearch.places }

    /// Puts members into the search index who were there before they were searched for, or before it was emptied.
    /// - Returns: how many were put in; 0 when there was nothing to do.
    @discardableResult
    package func fillSearchIndex() async throws -> Int {
        let isFull = try await store.read { transaction in
            try MemberSearch.places.count(in: transaction) == MemberSearch.count(in: transaction)
        }
        if isFull { return 0 }
        var (count, next) = (0, Optional(""))
        while let start = next {
            let (filled, last) = try await store.write { transaction in
                let (documents, last) = try MemberSearch.batch(after: start, in: transaction)
                let index = transaction.dialect.search
                let missing = try index.missing(among: documents, in: transaction)
                for (document, _) in missing { try index.add(document, in: transaction) }
                return (missing.count, last)
            }
            (count, next) = (count + filled, last)
        }
        return count
    }

    /// Compares the search index with the members.
    /// - Returns: a line for each difference; empty when there is none.
    package static func searchDifferences(in transaction: any Transaction) throws -> [String] {
        let index = transaction.dialect.search
        var missing: [(document: SearchDocument, isThere: Bool)] = []
        var next = Optional("")
        while let start = next {
            let (documents, last) = try MemberSearch.batch(after: start, in: transaction)
            missing += try index.missing(among: documents, in: transaction)
            next = last
        }
        return try index.findings(
            missing, MemberSearch.places, wanted: MemberSearch.count(in: transaction), in: transaction)
    }
}
