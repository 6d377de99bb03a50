import Core
import Forum
import Foundation
import Storage
import Visibility

/// What scams are known by here: staff reads and tries it, admins change it, the log has who did.
extension ModerationService {
    /// The community's own patterns, the newest first.
    /// - Throws: `notFound` for who is no staff.
    package func ownPatterns(as principal: Principal) async throws -> [OwnPattern] {
        try requireStaff(principal)
        return try await store.read { try OwnPatternRepository.all(in: $0) }
    }

    /// Adds a pattern: posts that are written from now on are looked at for it.
    /// - Throws: `notFound` for who is no staff; `forbidden` with `admins_only`; `invalid` naming the fields; `conflict`
    ///   with `pattern_known` or `too_many_patterns`.
    package func addPattern(_ draft: OwnPatternDraft, as principal: Principal) async throws -> OwnPattern {
        try requireAdmin(principal)
        let valid = try draft.validated()
        let now = clock.now
        let pattern = OwnPattern(
            id: ids.next(at: now), kind: valid.kind, signal: valid.signal, text: valid.text, isPaused: false,
            createdAt: now)
        return try await store.write { transaction in
            let known = try OwnPatternRepository.all(in: transaction)
            let isKnown = known.contains { $0.kind == pattern.kind && $0.text == pattern.text }
            guard !isKnown else { throw Problem(.conflict, "pattern_known") }
            guard known.count < OwnPattern.most else {
                throw Problem(.conflict, "too_many_patterns", arguments: ["max": "\(OwnPattern.most)"])
            }
            try OwnPatternRepository.insert(pattern, in: transaction)
            try log(.patternAdded, pattern, by: principal, in: transaction)
            return pattern
        }
    }

    /// Lets a pattern rest, or looks for it again.
    /// - Throws: `notFound`; `forbidden` with `admins_only`.
    package func setPattern(
        _ id: OwnPatternID, _ change: OwnPatternChange, as principal: Principal
    ) async throws -> OwnPattern {
        try requireAdmin(principal)
        return try await store.write { transaction in
            let pattern = try self.pattern(id, in: transaction)
            guard pattern.isPaused != change.isPaused else { return pattern }
            try OwnPatternRepository.setPaused(change.isPaused, id, in: transaction)
            try log(change.isPaused ? .patternPaused : .patternResumed, pattern, by: principal, in: transaction)
            return try self.pattern(id, in: transaction)
        }
    }

    /// - Throws: `notFound`; `forbidden` with `admins_only`.
    package func removePattern(_ id: OwnPatternID, as principal: Principal) async throws {
        try requireAdmin(principal)
        try await store.write { transaction in
            let pattern = try self.pattern(id, in: transaction)
            try OwnPatternRepository.remove(id, in: transaction)
            try log(.patternRemoved, pattern, by: principal, in: transaction)
        }
    }

    private func pattern(_ id: OwnPatternID, in transaction: any Transaction) throws -> OwnPattern {
        guard let pattern = try OwnPatternRepository.pattern(id, in: transaction) else { throw Problem.notFound }
        return pattern
    }

    private func log(
        _ action: ModerationAction, _ pattern: OwnPattern, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        try log(
            LogRepository.New(
                action: action, targetType: .pattern, targetID: pattern.id.text, member: nil, note: pattern.text),
            by: principal, in: transaction)
    }

    /// Moderators read what admins alone change.
    private func requireAdmin(_ principal: Principal) throws {
        try requireStaff(principal)
        guard let member = principal.member, !member.roles.contains(.admin) else { return }
        throw Problem(.forbidden, "admins_only")
    }

    // MARK: Trying

    /// What a pattern would do to the last posts, as who asks sees them. Nothing is kept of it.
    /// - Throws: `notFound` for who is no staff; `invalid` naming the fields.
    package func tryPattern(_ draft: OwnPatternDraft, as principal: Principal) async throws -> PatternTrial {
        try requireStaff(principal)
        let valid = try draft.validated()
        let (posts, own) = try await store.read { transaction in
            (try lastPosts(as: principal, in: transaction), try OwnPatternRepository.all(in: transaction))
        }
        let pattern = OwnPattern(
            id: OwnPatternID(trusted: ""), kind: valid.kind, signal: valid.signal, text: valid.text, isPaused: false,
            createdAt: clock.now)
        return Self.trial(of: pattern, among: posts, besides: ScamPatterns.shipped.adding(own))
    }

    private struct WrittenPost: Sendable {
        let id: String
        let title: String
        let words: String
        let createdAt: Timestamp
    }

    private func lastPosts(as principal: Principal, in transaction: any Transaction) throws -> [WrittenPost] {
        try transaction.rows(
            """
            SELECT post.id, thread.title, post.body, post.created_at, post.is_opening FROM forum_post AS post
            CROSS JOIN forum_thread AS thread CROSS JOIN category
            WHERE thread.id = post.thread_id AND category.id = thread.category_id
                AND \(Visibility.posts(principal)) AND \(Visibility.threads(principal))
            ORDER BY post.created_at DESC, post.id DESC LIMIT \(OwnPattern.triedPosts)
            """
        ) { row in
            let title = row.text(1)
            return WrittenPost(
                id: row.text(0), title: title, words: row.flag(4) ? "\(title)\n\(row.text(2))" : row.text(2),
                createdAt: row.time(3))
        }
    }

    private static func trial(
        of pattern: OwnPattern, among posts: [WrittenPost], besides patterns: ScamPatterns
    ) -> PatternTrial {
        let alone = ScamPatterns(Data()).adding([pattern])
        var examples: [PatternTrial.Post] = []
        var (found, ofNew, ofKnown) = (0, 0, 0)
        for post in posts where !alone.signals(in: post.words).isEmpty {
            let before = patterns.signals(in: post.words)
            let (light, heavy) = (patterns.weight(of: before), patterns.weight(of: before.union([pattern.signal])))
            let isHeld = patterns.holds(heavy, at: .new) && !patterns.holds(light, at: .new)
            found += 1
            if isHeld { ofNew += 1 }
            if patterns.holds(heavy, at: .known) && !patterns.holds(light, at: .known) { ofKnown += 1 }
            if examples.count < 20 {
                examples.append(
                    PatternTrial.Post(
                        postId: post.id, title: post.title, createdAt: post.createdAt, isHeld: isHeld))
            }
        }
        return PatternTrial(
            posts: posts.count, found: found, heldOfNew: ofNew, heldOfKnown: ofKnown, examples: examples)
    }
}
