import Core
import Storage
import Sync
import SyncProtocol

struct MeetingCollection: SyncedCollection {
    let clock: Clock
    let entity = "meeting"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try MeetingRepository.byID(ids, of: viewer.id, in: transaction)
        let mentorships = try MentorshipRepository.byID(
            Set(found.map(\.mentorship.text)).sorted(), of: viewer.id, in: transaction)
        let ends = Dictionary(uniqueKeysWithValues: mentorships.map { ($0.id, $0.seen(at: clock.now).course.endedAt) })
        return Dictionary(
            uniqueKeysWithValues: found.map { meeting in
                (meeting.id.text, MeetingRecord(meeting.seen(afterEnd: ends[meeting.mentorship] ?? nil)))
            })
    }
}

/// A step of a meeting as a device pushes it.
private struct PushedMeetingStep<Draft: MeetingStepDraft>: Decodable {
    let id: MeetingID
    let draft: Draft

    private enum Key: String, CodingKey { case id }

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: Key.self).decode(MeetingID.self, forKey: .id)
        draft = try Draft(from: decoder)
    }
}

/// `meeting.propose`: what one of the two proposes, and in which mentorship.
private struct PushedMeeting: Decodable {
    let mentorshipId: MentorshipID
    let draft: MeetingDraft

    private enum Key: String, CodingKey { case mentorshipId }

    init(from decoder: any Decoder) throws {
        mentorshipId = try decoder.container(keyedBy: Key.self).decode(MentorshipID.self, forKey: .mentorshipId)
        draft = try MeetingDraft(from: decoder)
    }
}

extension MentorshipService {
    /// What clients may push of meetings, each by the same function that the forms call.
    var meetingMutations: [SyncedMutation] {
        [
            meetingPropose,
            pushed("meeting.confirm", .confirm, MeetingReply.self, MeetingReply.CodingKeys.self),
            pushed("meeting.move", .move, MeetingMove.self, MeetingMove.CodingKeys.self),
            pushed("meeting.cancel", .cancel, MeetingReply.self, MeetingReply.CodingKeys.self),
            pushed("meeting.held", .held, MeetingReport.self, MeetingReport.CodingKeys.self),
            pushed("meeting.noShow", .noShow, MeetingReport.self, MeetingReport.CodingKeys.self),
        ]
    }

    private func row(_ meeting: Meeting) -> SyncedRow {
        SyncedRow(key: "meeting/\(meeting.id)", value: MeetingRecord(meeting))
    }

    private var meetingPropose: SyncedMutation {
        SyncedMutation(name: "meeting.propose") { arguments, principal, _ in
            let names = ["mentorshipId"] + MeetingDraft.CodingKeys.allCases.map(\.stringValue)
            let sent: PushedMeeting = try arguments.decode(allowing: names)
            guard sent.draft.id != nil else { throw Problem.invalid("id", "required") }
            return { transaction in
                let made = try propose(sent.draft, in: sent.mentorshipId, as: principal, in: transaction)
                return MutationEffect(rows: made.meetings.map(row))
            }
        }
    }

    private func pushed<Draft: MeetingStepDraft, Keys: CodingKey & CaseIterable>(
        _ name: String, _ event: MeetingEvent, _ draft: Draft.Type, _ keys: Keys.Type
    ) -> SyncedMutation {
        SyncedMutation(name: name) { arguments, principal, _ in
            let names = ["id"] + Keys.allCases.map(\.stringValue)
            let sent: PushedMeetingStep<Draft> = try arguments.decode(allowing: names)
            let step = try sent.draft.step(event)
            return { transaction in
                do {
                    return MutationEffect(rows: [row(try take(step, sent.id, as: principal, in: transaction))])
                } catch let problem as Problem where [.stale, .conflict].contains(problem.kind) {
                    let member = try principal.requireMember()
                    let (present, mentorship) = try ownMeeting(sent.id, member.id, transaction)
                    let end = mentorship.seen(at: clock.now).course.endedAt
                    throw MutationConflict(problem, rows: [row(present.seen(afterEnd: end))])
                }
            }
        }
    }
}
