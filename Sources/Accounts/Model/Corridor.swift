import Core
import Storage
import Synchronization

/// How many members come from one country and go to another.
package struct Corridor: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    package let origin: String
    package let destination: String
    package let members: Int

    /// Members that a published number is of at least.
    static let least = 10
}

/// The corridors as counted lately: each visitor's first page shows them, and counting walks all members.
final class CorridorCache: Sendable {
    private let counted = Mutex<(at: Timestamp, corridors: [Corridor])?>(nil)

    func corridors(now: Timestamp) -> [Corridor]? {
        counted.withLock { $0.flatMap { now.since($0.at) < .minutes(10) ? $0.corridors : nil } }
    }

    func keep(_ corridors: [Corridor], now: Timestamp) {
        counted.withLock { $0 = (now, corridors) }
    }
}

extension AccountService {
    /// The eight corridors with most members, counted at most ten minutes ago.
    package func corridors() async throws -> [Corridor] {
        let now = clock.now
        if let known = corridorCache.corridors(now: now) { return known }
        let corridors = try await store.read { transaction in
            try AccountRepository.corridors(limit: 8, in: transaction)
        }
        corridorCache.keep(corridors, now: now)
        return corridors
    }
}
