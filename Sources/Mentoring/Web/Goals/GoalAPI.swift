import Core
import Hummingbird
import Mentoring
import WebSupport

extension MentorshipGoalDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "A letter to the employer that says what the papers must say."]
}

extension MentorshipGoalChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "The letter is sent, and the answer is here."]
}

extension MentorshipNoteDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "She said that the bank's letter took three weeks."]
}

extension MentorshipNoteChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "She said that the bank's letter took three weeks, and a reminder."]
}

/// JSON routes of goals, for the two of a mentorship, and of notes, for the one who wrote them.
package struct GoalAPI: Sendable {
    let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    // MARK: Goals

    @Sendable package func listGoals(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentorshipGoalRecord>> {
        let goals = try await mentorships.goals(in: try context.id("id"), as: context.principal).goals
        return .ok(ListAnswer(items: goals.map(MentorshipGoalRecord.init), next: nil))
    }

    @Sendable package func createGoal(
        _ request: Request, context: MemberContext, draft: MentorshipGoalDraft
    ) async throws -> Answer<MentorshipGoalRecord> {
        let id: MentorshipID = try context.id("id")
        let (goal, isNew) = try await mentorships.add(draft, to: id, as: context.principal)
        return .created(
            MentorshipGoalRecord(goal), at: "/api/v1/mentorships/\(id)/goals", isNew: isNew, revision: goal.version)
    }

    @Sendable package func changeGoal(
        _ request: Request, context: MemberContext, draft: MentorshipGoalChange
    ) async throws -> Answer<MentorshipGoalRecord> {
        var change = draft
        change.version = try request.ifMatch ?? change.version
        let goal = try await mentorships.change(
            try context.id("goal"), change, in: try context.id("id"), as: context.principal)
        return .ok(MentorshipGoalRecord(goal), revision: goal.version)
    }

    @Sendable package func removeGoal(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<Nothing> {
        let goal: MentorshipGoalID = try context.id("goal")
        try await mentorships.remove(goal, in: try context.id("id"), as: context.principal)
        return .done
    }

    // MARK: Notes

    @Sendable package func listNotes(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentorshipNoteRecord>> {
        let found = try await mentorships.notes(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal
        ).notes
        return .ok(ListAnswer(items: found.items.map(MentorshipNoteRecord.init), next: found.next?.text))
    }

    @Sendable package func createNote(
        _ request: Request, context: MemberContext, draft: MentorshipNoteDraft
    ) async throws -> Answer<MentorshipNoteRecord> {
        let id: MentorshipID = try context.id("id")
        let (note, isNew) = try await mentorships.add(draft, to: id, as: context.principal)
        return .created(
            MentorshipNoteRecord(note), at: "/api/v1/mentorships/\(id)/notes", isNew: isNew, revision: note.version)
    }

    @Sendable package func changeNote(
        _ request: Request, context: MemberContext, draft: MentorshipNoteChange
    ) async throws -> Answer<MentorshipNoteRecord> {
        var change = draft
        change.version = try request.ifMatch ?? change.version
        let note = try await mentorships.change(
            try context.id("note"), change, in: try context.id("id"), as: context.principal)
        return .ok(MentorshipNoteRecord(note), revision: note.version)
    }

    @Sendable package func removeNote(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<Nothing> {
        let note: MentorshipNoteID = try context.id("note")
        try await mentorships.remove(note, in: try context.id("id"), as: context.principal)
        return .done
    }
}
