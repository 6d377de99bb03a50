import Core
import Storage

/// What an old community brings to the forum, in the order in which it must come.
package enum MovedItem: Sendable {
    case category(MovedCategory)
    case thread(MovedThread)
    case post(MovedPost)
    case address(MovedAddress)

    package var refusals: [ImportReport.Refusal] {
        switch self {
        case .category: []
        case .thread(let thread): thread.refusals
        case .post(let post): post.refusals
        case .address(let address): address.refusals
        }
    }
}

extension ForumService {
    /// Those of the keys under which something of the kind came before.
    package func moved(
        _ kind: MovedKind, _ keys: [String], from community: String
    ) async throws -> Set<String> {
        try await store.read { transaction in
            Set(
                try transaction.rows(
                    """
                    SELECT old_key FROM moved_record
                    WHERE community = \(community) AND kind = \(kind.rawValue)
                        AND \(transaction.dialect.anyOf("old_key", keys))
                    """
                ) { $0.text(0) })
        }
    }

    /// Takes things of an old community in, with their times, in one transaction: what replicas, search and lists need
    /// is written with it, and nobody is told. What came before is left as it is here.
    /// - Parameter items: without refusals.
    package func takeIn(_ items: [MovedItem], from community: String) async throws -> ImportReport {
        // Rendered before the transaction.
        let ready = items.map(ReadyItem.init)
        return try await store.write { transaction in
            var report = ImportReport()
            for item in ready {
                do {
                    if try take(item, from: community, in: transaction) {
                        report.added += 1
                    } else {
                        report.unchanged += 1
                    }
                } catch let refusal as ImportReport.Refusal {
                    report.refused.append(refusal)
                }
            }
            return report
        }
    }

    /// A thing with its rendered words.
    private struct ReadyItem: Sendable {
        let item: MovedItem
        let body: PostBody?

        init(_ item: MovedItem) {
            self.item = item
            switch item {
            case .thread(let thread): body = PostBody(thread.opening.source)
            case .post(let post): body = PostBody(post.source)
            case .category, .address: body = nil
            }
        }
    }

    /// - Returns: whether it is new.
    private func take(
        _ ready: ReadyItem, from community: String, in transaction: any WriteTransaction
    ) throws -> Bool {
        let records = MovedRepository(community: community, now: clock.now)
        switch (ready.item, ready.body) {
        case (.category(let category), _): return try take(category, records, in: transaction)
        case (.thread(let thread), let body?): return try take(thread, body, records, in: transaction)
        case (.post(let post), let body?): return try take(post, body, records, in: transaction)
        case (.address(let address), _): return try take(address, records, in: transaction)
        default: return false
        }
    }

    // MARK: Categories

    private func take(
        _ moved: MovedCategory, _ records: MovedRepository, in transaction: any WriteTransaction
    ) throws -> Bool {
        guard try records.id(.category, moved.key, in: transaction) == nil else { return false }
        let program = Principal.system(reason: "moving in")
        let known = try CategoryRepository.categories(visibleTo: program, in: transaction)
        let wanted: Category.Audience? = moved.isPrivate.map { $0 ? .staff : .everyone }
        let slug = String((UserText.slug(moved.slug.isEmpty ? moved.name : moved.slug)).prefix(60))
        // Never what was for a few into a category that everybody sees.
        if let same = known.first(where: { $0.slug == slug && (wanted ?? $0.audience) == $0.audience }) {
            try records.note(.category, moved.key, same.id.text, in: transaction)
            return false
        }
        let base = slug.isEmpty ? "category" : slug
        let taken = Set(known.map(\.slug))
        var name = base
        var number = 1
        while taken.contains(name) {
            number += 1
            name = "\(base)-\(number)"
        }
        let category = Category(
            id: ids.next(at: clock.now), slug: name, name: String(moved.name.prefix(60)),
            description: String(moved.description.prefix(500)), position: (known.map(\.position).max() ?? 0) + 1,
            audience: wanted ?? .everyone)
        try insert(category, in: transaction)
        try records.note(.category, moved.key, category.id.text, in: transaction)
        return true
    }

    // MARK: Threads

