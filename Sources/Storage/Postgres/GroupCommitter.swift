import Core
import Foundation
import Logging
import Storage

/// Commits writers together on one connection: a part each between savepoints, the change index at the end.
struct GroupCommitter {
    typealias Job = PostgresWrites.Job
    typealias Outcome = PostgresWrites.Outcome

    let place: ConnectionThread.Place
    let news: PostgresNews
    let measures: StoreMeasures
    let clock: Clock
    let logger: Logger

    /// What a transaction came to.
    private struct Parts {
        var outcomes: [Outcome] = []
        /// Writers whom a constraint has refused for the first time: perhaps by a row that came while they ran. Of a
        /// newer moment of the database they see it, and find what they looked for in vain.
        var refused: [Job] = []
    }

    func commit(_ group: [Job]) {
        var collisions = 0
        var losses = 0
        while true {
            do {
                let parts = try attempt(group, alone: collisions >= PostgresWrites.runsAmongOthers)
                for outcome in parts.outcomes { outcome.tell(nil) }
                for job in parts.refused { commit([job]) }
                return
            } catch Interruption.collided where collisions < PostgresWrites.runs {
                collisions += 1
                Thread.sleep(forTimeInterval: Double.random(in: 0...0.004) * Double(collisions))
            } catch Interruption.disconnected(_) where losses < 2 {
                losses += 1
                place.discard()
            } catch {
                return fail(group, error)
            }
        }
    }

    private func fail(_ group: [Job], _ error: any Error) {
        measures.failedCommits.add()
        logger.error("commit failed", metadata: ["error": "\(error.forLog)", "writers": "\(group.count)"])
        var problem = error as? Problem ?? Problem(.unavailable, "storage_unavailable", retryAfter: 60)
        if let interruption = error as? Interruption {
            problem = interruption.problem
            place.discard()
        }
        for job in group { job.fail(problem) }
    }

    /// Runs the closures and commits. Nobody has been told anything when it throws.
    private func attempt(_ group: [Job], alone: Bool) throws -> Parts {
        let start = ContinuousClock.now
        let connection = try place.connection()
        defer { connection.rollback() }
        try begin(connection, alone: alone)
        let transaction = PostgresTransaction(connection)
        do {
            let parts = try run(group, in: transaction)
            try ChangeIndex.stamp(transaction.touches, at: clock.now, in: transaction)
            let places = TouchedPlaces(transaction.touches)
            try news.commit(connection, places)
            news.committed(places)
            measures.groupSizes.record(Double(group.count))
            measures.commitSeconds.record(ContinuousClock.now - start)
            return parts
        } catch let statement as RefusedStatement {
            throw statement.refusal.error
        } catch Interruption.commitUnknown {
            // Who listens looks for itself: it may have been committed.
            news.committed(.unknown)
            throw Interruption.commitUnknown
        } catch {
            throw transaction.interruption ?? error
        }
    }

    /// The lock comes before the first query, so that a transaction alone sees all that was committed before it.
    private func begin(_ connection: PostgresConnection, alone: Bool) throws {
        let mode = alone ? "SHARE ROW EXCLUSIVE" : "ROW EXCLUSIVE"
        let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE"
        do {
            try connection.run(script: "\(begin); LOCK TABLE write_turn IN \(mode) MODE; SAVEPOINT writer")
        } catch let statement as RefusedStatement {
            guard case .other(let error as Problem) = statement.refusal, error.code == "no_such_table" else {
                throw statement.refusal.error
            }
            // No migration has run yet.
            connection.rollback()
            try connection.run(script: "\(begin); SAVEPOINT writer")
        }
    }

    private func run(_ group: [Job], in transaction: PostgresTransaction) throws -> Parts {
        var parts = Parts()
        for (index, job) in group.enumerated() {
            let mark = transaction.touches.count
            if index > 0 { try transaction.beginNextPart() }
            let outcome = job.run(transaction)
            if let interruption = transaction.interruption { throw interruption }
            let mustRunAgain = transaction.hasMetConstraint && !job.wasRefused
            let swallowed = transaction.isAborted ? transaction.refused : nil
            if outcome.failed || mustRunAgain || swallowed != nil { try transaction.undoPart(touchesBefore: mark) }
            if mustRunAgain {
                var again = job
                again.wasRefused = true
                parts.refused.append(again)
            } else if let swallowed, !outcome.failed {
                parts.outcomes.append(Outcome(failed: true) { outcome.tell($0 ?? swallowed) })
            } else {
                parts.outcomes.append(outcome)
            }
        }
        return parts
    }
}
