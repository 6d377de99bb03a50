import Timelines
import WebSupport

/// Members' timelines, the figures made of them, and figures of how many go.
extension Routes {
    func registerTimelines(_ list: inout RouteList) {
        list.member(.get, "/timelines", timelines.listPage)
        list.member(.get, "/timelines/new", timelines.newPage)
        list.member(.post, "/timelines/new", timelines.submitNew)
        list.member(.get, "/timelines/:id", timelines.page)
        list.member(.get, "/timelines/:id/edit", timelines.editPage)
        list.member(.post, "/timelines/:id/edit", timelines.submitEdit)
        list.member(.post, "/timelines/:id/events", timelines.submitEvent)
        list.member(.get, "/timelines/:id/events/:event/remove", timelines.eventRemovalPage)
        list.member(.post, "/timelines/:id/events/:event/remove", timelines.submitEventRemoval)
        list.member(.post, "/timelines/:id/waiting", timelines.submitWaiting)
        list.member(.post, "/timelines/:id/affirm", timelines.submitAffirmed)
        list.member(.get, "/timelines/:id/delete", timelines.removalPage)
        list.member(.post, "/timelines/:id/delete", timelines.submitRemoval)
        list.visitor(.get, "/processing-times", timelines.overviewPage)
        list.visitor(.get, "/processing-times/:id", timelines.processingPage)
        list.visitor(.get, "/insight", insight.page)
        list.visitor(.get, "/insight/skills", skills.listPage)
        list.visitor(.get, "/insight/skills/:country", skills.page)
        list.visitor(.get, "/insight/corridors", corridors.page)
        registerTimelineAPI(&list)
    }

    private func registerTimelineAPI(_ list: inout RouteList) {
        let path = "/api/v1/me/timelines"
        list.member(.get, path, .reads("One's own timelines, the one begun last first."), timelineAPI.list)
        list.member(
            .post, path, .creates("Begins to follow an application on a pathway."), timelineAPI.create)
        list.member(.get, path + "/:id", .reads("One of them, with its events."), timelineAPI.show)
        list.member(
            .patch, path + "/:id", .changes("Changes what is said besides the events.", ifMatch: true),
            timelineAPI.change)
        list.member(.delete, path + "/:id", .does("Deletes a timeline with all its events."), timelineAPI.remove)
        list.member(.post, path + "/:id/events", .creates("Notes that something happened."), timelineAPI.addEvent)
        list.member(
            .patch, path + "/:id/events/:event", .changes("Writes an event anew; what is absent stays."),
            timelineAPI.changeEvent)
        list.member(.delete, path + "/:id/events/:event", .does("Takes an event out."), timelineAPI.removeEvent)
        list.member(.put, path + "/:id/waiting", .changes("Says that one still waits today."), timelineAPI.setWaiting)
        list.member(
            .put, path + "/:id/affirmed", .changes("Says that an unusual length is right."), timelineAPI.setAffirmed)
        list.visitor(
            .get, "/api/v1/pathways/:id/processing-times",
            .reads(
                "How long members waited: the last night's figures, of the cell asked for or the nearest wider one.",
                .text("office", "A mission or service centre."),
                .choice("lane", Timeline.Lane.self, "Standard or not."),
                .text("nationality", "ISO 3166-1 alpha-2; at most two of the three."),
                .text("waited", "Days that somebody has waited, from 0 to 3650.")), timelineAPI.processingTimes)
        list.visitor(
            .get, "/api/v1/insight/emigration",
            .reads("Persons registered for work abroad, a series for each thing that is counted."), insight.emigration)
        list.visitor(
            .get, "/api/v1/insight/skills",
            .reads("What the open jobs of destinations ask for, of those with twenty or more."), skills.list)
        list.visitor(
            .get, "/api/v1/insight/skills/:country",
            .reads("What the open jobs of a destination ask for, and what of it one lacks."), skills.show)
        list.visitor(
            .get, "/api/v1/insight/corridors",
            .reads("How far members are who go from one country to another, of twenty and more."), corridors.show)
    }
}
