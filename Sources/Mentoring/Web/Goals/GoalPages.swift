import Core
import Hummingbird
import Mentoring
import WebSupport

/// Pages of goals, for the two of a mentorship, and of notes, for the one who wrote them.
package struct GoalPages: Sendable {
    let mentorships: MentorshipService
    let pages: PageRenderer

    package init(mentorships: MentorshipService, pages: PageRenderer) {
        self.mentorships = mentorships
        self.pages = pages
    }

    // MARK: Goals

    @Sendable package func goalsPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await goals(try context.id("id"), context)
    }

    private func goals(
        _ id: MentorshipID, _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let (mentorship, goals) = try await mentorships.goals(in: id, as: context.principal)
        let page = GoalListPage(
            mentorship: mentorship, goals: goals, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitGoal(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        do {
            let draft = MentorshipGoalDraft(body: form["body"])
            _ = try await mentorships.add(draft, to: id, form: form.receipt, as: context.principal)
            return .seeOther("/mentoring/mentorships/\(id)/goals", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await goals(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func goalPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await goal(try context.id("goal"), try context.id("id"), context)
    }

    /// One's own goal, to change it: the other's is changed by the other.
    private func goal(
        _ goal: MentorshipGoalID, _ id: MentorshipID, _ context: MemberContext, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let (found, mentorship) = try await mentorships.goal(goal, in: id, as: context.principal)
        guard mentorship.reader(context.visit) == found.side else {
            throw Problem(.forbidden, "mentorship_other_side")
        }
        let page = MentorshipLinePage(
            mentorship: mentorship, line: .goal(found), form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitGoalChange(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let (id, goal): (MentorshipID, MentorshipGoalID) = (try context.id("id"), try context.id("goal"))
        do {
            if form.wants("remove") {
                try await mentorships.remove(goal, in: id, as: context.principal)
            } else {
                _ = try await mentorships.change(goal, form.goalChange, in: id, as: context.principal)
            }
            return .seeOther("/mentoring/mentorships/\(id)/goals", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            guard form["body"] != nil else { return try await goals(id, context, problem: problem) }
            return try await self.goal(goal, id, context, form: form, problem: problem)
        }
    }

    // MARK: Notes

    @Sendable package func notesPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await notes(try context.id("id"), context, after: try request.after)
    }

    private func notes(
        _ id: MentorshipID, _ context: MemberContext, after: PageCursor? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let (mentorship, notes) = try await mentorships.notes(in: id, after: after, as: context.principal)
        let page = NoteListPage(
            mentorship: mentorship, notes: notes, isFirst: after == nil, form: form, problem: problem,
            visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitNote(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        do {
            let draft = MentorshipNoteDraft(body: form["body"])
            _ = try await mentorships.add(draft, to: id, form: form.receipt, as: context.principal)
            return .seeOther("/mentoring/mentorships/\(id)/notes", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await notes(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func notePage(_ request: Request, context: MemberContext) async throws -> Response {
        try await note(try context.id("note"), try context.id("id"), context)
    }

    private func note(
        _ note: MentorshipNoteID, _ id: MentorshipID, _ context: MemberContext, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let (found, mentorship) = try await mentorships.note(note, in: id, as: context.principal)
        let page = MentorshipLinePage(
            mentorship: mentorship, line: .note(found), form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitNoteChange(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let (id, note): (MentorshipID, MentorshipNoteID) = (try context.id("id"), try context.id("note"))
        do {
            if form.wants("remove") {
                try await mentorships.remove(note, in: id, as: context.principal)
            } else {
                let change = MentorshipNoteChange(body: form["body"], version: form.lineVersion)
                _ = try await mentorships.change(note, change, in: id, as: context.principal)
            }
            return .seeOther("/mentoring/mentorships/\(id)/notes", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await self.note(note, id, context, form: form, problem: problem)
        }
    }
}

extension Form {
    /// The version that was read; `nil` where none was said.
    fileprivate var lineVersion: Int64? {
        let text = UserText.clean(self["version"] ?? "", .line)
        return text.isEmpty ? nil : Int64(text) ?? -1
    }

    /// Words of the form for them; done or not by its button.
    fileprivate var goalChange: MentorshipGoalChange {
        MentorshipGoalChange(
            body: self["body"], isDone: wants("done") ? true : wants("undone") ? false : nil, version: lineVersion)
    }
}
