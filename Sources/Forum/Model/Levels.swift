import Core
import Storage
import Sync

/// How much a member wants to hear of a category, a tag or a thread.
package enum NoticeLevel: String, Sendable, Codable, CaseIterable {
    /// Nothing, and its threads stay out of the lists of all threads.
    case muted
    /// Notices of replies to one's own posts and of mentions.
    case normal
    /// The same, and its new posts are counted in lists.
    case tracking
    /// A notice of every new post.
    case watching
    /// A notice of every new thread; of a category or a tag.
    case watchingFirstPost = "watching-first-post"
}

/// What a level is of.
package enum LevelTarget: Sendable, Equatable {
    case category(CategoryID)
    /// By the tag's id.
    case tag(String)
    case thread(ThreadID)

    package enum Scope: String, Sendable, Codable, CaseIterable {
        case category, tag, thread

        /// The levels that make sense here: a thread has one first post, and it is there.
        package var levels: [NoticeLevel] {
            NoticeLevel.allCases.filter { self != .thread || $0 != .watchingFirstPost }
        }
    }

    package var scope: Scope {
        switch self {
        case .category: .category
        case .tag: .tag
        case .thread: .thread
        }
    }

    var id: String {
        switch self {
        case .category(let id): id.text
        case .tag(let id): id
        case .thread(let id): id.text
        }
    }
}

/// A member's level of something, as pages, the API and sync show it.
package struct LevelRecord: Codable, Sendable, Equatable {
    /// `thread:019aa5c1-…`
    package let id: String
    package let scope: LevelTarget.Scope
    package let targetId: String
    package let level: NoticeLevel
    package let reason: Reason

    /// Why it is so: an explicit choice always wins.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case chosen, started, replied
    }

    init(scope: LevelTarget.Scope, targetId: String, level: NoticeLevel, reason: Reason) {
        id = "\(scope.rawValue):\(targetId)"
        self.scope = scope
        self.targetId = targetId
        self.level = level
        self.reason = reason
    }
}

/// What a member chooses.
package struct LevelDraft: CheckedDraft {
    package var level: String?

    package init(level: String?) { self.level = level }

    package func check(at now: Timestamp) throws { _ = try validated(for: .category) }

    /// - Throws: `invalid` naming `level`.
    func validated(for scope: LevelTarget.Scope) throws -> NoticeLevel {
        var validation = Validation()
        let level = validation.choice(level, "level", default: NoticeLevel.normal)
        validation.require(scope.levels.contains(level), "level", "unknown_choice")
        try validation.check()
        return level
    }
}

extension ForumService {
    /// Says how much the member wants to hear of something; whatever came about by itself before yields.
    /// - Throws: `signInRequired`; `notFound`; `invalid` naming `level`; `conflict` with `too_many_levels`.
    package func setLevel(
        _ draft: LevelDraft, of target: LevelTarget, as principal: Principal
    ) async throws -> LevelRecord {
        let level = try draft.validated(for: target.scope)
        return try await store.write { try setLevel(level, of: target, as: principal, in: $0) }
    }

    func setLevel(
        _ level: NoticeLevel, of target: LevelTarget, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> LevelRecord {
        let member = try principal.requireMember()
        let now = clock.now
        try requireVisible(target, as: principal, in: transaction)
        try LevelRepository.choose(level, of: target, by: member.id, at: now, in: transaction)
        // Counted afterwards: one that is there already may be changed.
        guard try LevelRepository.count(of: member.id, in: transaction) <= limits.levels else {
            throw Problem(.conflict, "too_many_levels", arguments: ["max": "\(limits.levels)"])
        }
        let record = LevelRecord(scope: target.scope, targetId: target.id, level: level, reason: .chosen)
        transaction.touch(.enters(scope: ForumScope.member(member.id), entity: "level", id: record.id))
        if case .thread(let id) = target, level == .tracking || level == .watching {
            // Whoever follows a thread has a mark in it, from which new posts are counted.
            let thread = try visibleThread(id, as: principal, in: transaction)
            try markRead(id, upTo: thread.openingPostID, as: principal, in: transaction)
        }
        return record
    }

    private func requireVisible(
        _ target: LevelTarget, as principal: Principal, in transaction: any Transaction
    ) throws {
        switch target {
        case .thread(let id): _ = try visibleThread(id, as: principal, in: transaction)
        case .category(let id):
            guard try CategoryRepository.category(id, visibleTo: principal, in: transaction) != nil else {
                throw Problem.notFound
            }
        case .tag(let id):
            guard try CategoryRepository.tag(id: id, visibleTo: principal, in: transaction) != nil else {
                throw Problem.notFound
            }
        }
    }

    /// The member's level of something; `nil` while none is set, and for a visitor.
    package func level(of target: LevelTarget, as principal: Principal) async throws -> LevelRecord? {
        guard let member = principal.member else { return nil }
        return try await store.read { try LevelRepository.level(of: target, by: member.id, in: $0) }
    }

    /// All levels of the member's, by scope and target.
    /// - Throws: `signInRequired`.
    package func levels(as principal: Principal) async throws -> [LevelRecord] {
        let member = try principal.requireMember()
        return try await store.read { try LevelRepository.levels(of: member.id, in: $0) }
    }

    /// Follows a thread because of what the member did in it, unless a level is set already.
    func follow(
        _ thread: ThreadID, by member: MemberID, _ level: NoticeLevel, because reason: LevelRecord.Reason,
        in transaction: any WriteTransaction
    ) throws {
        let isNew = try LevelRepository.follow(
            thread, by: member, level, because: reason, at: clock.now, in: transaction)
        guard isNew else { return }
        transaction.touch(.enters(scope: ForumScope.member(member), entity: "level", id: "thread:\(thread)"))
    }
}

/// The member's own levels, by scope and target.
struct LevelCollection: SyncedCollection {
    let entity = "level"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        var values: [String: any Encodable & Sendable] = [:]
        for scope in LevelTarget.Scope.allCases {
            let prefix = "\(scope.rawValue):"
            let targets = ids.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            let found = try LevelRepository.levels(scope, of: targets, by: viewer.id, in: transaction)
            for record in found { values[record.id] = record }
        }
        return values
    }
}
