import Opportunities
import WebSupport

/// Doors that ambassadors open, and the talent directory, as pages and as JSON.
extension Routes {
    func registerOpportunities(_ list: inout RouteList) {
        list.visitor(.get, "/opportunities", opportunities.listPage)
        list.member(.get, "/opportunities/new", opportunities.newPage)
        list.member(.post, "/opportunities/new", opportunities.submitNew)
        list.member(.get, "/opportunities/mine", opportunities.ownPage)
        list.visitor(.get, "/opportunities/:id", opportunities.page)
        list.member(.get, "/opportunities/:id/edit", opportunities.editPage)
        list.member(.post, "/opportunities/:id/edit", opportunities.submitEdit)
        list.member(.post, "/opportunities/:id/state", opportunities.submitState)
        list.member(.get, "/opportunities/:id/delete", opportunities.removalPage)
        list.member(.post, "/opportunities/:id/delete", opportunities.submitRemoval)
        list.member(.post, "/opportunities/:id/interest", opportunities.submitInterest)
        list.member(.post, "/opportunities/:id/interests/:interest/reply", opportunities.submitReply)
        registerOpportunityAPI(&list)
        registerInterestAPI(&list)
    }

    private func registerOpportunityAPI(_ list: inout RouteList) {
        list.visitor(
            .get, "/api/v1/opportunities",
            .lists(
                "Open opportunities, the newest first.", .text("destination", "ISO 3166-1 alpha-2."),
                .choice("kind", OpportunityKind.self, "What sort of door.")), opportunityAPI.list)
        list.member(
            .post, "/api/v1/opportunities", .creates("Opens a door for sixty days. For ambassadors."),
            opportunityAPI.create)
        list.visitor(.get, "/api/v1/opportunities/:id", .reads("An opportunity."), opportunityAPI.show)
        list.member(
            .patch, "/api/v1/opportunities/:id", .changes("Changes one's own while it is open.", ifMatch: true),
            opportunityAPI.change)
        list.member(
            .delete, "/api/v1/opportunities/:id",
            .does("Takes one's own away for good, with what members wrote to it. An open one is closed first."),
            opportunityAPI.remove)
        list.member(
            .put, "/api/v1/opportunities/:id/state",
            .changes("Matches, closes or reopens one's own, and says what came of it."), opportunityAPI.move)
        list.member(
            .get, "/api/v1/me/opportunities", .lists("One's own opportunities, the newest first."),
            opportunityAPI.listOwn)
    }

    private func registerInterestAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/opportunities/:id/interests",
            .lists("Who is interested, the first first. For the one who opened the door."),
            opportunityAPI.listInterests)
        list.member(
            .get, "/api/v1/opportunities/:id/interest", .reads("One's own interest, with the answer."),
            opportunityAPI.showInterest)
        list.member(
            .put, "/api/v1/opportunities/:id/interest",
            .changes("Says that one is interested; said again, the note is another."), opportunityAPI.setInterest)
        list.member(
            .delete, "/api/v1/opportunities/:id/interest", .does("Takes one's interest back."),
            opportunityAPI.removeInterest)
        list.member(
            .put, "/api/v1/opportunities/:id/interests/:interest/reply",
            .changes("Answers a member who is interested."), opportunityAPI.reply)
    }

    func registerTalent(_ list: inout RouteList) {
        list.member(.get, "/talent", talent.ownPage)
        list.member(.post, "/talent", talent.submitEntry)
        list.member(.post, "/talent/leave", talent.submitLeave)
        list.member(.get, "/talent/directory", talent.listPage)
        list.member(.get, "/talent/directory/:id", talent.entryPage)
        list.member(
            .get, "/api/v1/me/talent-entry", .reads("One's own entry.").refusing(.notFound), talentAPI.showOwn)
        list.member(
            .put, "/api/v1/me/talent-entry",
            .changes("Lists oneself for sixty days, changes the entry, or stays for sixty days more."),
            talentAPI.setOwn)
        list.member(.delete, "/api/v1/me/talent-entry", .does("Leaves the directory."), talentAPI.leave)
        list.member(
            .get, "/api/v1/me/talent-entry/looks", .lists("Who looked at one's own entry, the last first."),
            talentAPI.listLooks)
        list.member(
            .get, "/api/v1/talent",
            .lists(
                "Members who look for work, without their names. For ambassadors and verified employers.",
                .text("destination", "ISO 3166-1 alpha-2.")), talentAPI.list)
        list.member(
            .get, "/api/v1/talent/:id", .reads("An entry with its member's name. The member learns who looked."),
            talentAPI.show)
    }
}
