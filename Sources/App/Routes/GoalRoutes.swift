import Mentoring
import MentoringWeb
import WebSupport

/// Goals of mentorships, for the two, and notes, for the one who wrote them: as pages and as JSON.
extension Routes {
    func registerGoals(_ list: inout RouteList) {
        list.member(.get, "/mentoring/mentorships/:id/goals", goals.goalsPage)
        list.member(.post, "/mentoring/mentorships/:id/goals", goals.submitGoal)
        list.member(.get, "/mentoring/mentorships/:id/goals/:goal", goals.goalPage)
        list.member(.post, "/mentoring/mentorships/:id/goals/:goal", goals.submitGoalChange)
        list.member(.get, "/mentoring/mentorships/:id/notes", goals.notesPage)
        list.member(.post, "/mentoring/mentorships/:id/notes", goals.submitNote)
        list.member(.get, "/mentoring/mentorships/:id/notes/:note", goals.notePage)
        list.member(.post, "/mentoring/mentorships/:id/notes/:note", goals.submitNoteChange)
        registerGoalAPI(&list)
        registerNoteAPI(&list)
    }

    private func registerGoalAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/mentorships/:id/goals", .reads("What the two want to reach, the first first."),
            goalAPI.listGoals)
        list.member(
            .post, "/api/v1/mentorships/:id/goals", .creates("Adds a goal, at most twenty, while it goes on."),
            goalAPI.createGoal)
        list.member(
            .patch, "/api/v1/mentorships/:id/goals/:goal",
            .changes("Either says whether it is done; who added it changes its words.", ifMatch: true)
                .refusing(.forbidden, .notFound), goalAPI.changeGoal)
        list.member(
            .delete, "/api/v1/mentorships/:id/goals/:goal",
            .does("Removes a goal of one's own.").refusing(.forbidden, .notFound), goalAPI.removeGoal)
    }

    private func registerNoteAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/mentorships/:id/notes",
            .lists("What one noted of a mentorship, the newest first: nobody else reads it."), goalAPI.listNotes)
        list.member(
            .post, "/api/v1/mentorships/:id/notes", .creates("Notes something for oneself."), goalAPI.createNote)
        list.member(
            .patch, "/api/v1/mentorships/:id/notes/:note",
            .changes("Writes a note anew.", ifMatch: true).refusing(.notFound), goalAPI.changeNote)
        list.member(
            .delete, "/api/v1/mentorships/:id/notes/:note", .does("Removes a note.").refusing(.notFound),
            goalAPI.removeNote)
    }
}
