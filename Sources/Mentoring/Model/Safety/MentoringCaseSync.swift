import Core
import Storage
import Sync
import SyncProtocol

/// `mentorship.report`: what one of the two reports.
private struct PushedReport: Decodable {
    let mentorshipId: MentorshipID
    let messageId: MentorshipMessageID?
    let reason: String?
    let note: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case mentorshipId, messageId, reason, note }
}

extension MentoringCaseService {
    /// What clients may push, by the same function that the forms call.
    package var syncedMutations: [SyncedMutation] {
        [
            SyncedMutation(name: "mentorship.report") { arguments, principal, _ in
                let sent: PushedReport = try arguments.decode(allowing: PushedReport.CodingKeys.self)
                let draft = MentorshipReportDraft(messageId: sent.messageId, reason: sent.reason, note: sent.note)
                let valid = try draft.validated()
                return { transaction in
                    _ = try report(valid, sent.messageId, in: sent.mentorshipId, as: principal, transaction)
                    return MutationEffect()
                }
            }
        ]
    }
}
