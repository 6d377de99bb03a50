import Core
import Hummingbird
import Mentoring
import Mustache
import Texts
import WebSupport

/// Pages and JSON of lines of mentors who have no seat free.
package struct WaitlistPages: Sendable {
    let mentorships: MentorshipService
    let pages: PageRenderer

    package init(mentorships: MentorshipService, pages: PageRenderer) {
        (self.mentorships, self.pages) = (mentorships, pages)
    }

    @Sendable package func ownPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await own(context)
    }

    private func own(_ context: MemberContext, problem: Problem? = nil) async throws -> Response {
        let page = WaitlistPage(
            waits: try await mentorships.waits(as: context.principal), problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let username = try context.text("username")
        do {
            if form.wants("leave") {
                try await mentorships.leave(username, as: context.principal)
                return .seeOther("/mentoring/waitlist", flash: "waitlist_left")
            }
            _ = try await mentorships.join(username, as: context.principal)
            return .seeOther("/mentoring/waitlist", flash: "waitlist_joined")
        } catch let problem as Problem where problem.belongsToForm {
            return try await own(context, problem: problem)
        }
    }

    // MARK: JSON

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<WaitlistRecord> {
        .ok(WaitlistRecord(try await mentorships.waitlist(of: try context.text("username"), as: context.principal)))
    }

    @Sendable package func join(_ request: Request, context: MemberContext) async throws -> Answer<MentorWaitRecord> {
        .ok(MentorWaitRecord(try await mentorships.join(try context.text("username"), as: context.principal)))
    }

    @Sendable package func leave(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await mentorships.leave(try context.text("username"), as: context.principal)
        return .done
    }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentorWaitRecord>> {
        let found = try await mentorships.waits(as: context.principal)
        return .ok(ListAnswer(items: found.map(MentorWaitRecord.init), next: nil))
    }
}

/// Where the member waits.
struct WaitlistPage: Page {
    static let template = "waitlist"
    let waits: [MentorWait]
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "waits": waits.map { WaitRow(wait: $0, visit: visit) }
        case "isEmpty": waits.isEmpty
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct WaitRow: MustacheParent {
    let wait: MentorWait
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "mentorName": MentorshipWords.name(wait.mentor, visit.phrases)
        case "mentorPath": "/mentors/\(wait.mentor.username)"
        case "waitPath": "/mentors/\(wait.mentor.username)/waitlist"
        case "stateText": visit.phrases.text("waitlist_state_\(wait.state.rawValue)")
        case "isOffered": wait.state == .offered
        case "askPaths": wait.state == .offered ? ["/mentoring/mentorships/new?mentor=\(wait.mentor.username)"] : []
        case "joined": Moment(wait.joinedAt, visit)
        case "until": wait.offerUntil.map { Moment($0, visit) }
        default: nil
        }
    }
}

/// A mentor's line, on the mentor's own page.
struct WaitlistPart: MustacheParent {
    let list: Waitlist
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "waitPath": "/mentors/\(list.mentor.username)/waitlist"
        case "isInLine": list.own != nil
        case "mayJoin": list.own == nil && list.isFull && visit.principal.canAskMentors
        case "lineText":
            phrases.text(
                list.own?.state == .offered
                    ? "waitlist_offered_you" : list.own != nil ? "waitlist_in_line" : "waitlist_full")
        case "estimateText":
            list.estimate.map {
                phrases.text("waitlist_estimate", ["half": "\($0.medianDays)", "most": "\($0.mostDays)"])
            } ?? phrases.text("waitlist_no_estimate")
        default: nil
        }
    }
}
