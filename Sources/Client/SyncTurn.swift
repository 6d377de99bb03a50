import Foundation
import SyncProtocol

/// What a sync did.
public struct SyncReport: Sendable, Hashable {
    /// Mutations that the server took in this sync.
    public var sent = 0
    /// Mutations that it refused; they are in the outbox with their texts.
    public var refused = 0
    /// Pages that came.
    public var pages = 0
    /// Mutations that still wait.
    public var waiting = 0
    /// Seconds that the server asks to leave before the next sync.
    public var backoff: Double?
    /// Whether the server was found set back to an earlier state: see `ReplicaReader.restoration()`.
    public var wasSetBack = false
}

/// One sync: sends what waits, then fetches all that is new.
struct SyncTurn: Sendable {
    let replica: Replica
    let line: Line
    let token: String?
    /// Told of the pages of a long transfer: rows that came, and rows to come.
    var onProgress: @Sendable (PullNotes.Progress) -> Void = { _ in }

    /// What was written while it ran is sent too.
    /// - Throws: `SyncFault`; `DatabaseError`; `CancellationError`.
    func run() async throws -> SyncReport {
        var report = SyncReport()
        do {
            try replica.write { try Outbox($0).wake(at: replica.now) }
            for _ in 0..<3 {
                let last = try replica.read { try Outbox($0).lastPosition() }
                let foundItSetBack = try await pushAndPull(&report)
                let isNew = try replica.read { try Outbox($0).isWaiting(after: last) }
                guard isNew || foundItSetBack else { break }
            }
            report.waiting = try replica.read { try Outbox($0).count() }
        } catch SyncFault.revoked {
            try replica.wipe()
            throw SyncFault.revoked
        }
        try? replica.scrubIfNeeded()
        if report.pages > 0 { try? replica.emptyLog() }
        return report
    }

    /// A queue that does not get through keeps nothing from coming, and above all nothing from going.
    /// - Returns: whether the pull found the server set back: then there is something to send again.
    private func pushAndPull(_ report: inout SyncReport) async throws -> Bool {
        do {
            try await push(&report)
        } catch let fault as SyncFault where fault.leavesPullPossible {
            do { try await pull(&report) } catch let later as SyncFault where later != .revoked {}
            throw fault
        }
        let knewIt = report.wasSetBack
        try await pull(&report)
        return report.wasSetBack != knewIt
    }

    // MARK: Pull

    /// Fetches pages until there are no more.
    func pull(_ report: inout SyncReport) async throws {
        if let until = try replica.read({ try $0.number(.pullAfter) }), replica.now.milliseconds < until {
            throw SyncFault.updateNeeded
        }
        var hasMore = true
        while hasMore {
            try Task.checkCancellation()
            let position = try replica.position()
            let page = try await page(position, &report)
            do {
                try replica.take(page, asked: position)
            } catch is PageOutOfTurn {
                throw SyncFault.inUse
            }
            report.pages += 1
            if page.ext?.reset?.reason == .epochChanged { report.wasSetBack = true }
            if let progress = page.ext?.progress { onProgress(progress) }
            hasMore = page.hasMore == true
        }
    }

    private func page(_ position: Position, _ report: inout SyncReport) async throws -> PullResponse {
        let request = PullRequest(
            clientGroupID: position.group, cookie: position.cookie,
            ext: replica.options.pageRows.map { PullRequest.Wishes(maxRows: $0) })
        let reply = try await line.post("/sync/v1/pull", try JSONEncoder().encode(request), token: token)
        report.backoff = reply.backoff ?? report.backoff
        let response: PullResponse
        do {
            response = try Answers.message(PullResponse.self, reply)
        } catch SyncFault.updateNeeded {
            let until = replica.now.milliseconds + 3_600_000
            try replica.write { try $0.set(.pullAfter, String(until)) }
            throw SyncFault.updateNeeded
        }
        // Else it would go round for ever.
        guard response.hasMore != true || response.cookie != position.cookie else {
            throw SyncFault.malformed("a page with more to come and the same cookie")
        }
        return response
    }
}
