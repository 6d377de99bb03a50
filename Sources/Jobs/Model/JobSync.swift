import Core
import Storage
import Sync
import SyncProtocol

/// Jobs, in the scope of their country.
struct JobCollection: SyncedCollection {
    let clock: Clock
    let entity = "job"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try JobRepository.byID(ids, visibleTo: .member(viewer), at: clock.now, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, JobRecord($0)) })
    }
}

/// The member's own kept jobs, by job.
struct SavedJobCollection: SyncedCollection {
    let entity = "savedJob"

    private struct Record: Encodable, Sendable {
        let id: String
        let jobId: String
        let savedAt: Timestamp
    }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let kept = try SavedJobRepository.kept(ids, by: viewer.id, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: kept.map { ($0.job, Record(id: $0.job, jobId: $0.job, savedAt: $0.at)) })
    }
}

/// `j:{country}`: the open jobs of a country.
struct JobScopes: SyncedScopes {
    let kind = "j"

    static func name(_ country: String) -> String { "j:\(country)" }

    func readable(
        _ names: [String], by viewer: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        Set(names.filter { CountryCode.all.contains(String($0.dropFirst("j:".count))) })
    }
}

extension JobService {
    package var syncedCollections: [any SyncedCollection] { [JobCollection(clock: clock), SavedJobCollection()] }
    package var syncedScopes: [any SyncedScopes] { [JobScopes()] }
    package var syncedMutations: [SyncedMutation] { [jobSave] }

    private struct Saving: Decodable {
        let jobId: JobID
        let on: Bool

        enum CodingKeys: String, CodingKey, CaseIterable { case jobId, on }
    }

    /// `job.save`: keeps a job, or lets it go.
    private var jobSave: SyncedMutation {
        SyncedMutation(name: "job.save") { arguments, principal, _ in
            let sent: Saving = try arguments.decode(allowing: Saving.CodingKeys.self)
            return { transaction in
                try setSaved(sent.on, sent.jobId, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    /// Every row of jobs that is in a scope, as the tables say.
    package static let indexedRows: [Query] = [
        "SELECT 'j:' || country, 'job', id FROM job WHERE state = 'open'",
        "SELECT 'u:' || account_id, 'savedJob', job_id FROM saved_job",
    ]
}
