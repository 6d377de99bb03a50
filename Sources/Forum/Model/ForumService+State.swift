import Core
import Storage

/// Who sees a post or a thread, and everything that hangs on it: counts, places, tags, the change index.
///
/// In the index, `t:{thread}` holds the thread and its published posts whatever the thread's state: who may not see
/// the thread does not hold the scope. A week's scope, or a group's, holds published threads. What is held or hidden is its
/// author's and staff's (sync.md, section 3, rule 5).
extension ForumService {
    /// Publishes, holds, hides or deletes a post; of an opening post, the whole thread. For moderation and the
    /// program itself: people delete by `delete`.
    /// - Throws: `forbidden` with `not_yours` for who is no staff; `notFound`.
    package func setState(_ state: PostState, ofPost id: PostID, as principal: Principal) async throws {
        try await store.write { try setState(state, ofPost: id, as: principal, in: $0) }
    }

    package func setState(
        _ state: PostState, ofPost id: PostID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard principal.isStaff else { throw Problem(.forbidden, "not_yours") }
        guard let place = try StateRepository.post(id, in: transaction) else { throw Problem.notFound }
        if place.isOpening { return try move(thread: place.thread, to: state, by: principal, in: transaction) }
        try move(post: place, to: state, by: principal, in: transaction)
    }

    /// The same for a thread.
    package func setState(_ state: PostState, ofThread id: ThreadID, as principal: Principal) async throws {
        try await store.write { try setState(state, ofThread: id, as: principal, in: $0) }
    }

    package func setState(
        _ state: PostState, ofThread id: ThreadID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard principal.isStaff else { throw Problem(.forbidden, "not_yours") }
        guard let place = try StateRepository.thread(id, in: transaction) else { throw Problem.notFound }
        try move(thread: place, to: state, by: principal, in: transaction)
    }

    // MARK: Posts

    func move(
        post: StateRepository.Post, to state: PostState, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard post.state != state else { return }
        try StateRepository.set(
            state, ofPost: post.id, deletion(to: state, from: post.state, by: principal), in: transaction)
        if (post.state == .published) != (state == .published) {
            try StateRepository.count(state == .published ? 1 : -1, ofThread: post.thread.id, in: transaction)
            if state != .published, post.thread.acceptedPost == post.id {
                try ThreadRepository.setAccepted(nil, of: post.thread.id, in: transaction)
                try StateRepository.placeAsUsual(post.id, in: transaction)
                try listener(.unaccepted(post.id), transaction)
            }
            transaction.touch(.changes(entity: "thread", id: post.thread.id.text))
        }
        transaction.touch(.changes(entity: "post", id: post.id.text))
        try touchScopes(of: post, from: post.state, to: state, in: transaction)
        try tell(ofPost: post.id, in: post.thread.id, from: post.state, to: state, in: transaction)
    }

    private func deletion(
        to state: PostState, from before: PostState, by principal: Principal
    ) -> StateRepository.Deleted? {
        guard state == .deleted else { return nil }
        return StateRepository.Deleted(at: clock.now, by: principal.member?.id, before: before)
    }

    /// What was held is published for the first time; else others see what was told of already.
    private func tell(
        ofPost post: PostID, in thread: ThreadID, from old: PostState, to new: PostState,
        in transaction: any WriteTransaction
    ) throws {
        try listener(.seenByOthers(thread), transaction)
        guard old == .held, new == .published, let shown = try PostRepository.html(of: post, in: transaction) else {
            return
        }
        let mentions = shown.isAnonymous ? [] : try Mentions.members(in: shown.html, transaction)
        try listener(.published(post, mentions: mentions), transaction)
    }

    private func touchScopes(
        of post: StateRepository.Post, from old: PostState, to new: PostState, in transaction: any WriteTransaction
    ) throws {
        let whole = ForumScope.thread(post.thread.id)
        for scope in Set(scopes(of: post, old)).subtracting(scopes(of: post, new)).sorted() {
            transaction.touch(.leaves(scope: scope, entity: "post", id: post.id.text))
        }
        for scope in scopes(of: post, new) {
            transaction.touch(.enters(scope: scope, entity: "post", id: post.id.text))
            touchName(of: post.author, isAnonymous: post.isAnonymous, scope, in: transaction)
        }
        if try !StateRepository.isShown(post.author, in: post.thread, in: transaction) {
            transaction.touch(.leaves(scope: whole, entity: "member", id: post.author.text))
        }
        if old.isWithheld, !new.isWithheld { try forgetName(of: post.author, in: transaction) }
    }

