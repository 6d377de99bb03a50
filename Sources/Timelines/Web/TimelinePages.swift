import Core
import Hummingbird
import Timelines
import WebSupport

/// Pages of one's own timelines.
package struct TimelinePages: Sendable {
    let timelines: TimelineService
    let pages: PageRenderer

    package init(timelines: TimelineService, pages: PageRenderer) {
        self.timelines = timelines
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let own = try await timelines.timelines(as: context.principal)
        return pages.response(TimelinesPage(timelines: own, visit: context.visit), context.visit)
    }

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await form(Form(filled: ["pathwayId": request.typed("pathway")]), context)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (timeline, _) = try await timelines.start(form.timelineDraft, as: context.principal)
            return .seeOther("/timelines/\(timeline.id)", flash: "timeline_started")
        } catch let problem as Problem where problem.belongsToForm {
            return try await self.form(form, context, refusing: problem)
        }
    }

    private func form(
        _ form: Form, _ context: MemberContext, refusing problem: Problem? = nil
    ) async throws -> Response {
        let page = TimelineFormPage(
            pathways: try await timelines.pathways(), form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        let timeline = try await timelines.timeline(try context.id("id"), as: context.principal)
        return pages.response(try await whole(timeline, context), context.visit)
    }

    private func whole(
        _ timeline: Timeline, _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> TimelinePage {
        let cell = FigureCell(office: timeline.office.isEmpty ? nil : timeline.office, lane: timeline.lane)
        let times = try? await timelines.processingTimes(timeline.pathwayID, cell, as: context.principal)
        return TimelinePage(timeline: timeline, times: times, form: form, problem: problem, visit: context.visit)
    }

    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let timeline = try await timelines.timeline(try context.id("id"), as: context.principal)
        return pages.response(TimelineFormPage(timeline: timeline, visit: context.visit), context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: TimelineID = try context.id("id")
        do {
            _ = try await timelines.change(
                id, form.timelineChange, revision: form["revision"].flatMap { Int64($0) }, as: context.principal)
            return .seeOther("/timelines/\(id)", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let timeline = try await timelines.timeline(id, as: context.principal)
            let page = TimelineFormPage(timeline: timeline, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitEvent(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: TimelineID = try context.id("id")
        let draft = TimelineEventDraft(type: form["type"], date: form["date"], note: form["note"])
        do {
            _ = try await timelines.add(draft, to: id, as: context.principal)
            return .seeOther("/timelines/\(id)", flash: "event_added")
        } catch let problem as Problem where problem.belongsToForm {
            let timeline = try await timelines.timeline(id, as: context.principal)
            let page = try await whole(timeline, context, form: form, problem: problem)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitWaiting(_ request: Request, context: MemberContext) async throws -> Response {
        let timeline = try await timelines.confirmWaiting(try context.id("id"), as: context.principal)
        return .seeOther("/timelines/\(timeline.id)", flash: "waiting_confirmed")
    }

    @Sendable package func submitAffirmed(_ request: Request, context: MemberContext) async throws -> Response {
        let timeline = try await timelines.affirm(try context.id("id"), as: context.principal)
        return .seeOther("/timelines/\(timeline.id)", flash: "saved")
    }

    // MARK: What is taken away is asked for once

    @Sendable package func removalPage(_ request: Request, context: MemberContext) async throws -> Response {
        let timeline = try await timelines.timeline(try context.id("id"), as: context.principal)
        return pages.response(RemovalPage(timeline, visit: context.visit), context.visit)
    }

    @Sendable package func submitRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        try await timelines.remove(try context.id("id"), as: context.principal)
        return .seeOther("/timelines", flash: "timeline_removed")
    }

    @Sendable package func eventRemovalPage(_ request: Request, context: MemberContext) async throws -> Response {
        let timeline = try await timelines.timeline(try context.id("id"), as: context.principal)
        let id: TimelineEventID = try context.id("event")
        guard let event = timeline.events.first(where: { $0.id == id }) else { throw Problem.notFound }
        return pages.response(RemovalPage(timeline, event: event, visit: context.visit), context.visit)
    }

    @Sendable package func submitEventRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        let id: TimelineID = try context.id("id")
        try await timelines.removeEvent(try context.id("event"), of: id, as: context.principal)
        return .seeOther("/timelines/\(id)", flash: "event_removed")
    }
}

extension Form {
    var timelineChange: TimelineChange {
        TimelineChange(
            office: self["office"], lane: self["lane"], nationality: self["nationality"],
            dependants: self["dependants"].flatMap { $0.isEmpty ? nil : $0 == "yes" }, visibility: self["visibility"])
    }

    var timelineDraft: TimelineDraft {
        let change = timelineChange
        return TimelineDraft(
            pathwayId: self["pathwayId"], office: change.office, lane: change.lane, filedOn: self["filedOn"],
            nationality: change.nationality, dependants: change.dependants, visibility: change.visibility,
            another: self["another"] == "true")
    }
}
