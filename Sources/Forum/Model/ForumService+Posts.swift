import Core
import Storage

extension ForumService {
    /// Edits within this time of the last text by the same hand keep no revision.
    static let grace = Span.minutes(5)

    /// Answers a thread or replies to a post in it. Sent twice, with the same id or by the same form, it is written
    /// once.
    /// - Returns: the post, and whether it is new.
    /// - Throws: `signInRequired`; `forbidden`; `notFound`; `invalid` naming the fields; `conflict` with
    ///   `thread_locked` or `id_conflict`; `tooMany` with `first_day_posts`.
    package func reply(
        _ draft: ReplyDraft, to thread: ThreadID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (post: ForumPost, isNew: Bool) {
        let valid = try validated(draft, as: principal)
        return try await store.write { try reply(valid, to: thread, form: form, as: principal, in: $0) }
    }

    /// The checks and the rendering that need no transaction.
    func validated(_ draft: ReplyDraft, as principal: Principal) throws -> ReplyDraft.Valid {
        _ = try principal.requireWriter()
        return try draft.validated(at: clock.now)
    }

    func reply(
        _ valid: ReplyDraft.Valid, to id: ThreadID, form: FormReceipt?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (post: ForumPost, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return (try visiblePost(PostID(trusted: earlier), as: principal, in: transaction).post, false)
        }
        let thread = try visibleThread(id, as: principal, in: transaction)
        if let wanted = valid.id, let owner = try PostRepository.owner(of: wanted, in: transaction) {
            guard owner.author == member.id, owner.thread == id else { throw Problem(.conflict, "id_conflict") }
            return (try visiblePost(wanted, as: principal, in: transaction).post, false)
        }
        guard principal.isAtHome(in: thread) else { throw Problem(.forbidden, "group_members_only") }
        guard principal.canReply(to: thread) else { throw Problem(.conflict, "thread_locked") }
        if let parent = valid.parentID {
            guard try PostRepository.post(parent, visibleTo: principal, in: transaction)?.threadID == id else {
                throw Problem.invalid("parentId", "unknown_choice")
            }
        }
        try checkFirstDay(member, threads: false, at: now, in: transaction)
        try checkNewcomer(member, valid.body)
        let post = valid.id ?? ids.next(at: now)
        let pseudonym = try pseudonym(valid.isAnonymous, of: member.id, in: id, transaction)
        let (body, mentions) = try valid.body.resolved(in: transaction)
        let place = Ranking.place(
            kind: thread.kind, isOpening: false, isAccepted: false, up: 0, down: 0, createdAt: now)
        try PostRepository.insert(
            PostRepository.New(
                id: post, thread: id, parent: valid.parentID, author: member.id, pseudonym: pseudonym, isOpening: false,
                body: body, place: place, trueAsOf: valid.trueAsOf, createdAt: now), in: transaction)
        try SearchDocuments.write(post, terms: valid.body.terms, in: transaction)
        try ThreadRepository.addAnswer(to: id, at: now, in: transaction)
        try SubmittedForms.note(post.text, of: form, from: member.id, at: now, in: transaction)
        try markRead(id, upTo: post, as: principal, in: transaction)
        try follow(id, by: member.id, .tracking, because: .replied, in: transaction)
        touchNew(post, by: member.id, isAnonymous: valid.isAnonymous, in: thread, transaction)
        try tellOversight(ofNew: post, by: member, in: transaction)
        try listener(.published(post, mentions: valid.isAnonymous ? [] : mentions), transaction)
        return (try visiblePost(post, as: principal, in: transaction).post, true)
    }

    private func touchNew(
        _ post: PostID, by author: MemberID, isAnonymous: Bool, in thread: ForumThread,
        _ transaction: any WriteTransaction
    ) {
        let scope = ForumScope.thread(thread.id)
        transaction.touch(.enters(scope: scope, entity: "post", id: post.text))
        transaction.touch(
            isAnonymous
                ? .enters(scope: ForumScope.member(author), entity: "ownPost", id: post.text)
                : .names(scope: scope, entity: "member", id: author.text))
        transaction.touch(.changes(entity: "thread", id: thread.id.text))
    }

    /// Gives a post a new text. Two edits of the author's from the same base: the later wins and the older is kept
    /// in the history; after a moderator's edit the author must look first.
    /// - Parameter revision: the one that the change was made from, for who wants to change no other.
    /// - Throws: `signInRequired`; `forbidden`; `notFound`; `invalid` naming the fields; `conflict` with
    ///   `edit_conflict`; `stale` with `stale_version`.
    package func edit(
        _ change: PostChange, of id: PostID, from revision: Int64? = nil, as principal: Principal
    ) async throws -> ForumPost {
        let valid = try validated(change, as: principal)
        return try await store.write { transaction in
            if let revision, try visiblePost(id, as: principal, in: transaction).post.revision != revision {
                throw Problem(.stale, "stale_version")
            }
            return try edit(valid, of: id, as: principal, in: transaction)
        }
    }

    /// The checks and the rendering that need no transaction.
    func validated(_ change: PostChange, as principal: Principal) throws -> PostChange.Valid {
        _ = try principal.requireWriter()
        return try change.validated()
    }

    func edit(
        _ valid: PostChange.Valid, of id: PostID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> ForumPost {
        let member = try principal.requireWriter()
        let (post, thread) = try visiblePost(id, as: principal, in: transaction)
        guard principal.canEdit(post) else { throw Problem(.forbidden, "not_yours") }
        try checkNewcomer(member, valid.body)
        if let base = valid.baseRevision,
            try PostRepository.isEdited(post, after: base, byOthersThan: member.id, in: transaction)
        {
            throw Problem(.conflict, "edit_conflict")
        }
        let title = valid.title.flatMap { post.isOpening && $0 != thread.title ? $0 : nil }
        if let title {
            try ThreadRepository.setTitle(title, of: thread.id, in: transaction)
            transaction.touch(.changes(entity: "thread", id: thread.id.text))
            try listener(.seenByOthers(thread.id), transaction)
        }
        let hasNewBody = valid.body.source != post.body
        if hasNewBody {
            let isWithheld = try isWithheld(post, thread, in: transaction)
            try replaceBody(of: post, isWithheld: isWithheld, by: valid, of: member.id, in: transaction)
        }
        if title != nil || hasNewBody { try tellOversight(ofChanged: id, by: member, in: transaction) }
        try SearchDocuments.write(id, terms: valid.body.terms, in: transaction)
        return try visiblePost(id, as: principal, in: transaction).post
    }

    /// The new text of a post, and the one before in its history.
    func replaceBody(
        of post: ForumPost, isWithheld: Bool, by valid: PostChange.Valid, of editor: MemberID,
        in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let lastEditor = try PostRepository.lastEditor(of: post, in: transaction)
        let isQuick = now.since(post.editedAt ?? post.createdAt) < Self.grace && lastEditor == editor
        let isStale = valid.baseRevision.map { $0 != post.revision } ?? false
        if !isQuick || isStale || isWithheld {
            try PostRepository.keepRevision(
                post, editor: lastEditor, isWithheld: isWithheld, at: now, in: transaction)
        }
        let (body, mentions) = try valid.body.resolved(in: transaction)
        try PostRepository.setBody(body, of: post, editor: editor, at: now, in: transaction)
        try listener(.edited(post.id, mentions: post.byline.isAnonymous ? [] : mentions), transaction)
        transaction.touch(.changes(entity: "post", id: post.id.text))
    }

    /// Votes a post up (1), down (-1) or takes the vote back (0).
    /// - Throws: `signInRequired`; `forbidden` with `own_post`; `notFound`; `invalid` naming `value`.
    package func vote(_ value: Int, on id: PostID, as principal: Principal) async throws -> ForumPost {
        try await store.write { try vote(value, on: id, as: principal, in: $0) }
    }

    func vote(
        _ value: Int, on id: PostID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> ForumPost {
        let member = try principal.requireWriter()
        try VoteDraft(value: value).check(at: clock.now)
        let (post, thread) = try visiblePost(id, as: principal, in: transaction)
        guard principal.canVote(on: post) else { throw Problem(.forbidden, "own_post") }
        let before = try PostRepository.votes(of: member.id, on: [id], in: transaction)[id] ?? 0
        guard before != value else { return post }
        try PostRepository.setVote(value, of: member.id, on: id, at: clock.now, in: transaction)
        let up = post.upVotes + (value == 1 ? 1 : 0) - (before == 1 ? 1 : 0)
        let down = post.downVotes + (value == -1 ? 1 : 0) - (before == -1 ? 1 : 0)
        let place = Ranking.place(
            kind: thread.kind, isOpening: post.isOpening, isAccepted: thread.acceptedPostID == id, up: up, down: down,
            createdAt: post.createdAt)
        try PostRepository.setCounts(up: up, down: down, place: place, of: id, in: transaction)
        if post.isOpening {
            try ThreadRepository.setScore(up - down, of: thread, in: transaction)
            transaction.touch(.changes(entity: "thread", id: thread.id.text))
        }
        transaction.touch(.changes(entity: "post", id: id.text))
        transaction.touch(.enters(scope: ForumScope.member(member.id), entity: "vote", id: id.text))
        return try visiblePost(id, as: principal, in: transaction).post
    }
}
