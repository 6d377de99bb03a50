import Accounts
import Jobs
import Storage
import Visas

/// The search index holds what several features bring.
extension Services {
    /// Puts in what was there before the index, or before its terms were made anew.
    /// - Returns: how many posts were put in.
    @discardableResult
    package func fillSearchIndex() async throws -> Int {
        let posts = try await forum.fillSearchIndex()
        try await visas.fillSearchIndex()
        try await jobs.fillSearchIndex()
        try await accounts.fillSearchIndex()
        return posts
    }

    /// Empties it and fills it anew.
    /// - Returns: how many posts were put in.
    package func refillSearchIndex() async throws -> Int {
        let posts = try await forum.refillSearchIndex()
        try await visas.fillSearchIndex()
        try await jobs.fillSearchIndex()
        try await accounts.fillSearchIndex()
        return posts
    }

    /// Compares it with what stands beside posts.
    /// - Returns: a line for each difference; empty when there is none.
    package static func searchDifferences(in transaction: any Transaction) throws -> [String] {
        try VisaService.searchDifferences(in: transaction) + JobService.searchDifferences(in: transaction)
            + AccountService.searchDifferences(in: transaction)
    }
}
