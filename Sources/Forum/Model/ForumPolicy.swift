import Core

/// Who may do what in the forum: pure answers, by which services refuse and pages hide buttons.
extension Principal {
    package var canStartThread: Bool { isWriter }

    /// Locked threads take answers from staff alone, threads of a group from its members.
    package func canReply(to thread: ForumThread) -> Bool {
        isWriter && thread.state == .published && (!thread.isLocked || isStaff) && isAtHome(in: thread)
    }

    /// Whether they are a member of the group that the thread is of, where it is of one; staff write everywhere.
    func isAtHome(in thread: ForumThread) -> Bool { isStaff || (thread.group?.isMember ?? true) }

    /// Authors edit their own posts, staff any.
    package func canEdit(_ post: ForumPost) -> Bool {
        isWriter && post.state != .deleted && (isAuthor(post.authorID) || isStaff)
    }

    /// Guides are everybody's who writes where they are; their authors and staff edit them without asking.
    package func canSuggest(_ post: ForumPost, in thread: ForumThread) -> Bool {
        thread.kind == .guide && post.isOpening && canReply(to: thread) && !canEdit(post)
    }

    /// Regular members write into guides at once.
    package var canApplySuggestions: Bool { isWriter && member.map { $0.trust >= .regular } ?? false }

    /// What was replaced while it was hidden or under review is its author's and staff's.
    package func canSee(_ revision: PostRevision, of post: ForumPost) -> Bool {
        !revision.isWithheld || isStaff || isAuthor(post.authorID)
    }

    /// Authors take earlier texts out of the history, except what was hidden or under review.
    package func canRemove(_ revision: PostRevision, of post: ForumPost) -> Bool {
        canEdit(post) && (!revision.isWithheld || isStaff)
    }

    /// Authors say what their threads are called and where they stand, staff of any.
    package func canChange(_ thread: ForumThread) -> Bool {
        isWriter && thread.state != .deleted && (isAuthor(thread.authorID) || isStaff)
    }

    /// Staff closes threads to answers, and opens them again.
    package func canLock(_ thread: ForumThread) -> Bool { isWriter && isStaff && thread.state != .deleted }

    /// Authors delete their own answers, staff any.
    package func canDelete(_ post: ForumPost) -> Bool {
        isWriter && post.state != .deleted && (isAuthor(post.authorID) || isStaff)
    }

    /// Authors delete their own threads while nobody has answered, staff any.
    package func canDelete(_ thread: ForumThread) -> Bool {
        isWriter && thread.state != .deleted
            && (isStaff || (isAuthor(thread.authorID) && thread.answerCount == 0))
    }

    /// Nobody votes for themselves.
    package func canVote(on post: ForumPost) -> Bool {
        isWriter && post.state == .published && !isAuthor(post.authorID)
    }

    /// One vote for each account that may write in the thread; also for the one who asks.
    package func canVote(in poll: Poll, of thread: ForumThread, at now: Timestamp) -> Bool {
        isWriter && thread.state == .published && isAtHome(in: thread) && poll.isOpen(at: now)
    }

    /// Whoever asked says which answer helped; staff may mend it.
    package func canAccept(in thread: ForumThread) -> Bool {
        isWriter && thread.kind == .question && thread.state == .published && (isAuthor(thread.authorID) || isStaff)
    }

    /// Nobody flags their own.
    package func canFlag(_ post: ForumPost) -> Bool {
        isWriter && post.state == .published && !isAuthor(post.authorID)
    }

    private var isWriter: Bool { member.map { $0.isVerified && !$0.isSuspended && !$0.isSilenced } ?? false }

    private func isAuthor(_ author: MemberID) -> Bool { member?.id == author }
}