    /// Who wrote an anonymous post is named in their own scope alone.
    private func touchName(
        of author: MemberID, isAnonymous: Bool, _ scope: String, in transaction: any WriteTransaction
    ) {
        guard !isAnonymous || scope == ForumScope.member(author) else { return }
        transaction.touch(.names(scope: scope, entity: "member", id: author.text))
    }

    private func scopes(of post: StateRepository.Post, _ state: PostState) -> [String] {
        switch state {
        case .published: [ForumScope.thread(post.thread.id)]
        case .held, .hidden: [ForumScope.member(post.author), ForumScope.staff]
        case .deleted: []
        }
    }

    /// Staff's scope and the member's own name a member while something of theirs is withheld.
    private func forgetName(of member: MemberID, in transaction: any WriteTransaction) throws {
        for (scope, named) in [(ForumScope.staff, true), (ForumScope.member(member), false)]
        where try !StateRepository.hasWithheld(member, named: named, in: transaction) {
            transaction.touch(.leaves(scope: scope, entity: "member", id: member.text))
        }
    }

    // MARK: Threads

    func move(
        thread: StateRepository.Thread, to state: PostState, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        guard thread.state != state else { return }
        try StateRepository.set(
            state, ofThread: thread.id, deletion(to: state, from: thread.state, by: principal), in: transaction)
        transaction.touch(.changes(entity: "thread", id: thread.id.text))
        // Elsewhere than in the thread's own scope its posts are shown while the thread is.
        for post in try StateRepository.withheldPosts(of: thread.id, in: transaction) {
            transaction.touch(.changes(entity: "post", id: post))
        }
        if (thread.state == .published) != (state == .published) {
            try show(thread, isShown: state == .published, in: transaction)
        }
        for scope in [ForumScope.member(thread.author), ForumScope.staff] {
            if state.isWithheld {
                transaction.touch(.enters(scope: scope, entity: "thread", id: thread.id.text))
                touchName(of: thread.author, isAnonymous: thread.isAnonymous, scope, in: transaction)
            } else if thread.state.isWithheld {
                transaction.touch(.leaves(scope: scope, entity: "thread", id: thread.id.text))
            }
        }
        if thread.state.isWithheld, !state.isWithheld { try forgetName(of: thread.author, in: transaction) }
        try tell(ofPost: thread.openingPost, in: thread.id, from: thread.state, to: state, in: transaction)
    }

    /// Puts a thread into its week, or its group, and counts it with its tags, or takes it out.
    func show(_ thread: StateRepository.Thread, isShown: Bool, in transaction: any WriteTransaction) throws {
        try touchList(of: thread, isShown: isShown, in: transaction)
        try countTags(of: thread, isShown: isShown, in: transaction)
    }

    private func touchList(
        of thread: StateRepository.Thread, isShown: Bool, in transaction: any WriteTransaction
    ) throws {
        let list = ForumScope.list(group: thread.group, category: thread.category, thread.week)
        if isShown {
            transaction.touch(.enters(scope: list, entity: "thread", id: thread.id.text))
            touchName(of: thread.author, isAnonymous: thread.isAnonymous, list, in: transaction)
            return
        }
        transaction.touch(.leaves(scope: list, entity: "thread", id: thread.id.text))
        if try !StateRepository.isShown(thread.author, inListOf: thread, in: transaction) {
            transaction.touch(.leaves(scope: list, entity: "member", id: thread.author.text))
        }
    }

    /// A tag counts the threads that everyone sees, and is shown while there are any.
    func countTags(
        of thread: StateRepository.Thread, isShown: Bool, in transaction: any WriteTransaction
    ) throws {
        guard thread.isForEveryone else { return }
        for (tag, uses) in try StateRepository.addUses(isShown ? 1 : -1, toTagsOf: thread.id, in: transaction) {
            transaction.touch(
                uses > 0
                    ? .enters(scope: "pub", entity: "tag", id: tag) : .leaves(scope: "pub", entity: "tag", id: tag))
        }
    }
}

extension PostState {
    /// Seen by the author and staff alone.
    var isWithheld: Bool { self == .held || self == .hidden }
}
