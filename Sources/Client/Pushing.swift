import Foundation
import SyncProtocol

// Sending what waits (sync.md, section 6).
extension SyncTurn {
    /// Sends the queue in parcels until nothing waits. What stands in the way is mended a few times, then it is a
    /// fault.
    func push(_ report: inout SyncReport) async throws {
        var size = replica.options.batch
        var mended = 0
        while true {
            try Task.checkCancellation()
            let count = size
            // Read together: another program may learn of a rewritten history between the two.
            let (mutations, position) = try replica.read { (try Outbox($0).batch(count), try Replica.position($0)) }
            if mutations.isEmpty { return }
            do {
                try await send(mutations, from: position, &report)
            } catch PushObstacle.tooLarge where mutations.count > 1 {
                size = max(1, mutations.count / 2)
            } catch PushObstacle.tooLarge {
                try refuseAsTooLarge(mutations)
                size = replica.options.batch
                report.refused += mutations.count
            } catch let obstacle as PushObstacle {
                mended += 1
                guard mended <= 4 else { throw SyncFault.failed(status: 409) }
                try await mend(obstacle, &report)
            }
        }
    }

    private func send(
        _ mutations: [ClientMutation], from position: Position, _ report: inout SyncReport
    ) async throws {
        let parcel = PushRequest(
            clientGroupID: position.group, mutations: mutations, ext: .init(cookie: position.cookie))
        let reply = try await line.post("/sync/v1/push", try JSONEncoder().encode(parcel), token: token)
        report.backoff = reply.backoff ?? report.backoff
        let response = try Answers.message(PushResponse.self, reply)
        let refused = try replica.write { database in
            let outbox = Outbox(database)
            let refused = try outbox.settle(response.results, at: replica.now)
            // What was taken is shown as before until a pull brings it.
            if try outbox.archive(at: replica.now, replica.options) || refused > 0 { try Overlay.rebuild(database) }
            return refused
        }
        report.refused += refused
        report.sent += response.results.count - refused
        // Else it would go round for ever.
        let isFirstDone = response.results.contains { result in
            mutations.first.map { $0.clientID == result.clientID && $0.id == result.id } ?? false
        }
        guard isFirstDone else { throw SyncFault.malformed("the answer to a push leaves out its first mutation") }
    }

    private func refuseAsTooLarge(_ mutations: [ClientMutation]) throws {
        try replica.write { database in
            for mutation in mutations {
                try Outbox(database).refuse(mutation.clientID, mutation.id, code: "too_large")
            }
            try Overlay.rebuild(database)
        }
    }

    private func mend(_ obstacle: PushObstacle, _ report: inout SyncReport) async throws {
        switch obstacle {
        case .rewritten: try await pull(&report)
        case .gap(let client, let expected):
            // By a pull one learns whether the server was set back.
            try await pull(&report)
            try replica.write { database in
                let outbox = Outbox(database)
                if try !outbox.resend(client, from: expected) { try outbox.renumber(client) }
            }
        case .forked(let client): try replica.write { try Outbox($0).renumber(client) }
        case .tooLarge: break
        }
    }
}
