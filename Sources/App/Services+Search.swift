/// The search index holds what several features bring.
extension Services {
    /// Puts in what was there before the index, or before its terms were made anew.
    /// - Returns: how many posts were put in.
    @discardableResult
    package func fillSearchIndex() async throws -> Int {
        let posts = try await forum.fillSearchIndex()
        try await visas.fillSearchIndex()
        return posts
    }

    /// Empties it and fills it anew.
    /// - Returns: how many posts were put in.
    package func refillSearchIndex() async throws -> Int {
        let posts = try await forum.refillSearchIndex()
        try await visas.fillSearchIndex()
        return posts
    }
}
