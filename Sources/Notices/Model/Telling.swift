import Core
import Storage

/// Who is told of what: called inside the transaction in which it happens.
extension NoticeService {
    /// Tells those named in a post, those it answers, and those who watch; each at most once, and nobody of their own.
    package func published(_ post: String, mentions: [MemberID], in transaction: any WriteTransaction) throws {
        guard let subject = try SubjectRepository.subject(post, in: transaction) else { return }
        let named = try tell(mentions, .mention, of: subject, in: transaction)
        var told = named
        if let answered = subject.answered, !told.contains(answered) {
            told.formUnion(try tell([answered], .reply, of: subject, in: transaction))
        }
        try tellWatchers(of: subject, after: "", except: told, in: transaction)
    }

    /// Tells those whom an edit names; who was told before is not told again.
    package func edited(_ post: String, mentions: [MemberID], in transaction: any WriteTransaction) throws {
        guard !mentions.isEmpty, let subject = try SubjectRepository.subject(post, in: transaction) else { return }
        _ = try tell(mentions, .mention, of: subject, in: transaction)
    }

    /// Tells the author of an answer that it helped.
    package func accepted(_ post: String, in transaction: any WriteTransaction) throws {
        guard var subject = try SubjectRepository.subject(post, in: transaction) else { return }
        let author = subject.author
        // Who accepts is who asked: their own answer tells them nothing.
        guard author != subject.starter else { return }
        (subject.author, subject.isAnonymous) = (subject.starter, subject.isStarterAnonymous)
        _ = try tell([author], .accepted, of: subject, in: transaction)
    }

    package func unaccepted(_ post: String, in transaction: any WriteTransaction) throws {
        for gone in try NoticeRepository.removeAccepted(post, in: transaction) {
            transaction.touch(.leaves(scope: "u:\(gone.member)", entity: "notification", id: gone.id))
        }
    }

    /// What a member has seen in its thread need not be told any more.
    package func read(
        _ thread: String, upTo time: Timestamp, by member: MemberID, in transaction: any WriteTransaction
    ) throws {
        let changed = try NoticeRepository.markSeen(
            thread, upTo: time, of: member, at: clock.now, in: transaction)
        touch(changed, of: member, in: transaction)
    }

    /// Replicas look again at what they hold of a thread that others than before may see: the first hundred of its
    /// notices at once, the others by `spread`.
    package func seenByOthers(_ thread: String, in transaction: any WriteTransaction) throws {
        try refresh(thread, after: "", in: transaction)
    }

    private func refresh(_ thread: String, after last: String, in transaction: any WriteTransaction) throws {
        let ids = try NoticeRepository.notices(
            in: thread, after: last, limit: Self.toldAtOnce, in: transaction)
        for id in ids { transaction.touch(.changes(entity: "notification", id: id)) }
        if ids.count == Self.toldAtOnce, let last = ids.last {
            try SubjectRepository.waitToRefresh(thread, after: last, in: transaction)
        }
    }

    /// Tells the next hundred of those who watch what was published, and has the next hundred notices of a thread
    /// looked at again.
    /// - Returns: whether anything may be left to do.
    package func spread() async throws -> Bool {
        let isRefreshed = try await refreshNext()
        let isTold = try await tellNext()
        return isRefreshed || isTold
    }

    private func refreshNext() async throws -> Bool {
        // Most of the time there is nothing: that must not cost a write.
        guard try await store.read({ try SubjectRepository.waitingToRefresh(in: $0) }) != nil else { return false }
        return try await store.write { transaction in
            guard let (thread, done) = try SubjectRepository.waitingToRefresh(in: transaction) else { return false }
            try SubjectRepository.stopRefreshing(thread, in: transaction)
            try refresh(thread, after: done, in: transaction)
            return true
        }
    }

    private func tellNext() async throws -> Bool {
        guard try await store.read({ try SubjectRepository.waiting(in: $0) }) != nil else { return false }
        return try await store.write { transaction in
            guard let (post, told) = try SubjectRepository.waiting(in: transaction) else { return false }
            try SubjectRepository.stopWaiting(post, in: transaction)
            if let subject = try SubjectRepository.subject(post, in: transaction) {
                var known = Set(try NoticeRepository.mentioned(in: post, in: transaction))
                let answered = subject.answered.map { [$0] } ?? []
                known.formUnion(try SubjectRepository.willing(answered, .reply, subject, in: transaction))
                try tellWatchers(of: subject, after: told, except: known, in: transaction)
            }
            return true
        }
    }

    /// Takes away notices older than a year, some hundreds at a time.
    package func forgetOld() async throws {
        let before = clock.now.advanced(by: .days(-365))
        let limit = 500
        var removed = limit
        while removed == limit {
            removed = try await store.write { transaction in
                let gone = try NoticeRepository.remove(before: before, limit: limit, in: transaction)
                let others = try OtherNoticeRepository.remove(before: before, limit: limit, in: transaction)
                for notice in gone + others { leave(notice, in: transaction) }
                return max(gone.count, others.count)
            }
        }
    }

    private func tellWatchers(
        of subject: Subject, after last: String, except told: Set<MemberID>, in transaction: any WriteTransaction
    ) throws {
        let watchers = try SubjectRepository.watchers(
            of: subject, after: last, limit: Self.toldAtOnce, in: transaction)
        let kind: Notice.Kind = subject.isOpening ? .thread : .post
        let new = try watchers.filter { !told.contains($0) }.compactMap {
            try tell($0, kind, of: subject, in: transaction)
        }
        try push(new, in: transaction)
        if watchers.count == Self.toldAtOnce, let last = watchers.last {
            try SubjectRepository.wait(subject.post, after: last, in: transaction)
        }
    }

    /// - Returns: those of the members who want to know and were told.
    private func tell(
        _ members: [MemberID], _ kind: Notice.Kind, of subject: Subject, in transaction: any WriteTransaction
    ) throws -> Set<MemberID> {
        let willing = try SubjectRepository.willing(members, kind, subject, in: transaction)
        try push(try willing.compactMap { try tell($0, kind, of: subject, in: transaction) }, in: transaction)
        return Set(willing)
    }

    /// Devices are told once of what gathers in a thread, until the member has looked.
    private func push(_ notices: [String], in transaction: any WriteTransaction) throws {
        let now = clock.now
        try PushRepository.add(notices, due: now.advanced(by: Self.seenWithin), at: now, in: transaction)
    }

    /// - Returns: the notice, if it is a new one.
    private func tell(
        _ member: MemberID, _ kind: Notice.Kind, of subject: Subject, in transaction: any WriteTransaction
    ) throws -> String? {
        let now = clock.now
        let id: NoticeID = ids.next(at: now)
        let due = [.reply, .mention].contains(kind) ? now.advanced(by: Self.readWithin) : nil
        let told = try NoticeRepository.add(
            kind, of: subject, to: member, id: id, at: now, letterAt: due, in: transaction)
        touch(told.map { [$0] } ?? [], of: member, in: transaction)
        return told == id.text ? told : nil
    }
}
