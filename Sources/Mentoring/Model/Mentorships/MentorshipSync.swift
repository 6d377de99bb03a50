import Core
import Storage
import Sync
import SyncProtocol

/// `m:{mentorship}`: a mentorship with what the two wrote, for the two alone.
struct MentorshipScopes: SyncedScopes {
    let kind = "m"

    func readable(
        _ names: [String], by viewer: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        let ids = names.compactMap { MentorshipID(String($0.dropFirst("m:".count)))?.text }
        let found = try MentorshipRepository.byID(ids, of: viewer.id, in: transaction)
        return Set(found.map { MentorshipService.scope($0.id) })
    }
}

struct MentorshipCollection: SyncedCollection {
    let clock: Clock
    let entity = "mentorship"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try MentorshipRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: found.map {
                ($0.id.text, MentorshipRecord($0.seen(at: clock.now), isNamed: false))
            })
    }
}

struct MentorshipMessageCollection: SyncedCollection {
    let entity = "message"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try MentorshipMessageRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, MentorshipMessageRecord($0)) })
    }
}

/// A step as a device pushes it: the mentorship, the version that it showed, and what the step says besides.
private struct PushedStep<Draft: MentorshipStepDraft>: Decodable {
    let id: MentorshipID
    let draft: Draft

    private enum Key: String, CodingKey { case id }

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: Key.self).decode(MentorshipID.self, forKey: .id)
        draft = try Draft(from: decoder)
    }
}

/// `message.send`: what one of the two writes.
private struct PushedMessage: Decodable {
    let id: MentorshipMessageID
    let mentorshipId: MentorshipID
    let body: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case id, mentorshipId, body }
}

extension MentorshipService {
    package var syncedCollections: [any SyncedCollection] {
        [
            MentorshipCollection(clock: clock), MentorshipMessageCollection(), MeetingCollection(clock: clock),
            OfficeHourCollection(),
            FeedbackCollection(), GoalCollection(), NoteCollection(),
            MentorWaitCollection(clock: clock),
        ]
    }
    package var syncedScopes: [any SyncedScopes] { [MentorshipScopes()] }

    /// What clients may push, each by the same function that the forms call.
    package var syncedMutations: [SyncedMutation] {
        [
            mentorshipRequest, messageSend,
            pushed("mentorship.accept", .accept, MentorshipAcceptance.self, MentorshipAcceptance.CodingKeys.self),
            pushed("mentorship.decline", .decline, MentorshipRefusal.self, MentorshipRefusal.CodingKeys.self),
            pushed("mentorship.askMore", .askMore, MentorshipInquiry.self, MentorshipInquiry.CodingKeys.self),
            pushed("mentorship.pause", .pause, MentorshipPause.self, MentorshipPause.CodingKeys.self),
            pushed(
                "mentorship.extend", .extend, MentorshipProlongation.self, MentorshipProlongation.CodingKeys.self),
            move("mentorship.withdraw", .withdraw), move("mentorship.resume", .resume),
            move("mentorship.complete", .complete), move("mentorship.end", .end),
            move("mentorship.release", .release),
        ] + meetingMutations + goalMutations + [feedbackMutation] + waitlistMutations
    }

    private func move(_ name: String, _ event: MentorshipEvent) -> SyncedMutation {
        pushed(name, event, MentorshipMove.self, MentorshipMove.CodingKeys.self)
    }

    private func row(_ mentorship: Mentorship) -> SyncedRow {
        SyncedRow(key: "mentorship/\(mentorship.id)", value: MentorshipRecord(mentorship, isNamed: false))
    }

    private func pushed<Draft: MentorshipStepDraft, Keys: CodingKey & CaseIterable>(
        _ name: String, _ event: MentorshipEvent, _ draft: Draft.Type, _ keys: Keys.Type
    ) -> SyncedMutation {
        SyncedMutation(name: name) { arguments, principal, _ in
            let names = ["id"] + Keys.allCases.map(\.stringValue)
            let sent: PushedStep<Draft> = try arguments.decode(allowing: names)
            let step = try sent.draft.step(event)
            return { transaction in
                do {
                    let taken = try take(step, sent.id, as: principal, in: transaction)
                    return MutationEffect(rows: [row(taken)])
                } catch let problem as Problem where [.stale, .conflict].contains(problem.kind) {
                    let member = try principal.requireMember()
                    let present = try own(sent.id, member.id, transaction).seen(at: clock.now)
                    throw MutationConflict(problem, rows: [row(present)])
                }
            }
        }
    }

    private var mentorshipRequest: SyncedMutation {
        SyncedMutation(name: "mentorship.request") { arguments, principal, _ in
            let draft: MentorshipDraft = try arguments.decode(allowing: MentorshipDraft.CodingKeys.self)
            guard draft.id != nil else { throw Problem.invalid("id", "required") }
            let valid = try draft.validated()
            return { transaction in
                MutationEffect(rows: [row(try ask(valid, as: principal, in: transaction).mentorship)])
            }
        }
    }

    private var messageSend: SyncedMutation {
        SyncedMutation(name: "message.send") { arguments, principal, _ in
            let sent: PushedMessage = try arguments.decode(allowing: PushedMessage.CodingKeys.self)
            let body = try MentorshipMessageDraft(body: sent.body).validated()
            return { transaction in
                do {
                    let (message, _) = try write(
                        body, sent.id, to: sent.mentorshipId, as: principal, in: transaction)
                    return MutationEffect(
                        rows: [SyncedRow(key: "message/\(message.id)", value: MentorshipMessageRecord(message))])
                } catch let problem as Problem where problem.code == "mentorship_silent" {
                    // Why nobody reads it is not told.
                    throw Problem(.conflict, "not_deliverable")
                }
            }
        }
    }

    /// Every row of mentorships that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        "SELECT 'm:' || id, 'mentorship', id FROM mentorship", "SELECT 'm:' || id, 'member', mentor_id FROM mentorship",
        "SELECT 'm:' || id, 'member', mentee_id FROM mentorship",
        "SELECT 'm:' || mentorship_id, 'message', id FROM mentorship_message",
        "SELECT 'm:' || mentorship_id, 'meeting', id FROM meeting",
        "SELECT 'u:' || account_id, 'officeHour', office_hour_id FROM office_hour_seat",
        "SELECT 'm:' || mentorship_id, 'goal', id FROM mentorship_goal",
        "SELECT 'u:' || account_id, 'note', id FROM mentorship_note",
        "SELECT 'u:' || account_id, 'feedback', id FROM mentorship_feedback WHERE account_id IS NOT NULL",
        "SELECT 'u:' || mentee_id, 'waiting', id FROM mentor_wait WHERE state IN ('waiting', 'offered')",
    ]
}
