import Core

/// How much one member may push (sync.md, section 6). Charged for what is applied, not for what comes again.
package struct PushBudget: Sendable {
    /// Charges a mutation of any kind. What it throws stops the push before the mutation has taken its number.
    let takeAny: @Sendable (MemberID) throws -> Void
    /// Charges a mutation by its name. What it throws rejects the mutation, which keeps its text in its outcome.
    let take: @Sendable (_ mutation: String, MemberID) throws -> Void

    package init(
        takeAny: @escaping @Sendable (MemberID) throws -> Void,
        take: @escaping @Sendable (_ mutation: String, MemberID) throws -> Void
    ) {
        self.takeAny = takeAny
        self.take = take
    }
}
