import Groups
import GroupsWeb
import WebSupport

/// Groups, as pages and as JSON.
extension Routes {
    func registerGroups(_ list: inout RouteList) {
        list.visitor(.get, "/groups", groups.listPage)
        list.member(.get, "/groups/new", groups.newPage)
        list.member(.post, "/groups/new", groups.submitNew)
        list.visitor(.get, "/groups/:slug", groups.page)
        list.member(.get, "/groups/:slug/edit", groups.editPage)
        list.member(.post, "/groups/:slug/edit", groups.submitEdit)
        list.member(.post, "/groups/:slug/join", groups.submitJoin)
        list.member(.post, "/groups/:slug/leave", groups.submitLeave)
        list.member(.get, "/groups/:slug/members", groups.membersPage)
        list.member(.post, "/groups/:slug/members", groups.submitMember)
        list.member(.get, "/groups/:slug/requests", groups.requestsPage)
        list.member(.post, "/groups/:slug/requests", groups.submitRequest)
        registerEvents(&list)
        registerGroupAPI(&list)
        registerGroupMemberAPI(&list)
        registerEventAPI(&list)
    }

    private func registerEvents(_ list: inout RouteList) {
        list.visitor(.get, "/groups/:slug/events", events.listPage)
        list.member(.get, "/groups/:slug/events/new", events.newPage)
        list.member(.post, "/groups/:slug/events/new", events.submitNew)
        list.visitor(.get, "/events/:id", events.page)
        list.member(.get, "/events/:id/edit", events.editPage)
        list.member(.post, "/events/:id/edit", events.submitEdit)
        list.member(.post, "/events/:id/seat", events.submitSeat)
        list.member(.post, "/events/:id/cancel", events.submitCancel)
    }

    private func registerEventAPI(_ list: inout RouteList) {
        let path = "/api/v1/events/:id"
        list.visitor(
            .get, "/api/v1/groups/:id/events", .lists("Events of a group that are not over, the next first."),
            eventAPI.list)
        list.member(
            .post, "/api/v1/groups/:id/events", .creates("Announces an event. For the moderators of the group."),
            eventAPI.announce)
        list.visitor(.get, path, .reads("An event; its place for members of the group."), eventAPI.show)
        list.member(
            .patch, path, .changes("Changes an event that is to come. For the moderators of the group.", ifMatch: true),
            eventAPI.change)
        list.member(
            .post, path + "/cancellation", .changes("It does not take place. For the moderators of the group."),
            eventAPI.cancel)
        list.member(
            .put, path + "/seat", .changes("Takes a seat, or waits for one. For members of the group."),
            eventAPI.setSeat)
        list.member(.delete, path + "/seat", .changes("Gives it back, or waits no longer."), eventAPI.setSeat)
    }

    private func registerGroupAPI(_ list: inout RouteList) {
        let path = "/api/v1/groups"
        list.visitor(.get, path, .lists("Groups that everybody may know of, the newest first."), groupAPI.list)
        list.member(
            .post, path, .creates("Founds a group; who does moderates it. For regular members."), groupAPI.found)
        list.member(
            .get, "/api/v1/me/groups", .reads("Groups one is in, is invited to or asks to join, by name."),
            groupAPI.listOwn)
        list.visitor(
            .get, path + "/:id", .reads("A group; what it says of itself for those who may read in it."), groupAPI.show)
        list.member(
            .patch, path + "/:id", .changes("Changes a group. For its moderators.", ifMatch: true), groupAPI.change)
    }

    private func registerGroupMemberAPI(_ list: inout RouteList) {
        let path = "/api/v1/groups/:id"
        list.member(
            .get, path + "/members", .lists("The members, who came first first. For members."), groupAPI.listMembers)
        list.member(
            .post, path + "/members", .changes("Joins, or asks to be let in; what the membership is then says which."),
            groupAPI.join)
        list.member(
            .get, path + "/requests",
            .lists("Who asks to be let in, the first first. For moderators, in groups of women for members."),
            groupAPI.listRequests)
        list.member(
            .post, path + "/invitations", .does("Invites a member by name. For the moderators of the group."),
            groupAPI.invite)
        list.member(
            .put, path + "/members/:memberId",
            .changes("Lets somebody in or not, makes a moderator, sets the last day. For the moderators of the group."),
            groupAPI.setMember)
        list.member(
            .delete, path + "/members/:memberId",
            .does("Leaves, or takes a member out; every device forgets what is private in the group."),
            groupAPI.removeMember)
        list.member(
            .put, path + "/members/:memberId/vouch", .does("Vouches for a woman who asks to be let in."),
            groupAPI.setVouch)
        list.member(.delete, path + "/members/:memberId/vouch", .does("Takes it back."), groupAPI.setVouch)
    }
}
