import Core
import Forum
import Storage

/// Moderation's part in what the forum writes.
package struct ForumOversight: PostOversight {
    private let clock: Clock
    private let ids: IdentifierSource
    private let limits: ModerationLimits
    private let patterns: ScamPatterns

    package init(
        clock: Clock, ids: IdentifierSource, limits: ModerationLimits = ModerationLimits(),
        patterns: ScamPatterns = .shipped
    ) {
        self.clock = clock
        self.ids = ids
        self.limits = limits
        self.patterns = patterns
    }

    /// What looks like a scam waits for a moderator: the more so the newer its author is.
    package func wrote(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        guard limits.holdsFirstPosts, member.trust < .regular, !Principal.member(member).isStaff else { return }
        let patterns = patterns.adding(try OwnPatternRepository.all(in: transaction))
        var signals = patterns.signals(in: try forum.words(of: post, in: thread, transaction))
        if try isCopy(post, in: transaction) { signals.insert(.copied) }
        guard try isHeld(post, signals, by: member, in: transaction) else { return }
        let moderation = service(forum)
        let item = try moderation.openItem(on: post, cause: .held, in: transaction)
        try forum.setState(.held, ofPost: post.id, as: .system(reason: "first post"), in: transaction)
        try moderation.log(.hold, item, reason: "held", note: "", by: .system(reason: "held"), in: transaction)
    }

    private func isHeld(
        _ post: ForumPost, _ signals: Set<ScamPatterns.Signal>, by member: Principal.Member,
        in transaction: any Transaction
    ) throws -> Bool {
        if signals.isEmpty { return false }
        if patterns.holds(patterns.weight(of: signals), at: member.trust) { return true }
        guard member.trust == .new else { return false }
        if try ReviewRepository.hasHeld(by: member.id, in: transaction) { return true }
        // A first post that names a way to pay or to get in touch.
        return try !signals.isDisjoint(with: [.contact, .address, .payment])
            && !Self.hasPublished(member.id, besides: post.id, in: transaction)
    }

    /// Whether most of a post was written elsewhere in these days; what it says is kept to compare the next ones with.
    private func isCopy(_ post: ForumPost, in transaction: any WriteTransaction) throws -> Bool {
        let sentences = WrittenSentence.all(in: post.body)
        guard !sentences.isEmpty else { return false }
        let known = try WrittenSentence.known(
            among: sentences, besides: post.id, of: post.authorID,
            since: clock.now.advanced(by: -limits.copiesWithin), in: transaction)
        try WrittenSentence.keep(sentences, of: post, at: clock.now, in: transaction)
        let copied = sentences.filter { known.contains($0.digest) }.reduce(0) { $0 + $1.length }
        return copied * 2 >= sentences.reduce(0) { $0 + $1.length }
    }

    package func locked(
        _ thread: ForumThread, _ isLocked: Bool, by principal: Principal, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        try service(forum).log(
            LogRepository.New(
                action: isLocked ? .lock : .unlock, targetType: .thread, targetID: thread.id.text,
                member: thread.author?.id), by: principal, in: transaction)
    }

    package func renamed(
        _ synonym: TagSynonym, by principal: Principal, forum: ForumService, in transaction: any WriteTransaction
    ) throws {
        try service(forum).log(
            LogRepository.New(
                action: .tagMerged, targetType: .tag, targetID: synonym.tag, member: nil, note: "#\(synonym.name)"),
            by: principal,
            in: transaction)
    }

    package func isUnderReview(_ post: PostID, in transaction: any Transaction) throws -> Bool {
        try ReviewRepository.open(.post, post.text, in: transaction) != nil
    }

    /// Whoever mends what flags had put out of sight brings it back, once; moderators still look.
    package func changed(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction
    ) throws {
        guard post.authorID == member.id,
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
        try service(forum).log(
            .mended, item, reason: "", note: "", by: item.isAnonymous ? program : .member(member), in: transaction)
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
