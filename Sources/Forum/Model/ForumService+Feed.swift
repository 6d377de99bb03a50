import Core
import Storage

/// A thread with what it asks.
package struct FeedEntry: Sendable {
    package let thread: ForumThread
    package let opening: ForumPost
}

extension ForumService {
    /// The first page of a list as everybody sees it, with the opening posts.
    package func feed(_ list: ThreadList, _ filter: ThreadFilter) async throws -> [FeedEntry] {
        let threads = try await threads(list, filter, as: .visitor).items
        let posts = try await store.read { transaction in
            try PostRepository.byID(threads.map(\.openingPostID.text), visibleTo: .visitor, in: transaction)
        }
        let openings = Dictionary(uniqueKeysWithValues: posts.map { ($0.threadID, $0) })
        return threads.compactMap { thread in
            openings[thread.id].map { FeedEntry(thread: thread, opening: $0) }
        }
    }
}
