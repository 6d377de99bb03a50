import Core

/// The numbers of moderation, in one place (community.md, Trust and Moderation).
package struct ModerationLimits: Sendable {
    /// The level from which on members may flag.
    package var flagLevel = TrustLevel.known
    /// What a moderator's flag weighs; a member's weighs 1 and the member's level.
    package var staffWeight = 5
    /// A post goes out of sight when its flags weigh this much together,
    package var hidingWeight = 8
    /// or those of them that speak of a scam this much.
    package var scamWeight = 4
    /// A new account may not write after so many flags
    package var silencingFlags = 3
    /// by so many members.
    package var silencingReporters = 3
    /// What an appeal or a held post weighs in the queue.
    package var appealWeight = 5
    package var heldWeight = 2
    /// Whether what looks like a scam waits for a moderator (`ScamPatterns`).
    package var holdsFirstPosts = true
    /// How long the sentences of accounts that are not regular yet are compared with new ones.
    package var copiesWithin = Span.days(14)
    /// How long a flag that a moderator upheld keeps a member from what trust opens.
    package var upheldFor = Span.days(60)
    /// Days of a suspension.
    package static let days = 1...3650
    package static let itemsPerPage = 30

    package var known = Known()
    package var regular = Regular()
    package var trusted = Trusted()

    /// What leads to level 1, besides a vouch.
    package struct Known: Sendable {
        package var days = 3
        package var threadsRead = 5
        package var postsRead = 15
    }

    /// What leads to level 2: days, and one accepted answer or so many posts that somebody thanked for.
    package struct Regular: Sendable {
        package var activeDays = 15
        package var thankedPosts = 5
    }

    /// What leads to level 3.
    package struct Trusted: Sendable {
        package var days = 60
        package var vouches = 2
    }

    package init() {}

    /// No limits: `--limits off`.
    package static let off: ModerationLimits = {
        var limits = ModerationLimits()
        limits.flagLevel = .new
        limits.holdsFirstPosts = false
        return limits
    }()
}
