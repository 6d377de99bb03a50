import Core
import Mail
import Storage

extension JobService {
    /// Links of open jobs that nobody has looked at for three days, the longest waiting first.
    package func dueLinks(limit: Int) async throws -> [JobLink] {
        try await store.read { try JobLinkRepository.due(at: clock.now, limit: limit, in: $0) }
    }

    /// Takes over what was found of links. A job whose page is gone is closed; who posted it gets a letter, one for all
    /// of theirs. What has ended or was given another link meanwhile stays as it is.
    package func note(_ looks: [(link: JobLink, finding: LinkFinding)]) async throws {
        try await store.write { transaction in
            var closed: [Job] = []
            for look in looks {
                guard let job = try JobRepository.whole(look.link.job, in: transaction), job.isOpen,
                    job.content.applyURL == look.link.url
                else { continue }
                if try isOver(look.link, look.finding, in: transaction) {
                    try set(.closed, job, by: .system(reason: "links"), Self.linkReason, in: transaction)
                    closed.append(job)
                }
            }
            for (poster, jobs) in Dictionary(grouping: closed, by: \.posterID).sorted(by: { $0.key < $1.key }) {
                try tell(poster, ofClosed: jobs, in: transaction)
            }
        }
    }

    /// Why such a job was closed, in its history.
    static let linkReason = "link"

    private func isOver(
        _ link: JobLink, _ finding: LinkFinding, in transaction: any WriteTransaction
    ) throws -> Bool {
        let failures =
            switch finding {
            case .answered: 0
            case .failed: link.failures + 1
            case .gone, .unclear: link.failures
            }
        try JobLinkRepository.save(
            link, failures: failures, isAnswered: finding == .answered, at: clock.now, in: transaction)
        return finding == .gone || failures >= JobLink.mostFailures
    }

    private func tell(_ poster: MemberID, ofClosed jobs: [Job], in transaction: any WriteTransaction) throws {
        guard let recipient = try Recipient.of(poster, in: transaction) else { return }
        let lines = jobs.map { "– \($0.content.title), \($0.employer.name)\n  \(siteAddress)/jobs/\($0.id)" }
        try send("mail_job_link", to: recipient, ["jobs": lines.joined(separator: "\n")], in: transaction)
    }
}
