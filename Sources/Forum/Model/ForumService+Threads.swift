import Core
import Storage

extension ForumService {
    /// Starts a thread. Sent twice, with the same id or by the same form, it is started once.
    /// - Returns: the thread, and whether it is new.
    /// - Throws: `signInRequired`; `forbidden`, with `group_members_only` in a group of others; `notFound` for a group in
    ///   which one may not read; `invalid` naming the fields; `conflict` with `id_conflict` when the id is another
    ///   member's; `tooMany` with `first_day_threads`.
    package func startThread(
        _ draft: ThreadDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (thread: ForumThread, isNew: Bool) {
        let valid = try validated(draft, as: principal)
        return try await store.write { try startThread(valid, form: form, as: principal, in: $0) }
    }

    /// The checks and the rendering that need no transaction.
    func validated(_ draft: ThreadDraft, as principal: Principal) throws -> ThreadDraft.Valid {
        _ = try principal.requireWriter()
        return try draft.validated(at: clock.now)
    }

    func startThread(
        _ valid: ThreadDraft.Valid, form: FormReceipt?, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> (thread: ForumThread, isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return (try visibleThread(ThreadID(trusted: earlier), as: principal, in: transaction), false)
        }
        if let id = valid.id, let author = try ThreadRepository.author(of: id, in: transaction) {
            guard author == member.id else { throw Problem(.conflict, "id_conflict") }
            return (try visibleThread(id, as: principal, in: transaction), false)
        }
        let category = try CategoryRepository.category(valid.categoryID, visibleTo: principal, in: transaction)
        guard let category else { throw Problem.invalid("categoryId", "unknown_choice") }
        if let group = valid.groupID {
            _ = try writableGroup(group, as: principal, in: transaction)
            // Who sees it is said by the group alone.
            guard category.audience == .everyone else { throw Problem.invalid("categoryId", "unknown_choice") }
        }
        try checkPathway(valid.pathwayID, in: transaction)
        try checkFirstDay(member, threads: true, at: now, in: transaction)
        try checkNewcomer(member, valid.body)
        let id = valid.id ?? ids.next(at: now)
        let opening = valid.postID ?? ids.next(at: now)
        guard try PostRepository.owner(of: opening, in: transaction) == nil else {
            throw Problem(.conflict, "id_conflict")
        }
        try ThreadRepository.insert(id, valid, opening: opening, author: member.id, at: now, in: transaction)
        let (body, mentions) = try valid.body.resolved(in: transaction)
        try insertOpening(opening, of: id, valid, body, by: member.id, at: now, in: transaction)
        try CategoryRepository.attach(
            valid.tags, to: id, of: valid.groupID == nil ? category.audience : .staff, at: now, ids: ids,
            in: transaction)
        try insertPoll(valid.poll, of: id, by: member, in: transaction)
        try SearchDocuments.write(opening, terms: valid.body.terms, in: transaction)
        try SubmittedForms.note(id.text, of: form, from: member.id, at: now, in: transaction)
        let thread = try visibleThread(id, as: principal, in: transaction)
        touchNew(thread, in: transaction)
        try tellOversight(ofNew: opening, by: member, in: transaction)
        try listener(.published(opening, mentions: valid.isAnonymous ? [] : mentions), transaction)
        return (try visibleThread(id, as: principal, in: transaction), true)
    }

    private func insertOpening(
        _ post: PostID, of thread: ThreadID, _ valid: ThreadDraft.Valid, _ body: PostBody, by author: MemberID,
        at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let place = Ranking.place(kind: valid.kind, isOpening: true, isAccepted: false, up: 0, down: 0, createdAt: now)
        let pseudonym = try pseudonym(valid.isAnonymous, of: author, in: thread, transaction)
        if pseudonym != nil { try ThreadRepository.setPseudonym(pseudonym, of: thread, in: transaction) }
        try PostRepository.insert(
            PostRepository.New(
                id: post, thread: thread, parent: nil, author: author, pseudonym: pseudonym, isOpening: true,
                body: body, place: place, trueAsOf: nil, createdAt: now), in: transaction)
        _ = try ReadRepository.mark(thread, upTo: post, at: now, by: author, now: now, in: transaction)
        transaction.touch(.enters(scope: ForumScope.member(author), entity: "read", id: thread.text))
        try follow(thread, by: author, .watching, because: .started, in: transaction)
    }

    private func touchNew(_ thread: ForumThread, in transaction: any WriteTransaction) {
        let whole = ForumScope.thread(thread.id)
        let list = ForumScope.list(group: thread.group?.id, category: thread.category.id, thread.week)
        for scope in [whole, list] {
            transaction.touch(.enters(scope: scope, entity: "thread", id: thread.id.text))
            guard let author = thread.author else { continue }
            transaction.touch(.names(scope: scope, entity: "member", id: author.id.text))
        }
        transaction.touch(.enters(scope: whole, entity: "post", id: thread.openingPostID.text))
        guard thread.byline.isAnonymous else { return }
        transaction.touch(
            .enters(
                scope: ForumScope.member(thread.authorID), entity: "ownPost", id: thread.openingPostID.text))
    }

    /// What a new account may write on its first day.
    func checkFirstDay(
        _ member: Principal.Member, threads: Bool, at now: Timestamp, in transaction: any Transaction
    ) throws {
        guard now.since(member.joinedAt) < .days(1), !member.roles.contains(.moderator), !member.roles.contains(.admin)
        else { return }
        let written = try ThreadRepository.written(by: member.id, in: transaction)
        let (code, most, count) =
            threads
            ? ("first_day_threads", limits.firstDayThreads, written.threads)
            : ("first_day_posts", limits.firstDayPosts, written.posts)
        if count >= most { throw Problem(.tooMany, code, arguments: ["max": "\(most)"], retryAfter: 86_400) }
    }

    /// Says which answer helped, or takes it back with `nil`.
    /// - Throws: `signInRequired`; `forbidden`; `notFound`; `conflict` with `not_a_question`; `invalid` naming `postId`
    ///   when the post is no answer here.
    package func accept(_ post: PostID?, in id: ThreadID, as principal: Principal) async throws -> ForumThread {
        try await store.write { try accept(post, in: id, as: principal, in: $0) }
    }

    func accept(
        _ post: PostID?, in id: ThreadID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> ForumThread {
        _ = try principal.requireWriter()
        let thread = try visibleThread(id, as: principal, in: transaction)
        guard thread.kind == .question else { throw Problem(.conflict, "not_a_question") }
        guard principal.canAccept(in: thread) else { throw Problem(.forbidden, "not_yours") }
        guard post != thread.acceptedPostID else { return thread }
        if let post {
            let answer = try PostRepository.post(post, visibleTo: principal, in: transaction)
            guard let answer, answer.threadID == id, !answer.isOpening, answer.state == .published else {
                throw Problem.invalid("postId", "not_an_answer")
            }
        }
        try ThreadRepository.setAccepted(post, of: id, in: transaction)
        for changed in [thread.acceptedPostID, post].compactMap({ $0 }) {
            guard let answer = try PostRepository.post(changed, visibleTo: .system(reason: "rank"), in: transaction)
            else { continue }
            try PostRepository.setPlace(
                Ranking.place(
                    kind: thread.kind, isOpening: false, isAccepted: changed == post, up: answer.upVotes,
                    down: answer.downVotes, createdAt: answer.createdAt), of: changed, in: transaction)
        }
        transaction.touch(.changes(entity: "thread", id: id.text))
        if let before = thread.acceptedPostID { try listener(.unaccepted(before), transaction) }
        if let post { try listener(.accepted(post), transaction) }
        return try visibleThread(id, as: principal, in: transaction)
    }
}
