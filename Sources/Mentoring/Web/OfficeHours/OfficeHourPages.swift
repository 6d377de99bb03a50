import Core
import HTTPTypes
import Hummingbird
import Mentoring
import WebSupport

/// Pages and calendars of office hours: for members, and nothing for search engines.
package struct OfficeHourPages: Sendable {
    let mentorships: MentorshipService
    let pages: PageRenderer
    /// Where people reach the site, without a slash at the end.
    let site: String

    package init(mentorships: MentorshipService, pages: PageRenderer, address: String) {
        self.mentorships = mentorships
        self.pages = pages
        site = address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let page = OfficeHourListPage(
            found: try await mentorships.officeHours(after: after, as: context.principal),
            own: after == nil ? try await mentorships.ownOfficeHours(as: context.principal) : [],
            isFirst: after == nil, visit: context.visit)
        return unlisted(pages.response(page, context.visit))
    }

    // MARK: Announcing

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await mentorships.requireOfficeHours(as: context.principal)
        return pages.response(OfficeHourFormPage(visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (office, _) = try await mentorships.announce(
                form.officeHourDraft, form: form.receipt, as: context.principal)
            return .seeOther(office.path, flash: "office_hour_announced")
        } catch let problem as Problem where problem.belongsToForm {
            let page = OfficeHourFormPage(form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: One

    /// One, or as a file for calendars: `{id}.ics`. One that is cancelled says so.
    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        let name = try context.text("id")
        guard name.hasSuffix(".ics") else { return try await show(try context.id("id"), context) }
        guard let id = OfficeHourID(String(name.dropLast(4))) else { throw Problem.notFound }
        let (office, _) = try await mentorships.officeHour(id, as: context.principal)
        let calendar = OfficeHourCalendar.calendar(of: office, at: site, context.visit)
        return calendar.response(named: "office-hour-\(office.id)", at: context.visit.now)
    }

    private func show(
        _ id: OfficeHourID, _ context: MemberContext, problem: Problem? = nil
    ) async throws -> Response {
        let (office, seated) = try await mentorships.officeHour(id, as: context.principal)
        let page = OfficeHourPage(office: office, seated: seated, problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitSeat(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: OfficeHourID = try context.id("id")
        let isOn = !form.wants("give")
        do {
            let office = try await mentorships.setSeat(isOn, in: id, as: context.principal)
            return .seeOther(office.path, flash: isOn ? "office_hour_seat_taken" : "office_hour_seat_given")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, problem: problem)
        }
    }

    @Sendable package func submitCancel(_ request: Request, context: MemberContext) async throws -> Response {
        let id: OfficeHourID = try context.id("id")
        do {
            let office = try await mentorships.cancelOfficeHour(id, as: context.principal)
            return .seeOther(office.path, flash: "office_hour_cancelled")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, problem: problem)
        }
    }

    private func unlisted(_ response: Response) -> Response {
        var response = response
        if let name = HTTPField.Name("X-Robots-Tag") { response.headers[name] = "noindex" }
        return response
    }
}

/// Office hours for other programs.
enum OfficeHourCalendar {
    static func calendar(of office: OfficeHour, at site: String, _ visit: Visit) -> ICalendar {
        let name = MentorshipWords.name(office.mentor, visit.phrases)
        var entry = ICalendar.Meeting(
            id: office.id.text, from: office.startsAt, to: office.endsAt,
            title: visit.phrases.text("office_hour_with", ["name": name, "title": office.content.title]),
            status: office.state == .cancelled ? .cancelled : .confirmed, sequence: office.sequence,
            changedAt: office.updatedAt)
        entry.place = office.place(for: visit.principal.member?.id) ?? ""
        entry.text = visit.phrases.text("mentorship_not_advice")
        entry.address = "\(site)\(office.path)"
        return ICalendar(name: office.content.title, meetings: [entry])
    }
}

extension Form {
    var officeHourDraft: OfficeHourDraft {
        var draft = OfficeHourDraft()
        (draft.title, draft.body, draft.language) = (self["title"], self["body"], self["language"])
        (draft.day, draft.time, draft.zone) = (self["day"], self["time"], self["zone"])
        (draft.minutes, draft.seats, draft.place) = (count("minutes"), count("seats"), self["place"])
        return draft
    }

    /// A whole number; -1 for what is none, `nil` for what was left empty.
    private func count(_ name: String) -> Int? {
        let text = UserText.clean(self[name] ?? "", .line)
        return text.isEmpty ? nil : Int(text) ?? -1
    }
}
