import Core
import Foundation
import Storage

/// An advert of a feed, checked and judged.
struct ImportedAdvert: Sendable {
    let feed: String
    let item: String
    let written: JobRepository.Written
    /// What the item said, as JSON.
    let content: String
    /// Whether it says itself until when it is valid.
    let hasLastDay: Bool

    init(feed: String, item: JobFeedFile.Item, written: JobRepository.Written) throws {
        self.feed = feed
        self.item = item.id
        self.written = written
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        content = String(decoding: try encoder.encode(item.draft), as: UTF8.self)
        hasLastDay = !(item.draft.validThrough ?? "").isEmpty
    }
}

extension JobContent {
    /// How much it says: of two adverts of one job the richer one stays.
    var richness: Int {
        let said = [
            pay != nil, weeklyMinutes != nil, seniority != nil, sponsorship != .unknown, !relocation.isEmpty,
            !skills.isEmpty, !languages.isEmpty, !regions.isEmpty, !city.isEmpty,
        ]
        return said.filter { $0 }.count * 1000 + min(body.count, 999)
    }
}

/// SQL over items of feeds; internal to the feature.
enum ImportedJobRepository {
    static func row(
        _ advert: ImportedAdvert, in transaction: any Transaction
    ) throws -> (job: JobID, owns: Bool, content: String)? {
        try transaction.first(
            """
            SELECT job_id, owns_job, content FROM imported_job
            WHERE feed = \(advert.feed) AND item = \(advert.item)
            """
        ) { ($0.id(0), $0.flag(1), $0.text(2)) }
    }

    static func save(
        _ advert: ImportedAdvert, _ job: JobID, owns: Bool, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO imported_job (feed, item, job_id, owns_job, content, seen_at)
            VALUES (\(advert.feed), \(advert.item), \(job), \(owns), \(advert.content), \(now))
            ON CONFLICT (feed, item) DO UPDATE SET job_id = excluded.job_id, owns_job = excluded.owns_job,
                content = excluded.content, seen_at = excluded.seen_at
            """)
    }

    /// Whether a feed brought the job, and not a member.
    static func isImported(_ job: JobID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM imported_job WHERE job_id = \(job) AND owns_job = 1")
    }

    /// Open jobs that no feed has named since.
    static func unseen(since: Timestamp, limit: Int, in transaction: any Transaction) throws -> [JobID] {
        try transaction.rows(
            """
            SELECT brought.job_id FROM imported_job AS brought CROSS JOIN job
            WHERE brought.owns_job = 1 AND brought.seen_at <= \(since) AND job.id = brought.job_id
                AND job.state = 'open' AND NOT EXISTS (
                    SELECT 1 FROM imported_job AS other
                    WHERE other.job_id = brought.job_id AND other.seen_at > \(since))
            ORDER BY brought.seen_at, brought.job_id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }
}
