import Core

/// The numbers of private messages, in one place (community.md).
package struct MessageLimits: Sendable {
    /// The level from which on members may begin a conversation.
    package static let level = TrustLevel.known
    /// Conversations that a member may begin within a day, by level.
    package var beginningsPerDay: [TrustLevel: Int] = [.new: 0, .known: 5, .regular: 20, .trusted: 40]
    /// Messages to somebody who has not answered yet.
    package var unanswered = 3
    /// Whether what looks like a scam waits for a moderator, or carries a warning.
    package var looks = true
    /// Other members to whom the same may go before it is copied to many.
    package var copies = 2
    /// How long sentences are compared with new ones.
    package var copiesWithin = Span.days(14)

    /// Characters of a message.
    package static let length = 1...8000
    /// Messages that a page of a conversation holds, conversations that a page of the list holds.
    package static let perPage = 30
    /// Unread messages that are counted.
    package static let mostCounted = 100
    /// Messages that may be shown beside a reported one.
    package static let mostShown = 10
    /// Within which somebody looks at a case.
    package static let acknowledging = Span.hours(48)

    package init() {}

    /// No limits: `--limits off`.
    package static let off: MessageLimits = {
        var limits = MessageLimits()
        limits.beginningsPerDay = [:]
        limits.unanswered = .max
        limits.looks = false
        return limits
    }()

    /// Conversations that somebody of a level may begin within a day; `nil` for any number.
    package func beginnings(at level: TrustLevel) -> Int? { beginningsPerDay[level] }
}

/// What a text looks like, and by what it is known again.
package struct MessageLook: Sendable {
    /// So much like a scam that a moderator looks first.
    package var isHeld = false
    /// Its reader is warned.
    package var isSuspicious = false
    /// What its author sent to many waits for a moderator; of others it carries a warning.
    package var holdsCopies = false
    /// Digest and letters of each sentence.
    package var sentences: [(digest: String, length: Int)] = []

    package init() {}
}