    private func take(
        _ moved: MovedThread, _ body: PostBody, _ records: MovedRepository, in transaction: any WriteTransaction
    ) throws -> Bool {
        guard try records.id(.thread, moved.key, in: transaction) == nil else { return false }
        let opening = moved.opening
        guard let author = try records.member(opening.author, in: transaction) else {
            throw ImportReport.Refusal("\(opening.pointer)/\(opening.fields.author)", "unknown_choice")
        }
        let program = Principal.system(reason: "moving in")
        guard let categoryID = try records.id(.category, moved.category, in: transaction),
            let category = try CategoryRepository.category(
                CategoryID(trusted: categoryID), visibleTo: program, in: transaction)
        else { throw ImportReport.Refusal("\(moved.pointer)/\(opening.fields.category)", "unknown_choice") }
        let createdAt = min(opening.createdAt, clock.now)
        var post = PostToLoad(
            id: ids.next(at: createdAt), thread: ids.next(at: createdAt), author: author, body: body, kind: moved.kind,
            createdAt: createdAt)
        post.body = try records.resolved(body, in: transaction)
        var thread = ThreadToLoad(
            opening: post, category: category.id, title: moved.shownTitle, tags: moved.tags, answerCount: 0,
            lastPostAt: createdAt)
        thread.audience = category.audience
        try load(thread, in: transaction)
        if moved.isLocked { try ThreadRepository.setLocked(true, of: post.thread, in: transaction) }
        try records.note(.thread, moved.key, post.thread.text, in: transaction)
        try records.note(.post, opening.key, post.id.text, in: transaction)
        for path in moved.paths { try MovedRepository.keep(path, post.thread, nil, in: transaction) }
        for path in opening.paths { try MovedRepository.keep(path, post.thread, post.id, in: transaction) }
        return true
    }

    private func take(
        _ moved: MovedPost, _ body: PostBody, _ records: MovedRepository, in transaction: any WriteTransaction
    ) throws -> Bool {
        guard try records.id(.post, moved.key, in: transaction) == nil else { return false }
        guard let author = try records.member(moved.author, in: transaction) else {
            throw ImportReport.Refusal("\(moved.pointer)/\(moved.fields.author)", "unknown_choice")
        }
        guard let id = try records.id(.thread, moved.thread, in: transaction).map(ThreadID.init(trusted:)) else {
            throw ImportReport.Refusal("\(moved.pointer)/\(moved.fields.thread)", "unknown_choice")
        }
        // Deleted here meanwhile.
        guard
            let thread = try ThreadRepository.thread(
                id, visibleTo: .system(reason: "moving in"), in: transaction)
        else { return false }
        let createdAt = min(moved.createdAt, clock.now)
        var post = PostToLoad(
            id: ids.next(at: createdAt), thread: id, author: author, body: body, kind: thread.kind,
            createdAt: createdAt)
        post.body = try records.resolved(body, in: transaction)
        post.parent = try parent(moved, in: thread, records, in: transaction)
        post.isAccepted = moved.isAccepted && thread.kind == .question && thread.acceptedPostID == nil
        try load(post, isOpening: false, in: transaction)
        try ThreadRepository.countAnswer(to: id, at: createdAt, in: transaction)
        if post.isAccepted { try ThreadRepository.setAccepted(post.id, of: id, in: transaction) }
        transaction.touch(.changes(entity: "thread", id: id.text))
        try records.note(.post, moved.key, post.id.text, in: transaction)
        for path in moved.paths { try MovedRepository.keep(path, id, post.id, in: transaction) }
        return true
    }

    /// The post that one replies to, if it is in the same thread.
    private func parent(
        _ moved: MovedPost, in thread: ForumThread, _ records: MovedRepository, in transaction: any Transaction
    ) throws -> PostID? {
        guard let key = moved.parent,
            let parent = try records.id(.post, key, in: transaction).map(PostID.init(trusted:)),
            try PostRepository.owner(of: parent, in: transaction)?.thread == thread.id
        else { return nil }
        return parent
    }

    // MARK: Addresses

    private func take(
        _ moved: MovedAddress, _ records: MovedRepository, in transaction: any WriteTransaction
    ) throws -> Bool {
        guard let path = OldAddress.normal(moved.path) else { return false }
        let thread = try records.id(.thread, moved.thread, in: transaction).map(ThreadID.init(trusted:))
        guard let thread, try ThreadRepository.author(of: thread, in: transaction) != nil else {
            throw ImportReport.Refusal("\(moved.pointer)/thread", "unknown_choice")
        }
        var post: PostID?
        if let key = moved.post {
            post = try records.id(.post, key, in: transaction).map(PostID.init(trusted:))
            guard let post, try PostRepository.owner(of: post, in: transaction)?.thread == thread else {
                throw ImportReport.Refusal("\(moved.pointer)/post", "unknown_choice")
            }
        }
        return try MovedRepository.keep(path, thread, post, in: transaction)
    }

    /// Where a thread or a post of an old community is now.
    /// - Parameter address: the path that somebody came to, with its query.
    /// - Throws: `notFound` for an address of which nothing is known, or nothing that may be seen.
    package func moved(
        from address: String, as principal: Principal
    ) async throws -> (thread: ForumThread, post: ForumPost?) {
        let candidates = OldAddress.candidates(address)
        guard !candidates.isEmpty else { throw Problem.notFound }
        return try await store.read { transaction in
            let known = try MovedRepository.places(candidates, in: transaction)
            for path in candidates {
                guard let place = known[path],
                    let thread = try ThreadRepository.thread(place.thread, visibleTo: principal, in: transaction)
                else { continue }
                let post = try place.post.flatMap {
                    try PostRepository.post($0, visibleTo: principal, in: transaction)
                }
                return (thread, post)
            }
            throw Problem.notFound
        }
    }
}
