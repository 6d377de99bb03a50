import Core
import Jobs
import Moderation
import Storage

/// What moderators decide about jobs and employers, as their log hears it: the only place that knows both.
extension ModerationService {
    func hear(_ event: JobEvent, by principal: Principal, in transaction: any WriteTransaction) throws {
        switch event {
        case .decided(let job, let isApproved, let note):
            try logDecision(
                isApproved ? .approve : .remove, about: .job, job.id.text, of: job.posterID, note: note, by: principal,
                in: transaction)
        case .moved, .emptied: break
        case .speaker(let employer, let member, let isNamed, let evidence):
            try logDecision(
                isNamed ? .speakerNamed : .speakerRemoved, about: .employer, employer.slug, of: member, note: evidence,
                by: principal, in: transaction)
        case .employer(let employer, let before):
            let action: ModerationAction =
                switch (before, employer.state) {
                case (_, .verified): .employerVerified
                case (_, .suspended): .employerSuspended
                case (.suspended, .unverified): .employerLifted
                case (_, .unverified): .employerUnverified
                }
            try logDecision(
                action, about: .employer, employer.slug, note: employer.evidence, by: principal, in: transaction)
        }
    }
}
