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
