import Core
import Storage

/// Another title, category, tags or pathway for a thread, and whether it takes answers; what is absent stays.
package struct ThreadChange: CheckedDraft {
    package var title: String?
    package var categoryId: String?
    package var tags: [String]?
    /// An empty text says that it is about none.
    package var pathwayId: String?
    /// Staff alone closes a thread to answers, and opens it again.
    package var isLocked: Bool?
    /// Another poll in the place of the one there is, while nobody has voted.
    package var poll: PollDraft?

    package init(
        title: String? = nil, categoryId: String? = nil, tags: [String]? = nil, pathwayId: String? = nil,
        isLocked: Bool? = nil, poll: PollDraft? = nil
    ) {
        self.pathwayId = pathwayId
        self.title = title
        self.categoryId = categoryId
        self.tags = tags
        self.isLocked = isLocked
        self.poll = poll
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case title, categoryId, tags, pathwayId, isLocked, poll
    }

    struct Valid: Sendable {
        let title: String?
        let categoryID: CategoryID?
        let tags: [String]?
        /// Empty for none.
        let pathwayID: String?
        let isLocked: Bool?
        let poll: PollDraft.Valid?
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let title = title.map { validation.text($0, "title", PostBody.titleLength) }
        validation.note("categoryId", .text(36...36))
        let category = categoryId.map { CategoryID($0) }
        if case .some(nil) = category { validation.refuse("categoryId", "unknown_choice") }
        let tags = tags.map { TagName.validated($0, &validation) }
        let pathway = validation.pathway(pathwayId)
        let poll = poll.map { $0.validated(at: now, &validation) }
        try validation.check()
        return Valid(
            title: title, categoryID: category.flatMap { $0 }, tags: tags,
            pathwayID: pathwayId == nil ? nil : pathway, isLocked: isLocked, poll: poll)
    }
}

extension ForumService {
    /// Changes what a thread is called and where it stands; staff also closes it to answers.
    /// - Parameter revision: the one that the change was made from, if the caller knows.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours`; `invalid` naming the fields; `stale` with
    ///   `stale_version`; `conflict` with `no_poll`, `poll_has_votes` or `poll_closed`.
    package func changeThread(
        _ change: ThreadChange, of id: ThreadID, from revision: Int64? = nil, as principal: Principal
    ) async throws -> ForumThread {
        let valid = try change.validated(at: clock.now)
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            let thread = try visibleThread(id, as: principal, in: transaction)
            guard principal.canChange(thread) else { throw Problem(.forbidden, "not_yours") }
            guard revision == nil || revision == thread.revision else { throw Problem(.stale, "stale_version") }
            let title = valid.title.flatMap { $0 == thread.title ? nil : $0 }
            if let title { try ThreadRepository.setTitle(title, of: id, in: transaction) }
            if let isLocked = valid.isLocked { try setLocked(isLocked, thread, as: principal, in: transaction) }
            let hasOtherPoll = try changePoll(valid.poll, of: id, by: member, in: transaction)
            try setPathway(valid.pathwayID, of: thread, in: transaction)
            try move(thread, to: valid.categoryID, tags: valid.tags, as: principal, in: transaction)
            try SearchDocuments.write(thread.openingPostID, in: transaction)
            transaction.touch(.changes(entity: "thread", id: id.text))
            if title != nil || valid.categoryID.map({ $0 != thread.category.id }) ?? false {
                try listener(.seenByOthers(id), transaction)
            }
            if title != nil || hasOtherPoll {
                try tellOversight(ofChanged: thread.openingPostID, by: member, in: transaction)
            }
            return try visibleThread(id, as: principal, in: transaction)
        }
    }

    private func setLocked(
        _ isLocked: Bool, _ thread: ForumThread, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard isLocked != thread.isLocked else { return }
        guard principal.canLock(thread) else { throw Problem(.forbidden, "not_yours") }
        try ThreadRepository.setLocked(isLocked, of: thread.id, in: transaction)
        try oversight?.locked(thread, isLocked, by: principal, forum: self, in: transaction)
    }

    /// In another category a thread is in another week's scope, and its tags may be counted or not: it leaves as it
    /// would if it were hidden, and comes back there.
    private func move(
        _ thread: ForumThread, to category: CategoryID?, tags: [String]?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        let target = try category.map { id in
            let found = try CategoryRepository.category(id, visibleTo: principal, in: transaction)
            // Who sees a thread of a group is said by the group alone.
            guard let found, thread.group == nil || found.audience == .everyone else {
                throw Problem.invalid("categoryId", "unknown_choice")
            }
            return found
        }
        let isMoved = target.map { $0.id != thread.category.id } ?? false
        guard isMoved || (tags.map { $0 != thread.tags } ?? false) else { return }
        guard let place = try StateRepository.thread(thread.id, in: transaction) else { throw Problem.notFound }
        if place.state == .published { try show(place, isShown: false, in: transaction) }
        if let target { try ThreadRepository.setCategory(target.id, of: thread.id, in: transaction) }
        if let tags {
            try CategoryRepository.replaceTags(
                of: thread.id, with: tags, at: thread.createdAt, ids: ids, in: transaction)
        }
        guard let moved = try StateRepository.thread(thread.id, in: transaction) else { throw Problem.notFound }
        if moved.state == .published { try show(moved, isShown: true, in: transaction) }
        guard moved.isForEveryone != place.isForEveryone else { return }
        // Elsewhere than in the thread's own scope its posts are shown while the category is.
        for post in try StateRepository.withheldPosts(of: thread.id, in: transaction) {
            transaction.touch(.changes(entity: "post", id: post))
        }
    }
}
