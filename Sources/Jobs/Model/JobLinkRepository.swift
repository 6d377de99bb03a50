import Core
import Storage

/// SQL over links of open jobs; internal to the feature.
enum JobLinkRepository {
    /// Those to be looked at, the longest waiting first.
    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [JobLink] {
        try transaction.rows(
            """
            SELECT link.job_id, job.apply_url, CASE WHEN link.url = job.apply_url THEN link.failures ELSE 0 END
            FROM job_link AS link CROSS JOIN job
            WHERE link.next_at <= \(now) AND job.id = link.job_id
            ORDER BY link.next_at, link.job_id LIMIT \(limit)
            """
        ) { JobLink(job: $0.id(0), url: $0.text(1), failures: $0.int(2)) }
    }

    /// When the page was there last.
    static func answered(_ job: JobID, in transaction: any Transaction) throws -> Timestamp? {
        try transaction.first(
            """
            SELECT link.answered_at FROM job_link AS link CROSS JOIN job
            WHERE link.job_id = \(job) AND job.id = link.job_id AND link.url = job.apply_url
            """
        ) { $0.timeOrNil(0) } ?? nil
    }

    /// Begins to look after the link of a job that opens.
    static func watch(_ job: JobID, from now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO job_link (job_id, url, next_at)
            SELECT id, apply_url, \(now.advanced(by: JobLink.firstPause)) FROM job WHERE id = \(job)
            """)
    }

    static func forget(_ job: JobID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM job_link WHERE job_id = \(job)")
    }

    static func save(
        _ link: JobLink, failures: Int, isAnswered: Bool, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE job_link SET failures = \(failures), next_at = \(now.advanced(by: JobLink.pause)),
                answered_at = CASE WHEN \(isAnswered) = 1 THEN \(now) WHEN url = \(link.url) THEN answered_at END,
                url = \(link.url)
            WHERE job_id = \(link.job)
            """)
    }
}
