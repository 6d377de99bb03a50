import Core
import Forum
import Foundation

/// Replies written without a network: as many at a time as the measuring sends, each acknowledged once it is durable.
struct ReplyLimit {
    let forum: ForumService
    let author: Principal
    let threads: [ThreadID]

    /// - Returns: replies a second.
    func rate(writers: Int, seconds: Double) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let written = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask { try await write(writer, until: start + .seconds(seconds)) }
            }
            return try await group.reduce(0, +)
        }
        return Double(written) / ((clock.now - start) / .seconds(1))
    }

    /// - Returns: how many were written.
    private func write(_ writer: Int, until end: ContinuousClock.Instant) async throws -> Int {
        var count = 0
        while ContinuousClock.now < end {
            let body = "Reply \(count) of writer \(writer): the embassy answered my letter today."
            _ = try await forum.reply(
                ReplyDraft(body: body), to: threads[(writer + count) % threads.count], as: author)
            count += 1
        }
        return count
    }
}
