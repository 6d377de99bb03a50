import Core

/// What one member's devices may push: each mutation counts by itself, however many come in one request. Posts and
/// flags take from the same buckets as those sent one by one.
package struct MutationBudget: Sendable {
    private let buckets: Buckets
    private let limits: RateLimits
    private let clock: Clock

    package init(buckets: Buckets, clock: Clock, limits: RateLimits = RateLimits()) {
        self.buckets = buckets
        self.clock = clock
        self.limits = limits
    }

    /// Takes a token for a mutation of any kind.
    /// - Throws: `tooMany` with `too_many_requests`: the rest of the queue is to come later.
    package func takeAny(_ member: MemberID) throws { try buckets.take(member.text, limits.mutations, at: clock.now) }

    /// Takes a token for what others see of it.
    /// - Throws: `tooMany` with `too_many_requests`: the mutation is too much.
    package func take(_ mutation: String, _ member: MemberID) throws {
        switch mutation {
        case "thread.create", "post.create": try buckets.take(member.text, limits.posts, at: clock.now)
        case "conversation.send": try buckets.take(member.text, limits.messages, at: clock.now)
        case "flag.create": try buckets.take(member.text, limits.flags, at: clock.now)
        default: break
        }
    }
}
