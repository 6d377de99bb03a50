import Core
import Storage

/// A list of threads that are the member's own affair.
package enum FollowedList: String, Sendable, CaseIterable {
    /// Threads with posts that came since the member looked.
    case unread
    /// Threads that the member tracks or watches.
    case following
}

/// What members have read, and what came since.
extension ForumService {
    /// Marks that have not moved for this long are forgotten.
    static let readMarksLast = Span.days(365)

    /// New posts that are counted of one thread: lists say `99+`.
    package static let mostUnread = 100

    // MARK: Marks

    /// Notes how far the member has read. An older mark changes nothing.
    /// - Throws: `signInRequired`; `notFound`.
    package func markRead(_ id: ThreadID, upTo post: PostID, as principal: Principal) async throws {
        try await store.write { try markRead(id, upTo: post, as: principal, in: $0) }
    }

    /// - Parameter epoch: of the mark that the device knew: a mark from before a reset changes nothing.
    func markRead(
        _ id: ThreadID, upTo post: PostID, epoch: Int? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        let (found, _) = try visiblePost(post, as: principal, in: transaction)
        guard found.threadID == id else { throw Problem.notFound }
        try Self.note(
            ReadQueue.Mark(member: member.id, thread: id, post: post, postTime: found.createdAt), epoch: epoch,
            at: clock.now, listener, in: transaction)
    }

    private static func note(
        _ seen: ReadQueue.Mark, epoch: Int? = nil, at now: Timestamp, _ listener: ForumListener,
        in transaction: any WriteTransaction
    ) throws {
        let moved = try ReadRepository.mark(
            seen.thread, upTo: seen.post, at: seen.postTime, epoch: epoch, by: seen.member, now: now, in: transaction)
        guard moved else { return }
        transaction.touch(.enters(scope: ForumScope.member(seen.member), entity: "read", id: seen.thread.text))
        try listener(.read(seen.thread, upTo: seen.postTime, by: seen.member), transaction)
    }

    /// Takes what a page has shown as read, soon: the answer does not wait, and nothing is said when it fails.
    package func noteSeen(_ page: ThreadPage, as principal: Principal) {
        guard let member = principal.member,
            case let answer = page.answers.items.max(by: { $0.createdAt < $1.createdAt }),
            case let newest = answer.map({ $0.createdAt < page.opening.createdAt ? page.opening : $0 }) ?? page.opening,
            page.seenUpTo.map({ $0 < newest.createdAt }) ?? true
        else { return }
        reads.note(
            ReadQueue.Mark(
                member: member.id, thread: page.thread.id, post: newest.id, postTime: newest.createdAt))
    }

    /// Writes marks of several members together; one of a member who is gone meanwhile does not stop the others.
    static func write(
        _ marks: [ReadQueue.Mark], to store: any Store, at now: Timestamp, _ listener: @escaping ForumListener
    ) async throws {
        try await store.write { transaction in
            for seen in marks {
                do {
                    try transaction.savepoint { try note(seen, at: now, listener, in: transaction) }
                } catch let problem as Problem where problem.kind == .conflict {}
            }
        }
    }

    /// Returns once what pages have shown is noted.
    package func settleReads() async { await reads.settle() }

    /// Takes a thread as read up to a post and no further, also when more was read before; without a post, up to the
    /// opening one.
    /// - Throws: `signInRequired`; `notFound`.
    func resetRead(
        _ id: ThreadID, to post: PostID?, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        let thread = try visibleThread(id, as: principal, in: transaction)
        let (found, _) = try visiblePost(post ?? thread.openingPostID, as: principal, in: transaction)
        guard found.threadID == id else { throw Problem.notFound }
        try ReadRepository.reset(
            id, to: found.id, at: found.createdAt, by: member.id, now: clock.now, in: transaction)
        transaction.touch(.enters(scope: ForumScope.member(member.id), entity: "read", id: id.text))
    }

    /// Forgets what was read more than a year ago, some hundreds of marks at a time.
    package func forgetOldReads() async throws {
        let before = clock.now.advanced(by: -Self.readMarksLast)
        let limit = 500
        var removed = limit
        while removed == limit {
            removed = try await store.write { transaction in
                let marks = try ReadRepository.removeMarks(before: before, limit: limit, in: transaction)
                for mark in marks {
                    transaction.touch(
                        .leaves(scope: ForumScope.member(mark.member), entity: "read", id: mark.thread))
                }
                return marks.count
            }
        }
    }

    // MARK: What is new

    /// How many posts came in the threads since the reader looked, at most 100 a thread; threads without new ones,
    /// never opened or muted are left out, and a visitor has none.
    package func unread(among threads: [ForumThread], as principal: Principal) async throws -> [ThreadID: Int] {
        guard let member = principal.member, !threads.isEmpty else { return [:] }
        return try await store.read { transaction in
            try ReadRepository.unread(
                among: threads.map(\.id), by: member.id, visibleTo: principal, in: transaction)
        }
    }

    /// The oldest post that came since the member looked; `nil` when there is none.
    /// - Throws: `signInRequired`; `notFound`.
    package func firstUnread(
        of id: ThreadID, as principal: Principal
    ) async throws -> (thread: ForumThread, post: ForumPost?) {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let thread = try visibleThread(id, as: principal, in: transaction)
            guard let mark = try ReadRepository.seenUpTo(id, by: member.id, in: transaction),
                let post = try ReadRepository.firstUnread(
                    of: id, since: mark, visibleTo: principal, in: transaction)
            else { return (thread, nil) }
            return (thread, try PostRepository.post(post, visibleTo: principal, in: transaction))
        }
    }

    /// One page of the member's own lists, last looked at first.
    /// - Throws: `signInRequired`.
    package func threads(
        _ list: FollowedList, after cursor: PageCursor? = nil, limit: Int = threadsPerPage, as principal: Principal
    ) async throws -> Paged<ForumThread> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let found = try ThreadRepository.followed(
                list, by: member.id, after: cursor, limit: limit, visibleTo: principal, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.seenAt.milliseconds, id: $0.thread.id.text) }
                .map(\.thread)
        }
    }
}
