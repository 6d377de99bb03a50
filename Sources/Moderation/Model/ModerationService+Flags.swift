import Accounts
import Core
import Forum
import Storage

extension ModerationService {
    /// Asks moderators to look at a post, or at a thread by its opening post. A second flag of the same member on
    /// the same post is the first.
    /// - Returns: the flag, and whether it is new.
    /// - Throws: `signInRequired`; `forbidden` with `trust_too_low` or `own_flag`; `notFound`; `invalid` naming the
    ///   fields.
    package func flag(_ draft: FlagDraft, as principal: Principal) async throws -> (flag: Flag, isNew: Bool) {
        let valid = try validated(draft, as: principal)
        return try await store.write { try flag(valid, as: principal, in: $0) }
    }

    func validated(_ draft: FlagDraft, as principal: Principal) throws -> FlagDraft.Valid {
        _ = try principal.requireWriter()
        return try draft.validated()
    }

    /// The post that a member is about to flag, looked at before the form is shown.
    /// - Throws: as `flag(_:as:)`.
    package func flaggable(_ id: PostID, as principal: Principal) async throws -> (post: ForumPost, flag: Flag?) {
        let member = try principal.requireWriter()
        return try await store.read { transaction in
            let post = try forum.visiblePost(id, as: principal, in: transaction).post
            try check(principal, member, mayFlag: post, in: transaction)
            return (post, try FlagRepository.flag(on: id, by: member.id, in: transaction))
        }
    }

