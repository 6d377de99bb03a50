import Core
import Hummingbird
import Mentoring
import WebSupport

/// Pages and calendars of meetings: for the two of the mentorship alone.
package struct MeetingPages: Sendable {
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
        try await list(try context.id("id"), context, after: try request.after)
    }

    private func list(
        _ id: MentorshipID, _ context: MemberContext, after: PageCursor? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = MeetingListPage(
            found: try await mentorships.meetings(in: id, after: after, as: context.principal),
            isFirst: after == nil, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    // MARK: Proposing and moving

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await form(in: try context.id("id"), context)
    }

    private func form(
        in id: MentorshipID, _ context: MemberContext, filled form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let found = try await mentorships.meetings(in: id, limit: 1, as: context.principal)
        guard found.mentorship.course.state.isLive || problem != nil else {
            throw Problem(.conflict, "mentorship_step")
        }
        let page = MeetingFormPage(
            mentorship: found.mentorship, zones: found.zones, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        do {
            _ = try await mentorships.propose(form.meetingDraft, in: id, form: form.receipt, as: context.principal)
            return .seeOther("/mentoring/mentorships/\(id)/meetings", flash: "meeting_proposed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await self.form(in: id, context, filled: form, problem: problem)
        }
    }

    @Sendable package func movePage(_ request: Request, context: MemberContext) async throws -> Response {
        try await move(try context.id("id"), context)
    }

    private func move(
        _ id: MeetingID, _ context: MemberContext, filled form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let (meeting, mentorship) = try await mentorships.meeting(id, as: context.principal)
        let found = try await mentorships.meetings(in: mentorship.id, limit: 1, as: context.principal)
        let page = MeetingFormPage(
            mentorship: mentorship, zones: found.zones, meeting: meeting, form: form, problem: problem,
            visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitMove(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MeetingID = try context.id("id")
        do {
            let moved = try await mentorships.take(try form.meetingStep(.move), id, as: context.principal)
            return .seeOther("/mentoring/mentorships/\(moved.mentorship)/meetings", flash: "mentorship_saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await move(id, context, filled: form, problem: problem)
        }
    }

    // MARK: Steps

    @Sendable package func submitStep(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MeetingID = try context.id("id")
        do {
            guard let event = MeetingEvent(rawValue: form["step"] ?? ""), event != .move,
                MeetingEvent.steps.contains(event)
            else { throw Problem.invalid("step", "unknown_choice") }
            let taken = try await mentorships.take(try form.meetingStep(event), id, as: context.principal)
            return .seeOther("/mentoring/mentorships/\(taken.mentorship)/meetings", flash: "mentorship_saved")
        } catch let problem as Problem where problem.belongsToForm {
            let (_, mentorship) = try await mentorships.meeting(id, as: context.principal)
            return try await list(mentorship.id, context, problem: problem)
        }
    }

    // MARK: Calendars

    /// One meeting as a file: `{id}.ics`. One that is cancelled says so.
    @Sendable package func calendar(_ request: Request, context: MemberContext) async throws -> Response {
        let file = try context.text("id")
        guard file.hasSuffix(".ics"), let id = MeetingID(String(file.dropLast(4))) else { throw Problem.notFound }
        let (meeting, mentorship) = try await mentorships.meeting(id, as: context.principal)
        let calendar = MeetingCalendar.calendar([meeting], of: mentorship, at: site, context.visit)
        return calendar.response(named: "meeting-\(meeting.id)", at: context.visit.now)
    }

    /// All meetings of a mentorship as one file.
    @Sendable package func calendars(_ request: Request, context: MemberContext) async throws -> Response {
        let found = try await mentorships.meetings(
            in: try context.id("id"), limit: MeetingLimits.calendar, as: context.principal)
        let calendar = MeetingCalendar.calendar(
            found.meetings.items.reversed(), of: found.mentorship, at: site, context.visit)
        return calendar.response(named: "meetings-\(found.mentorship.id)", at: context.visit.now)
    }
}

/// Meetings for other programs.
enum MeetingCalendar {
    static func calendar(
        _ meetings: [Meeting], of mentorship: Mentorship, at site: String, _ visit: Visit
    ) -> ICalendar {
        let side = visit.principal.member.flatMap { mentorship.side(of: $0.id) } ?? .mentee
        let name = MentorshipWords.name(mentorship.name(of: side.other), visit.phrases)
        let title = visit.phrases.text("meeting_with", ["name": name])
        return ICalendar(
            name: title,
            meetings: meetings.map { meeting in
                var entry = ICalendar.Meeting(
                    id: meeting.id.text, from: meeting.course.startsAt, to: meeting.course.endsAt, title: title,
                    status: status(meeting.course.state), sequence: meeting.sequence, changedAt: meeting.updatedAt)
                entry.place = meeting.course.time.place
                entry.text = visit.phrases.text("mentorship_not_advice")
                entry.address = "\(site)\(mentorship.path)/meetings"
                return entry
            })
    }

    private static func status(_ state: MeetingState) -> ICalendar.Meeting.Status {
        switch state {
        case .proposed: .tentative
        case .confirmed, .held, .noShow: .confirmed
        case .cancelled: .cancelled
        }
    }
}

extension Form {
    var meetingDraft: MeetingDraft {
        var draft = MeetingDraft()
        draft.day = self["day"]
        draft.time = self["time"]
        draft.zone = self["zone"]
        draft.minutes = number("minutes")
        draft.place = self["place"]
        draft.repeats = self["repeats"]
        draft.count = number("count")
        return draft
    }

    /// A second tap on a button is the same step from the same version.
    /// - Throws: `invalid` naming what is wrong.
    func meetingStep(_ event: MeetingEvent) throws -> MeetingStep {
        let version = number("version").map(Int64.init)
        let key = version.map { "page-\(event.rawValue)-\($0)" }
        switch event {
        case .move:
            var draft = MeetingMove()
            (draft.version, draft.key) = (version, key)
            (draft.day, draft.time, draft.zone) = (self["day"], self["time"], self["zone"])
            (draft.minutes, draft.place) = (number("minutes"), self["place"])
            return try draft.step(event)
        case .confirm, .cancel:
            var draft = MeetingReply()
            (draft.version, draft.key, draft.series) = (version, key, self["series"] == "on")
            return try draft.step(event)
        default:
            var draft = MeetingReport()
            (draft.version, draft.key) = (version, key)
            return try draft.step(event)
        }
    }

    /// A whole number; -1 for what is none, `nil` for what was left empty.
    private func number(_ name: String) -> Int? {
        let text = UserText.clean(self[name] ?? "", .line)
        return text.isEmpty ? nil : Int(text) ?? -1
    }
}
