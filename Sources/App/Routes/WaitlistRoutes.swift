import MentoringWeb
import WebSupport

/// Lines of mentors who have no seat free, as pages and as JSON.
extension Routes {
    func registerWaitlists(_ list: inout RouteList) {
        list.member(.get, "/mentoring/waitlist", waitlists.ownPage)
        list.member(.post, "/mentors/:username/waitlist", waitlists.submit)
        list.member(
            .get, "/api/v1/me/waitlist", .reads("Where one waits for a seat, the first first."), waitlists.list)
        list.member(
            .get, "/api/v1/mentors/:username/waitlist",
            .reads("Whether a mentor has so much to answer that one can only wait, and how long others did."),
            waitlists.show)
        list.member(
            .put, "/api/v1/mentors/:username/waitlist",
            .changes("Waits for a seat; one that becomes free is offered for 72 hours.").refusing(.forbidden),
            waitlists.join)
        list.member(
            .delete, "/api/v1/mentors/:username/waitlist", .does("Waits no longer."), waitlists.leave)
    }
}
