import Core
import Storage

extension JobService {
    /// A job that is open already: for data to measure with.
    package struct JobToLoad: Sendable {
        let id: JobID
        let poster: MemberID
        let written: JobRepository.Written
        let postedAt: Timestamp

        /// It stays open for ten years.
        /// - Throws: `invalid` naming every field of the draft that is wrong.
        package init(id: JobID, poster: MemberID, draft: JobDraft, postedAt: Timestamp) throws {
            self.id = id
            self.poster = poster
            self.postedAt = postedAt
            var content = try draft.validated(at: postedAt)
            content.validThrough = postedAt.advanced(by: .days(3650))
            written = JobRepository.Written(content, knowing: AdvertFacts())
        }
    }

    /// Writes many jobs in one transaction, with the employers that are not there yet.
    package func load(_ jobs: [JobToLoad]) async throws {
        try await store.write { transaction in
            for job in jobs {
                let content = job.written.content
                let employer = try employer(of: content, at: job.postedAt, in: transaction)
                try JobRepository.insert(
                    job.id, job.written, employer: employer.id, poster: job.poster, at: job.postedAt, in: transaction)
                try transaction.execute(
                    "UPDATE job SET state = 'open', posted_at = \(job.postedAt) WHERE id = \(job.id)")
                try JobRepository.makeFindable(job.id, in: transaction)
                transaction.touch(
                    .enters(scope: JobScopes.name(content.country), entity: "job", id: job.id.text))
            }
        }
    }
}
