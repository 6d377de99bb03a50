import Core
import Synchronization

/// What members have just seen on pages, until it is written. Nobody waits for it: a page is answered first, and a
/// database that takes no writes can still be read. While one write runs, the marks that come meanwhile gather.
final class ReadQueue: Sendable {
    struct Mark: Sendable {
        let member: MemberID
        let thread: ThreadID
        let post: PostID
        let postTime: Timestamp
    }

    private struct Place: Hashable {
        let member: MemberID
        let thread: ThreadID
    }

    private struct State {
        var waiting: [Place: Mark] = [:]
        var writer: Task<Void, Never>?
    }

    /// Marks that may wait; more are forgotten, and their posts are shown as new once more.
    private static let capacity = 5_000
    private static let perWrite = 200

    private let state = Mutex(State())
    private let write: @Sendable ([Mark]) async throws -> Void

    init(write: @escaping @Sendable ([Mark]) async throws -> Void) {
        self.write = write
    }

    func note(_ mark: Mark) {
        let place = Place(member: mark.member, thread: mark.thread)
        state.withLock { state in
            guard state.waiting.count < Self.capacity else { return }
            if let known = state.waiting[place], known.postTime >= mark.postTime { return }
            state.waiting[place] = mark
            if state.writer == nil { state.writer = Task { await self.writeAll() } }
        }
    }

    /// Returns once everything that waited is written or given up.
    func settle() async {
        while let writer = state.withLock({ $0.writer }) { await writer.value }
    }

    private func writeAll() async {
        while let marks = next() {
            // Whoever reads need not know that it could not be written down.
            try? await write(marks)
        }
    }

    private func next() -> [Mark]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.writer = nil
                return nil
            }
            let places = Array(state.waiting.keys.prefix(Self.perWrite))
            return places.compactMap { state.waiting.removeValue(forKey: $0) }
        }
    }
}
