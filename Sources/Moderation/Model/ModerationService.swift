import Accounts
import Core
import Forum
import Storage

/// Flags, their review, suspension and trust.
package struct ModerationService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let forum: ForumService
    let limits: ModerationLimits
    /// Ends what waits for a member who may not write.
    let onSuspension: @Sendable (MemberID, any WriteTransaction) throws -> Void
    /// What goes out of sight with the posts of an account.
    let besides: [UndoneBesides]
    /// Tells the author of a post that two moderators learned whose it is.
    let onUnmasking: @Sendable (MemberID, PostID, any WriteTransaction) throws -> Void

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, forum: ForumService,
        limits: ModerationLimits = ModerationLimits(), besides: [UndoneBesides] = [],
        onSuspension: @escaping @Sendable (MemberID, any WriteTransaction) throws -> Void = { _, _ in },
        onUnmasking: @escaping @Sendable (MemberID, PostID, any WriteTransaction) throws -> Void = { _, _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.forum = forum
        self.limits = limits
        self.onSuspension = onSuspension
        self.besides = besides
        self.onUnmasking = onUnmasking
    }

    // MARK: The queue

    /// What is to be decided, the heaviest first, of equal ones the oldest.
    /// - Throws: `notFound` for who is no staff.
    package func queue(
        after cursor: PageCursor? = nil, limit: Int = ModerationLimits.itemsPerPage, as principal: Principal
    ) async throws -> Paged<ReviewCase> {
        try requireStaff(principal)
        return try await store.read { transaction in
            let items = Paged(
                try ReviewRepository.queue(after: cursor, limit: limit, in: transaction), limit: limit
            ) { PageCursor(key: $0.place, id: $0.id.text) }
            return Paged(items: try cases(items.items, as: principal, in: transaction), next: items.next)
        }
    }

    /// One item with all that belongs to it, and what was done about its author.
    /// - Throws: `notFound`, also for who is no staff.
    package func item(_ id: ReviewItemID, as principal: Principal) async throws -> ReviewCase {
        try requireStaff(principal)
        return try await store.read { try visibleCase(id, as: principal, in: $0) }
    }

    func visibleCase(
        _ id: ReviewItemID, as principal: Principal, in transaction: any Transaction
    ) throws -> ReviewCase {
        guard let item = try ReviewRepository.item(id, in: transaction),
            var found = try cases([item], as: principal, in: transaction).first
        else { throw Problem.notFound }
        if let unmasking = found.unmasking, unmasking.isOpen(to: principal) {
            found.unmasked = try UnmaskingRepository.person(item.authorID, in: transaction)
        }
        found.appealed = try item.appealOf.flatMap { try ReviewRepository.item($0, in: transaction) }
        if item.cause == .held, let post = found.post, let thread = found.thread {
            let patterns = ScamPatterns.shipped.adding(try OwnPatternRepository.all(in: transaction))
            found.signals = patterns.signals(in: try forum.words(of: post, in: thread, transaction))
        }
        return found
    }

    func cases(
        _ items: [ReviewItem], as principal: Principal, in transaction: any Transaction
    ) throws -> [ReviewCase] {
        let posts = try forum.posts(items.compactMap(\.postID), as: principal, in: transaction)
        let flags = try FlagRepository.flags(of: items.map(\.id), in: transaction)
        let unmaskings = try UnmaskingRepository.unmaskings(
            of: items.filter(\.isAnonymous).compactMap(\.postID), in: transaction)
        return items.map { item in
            let isOwn = item.authorID == principal.member?.id
            let found = item.postID.flatMap { posts[$0] }
            return ReviewCase(
                item: item, post: found?.post, thread: found?.thread, flags: flags[item.id] ?? [],
                isOwn: isOwn, unmasking: isOwn ? nil : item.postID.flatMap { unmaskings[$0] })
        }
    }

    /// For who is no staff, what staff sees is not there.
    func requireStaff(_ principal: Principal) throws {
        guard principal.isStaff else { throw Problem.notFound }
    }

    // MARK: The log

    /// A page of the log, the newest first: everyone's part, or all of it for staff.
    /// - Throws: `notFound` for who is no staff and wants more than everyone's part.
    package func log(
        _ view: LogView, after cursor: PageCursor? = nil, limit: Int = ModerationLimits.itemsPerPage,
        as principal: Principal
    ) async throws -> Paged<ModerationEntry> {
        if case .everyone = view {} else { try requireStaff(principal) }
        return try await store.read { transaction in
            Paged(
                try LogRepository.entries(view, after: cursor, limit: limit, in: transaction), limit: limit,
                cursor: LogRepository.cursor(after:))
        }
    }

    /// Notes in the log what a moderator decided of something that another feature keeps, inside the transaction in
    /// which it was decided.
    /// - Parameters:
    ///   - member: whom it concerns; `nil` for nobody in particular.
    ///   - reason: a code: what was to be decided.
    ///   - note: for staff alone.
    package func logDecision(
        _ action: ModerationAction, about target: ModerationTarget, _ id: String, of member: MemberID? = nil,
        reason: String = "", note: String, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        try log(
            LogRepository.New(
                action: action, targetType: target, targetID: id, member: member, reason: reason, note: note),
            by: principal, in: transaction)
    }

    func log(
        _ entry: LogRepository.New, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        try LogRepository.add(
            entry, id: ids.next(at: now, as: ModerationEntryMark.self).text, by: principal, at: now, in: transaction)
    }
}
