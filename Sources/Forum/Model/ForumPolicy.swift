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
        isWriter && post.state != .deleted && (isAuthor(of: post.author) || isStaff)
    }

    /// What was replaced while it was hidden or under review is its author's and staff's.
    package func canSee(_ revision: PostRevision, of post: ForumPost) -> Bool {
        !revision.isWithheld || isStaff || isAuthor(of: post.author)
    }

    /// Authors take earlier texts out of the history, except what was hidden or under review.
    package func canRemove(_ revision: PostRevision, of post: ForumPost) -> Bool {
        canEdit(post) && (!revision.isWithheld || isStaff)
    }

    /// Authors say what their threads are called and where they stand, staff of any.
    package func canChange(_ thread: ForumThread) -> Bool {
        isWriter && thread.state != .deleted && (isAuthor(of: thread.author) || isStaff)
    }

    /// Staff closes threads to answers, and opens them again.
    package func canLock(_ thread: ForumThread) -> Bool { isWriter && isStaff && thread.state != .deleted }

    /// Authors delete their own answers, staff any.
    package func canDelete(_ post: ForumPost) -> Bool {
        isWriter && post.state != .deleted && (isAuthor(of: post.author) || isStaff)
    }

    /// Authors delete their own threads while nobody has answered, staff any.
    package func canDelete(_ thread: ForumThread) -> Bool {
        isWriter && thread.state != .deleted
            && (isStaff || (isAuthor(of: thread.author) && thread.answerCount == 0))
    }

    /// Nobody votes for themselves.
    package func canVote(on post: ForumPost) -> Bool {
        isWriter && post.state == .published && !isAuthor(of: post.author)
    }

    /// Whoever asked says which answer helped; staff may mend it.
    package func canAccept(in thread: ForumThread) -> Bool {
        isWriter && thread.kind == .question && thread.state == .published && (isAuthor(of: thread.author) || isStaff)
    }

    /// Nobody flags their own.
    package func canFlag(_ post: ForumPost) -> Bool {
        isWriter && post.state == .published && !isAuthor(of: post.author)
    }

    private var isWriter: Bool { member.map { $0.isVerified && !$0.isSuspended && !$0.isSilenced } ?? false }

    private func isAuthor(of author: Author) -> Bool { member?.id == author.id }
}
