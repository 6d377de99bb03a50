import Core
import Storage

/// What jobs know of a member.
package struct JobPersonalData: PersonalData {
    package let tables: Set<String> = [
        "employer", "job", "job_event", "saved_job", "job_filled_report", "employer_register", "saved_search",
        "employer_speaker", "job_report",
    ]

    private let jobs: JobService

    package init(jobs: JobService) { self.jobs = jobs }

    private struct Kept: Encodable, Sendable {
        let jobId: String
        let savedAt: Timestamp
    }

    private struct Speaks: Encodable, Sendable {
        let employer: String
        let since: Timestamp
    }

    private struct Reported: Encodable, Sendable {
        let jobId: String
        let reason: JobReportReason
        let note: String
        let createdAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let posted = try JobRepository.posted(by: member.id, after: nil, limit: 100_000, in: transaction)
        let kept = try SavedJobRepository.marks(of: member.id, after: nil, limit: 100_000, in: transaction)
        return [
            "jobs": posted.map { JobRecord($0) },
            "savedSearches": try SavedSearchRepository.searches(of: member.id, in: transaction)
                .map(SavedSearchRecord.init),
            "speaksFor": try SpeakerRepository.employers(of: member.id, in: transaction)
                .map { Speaks(employer: $0.slug, since: $0.since) },
            "jobReports": try ReportRepository.all(by: member.id, in: transaction)
                .map {
                    Reported(
                        jobId: $0.job.text, reason: $0.report.reason, note: $0.report.note,
                        createdAt: $0.report.createdAt)
                },
            "savedJobs": kept.map { Kept(jobId: $0.job.text, savedAt: $0.at) },
        ]
    }

    /// Nobody answers for the adverts of one who leaves: they are closed, and emptied where the words are to go.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for table: Query in ["saved_job", "job_filled_report", "saved_search", "employer_speaker", "job_report"] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(member)")
        }
        let program = Principal.system(reason: "account deletion")
        for job in try JobRepository.posted(by: member, after: nil, limit: 100_000, in: transaction) {
            if ![.closed, .removed].contains(job.state) {
                try jobs.set(.closed, job, by: program, JobService.leftReason, in: transaction)
            }
            // Drafts were nobody's but theirs.
            guard posts == .remove || job.postedAt == nil else { continue }
            try transaction.execute(
                """
                UPDATE job SET title = '—', slug = '', body = '—', html = '<p>—</p>', sponsorship_evidence = '',
                    apply_url = '', source_url = '', match_url = '', skills = '', city = '', appeal = '',
                    revision = revision + 1
                WHERE id = \(job.id)
                """)
            try jobs.listener(.emptied(job.id), program, transaction)
        }
    }
}
