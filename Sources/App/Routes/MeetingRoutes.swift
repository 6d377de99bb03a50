import Mentoring
import MentoringWeb
import WebSupport

/// Meetings of mentorships, as pages, calendars and JSON: for the two alone.
extension Routes {
    func registerMeetings(_ list: inout RouteList) {
        list.member(.get, "/mentoring/mentorships/:id/meetings", meetings.listPage)
        list.member(.get, "/mentoring/mentorships/:id/meetings.ics", meetings.calendars)
        list.member(.get, "/mentoring/mentorships/:id/meetings/new", meetings.newPage)
        list.member(.post, "/mentoring/mentorships/:id/meetings/new", meetings.submitNew)
        list.member(.get, "/mentoring/meetings/:id", meetings.calendar)
        list.member(.get, "/mentoring/meetings/:id/move", meetings.movePage)
        list.member(.post, "/mentoring/meetings/:id/move", meetings.submitMove)
        list.member(.post, "/mentoring/meetings/:id/steps", meetings.submitStep)
        // No exchange of JSON: `{id}.ics`.
        list.member(.get, "/api/v1/meetings/:id", meetings.calendar)
        registerMeetingAPI(&list)
    }

    private func registerMeetingAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/mentorships/:id/meetings", .lists("Meetings of a mentorship, the latest first."),
            meetingAPI.list)
        list.member(
            .post, "/api/v1/mentorships/:id/meetings",
            .creates("Proposes a meeting, or a series of up to twelve by the clock of who proposes."),
            meetingAPI.propose)
        func step<Draft: MeetingStepDraft & APIDraft>(
            _ event: MeetingEvent, _ draft: Draft.Type, _ summary: String
        ) {
            list.member(
                .post, "/api/v1/meetings/:id/\(event.rawValue)",
                .changes(summary, ifMatch: true).refusing(.forbidden, .notFound), meetingAPI.take(event, draft))
        }
        step(.confirm, MeetingReply.self, "Agrees to what the other proposed.")
        step(.move, MeetingMove.self, "Proposes another time, which the other confirms again.")
        step(.cancel, MeetingReply.self, "It does not take place; less than three hours before that is late.")
        step(.held, MeetingReport.self, "It took place: after its start.")
        step(.noShow, MeetingReport.self, "The other did not come: from ten minutes after its start.")
    }
}
