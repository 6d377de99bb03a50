import Core
import Storage
import Sync
import SyncProtocol

/// In the scope of the mentorship: on the devices of both.
struct GoalCollection: SyncedCollection {
    let entity = "goal"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try GoalRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, MentorshipGoalRecord($0)) })
    }
}

/// In the member's own scope: nobody else's devices hold it.
struct NoteCollection: SyncedCollection {
    let entity = "note"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try NoteRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, MentorshipNoteRecord($0)) })
    }
}

/// What is added, and to which mentorship.
private struct PushedAddition<Draft: Decodable & Sendable>: Decodable, Sendable {
    let mentorshipId: MentorshipID
    let draft: Draft

    private enum Key: String, CodingKey { case mentorshipId }

    init(from decoder: any Decoder) throws {
        mentorshipId = try decoder.container(keyedBy: Key.self).decode(MentorshipID.self, forKey: .mentorshipId)
        draft = try Draft(from: decoder)
    }
}

/// What is changed, and how.
private struct PushedChange<Mark, Change: Decodable & Sendable>: Decodable, Sendable {
    let id: Identifier<Mark>
    let change: Change

    private enum Key: String, CodingKey { case id }

    init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: Key.self).decode(Identifier<Mark>.self, forKey: .id)
        change = try Change(from: decoder)
    }
}

/// What is removed.
private struct PushedRemoval<Mark>: Decodable, Sendable {
    let id: Identifier<Mark>
}

extension MentorshipService {
    /// What clients may push of goals and notes, each by the same function that the forms call.
    var goalMutations: [SyncedMutation] {
        [goalAdd, goalChange, goalRemove, noteAdd, noteChange, noteRemove]
    }

    private func row(_ goal: MentorshipGoal) -> SyncedRow {
        SyncedRow(key: "goal/\(goal.id)", value: MentorshipGoalRecord(goal))
    }

    private func row(_ note: MentorshipNote) -> SyncedRow {
        SyncedRow(key: "note/\(note.id)", value: MentorshipNoteRecord(note))
    }

    private var goalAdd: SyncedMutation {
        SyncedMutation(name: "goal.add") { arguments, principal, _ in
            let sent: PushedAddition<MentorshipGoalDraft> = try arguments.decode(
                allowing: ["mentorshipId"] + MentorshipGoalDraft.CodingKeys.allCases.map(\.stringValue))
            guard sent.draft.id != nil else { throw Problem.invalid("id", "required") }
            return { transaction in
                let added = try add(sent.draft, to: sent.mentorshipId, as: principal, in: transaction).goal
                return MutationEffect(rows: [row(added)])
            }
        }
    }

    private var goalChange: SyncedMutation {
        SyncedMutation(name: "goal.change") { arguments, principal, _ in
            let sent: PushedChange<MentorshipGoalMark, MentorshipGoalChange> = try arguments.decode(
                allowing: ["id"] + MentorshipGoalChange.CodingKeys.allCases.map(\.stringValue))
            return { transaction in
                do {
                    let changed = try change(sent.id, sent.change, in: nil, as: principal, in: transaction)
                    return MutationEffect(rows: [row(changed)])
                } catch let problem as Problem where [.stale, .conflict].contains(problem.kind) {
                    let present = try ownGoal(sent.id, in: nil, principal.requireMember().id, transaction).goal
                    throw MutationConflict(problem, rows: [row(present)])
                }
            }
        }
    }

    private var goalRemove: SyncedMutation {
        SyncedMutation(name: "goal.remove") { arguments, principal, _ in
            let sent: PushedRemoval<MentorshipGoalMark> = try arguments.decode(allowing: ["id"])
            return { transaction in
                try remove(sent.id, in: nil, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var noteAdd: SyncedMutation {
        SyncedMutation(name: "note.add") { arguments, principal, _ in
            let sent: PushedAddition<MentorshipNoteDraft> = try arguments.decode(
                allowing: ["mentorshipId"] + MentorshipNoteDraft.CodingKeys.allCases.map(\.stringValue))
            guard sent.draft.id != nil else { throw Problem.invalid("id", "required") }
            return { transaction in
                let added = try add(sent.draft, to: sent.mentorshipId, as: principal, in: transaction).note
                return MutationEffect(rows: [row(added)])
            }
        }
    }

    private var noteChange: SyncedMutation {
        SyncedMutation(name: "note.change") { arguments, principal, _ in
            let sent: PushedChange<MentorshipNoteMark, MentorshipNoteChange> = try arguments.decode(
                allowing: ["id"] + MentorshipNoteChange.CodingKeys.allCases.map(\.stringValue))
            return { transaction in
                do {
                    let changed = try change(sent.id, sent.change, in: nil, as: principal, in: transaction)
                    return MutationEffect(rows: [row(changed)])
                } catch let problem as Problem where problem.kind == .stale {
                    // Written on another device meanwhile: both are kept, that one here, this one with its sender.
                    let present = try ownNote(sent.id, in: nil, principal.requireMember().id, transaction)
                    throw MutationConflict(problem, rows: [row(present)])
                }
            }
        }
    }

    private var noteRemove: SyncedMutation {
        SyncedMutation(name: "note.remove") { arguments, principal, _ in
            let sent: PushedRemoval<MentorshipNoteMark> = try arguments.decode(allowing: ["id"])
            return { transaction in
                try remove(sent.id, in: nil, as: principal, in: transaction)
                return .asAsked
            }
        }
    }
}
