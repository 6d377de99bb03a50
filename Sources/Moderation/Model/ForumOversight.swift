import Core
import Forum
import Storage

/// Moderation's part in what the forum writes.
package struct ForumOversight: PostOversight {
    private let clock: Clock
    private let ids: IdentifierSource
    private let limits: ModerationLimits
    private let patterns: ContactPatterns

    package init(
        clock: Clock, ids: IdentifierSource, limits: ModerationLimits = ModerationLimits(),
        patterns: ContactPatterns = .shipped
    ) {
        self.clock = clock
        self.ids = ids
        self.limits = limits
        self.patterns = patterns
    }

    /// A new member's first post waits for a moderator when it names a way to pay or to get in touch.
    package func wrote(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        guard limits.holdsFirstPosts, member.trust == .new, !Principal.member(member).isStaff,
            try !Self.hasPublished(member.id, besides: post.id, in: transaction),
            patterns.found(in: post.isOpening ? "\(thread.title)\n\(post.body)" : post.body) != nil
        else { return }
        let moderation = service(forum)
        let item = try moderation.openItem(on: post, cause: .held, in: transaction)
        try forum.setState(.held, ofPost: post.id, as: .system(reason: "first post"), in: transaction)
        try moderation.log(.hold, item, reason: "held", note: "", by: .system(reason: "held"), in: transaction)
    }

    package func locked(
        _ thread: ForumThread, _ isLocked: Bool, by principal: Principal, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        try service(forum).log(
            LogRepository.New(
                action: isLocked ? .lock : .unlock, targetType: .thread, targetID: thread.id.text,
                member: thread.author.id), by: principal, in: transaction)
    }

    package func isUnderReview(_ post: PostID, in transaction: any Transaction) throws -> Bool {
        try ReviewRepository.open(.post, post.text, in: transaction) != nil
    }

    /// Whoever mends what flags had put out of sight brings it back, once; moderators still look.
    package func changed(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        guard post.author.id == member.id,
            let state = try forum.state(ofPost: post.id, in: transaction)?.state
        else { return }
        // What was harmless when it was published may not be any more.
        if state == .published {
            return try wrote(post, of: thread, by: member, forum: forum, in: transaction)
        }
        guard state == .hidden, let item = try ReviewRepository.open(.post, post.id.text, in: transaction),
            item.hiddenAt != nil, item.restoredAt == nil
        else { return }
        let program = Principal.system(reason: "mended")
        try forum.setState(.published, ofPost: post.id, as: program, in: transaction)
        try ReviewRepository.setRestored(item.id, at: clock.now, in: transaction)
        try service(forum).log(.mended, item, reason: "", note: "", by: .member(member), in: transaction)
    }

    private func service(_ forum: ForumService) -> ModerationService {
        ModerationService(store: forum.store, clock: clock, ids: ids, forum: forum, limits: limits)
    }

    /// Whether anything of the member's is seen by everyone: then it is no first post any more.
    private static func hasPublished(
        _ member: MemberID, besides post: PostID, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM forum_post AS post CROSS JOIN forum_thread AS thread
            WHERE post.author_id = \(member) AND post.id <> \(post) AND post.state = 'published'
                AND thread.id = post.thread_id AND thread.state = 'published'
            LIMIT 1
            """)
    }
}
