import Accounts
import Core
import Forum
import Storage

/// What a member may know of moderation that concerns them.
package struct Standing: Sendable {
    package let facts: AccountStanding.Facts
    /// The one that runs.
    package let suspension: Suspension?
    package let canAppealSuspension: Bool
    /// What was or is to be decided of the member's posts, the newest first.
    package let items: [OwnItem]
    package let progress: TrustProgress

    /// One's own post in the queue, or what was decided of it.
    package struct OwnItem: Sendable {
        package let item: ReviewItem
        package let title: String
        package let state: PostState?
        /// Why, in the words of the flags' reasons; who flagged is not told.
        package let reasons: [FlagReason]
        package let canAppeal: Bool
        /// The next change of the post brings it back.
        package let canMend: Bool
    }
}

/// One's own post in the queue as the API shows it.
package struct OwnItemRecord: Codable, Sendable {
    package let id: ReviewItemID
    package let targetType: ReviewTarget
    package let targetId: String
    package let cause: ReviewCause
    package let reasons: [FlagReason]
    package let state: PostState?
    package let openedAt: Timestamp
    package let decision: Decision?
    package let decidedAt: Timestamp?
    package let canAppeal: Bool

    package init(_ own: Standing.OwnItem) {
        id = own.item.id
        targetType = own.item.targetType
        targetId = own.item.targetID
        cause = own.item.cause
        reasons = own.reasons
        state = own.state
        openedAt = own.item.openedAt
        decision = own.item.decision
        decidedAt = own.item.decidedAt
        canAppeal = own.canAppeal
    }
}

