import Core
import Storage

/// A thread with what it asks.
package struct FeedEntry: Sendable {
    package let thread: ForumThread
    package let opening: ForumPost
}

extension ForumService {
    /// The first page of a list as the reader sees it, with the opening posts.
    package func feed(
        _ list: ThreadList, _ filter: ThreadFilter, as principal: Principal
    ) async throws -> [FeedEntry] {
        try await entries(of: try await threads(list, filter, as: principal).items, as: principal)
    }

    /// The first page of one of the reader's own lists.
    /// - Throws: `signInRequired`.
    package func feed(_ list: FollowedList, as principal: Principal) async throws -> [FeedEntry] {
        try await entries(of: try await threads(list, as: principal).items, as: principal)
    }

    private func entries(of threads: [ForumThread], as principal: Principal) async throws -> [FeedEntry] {
        let posts = try await store.read { transaction in
            try PostRepository.byID(threads.map(\.openingPostID.text), visibleTo: principal, in: transaction)
        }
        let openings = Dictionary(uniqueKeysWithValues: posts.map { ($0.threadID, $0) })
        return threads.compactMap { thread in
            openings[thread.id].map { FeedEntry(thread: thread, opening: $0) }
        }
    }
}
