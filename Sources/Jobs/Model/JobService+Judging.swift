import Core
import Storage

extension JobService {
    /// Open jobs that are judged anew in one turn.
    private static let judgedAtOnce = 100

    /// Judges the open jobs anew of which a register says something: those of its country, and all by the list of
    /// promoters. Whose signals are others than before says so to its readers, or is taken out of their sight.
    func judgeAnew(by register: Register) async throws {
        var filter = JobFilter()
        filter.country = register == .promoters ? nil : register.rawValue
        var cursor: PageCursor?
        repeat {
            let page = try await store.read { [filter, cursor] transaction in
                let found = try JobRepository.open(
                    filter, RateRepository.latest(in: transaction), after: cursor, limit: Self.judgedAtOnce,
                    in: transaction)
                return Paged(found, limit: Self.judgedAtOnce, cursor: JobRepository.cursor)
            }
            var judged: [(job: Job, signals: [FraudSignal])] = []
            for job in page.items {
                let signals = FraudPatterns.shipped.found(in: job.content, knowing: try await facts(of: job.content))
                if signals != job.signals { judged.append((job, signals)) }
            }
            try await keep(judged)
            cursor = page.next
        } while cursor != nil
    }

    private func keep(_ judged: [(job: Job, signals: [FraudSignal])]) async throws {
        guard !judged.isEmpty else { return }
        let program = Principal.system(reason: "register")
        try await store.write { transaction in
            for (job, signals) in judged {
                // What was changed meanwhile was judged with the change.
                guard try JobRepository.setSignals(signals, of: job, in: transaction) else { continue }
                try checkClearance(of: job, now: signals, in: transaction)
                guard let present = try JobRepository.whole(job.id, in: transaction) else { continue }
                transaction.touch(.changes(entity: "job", id: job.id.text))
                guard present.score > present.clearedScore, present.score >= FraudSignal.held else { continue }
                let state: JobState = present.score >= FraudSignal.blocked ? .removed : .held
                try set(state, present, by: program, "signals", in: transaction)
            }
        }
    }
}
