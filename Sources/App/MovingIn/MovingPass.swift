import Accounts
import Core
import Forum

/// One way through an export: records are gathered, and looked at or written some at a time. Of what went before it
/// keeps the keys alone.
struct MovingPass {
    private static let batch = 100

    let services: Services
    let community: String
    let isDry: Bool
    var report = MovingReport()
    private var names = MovedNames()
    private var members: [MovedMember] = []
    private var items: [MovedItem] = []
    /// Keys of what was there to take.
    private var seenMembers: Set<String> = []
    private var seenCategories: Set<String> = []
    private var seenThreads: Set<String> = []
    private var leftOut: Set<String> = []

    init(services: Services, community: String, isDry: Bool) {
        self.services = services
        self.community = community
        self.isDry = isDry
    }

    mutating func take(_ record: OldRecord) async throws {
        switch record {
        case .refused(let refusal): report.unreadable.append(refusal)
        case .leftOut(let thread, let pointer):
            if leftOut.insert(thread).inserted {
                report[.threads].notes.append(.init(pointer, "moved_not_public"))
            }
        case .member(let member): try await take(member)
        case .writer(let member, let thread):
            if !leftOut.contains(thread) { try await take(member) }
        case .item(let item): try await take(item)
        }
    }

    private mutating func take(_ member: MovedMember) async throws {
        guard !seenMembers.contains(member.key) else { return }
        let refusals = member.refusals
        guard refusals.isEmpty else { return report[.members].refused += refusals }
        seenMembers.insert(member.key)
        members.append(member)
        if members.count == Self.batch { try await flush() }
    }

    private mutating func take(_ item: MovedItem) async throws {
        switch item {
        case .category(let category):
            guard seenCategories.insert(category.key).inserted else { return }
        case .post(let post) where leftOut.contains(post.thread): return
        default: break
        }
        let refusals = item.refusals
        guard refusals.isEmpty else { return report[item.part].refused += refusals }
        if case .thread(let thread) = item { seenThreads.insert(thread.key) }
        items.append(item)
        if items.count == Self.batch { try await flush() }
    }

    /// Looks at what was gathered, or writes it.
    mutating func flush() async throws {
        if !members.isEmpty {
            let (taken, names) = try await services.accounts.takeIn(members, from: community, names, isDry: isDry)
            report[.members].add(taken)
            self.names = names
            members = []
        }
        guard !items.isEmpty else { return }
        if isDry {
            try await look()
        } else {
            try await write()
        }
        items = []
    }

    private mutating func write() async throws {
        for part in MovingReport.Part.allCases {
            let some = items.filter { $0.part == part }
            guard !some.isEmpty else { continue }
            report[part].add(try await services.forum.takeIn(some, from: community))
        }
    }

    // MARK: Looking

    /// What is known of the keys that the gathered items name and that did not come before them.
    private struct Known {
        var members: Set<String> = []
        var categories: Set<String> = []
        var threads: Set<String> = []
        var posts: Set<String> = []

        /// Whether it came by an earlier run.
        func has(_ item: MovedItem) -> Bool {
            switch item {
            case .category(let category): categories.contains(category.key)
            case .thread(let thread): threads.contains(thread.key)
            case .post(let post): posts.contains(post.key)
            case .address: false
            }
        }
    }

    private mutating func look() async throws {
        let known = try await known()
        for item in items {
            let refusals = unknown(item, known)
            if !refusals.isEmpty {
                report[item.part].refused += refusals
            } else if known.has(item) {
                report[item.part].unchanged += 1
            } else {
                report[item.part].added += 1
            }
        }
    }

    private func known() async throws -> Known {
        var known = Known()
        known.members = try await services.accounts.movedMembers(
            Array(Set(items.compactMap(\.author))), from: community)
        let forum = services.forum
        known.categories = try await forum.moved(.category, items.compactMap(\.category), from: community)
        known.threads = try await forum.moved(.thread, Array(Set(items.compactMap(\.thread))), from: community)
        known.posts = try await forum.moved(.post, items.compactMap(\.post), from: community)
        return known
    }

    /// What an item names that is nowhere.
    private func unknown(_ item: MovedItem, _ known: Known) -> [ImportReport.Refusal] {
        var refusals: [ImportReport.Refusal] = []
        func need(_ isThere: Bool, _ pointer: String, _ field: String) {
            if !isThere { refusals.append(.init("\(pointer)/\(field)", "unknown_choice")) }
        }
        func author(of post: MovedPost) {
            need(
                seenMembers.contains(post.author) || known.members.contains(post.author), post.pointer,
                post.fields.author)
        }
        switch item {
        case .category: break
        case .thread(let thread):
            author(of: thread.opening)
            need(
                seenCategories.contains(thread.category) || known.categories.contains(thread.category),
                thread.pointer, thread.opening.fields.category)
        case .post(let post):
            author(of: post)
            need(
                seenThreads.contains(post.thread) || known.threads.contains(post.thread), post.pointer,
                post.fields.thread)
        case .address(let address):
            need(
                seenThreads.contains(address.thread) || known.threads.contains(address.thread), address.pointer,
                "thread")
        }
        return refusals
    }
}

extension MovedItem {
    fileprivate var part: MovingReport.Part {
        switch self {
        case .category: .categories
        case .thread: .threads
        case .post: .posts
        case .address: .addresses
        }
    }

    fileprivate var author: String? {
        switch self {
        case .thread(let thread): thread.opening.author
        case .post(let post): post.author
        case .category, .address: nil
        }
    }

    fileprivate var category: String? {
        switch self {
        case .category(let category): category.key
        case .thread(let thread): thread.category
        case .post, .address: nil
        }
    }

    fileprivate var thread: String? {
        switch self {
        case .category: nil
        case .thread(let thread): thread.key
        case .post(let post): post.thread
        case .address(let address): address.thread
        }
    }

    fileprivate var post: String? {
        if case .post(let post) = self { post.key } else { nil }
    }
}
