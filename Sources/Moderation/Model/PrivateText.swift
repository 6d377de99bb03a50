import Core
import Storage

/// What a text that one member writes to another looks like, and by what it is known again.
package struct PrivateText: Sendable {
    /// So much like a scam that a moderator looks first: the more so the newer its author is.
    package let isHeld: Bool
    /// Its reader is to be warned, whoever wrote it.
    package let isSuspicious: Bool
    /// Whether what its author sends to many waits for a moderator: regular members have been here for long.
    package let holdsCopies: Bool
    /// Digest and letters of each sentence.
    package let sentences: [(digest: String, length: Int)]

    package init(_ text: String, by trust: TrustLevel, patterns: ScamPatterns = .shipped) {
        let weight = patterns.weight(of: patterns.signals(in: text))
        isHeld = patterns.holds(weight, at: trust)
        isSuspicious = patterns.holds(weight, at: .new)
        holdsCopies = trust < .regular
        sentences = WrittenSentence.all(in: text).map { ($0.digest, $0.length) }
    }
}

/// One kind of what an account published besides posts: it goes out of sight with them, and comes back.
package struct UndoneBesides: Sendable {
    package typealias Step = @Sendable (MemberID, _ limit: Int, any WriteTransaction) throws -> Int

    /// How much there is to be seen, and how much went out of sight.
    package let counts: @Sendable (MemberID, any Transaction) throws -> (shown: Int, undone: Int)
    /// Takes some away, at most `limit`; says how many.
    package let undo: Step
    /// Brings some back.
    package let redo: Step

    package init(
        counts: @escaping @Sendable (MemberID, any Transaction) throws -> (shown: Int, undone: Int),
        undo: @escaping Step, redo: @escaping Step
    ) {
        (self.counts, self.undo, self.redo) = (counts, undo, redo)
    }
}
