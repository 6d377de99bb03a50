import Mentoring
import WebSupport

/// Mentorships, as pages and as JSON: for the two alone.
extension Routes {
    func registerMentorships(_ list: inout RouteList) {
        list.member(.get, "/mentoring/mentorships", mentorships.listPage)
        list.member(.get, "/mentoring/mentorships/new", mentorships.newPage)
        list.member(.post, "/mentoring/mentorships/new", mentorships.submitNew)
        list.member(.get, "/mentoring/mentorships/:id", mentorships.page)
        list.member(.post, "/mentoring/mentorships/:id/steps", mentorships.submitStep)
        list.member(.post, "/mentoring/mentorships/:id/messages", mentorships.submitMessage)
        list.member(.post, "/mentoring/mentorships/:id/feedback", mentorships.submitFeedback)
        registerMentorshipAPI(&list)
        registerMentorshipSteps(&list)
    }

    private func registerMentorshipAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/mentorships",
            .lists(
                "One's own mentorships, what changed last first.",
                .choice("side", MentorshipSide.self, "As which of the two; both unless told.")), mentorshipAPI.list)
        list.member(
            .post, "/api/v1/mentorships",
            .creates("Asks a mentor; goal, background and question have 200 to 2,000 characters together.")
                .refusing(.forbidden, .tooMany), mentorshipAPI.create)
        list.member(.get, "/api/v1/mentorships/:id", .reads("A mentorship, for the two alone."), mentorshipAPI.show)
        list.member(
            .get, "/api/v1/mentorships/:id/mentor",
            .reads("Employer and months of the mentor, for the mentee from the yes on."), mentorshipAPI.showMentor)
        list.member(
            .get, "/api/v1/mentorships/:id/messages", .lists("What the two wrote, the newest first."),
            mentorshipAPI.listMessages)
        list.member(
            .post, "/api/v1/mentorships/:id/messages", .creates("Writes to the other."),
            mentorshipAPI.createMessage)
        list.member(
            .get, "/api/v1/mentorships/:id/feedback",
            .reads("What one said of a completed mentorship oneself; the other never reads it.").refusing(.notFound),
            mentorshipAPI.showFeedback)
        list.member(
            .post, "/api/v1/mentorships/:id/feedback",
            .creates("Says what one thought of it, once, in the fourteen days after it was completed."),
            mentorshipAPI.giveFeedback)
    }

    private func registerMentorshipSteps(_ list: inout RouteList) {
        func step<Draft: MentorshipStepDraft & APIDraft>(
            _ event: MentorshipEvent, _ draft: Draft.Type, _ summary: String
        ) {
            list.member(
                .post, "/api/v1/mentorships/:id/\(event.rawValue)", .changes(summary, ifMatch: true),
                mentorshipAPI.take(event, draft))
        }
        step(.accept, MentorshipAcceptance.self, "The mentor says yes, and a seat is taken: 409 where none is left.")
        step(.decline, MentorshipRefusal.self, "The mentor says no.")
        step(.askMore, MentorshipInquiry.self, "The mentor asks for more: the clock stands for five days, once.")
        step(.withdraw, MentorshipMove.self, "The mentee takes the request back.")
        step(
            .extend, MentorshipProlongation.self,
            "Either proposes how many weeks it lasts in all; it does once the other says the same.")
        step(.pause, MentorshipPause.self, "Either pauses, for sixty days in all.")
        step(.resume, MentorshipMove.self, "Either goes on after a pause.")
        step(.release, MentorshipMove.self, "The mentor gives the seat of a pause of thirty days to others.")
        step(.complete, MentorshipMove.self, "Either says that it is done; it is once both have.")
        step(.end, MentorshipMove.self, "Either ends it; why is for oneself.")
    }
}
