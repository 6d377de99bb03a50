import Applications
import WebSupport

/// Members' own applications, as pages and as JSON.
extension Routes {
    func registerApplications(_ list: inout RouteList) {
        list.member(.get, "/applications", applications.listPage)
        list.member(.post, "/applications", applications.submitNew)
        list.member(.get, "/applications/new", applications.newPage)
        list.member(.get, "/applications/offers", applications.offersPage)
        list.member(.get, "/applications/:id", applications.page)
        list.member(.post, "/applications/:id/stage", applications.submitStage)
        list.member(.get, "/applications/:id/edit", applications.editPage)
        list.member(.post, "/applications/:id/edit", applications.submitEdit)
        list.member(.get, "/applications/:id/delete", applications.removalPage)
        list.member(.post, "/applications/:id/delete", applications.submitRemoval)
        registerApplicationAPI(&list)
    }

    private func registerApplicationAPI(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/me/applications",
            .lists(
                "One's own applications by stage, in each what changed last first.",
                .choice("stage", ApplicationStage.self, "How far they have come.")), applicationAPI.list)
        list.member(
            .post, "/api/v1/me/applications",
            .creates("Follows an application; one for a job that is followed already is the one that is there.")
                .refusing(.gone), applicationAPI.create)
        list.member(.get, "/api/v1/me/applications/:id", .reads("An application."), applicationAPI.show)
        list.member(
            .patch, "/api/v1/me/applications/:id",
            .changes("Changes what is said of an application; what is left out stays.", ifMatch: true),
            applicationAPI.change)
        list.member(
            .put, "/api/v1/me/applications/:id/stage",
            .changes("Moves an application to a stage, any to any; its history grows."), applicationAPI.move)
        list.member(
            .delete, "/api/v1/me/applications/:id",
            .does("Deletes an application, with all that was noted of it."), applicationAPI.remove)
        list.member(
            .get, "/api/v1/me/offers",
            .reads(
                "One's offers side by side, a year and an hour, at the newest rates.",
                .text("currency", "ISO 4217; that of the first offer unless told.")), applicationAPI.compareOffers)
    }
}
