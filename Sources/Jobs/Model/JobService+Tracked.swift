import Core
import Storage

/// What those who follow an application ask of jobs.
extension JobService {
    /// What money is worth in other money, on the newest day that is known.
    package func rates() async throws -> ExchangeRates {
        try await store.read { try RateRepository.latest(in: $0) }
    }

    /// - Throws: as `job(_:as:)`.
    package func job(_ id: JobID, as principal: Principal, in transaction: any Transaction) throws -> Job {
        try visible(id, as: principal, in: transaction)
    }
}
