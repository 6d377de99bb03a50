import Mentoring
import WebSupport

/// What moderators decide about mentorships, as pages and as JSON.
extension Routes {
    func registerMentoringCases(_ list: inout RouteList) {
        list.member(.get, "/mentoring/cases", mentoringCases.ownPage)
        list.member(.post, "/mentoring/pauses/:id/appeal", mentoringCases.submitAppeal)
        list.member(.get, "/mentoring/mentorships/:id/report", mentoringCases.reportPage)
        list.member(.post, "/mentoring/mentorships/:id/report", mentoringCases.submitReport)
        list.moderator(.get, "/moderation/mentorships", mentoringCases.queuePage)
        list.moderator(.post, "/moderation/mentorships/:id/decision", mentoringCases.submitDecision)
        list.member(
            .get, "/api/v1/me/mentoring-cases",
            .lists("One's own requests that wait for a moderator, appeals and reports, the newest first."),
            mentoringCaseAPI.listOwn)
        list.member(
            .get, "/api/v1/me/mentoring-pauses",
            .reads("One's own pauses after missed meetings that hold today."), mentoringCaseAPI.listPauses)
        list.member(
            .post, "/api/v1/me/mentoring-pauses/:id/appeal", .creates("Says why a pause is not right, once."),
            mentoringCaseAPI.appeal)
        list.member(
            .post, "/api/v1/mentorships/:id/reports",
            .creates("Tells moderators of what the other of the two wrote or did.").refusing(.forbidden),
            mentoringCaseAPI.report)
        list.moderator(
            .get, "/api/v1/mentoring-cases",
            .lists("Requests that wait, appeals and reports, the oldest first, with what moderators may read."),
            mentoringCaseAPI.queue)
        list.moderator(
            .post, "/api/v1/mentoring-cases/:id/decision",
            .changes("Lets a request through, lifts a pause, agrees with a report; or does not."),
            mentoringCaseAPI.decide)
    }
}
