import WebSupport

/// Calculators of points systems.
extension Routes {
    private static let on = QueryParameter.text("on", "The rules of this day, as 2026-10-15; of today unless told.")

    func registerPoints(_ list: inout RouteList) {
        list.visitor(.get, "/calculators", points.listPage)
        list.visitor(.get, "/calculators/:system", points.formPage)
        list.visitor(.post, "/calculators/:system", points.submit)
        list.visitor(
            .get, "/api/v1/points-systems",
            .reads("The points systems with their inputs, rules' dates and sources.", Self.on),
            pointsAPI.list)
        list.visitor(
            .get, "/api/v1/points-systems/:system", .reads("One of them.", Self.on), pointsAPI.show)
        list.visitor(
            .post, "/api/v1/points-systems/:system/evaluate",
            .reads(
                "What the rules make of a profile on a day, with the working; 409 for a day outside the known rules."
            )
            .refusing(.conflict), pointsAPI.evaluate)
    }
}