    func flag(
        _ valid: FlagDraft.Valid, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> (flag: Flag, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        let post = try target(of: valid, as: principal, in: transaction)
        if let earlier = try FlagRepository.flag(on: post.id, by: member.id, in: transaction) {
            return (earlier, false)
        }
        try check(principal, member, mayFlag: post, in: transaction)
        try updateTrust(of: member.id, in: transaction)
        let item = try openItem(on: post, in: transaction)
        let flag = Flag(
            id: ids.next(at: now), itemID: item.id, postID: post.id, reporterID: member.id,
            reporterName: member.displayName, reason: valid.reason, note: valid.note,
            weight: try weight(of: principal, member, in: transaction), outcome: .open, createdAt: now, decidedAt: nil)
        try FlagRepository.insert(flag, author: post.authorID, in: transaction)
        let flags = try FlagRepository.flags(of: [item.id], in: transaction)[item.id] ?? []
        let held = item.cause == .held ? limits.heldWeight : 0
        try ReviewRepository.setWeight(held + flags.reduce(0) { $0 + $1.weight }, of: item, in: transaction)
        try hideIfHeavy(item, flags, in: transaction)
        try silenceIfNew(post, in: transaction)
        return (flag, true)
    }

    private func target(
        of valid: FlagDraft.Valid, as principal: Principal, in transaction: any Transaction
    ) throws -> ForumPost {
        switch valid.targetType {
        case .post: return try forum.visiblePost(valid.targetID, as: principal, in: transaction).post
        case .thread:
            let thread = try forum.visibleThread(
                ThreadID(trusted: valid.targetID.text), as: principal, in: transaction)
            return try forum.visiblePost(thread.openingPostID, as: principal, in: transaction).post
        }
    }

    private func check(
        _ principal: Principal, _ member: Principal.Member, mayFlag post: ForumPost, in transaction: any Transaction
    ) throws {
        guard post.authorID != member.id else { throw Problem(.forbidden, "own_flag") }
        guard try principal.isStaff || level(of: member, in: transaction) >= limits.flagLevel else {
            throw Problem(.forbidden, "trust_too_low", arguments: ["level": "\(limits.flagLevel.rawValue)"])
        }
    }

    private func level(of member: Principal.Member, in transaction: any Transaction) throws -> TrustLevel {
        let facts = try AccountStanding.facts(member.id, at: clock.now, in: transaction)
        return try facts.map { try level(of: $0, in: transaction) } ?? .new
    }

    private func weight(
        of principal: Principal, _ member: Principal.Member, in transaction: any Transaction
    ) throws -> Int {
        principal.isStaff ? limits.staffWeight : 1 + (try level(of: member, in: transaction).rawValue)
    }

    /// The open item on a post, made if there is none.
    func openItem(
        on post: ForumPost, cause: ReviewCause = .flags, in transaction: any WriteTransaction
    ) throws -> ReviewItem {
        if let open = try ReviewRepository.open(.post, post.id.text, in: transaction) { return open }
        let now = clock.now
        let new = ReviewRepository.New(
            id: ids.next(at: now), targetType: .post, targetID: post.id.text, author: post.authorID, cause: cause,
            weight: cause == .held ? limits.heldWeight : 0)
        try ReviewRepository.insert(new, at: now, in: transaction)
        guard let made = try ReviewRepository.item(new.id, in: transaction) else { throw Problem.notFound }
        return made
    }

    /// Puts a post out of sight by what its flags weigh. Those that its author answered by mending it do not count
    /// a second time.
    private func hideIfHeavy(
        _ item: ReviewItem, _ flags: [Flag], in transaction: any WriteTransaction
    ) throws {
        let counted = flags.filter { flag in item.restoredAt.map { flag.createdAt > $0 } ?? true }
        let weight = counted.reduce(0) { $0 + $1.weight }
        let scam = counted.filter(\.reason.isScam).reduce(0) { $0 + $1.weight }
        guard weight >= limits.hidingWeight || scam >= limits.scamWeight, let post = item.postID,
            try forum.state(ofPost: post, in: transaction)?.state == .published
        else { return }
        try forum.setState(.hidden, ofPost: post, as: .system(reason: "flags"), in: transaction)
        try ReviewRepository.setHidden(item.id, at: clock.now, in: transaction)
        let reason = ReviewCase(item: item, post: nil, thread: nil, flags: flags, isOwn: false).mainReason
        try log(
            LogRepository.New(
                action: .autoHide, targetType: .post, targetID: post.text, member: item.author?.id,
                reason: reason?.rawValue ?? ""), by: .system(reason: "flags"), in: transaction)
    }

    /// A new account that several members flag may not write until somebody has looked. Where flags on anonymous
    /// posts count, the log names the post and nobody.
    private func silenceIfNew(_ post: ForumPost, in transaction: any WriteTransaction) throws {
        let now = clock.now
        let author = post.authorID
        guard let facts = try AccountStanding.facts(author, at: now, in: transaction), facts.trust == .new,
            !facts.isStaff, facts.silencedAt == nil
        else { return }
        let open = try FlagRepository.open(against: author, in: transaction)
        guard open.flags >= limits.silencingFlags, open.reporters >= limits.silencingReporters else { return }
        try AccountStanding.setSilenced(now, author, in: transaction)
        let isNamed = try !FlagRepository.hasAnonymous(against: author, in: transaction)
        try log(
            isNamed
                ? LogRepository.New(action: .silence, targetType: .member, targetID: author.text, member: author)
                : LogRepository.New(action: .silence, targetType: .post, targetID: post.id.text, member: nil),
            by: .system(reason: "flags"), in: transaction)
    }

    // MARK: One's own flags

    /// What the member flagged and what became of it, the newest first.
    /// - Throws: `signInRequired`.
    package func flags(
        after cursor: PageCursor? = nil, limit: Int = ModerationLimits.itemsPerPage, as principal: Principal
    ) async throws -> Paged<Flag> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            Paged(
                try FlagRepository.flags(by: member.id, after: cursor, limit: limit, in: transaction), limit: limit
            ) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    /// - Throws: `signInRequired`; `notFound` for one of someone else.
    package func flag(_ id: FlagID, as principal: Principal) async throws -> Flag {
        let member = try principal.requireMember()
        let found = try await store.read { try FlagRepository.flag(id, by: member.id, in: $0) }
        guard let found else { throw Problem.notFound }
        return found
    }
}
