import Core
import Storage
import Sync
import SyncProtocol

/// In the member's own scope: nobody else's devices hold it.
struct FeedbackCollection: SyncedCollection {
    let entity = "feedback"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try FeedbackRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, MentorshipFeedbackRecord($0)) })
    }
}

/// `mentorship.feedback`: what one of the two thought of it, and of which mentorship.
private struct PushedFeedback: Decodable {
    let mentorshipId: MentorshipID
    let draft: MentorshipFeedbackDraft

    private enum Key: String, CodingKey { case mentorshipId }

    init(from decoder: any Decoder) throws {
        mentorshipId = try decoder.container(keyedBy: Key.self).decode(MentorshipID.self, forKey: .mentorshipId)
        draft = try MentorshipFeedbackDraft(from: decoder)
    }
}

extension MentorshipService {
    var feedbackMutation: SyncedMutation {
        SyncedMutation(name: "mentorship.feedback") { arguments, principal, _ in
            let names = ["mentorshipId"] + MentorshipFeedbackDraft.CodingKeys.allCases.map(\.stringValue)
            let sent: PushedFeedback = try arguments.decode(allowing: names)
            guard let id = sent.draft.id else { throw Problem.invalid("id", "required") }
            let valid = try sent.draft.validated()
            return { transaction in
                do {
                    let given = try give(valid, id, on: sent.mentorshipId, as: principal, in: transaction).feedback
                    return MutationEffect(rows: [row(given)])
                } catch let problem as Problem where problem.code == "feedback_given" {
                    // Said on another device before: that is what stands.
                    let member = try principal.requireMember()
                    let known = try FeedbackRepository.feedback(
                        of: member.id, on: sent.mentorshipId, in: transaction)
                    throw MutationConflict(problem, rows: known.map { [row($0)] } ?? [])
                }
            }
        }
    }

    private func row(_ feedback: MentorshipFeedback) -> SyncedRow {
        SyncedRow(key: "feedback/\(feedback.id)", value: MentorshipFeedbackRecord(feedback))
    }
}
