import Core
import Groups
import HTTPTypes
import Hummingbird
import WebSupport

/// Pages and calendars of events of groups.
package struct GroupEventPages: Sendable {
    let groups: GroupService
    let pages: PageRenderer
    let site: SiteAddress

    package init(groups: GroupService, pages: PageRenderer, site: SiteAddress) {
        self.groups = groups
        self.pages = pages
        self.site = site
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let group = try await groups.group(named: try context.text("slug"), as: context.principal)
        let after = try request.after
        let page = GroupEventListPage(
            group: group, found: try await groups.events(in: group.id, after: after, as: context.principal),
            isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    // MARK: Announcing

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        let group = try await groups.group(named: try context.text("slug"), as: context.principal)
        try await groups.requireEventHost(group.id, as: context.principal)
        return pages.response(GroupEventFormPage(group: group, event: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let group = try await groups.group(named: try context.text("slug"), as: context.principal)
        let form = try await request.form()
        do {
            let (event, _) = try await groups.announce(
                form.groupEventDraft, in: group.id, form: form.receipt, as: context.principal)
            return .seeOther(event.path, flash: "event_announced")
        } catch let problem as Problem where problem.belongsToForm {
            let page = GroupEventFormPage(
                group: group, event: nil, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let (event, group, _) = try await groups.event(try context.id("id"), as: context.principal)
        try await groups.requireEventHost(group.id, as: context.principal)
        return pages.response(GroupEventFormPage(group: group, event: event, visit: context.visit), context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let (event, group, _) = try await groups.event(try context.id("id"), as: context.principal)
        let form = try await request.form()
        do {
            _ = try await groups.change(
                form.groupEventChange, of: event.id, from: form["version"].flatMap { Int64($0) }, as: context.principal)
            return .seeOther(event.path, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = GroupEventFormPage(
                group: group, event: event, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: One

    /// One, or as a file for calendars: `{id}.ics`. One that is cancelled says so.
    @Sendable package func page(_ request: Request, context: VisitorContext) async throws -> Response {
        let name = try context.text("id")
        guard name.hasSuffix(".ics") else { return try await show(try context.id("id"), context) }
        guard let id = GroupEventID(String(name.dropLast(4))) else { throw Problem.notFound }
        let (event, _, _) = try await groups.event(id, as: context.principal)
        return calendar(of: event, context.visit).response(named: "event-\(event.id)", at: context.visit.now)
    }

    private func calendar(of event: GroupEvent, _ visit: Visit) -> ICalendar {
        var entry = ICalendar.Meeting(
            id: event.id.text, from: event.content.startsAt, to: event.endsAt, title: event.content.title,
            status: event.state == .cancelled ? .cancelled : .confirmed, sequence: event.sequence,
            changedAt: event.updatedAt)
        entry.place = event.place ?? ""
        entry.text = event.content.body
        entry.address = "\(site.text)\(event.path)"
        return ICalendar(name: event.content.title, meetings: [entry])
    }

    private func show(
        _ id: GroupEventID, _ context: some PageContext, problem: Problem? = nil
    ) async throws -> Response {
        let (event, group, coming) = try await groups.event(id, as: context.principal)
        let page = GroupEventPage(
            event: event, group: group, coming: coming, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitSeat(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: GroupEventID = try context.id("id")
        let isOn = !form.wants("give")
        do {
            let event = try await groups.setSeat(isOn, in: id, as: context.principal)
            return .seeOther(event.path, flash: isOn ? "event_seat_taken" : "event_seat_given")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, problem: problem)
        }
    }

    @Sendable package func submitCancel(_ request: Request, context: MemberContext) async throws -> Response {
        let id: GroupEventID = try context.id("id")
        do {
            let event = try await groups.cancel(id, as: context.principal)
            return .seeOther(event.path, flash: "event_cancelled")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, problem: problem)
        }
    }
}

extension Form {
    var groupEventDraft: GroupEventDraft {
        var draft = GroupEventDraft()
        (draft.kind, draft.title, draft.body) = (self["kind"], self["title"], self["body"])
        (draft.day, draft.time, draft.zone) = (self["day"], self["time"], self["zone"])
        (draft.minutes, draft.seats, draft.place) = (count("minutes"), count("seats"), self["place"])
        return draft
    }

    var groupEventChange: GroupEventChange {
        var change = GroupEventChange()
        (change.kind, change.title, change.body) = (self["kind"], self["title"], self["body"])
        (change.day, change.time, change.zone) = (self["day"], self["time"], self["zone"])
        // A field that was emptied means as many as come.
        (change.minutes, change.seats, change.place) = (count("minutes"), count("seats") ?? 0, self["place"])
        return change
    }

    /// A whole number; -1 for what is none, `nil` for what was left empty.
    private func count(_ name: String) -> Int? {
        let text = UserText.clean(self[name] ?? "", .line)
        return text.isEmpty ? nil : Int(text) ?? -1
    }
}