extension ModerationService {
    /// How the member stands: trust, suspension, what was decided of their posts.
    /// - Throws: `signInRequired`.
    package func standing(as principal: Principal) async throws -> Standing {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            guard let facts = try AccountStanding.facts(member.id, at: now, in: transaction) else {
                throw Problem.notFound
            }
            let running = try SuspensionRepository.suspensions(of: member.id, in: transaction)
                .first { $0.isRunning(at: now) }
            let own = try ownItems(of: member, after: nil, limit: 30, in: transaction)
            return Standing(
                facts: facts, suspension: running,
                canAppealSuspension: try running.map { try canAppeal($0, in: transaction) } ?? false,
                items: own.items, progress: try progress(of: facts, in: transaction))
        }
    }

    /// The member's own posts in the queue, and what was decided of them, the newest first.
    /// - Throws: `signInRequired`.
    package func ownItems(
        after cursor: PageCursor? = nil, limit: Int = ModerationLimits.itemsPerPage, as principal: Principal
    ) async throws -> Paged<Standing.OwnItem> {
        let member = try principal.requireMember()
        return try await store.read { try ownItems(of: member, after: cursor, limit: limit, in: $0) }
    }

    /// One of them.
    /// - Throws: `signInRequired`; `notFound` for one of someone else, and for flags that nobody has looked at.
    package func ownItem(_ id: ReviewItemID, as principal: Principal) async throws -> Standing.OwnItem {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            guard let item = try ReviewRepository.item(id, in: transaction), item.authorID == member.id,
                item.cause != .flags || !item.isOpen || item.hiddenAt != nil,
                let found = try cases([item], as: principal, in: transaction).first
            else { throw Problem.notFound }
            return own(found, isAppealed: try !ReviewRepository.appealed(among: [id], in: transaction).isEmpty)
        }
    }

    private func ownItems(
        of member: Principal.Member, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> Paged<Standing.OwnItem> {
        let items = Paged(
            try ReviewRepository.items(by: member.id, after: cursor, limit: limit, in: transaction), limit: limit
        ) { PageCursor(key: $0.openedAt.milliseconds, id: $0.id.text) }
        let cases = try cases(items.items, as: .member(member), in: transaction)
        let appealed = try ReviewRepository.appealed(among: items.items.map(\.id), in: transaction)
        // Flags that nobody has looked at are nobody's business while the post is still there.
        let shown = cases.filter { $0.item.cause != .flags || !$0.item.isOpen || $0.item.hiddenAt != nil }
        return Paged(items: shown.map { own($0, isAppealed: appealed.contains($0.item.id)) }, next: items.next)
    }

    private func own(_ found: ReviewCase, isAppealed: Bool) -> Standing.OwnItem {
        let item = found.item
        return Standing.OwnItem(
            item: item, title: found.thread?.title ?? "", state: found.state,
            reasons: FlagReason.allCases.filter { reason in found.flags.contains { $0.reason == reason } },
            canAppeal: item.canBeAppealed && !isAppealed,
            canMend: item.isOpen && item.hiddenAt != nil && item.restoredAt == nil && found.state == .hidden)
    }

    private func canAppeal(_ suspension: Suspension, in transaction: any Transaction) throws -> Bool {
        if let item = suspension.itemID {
            return try ReviewRepository.appealed(among: [item], in: transaction).isEmpty
        }
        return try !ReviewRepository.hasAppealed(
            suspension.memberID, since: suspension.createdAt, in: transaction)
    }

    /// Says that a decision about one's own post is wrong: once for each.
    /// - Throws: `signInRequired`; `notFound` for one of someone else; `conflict` with `no_appeal`; `invalid` naming
    ///   `text`.
    package func appeal(_ draft: AppealDraft, on id: ReviewItemID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let text = try draft.validated()
        try await store.write { transaction in
            guard let item = try ReviewRepository.item(id, in: transaction), item.authorID == member.id else {
                throw Problem.notFound
            }
            guard item.canBeAppealed, try ReviewRepository.appealed(among: [id], in: transaction).isEmpty,
                try ReviewRepository.open(item.targetType, item.targetID, in: transaction) == nil
            else { throw Problem(.conflict, "no_appeal") }
            try insertAppeal(
                of: item.id, item.targetType, item.targetID, by: member.id, text, as: principal, in: transaction)
        }
    }

    /// The same against the suspension that runs.
    /// - Throws: `signInRequired`; `conflict` with `no_appeal`; `invalid` naming `text`.
    package func appealSuspension(_ draft: AppealDraft, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let text = try draft.validated()
        let now = clock.now
        try await store.write { transaction in
            let running = try SuspensionRepository.suspensions(of: member.id, in: transaction)
                .first { $0.isRunning(at: now) }
            guard let running, try canAppeal(running, in: transaction) else { throw Problem(.conflict, "no_appeal") }
            if let item = try running.itemID.flatMap({ try ReviewRepository.item($0, in: transaction) }) {
                guard try ReviewRepository.open(item.targetType, item.targetID, in: transaction) == nil else {
                    throw Problem(.conflict, "no_appeal")
                }
                return try insertAppeal(
                    of: item.id, item.targetType, item.targetID, by: member.id, text, as: principal,
                    in: transaction)
            }
            guard try ReviewRepository.open(.member, member.id.text, in: transaction) == nil else {
                throw Problem(.conflict, "no_appeal")
            }
            try insertAppeal(
                of: nil, .member, member.id.text, by: member.id, text, as: principal, in: transaction)
        }
    }

    private func insertAppeal(
        of item: ReviewItemID?, _ type: ReviewTarget, _ target: String, by member: MemberID, _ text: String,
        as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        // Neither the queue nor the log says who appeals for a post without a name.
        let isAnonymous = try item.flatMap { try ReviewRepository.item($0, in: transaction) }?.isAnonymous ?? false
        try ReviewRepository.insert(
            ReviewRepository.New(
                id: ids.next(at: now), targetType: type, targetID: target, author: member, cause: .appeal,
                weight: limits.appealWeight, appealOf: item, appeal: text), at: now, in: transaction)
        try log(
            LogRepository.New(
                action: .appealed, targetType: type == .post ? .post : .member, targetID: target,
                member: isAnonymous ? nil : member),
            by: isAnonymous ? .system(reason: "anonymous") : principal, in: transaction)
    }
}
