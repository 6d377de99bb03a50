import Core
import Storage

/// Guides are everybody's: members of some standing change them at once, others suggest, and the author or a moderator
/// decides. Each text that was replaced stays in the history with who wrote it.
extension ForumService {
    /// A guide with what waits for it, for whom to decide, and with the reader's own.
    /// - Throws: `signInRequired`; `notFound`, also for what is no guide.
    package func suggestions(
        for id: PostID, after cursor: PageCursor? = nil, limit: Int = Suggestion.perPage, as principal: Principal
    ) async throws -> SuggestionList {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let (post, thread) = try visiblePost(id, as: principal, in: transaction)
            guard thread.kind == .guide, post.isOpening else { throw Problem.notFound }
            let found =
                principal.canEdit(post)
                ? try SuggestionRepository.open(of: id, after: cursor, limit: limit, in: transaction)
                : try SuggestionRepository.own(of: member.id, for: id, after: cursor, limit: limit, in: transaction)
            return SuggestionList(post: post, thread: thread, suggestions: Self.paged(found, limit))
        }
    }

    /// What the member suggested, the newest first.
    /// - Throws: `signInRequired`.
    package func ownSuggestions(
        after cursor: PageCursor? = nil, limit: Int = Suggestion.perPage, as principal: Principal
    ) async throws -> Paged<Suggestion> {
        let member = try principal.requireMember()
        return Self.paged(
            try await store.read {
                try SuggestionRepository.own(of: member.id, for: nil, after: cursor, limit: limit, in: $0)
            }, limit)
    }

    /// What waits anywhere, the oldest first, with the guides that it is for.
    /// - Throws: `notFound` for who is no staff.
    package func waitingSuggestions(
        after cursor: PageCursor? = nil, limit: Int = Suggestion.perPage, as principal: Principal
    ) async throws -> (suggestions: Paged<Suggestion>, guides: [PostID: SuggestionList]) {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let found = try SuggestionRepository.waiting(
                after: cursor, limit: limit, visibleTo: principal, in: transaction)
            let page = Self.paged(found, limit)
            let guides = try posts(Array(Set(page.items.map(\.postID))), as: principal, in: transaction)
            return (
                page,
                guides.mapValues {
                    SuggestionList(post: $0.post, thread: $0.thread, suggestions: Paged(items: [], next: nil))
                }
            )
        }
    }

    private static func paged(_ found: [Suggestion], _ limit: Int) -> Paged<Suggestion> {
        Paged(found, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
    }

    /// How many wait for the reader to decide about a guide; none for who does not decide.
    func openSuggestions(
        of post: ForumPost, in thread: ForumThread, as principal: Principal, _ transaction: any Transaction
    ) throws -> Int {
        guard thread.kind == .guide, principal.canEdit(post) else { return 0 }
        return try SuggestionRepository.openCount(of: post.id, in: transaction)
    }

    /// Suggests a new text for a guide; another of the same member's that waits is replaced. Regular members write it
    /// at once.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_a_guide` for what the member edits themselves and
    ///   for what is none; `invalid` naming the fields; `conflict` with `edit_conflict` where the text is another by
    ///   now; `tooMany` with `too_many_suggestions`.
    package func suggest(
        _ draft: SuggestionDraft, for id: PostID, as principal: Principal
    ) async throws -> Suggestion {
        let member = try principal.requireWriter()
        let valid = try draft.validated()
        return try await store.write { transaction in
            let (post, thread) = try visiblePost(id, as: principal, in: transaction)
            guard principal.canSuggest(post, in: thread) else { throw Problem(.forbidden, "not_a_guide") }
            try checkNewcomer(member, valid.body)
            guard valid.baseRevision == post.revision else { throw Problem(.conflict, "edit_conflict") }
            guard valid.body.source != post.body else { throw Problem.invalid("body", "nothing_changed") }
            let suggestion =
                principal.canApplySuggestions
                ? try write(valid, into: post, by: member, transaction)
                : try keep(valid, for: post, by: member, transaction)
            guard let kept = try SuggestionRepository.suggestion(suggestion, in: transaction) else {
                throw Problem.notFound
            }
            return kept
        }
    }

    private func keep(
        _ valid: SuggestionDraft.Valid, for post: ForumPost, by member: Principal.Member,
        _ transaction: any WriteTransaction
    ) throws -> SuggestionID {
        let now = clock.now
        if let earlier = try SuggestionRepository.openID(of: member.id, for: post.id, in: transaction) {
            try SuggestionRepository.replace(earlier, valid, at: now, in: transaction)
            return earlier
        }
        guard try SuggestionRepository.openCount(of: member.id, in: transaction) < Suggestion.mostOpen else {
            throw Problem(
                .tooMany, "too_many_suggestions", arguments: ["max": "\(Suggestion.mostOpen)"], retryAfter: 86_400)
        }
        let id: SuggestionID = ids.next(at: now)
        try SuggestionRepository.insert(
            id, valid, for: post.id, by: member.id, isApplied: false, at: now, in: transaction)
        try listener(.suggested(post.id, to: post.authorID), transaction)
        return id
    }

    private func write(
        _ valid: SuggestionDraft.Valid, into post: ForumPost, by member: Principal.Member,
        _ transaction: any WriteTransaction
    ) throws -> SuggestionID {
        let now = clock.now
        let id: SuggestionID = ids.next(at: now)
        try SuggestionRepository.insert(
            id, valid, for: post.id, by: member.id, isApplied: true, at: now, in: transaction)
        try put(valid.body, into: post, by: member.id, transaction)
        try tellOversight(ofChanged: post.id, by: member, in: transaction)
        try listener(.guideEdited(post.id, of: post.authorID), transaction)
        return id
    }

    /// The text of a suggestion in the place of the present one, which stays in the history.
    private func put(
        _ body: PostBody, into post: ForumPost, by editor: MemberID, _ transaction: any WriteTransaction
    ) throws {
        try replaceBody(
            of: post, isWithheld: false,
            by: PostChange.Valid(body: body, title: nil, baseRevision: post.revision), of: editor, in: transaction)
        try SearchDocuments.write(post.id, terms: body.terms, in: transaction)
    }

    /// Applies a suggestion, declines it, or, of one's own, takes it back.
    /// - Throws: `signInRequired`; `notFound` for who neither wrote it nor decides; `forbidden` with `not_yours`;
    ///   `invalid` naming the fields; `conflict` with `already_decided`, or `edit_conflict` where the guide has another
    ///   text by now.
    package func decide(
        _ decision: SuggestionDecision, on id: SuggestionID, as principal: Principal
    ) async throws -> Suggestion {
        let member = try principal.requireWriter()
        let valid = try decision.validated()
        // Rendered before the transaction begins: nothing slow is done inside.
        let source = try await store.read { try SuggestionRepository.suggestion(id, in: $0)?.body }
        guard let source else { throw Problem.notFound }
        let body = PostBody(source)
        return try await store.write { transaction in
            guard let suggestion = try SuggestionRepository.suggestion(id, in: transaction) else {
                throw Problem.notFound
            }
            let (post, _) = try visiblePost(suggestion.postID, as: principal, in: transaction)
            let isOwn = suggestion.author.id == member.id
            guard isOwn || principal.canEdit(post) else { throw Problem.notFound }
            guard isOwn ? valid.choice == .withdraw : valid.choice != .withdraw else {
                throw Problem(.forbidden, "not_yours")
            }
            guard suggestion.state == .open else { throw Problem(.conflict, "already_decided") }
            if valid.choice == .apply {
                guard suggestion.baseRevision == post.revision, suggestion.body == source else {
                    throw Problem(.conflict, "suggestion_stale")
                }
                try put(body, into: post, by: suggestion.author.id, transaction)
                try tellOversight(ofChanged: post.id, by: member, in: transaction)
            }
            try settle(suggestion, valid.choice, valid.reason, by: member.id, transaction)
            guard let decided = try SuggestionRepository.suggestion(id, in: transaction) else { throw Problem.notFound }
            return decided
        }
    }

    private func settle(
        _ suggestion: Suggestion, _ choice: SuggestionDecision.Choice, _ reason: String, by member: MemberID,
        _ transaction: any WriteTransaction
    ) throws {
        let state: Suggestion.State =
            switch choice {
            case .apply: .applied
            case .decline: .declined
            case .withdraw: .withdrawn
            }
        try SuggestionRepository.decide(
            suggestion.id, state, reason: reason, by: member, at: clock.now, in: transaction)
        guard choice != .withdraw else { return }
        try listener(
            .suggestionDecided(suggestion.postID, of: suggestion.author.id, isApplied: choice == .apply), transaction)
    }

    /// Who may not write any more suggests nothing either.
    package func withdrawSuggestions(of member: MemberID, in transaction: any WriteTransaction) throws {
        try SuggestionRepository.withdrawAll(of: member, at: clock.now, in: transaction)
    }
}
