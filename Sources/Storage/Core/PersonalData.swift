import Core

/// What becomes of the words of a member who leaves.
package enum PostsAfterwards: String, Codable, Sendable, CaseIterable {
    /// They stay, without a name.
    case anonymise
    /// They go.
    case remove
}

/// What a feature knows of a member: for the member's own export, and for the day the member leaves.
package protocol PersonalData: Sendable {
    /// Tables that this answers for: every table with a column that names an account is in one of these lists.
    var tables: Set<String> { get }

    /// All that is the member's own and still theirs to see, by kind; nobody else's words are among it.
    func export(_ member: Principal.Member, in transaction: any Transaction) throws -> [String: [any Encodable
        & Sendable]]

    /// Takes out what is the member's, within the transaction that closes the account.
    func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction) throws
}
