import Core
import Forum
import Storage

/// Moderation's part in what the forum writes.
package struct ForumOversight: PostOversight {
    private let clock: Clock
    private let ids: IdentifierSource
    private let limits: ModerationLimits

    package init(clock: Clock, ids: IdentifierSource, limits: ModerationLimits = ModerationLimits()) {
        self.clock = clock
        self.ids = ids
        self.limits = limits
    }

    package func wrote(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {}

    /// Whoever mends what flags had put out of sight brings it back, once; moderators still look.
    package func changed(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        guard post.author.id == member.id,
            let item = try ReviewRepository.open(.post, post.id.text, in: transaction), item.hiddenAt != nil,
            item.restoredAt == nil, try forum.state(ofPost: post.id, in: transaction)?.state == .hidden
        else { return }
        let moderation = service(forum)
        let program = Principal.system(reason: "mended")
        try forum.setState(.published, ofPost: post.id, as: program, in: transaction)
        try ReviewRepository.setRestored(item.id, at: clock.now, in: transaction)
        try moderation.log(.mended, item, reason: "", note: "", by: .member(member), in: transaction)
    }

    private func service(_ forum: ForumService) -> ModerationService {
        ModerationService(store: forum.store, clock: clock, ids: ids, forum: forum, limits: limits)
    }
}
