import Visas
import WebSupport

/// Visa pathways, as pages and as JSON.
extension Routes {
    func registerVisas(_ list: inout RouteList) {
        list.visitor(.get, "/visas", visas.listPage)
        list.visitor(.get, "/visas/compare", visas.comparePage)
        list.visitor(.get, "/visas/:country", visas.countryPage)
        list.visitor(.get, "/visas/:country/:slug", pathways.pathwayPage)
        list.visitor(.get, "/visas/:country/:slug/history", visas.historyPage)
        list.member(.get, "/visas/:country/:slug/report", visas.reportPage)
        list.member(.post, "/visas/:country/:slug/report", visas.submitReport)
        list.member(.get, "/visas/:country/:slug/edit", visas.editPage)
        list.member(.post, "/visas/:country/:slug/edit", visas.submitEdit)
        list.moderator(.get, "/moderation/visas", visas.queuePage)
        list.moderator(.post, "/moderation/visas/edits/:id/decision", visas.submitEditDecision)
        list.moderator(.post, "/moderation/visas/reports/:id/decision", visas.submitReportDecision)
        registerVisaAPI(&list)
        registerChecklists(&list)
    }

    /// Checklists of pathways, and members' own copies.
    private func registerChecklists(_ list: inout RouteList) {
        list.visitor(.get, "/visas/:country/:slug/checklist", checklists.checklistPage)
        list.member(.post, "/visas/:country/:slug/checklist", checklists.submitChecklist)
        list.member(.get, "/visas/:country/:slug/checklist.ics", checklists.calendar)
        list.member(.get, "/visas/:country/:slug/checklist/:item", checklists.itemPage)
        list.member(.post, "/visas/:country/:slug/checklist/:item", checklists.submitItem)
        list.member(.get, "/visas/:country/:slug/checklist/:item/remove", checklists.removeStepPage)
        list.member(.post, "/visas/:country/:slug/checklist/:item/remove", checklists.submitStepRemoval)
        list.member(.get, "/visas/:country/:slug/checklist-add", checklists.addPage)
        list.member(.post, "/visas/:country/:slug/checklist-add", checklists.submitStep)
        list.member(.post, "/visas/:country/:slug/checklist-update", checklists.submitUpdate)
        list.member(.get, "/visas/:country/:slug/checklist-remove", checklists.removePage)
        list.member(.post, "/visas/:country/:slug/checklist-remove", checklists.submitRemoval)
        list.member(.get, "/checklists", checklists.listPage)
        list.member(.get, "/api/v1/me/checklists", .reads("One's own checklists, by pathway."), checklistAPI.list)
        list.member(
            .post, "/api/v1/me/checklists", .creates("Begins a checklist for a pathway; a second one is the first."),
            checklistAPI.create)
        list.member(
            .get, "/api/v1/me/checklists/:id", .reads("A checklist with its steps, and when each must begin."),
            checklistAPI.show)
        list.member(
            .patch, "/api/v1/me/checklists/:id", .changes("Sets the day of the journey; an empty one takes it away."),
            checklistAPI.change)
        list.member(
            .delete, "/api/v1/me/checklists/:id", .does("Throws a checklist away, with all that was noted in it."),
            checklistAPI.remove)
        list.member(
            .post, "/api/v1/me/checklists/:id/items",
            .creates("Adds a step of one's own; at most 50 to a checklist."), checklistAPI.addItem)
        list.member(
            .get, "/api/v1/me/checklists/:id/items/:itemId", .reads("A step."), checklistAPI.showItem)
        list.member(
            .delete, "/api/v1/me/checklists/:id/items/:itemId",
            .does("Takes out a step of one's own; 409 for one that everybody's checklist has."),
            checklistAPI.removeItem)
        list.member(
            .patch, "/api/v1/me/checklists/:id/items/:itemId",
            .changes(
                """
                Notes what was done about a step, and of one's own what it is; what is left out stays as it is.
                """), checklistAPI.setItem)
        list.member(
            .post, "/api/v1/me/checklists/:id/update", .does("Takes up what the data has got since."),
            checklistAPI.takeUpdate)
    }

    private func registerVisaAPI(_ list: inout RouteList) {
        list.visitor(
            .get, "/api/v1/pathways",
            .lists(
                "Visa pathways, by country.", .text("country", "ISO 3166-1 alpha-2."),
                .choice("category", PathwayCategory.self, "What sort of route."),
                .choice("status", PathwayStatus.self, "Whether it is open.")), visaAPI.listPathways)
        list.visitor(
            .get, "/api/v1/pathways/:id", .reads("A pathway as it stands today, each value with its source."),
            visaAPI.showPathway)
        list.visitor(
            .get, "/api/v1/pathways/:id/versions", .reads("What a pathway said before, the newest version first."),
            visaAPI.listVersions)
        list.member(
            .post, "/api/v1/pathways/:id/reports", .creates("Tells moderators that something is wrong, with a link."),
            visaAPI.createReport)
        list.member(
            .get, "/api/v1/pathway-reports/:id", .reads("One's own report, or any for staff."), visaAPI.showReport)
        list.moderator(
            .get, "/api/v1/pathway-reports", .lists("Reports that wait, the oldest first. For staff."),
            visaAPI.listReports)
        list.moderator(
            .post, "/api/v1/pathway-reports/:id/decision", .changes("Closes a report. For staff."),
            visaAPI.decideReport)
        list.member(
            .post, "/api/v1/pathways/:id/edits",
            .creates("Corrects a field; thresholds, fees and statuses wait for a second person.")
                .refusing(.stale), visaAPI.createEdit)
        list.member(
            .get, "/api/v1/pathway-edits/:id", .reads("One's own correction, or any for staff."), visaAPI.showEdit)
        list.moderator(
            .get, "/api/v1/pathway-edits", .lists("Corrections that wait, the oldest first. For staff."),
            visaAPI.listEdits)
        list.moderator(
            .post, "/api/v1/pathway-edits/:id/decision",
            .changes("Decides about somebody else's correction. For staff.").refusing(.stale), visaAPI.decideEdit)
    }
}
