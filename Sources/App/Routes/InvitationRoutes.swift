import Mentoring
import MentoringWeb
import WebSupport

/// Invitations of mentors, as pages and as JSON: for the two alone.
extension Routes {
    func registerInvitations(_ list: inout RouteList) {
        list.member(.get, "/mentoring/invitations", invitations.listPage)
        list.member(.post, "/mentoring/invitations/findable", invitations.submitFindable)
        list.member(.get, "/mentoring/invitations/new", invitations.newPage)
        list.member(.post, "/mentoring/invitations/new", invitations.submitNew)
        list.member(.post, "/mentoring/invitations/:id/steps", invitations.submitStep)
        list.member(.get, "/mentoring/mentees", invitations.menteesPage)
        list.member(
            .get, "/api/v1/mentees",
            .lists("Members who let mentors find them and fit one; for mentors who have a seat.").refusing(.forbidden),
            invitationAPI.listMentees)
        list.member(
            .put, "/api/v1/me/findable", .does("Lets mentors who fit find one."), invitationAPI.setFindable)
        list.member(
            .delete, "/api/v1/me/findable", .does("Is found by mentors no longer."), invitationAPI.setFindable)
        let path = "/api/v1/mentorship-invitations"
        list.member(.get, path, .lists("One's own invitations, on either side, the newest first."), invitationAPI.list)
        list.member(
            .post, path, .creates("Invites a member who lets mentors find them."), invitationAPI.create)
        list.member(
            .post, path + "/:id/accept",
            .changes("The mentee says yes, and the mentorship begins: 409 where no seat is left."),
            invitationAPI.answer(.accept))
        list.member(
            .post, path + "/:id/decline", .changes("The mentee says no."), invitationAPI.answer(.decline))
        list.member(
            .post, path + "/:id/withdraw", .changes("The mentor takes it back."), invitationAPI.answer(.withdraw))
    }
}
