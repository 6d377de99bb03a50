import CPostgres
import Storage

extension PostgresConnection {
    /// Statements on their way at one time: their answers are so short that the server never has to wait for us.
    private static let inFlight = 64

    /// Runs statements in their order without waiting for each, up to the first that is refused.
    /// - Throws: `Interruption`; `RefusedStatement`.
    func run(all queries: [Query]) throws {
        for start in stride(from: 0, to: queries.count, by: Self.inFlight) {
            let some = try queries[start..<min(start + Self.inFlight, queries.count)].map { try prepared($0) }
            guard PQenterPipelineMode(handle) == 1 else { throw Interruption.disconnected(Refusal.unreachable) }
            for (name, values) in some { send(name, values) }
            guard PQpipelineSync(handle) == 1 else { throw Interruption.disconnected(Refusal.unreachable) }
            let refusal = try answers()
            guard PQexitPipelineMode(handle) == 1 else { throw Interruption.disconnected(Refusal.unreachable) }
            if let refusal { throw RefusedStatement(refusal: refusal) }
        }
    }

    /// What cannot be sent has no answer: then the connection is found to be gone.
    private func send(_ name: String, _ values: [SQLValue]) {
        _ = bound(values) { count, pointers, lengths, formats in
            PQsendQueryPrepared(handle, name, count, pointers, lengths, formats, 0)
        }
    }

    /// Takes the answers up to the mark that stands behind the last.
    /// - Returns: the first refusal; what came after it was not looked at.
    private func answers() throws -> Refusal? {
        var refusal: Refusal?
        var hasEnded = false
        while true {
            guard let pointer = PQgetResult(handle) else {
                // One nothing stands between two statements; two of them are the end.
                guard isSound, !hasEnded else { throw Interruption.disconnected(Refusal.unreachable) }
                hasEnded = true
                continue
            }
            hasEnded = false
            let result = PostgresResult(pointer)
            if result.status == PGRES_PIPELINE_SYNC { return refusal }
            if !result.isFine, result.status != PGRES_PIPELINE_ABORTED { refusal = refusal ?? result.refusal }
        }
    }
}
