import Core
import Hummingbird
import Jobs
import Mustache
import Texts
import WebSupport

/// An employer's place in a register, in words.
struct RegisterView: MustacheParent, Sendable {
    let standing: RegisterStanding
    let visit: Visit
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "isLicensed": standing.state == .licensed
        case "isLost": standing.state == .gone || standing.state == .listed
        case "standingHeading":
            phrases.text("register_heading_\(standing.state.rawValue)", count: standing.candidateCount)
        case "standingText":
            phrases.text("register_text_\(standing.state.rawValue)", count: standing.granted ?? 0, places)
        case "standingNotes": notes
        default: nil
        }
    }

    private var places: [String: String] {
        let details = (standing.ratings + standing.routes).joined(separator: ", ")
        return [
            "day": standing.day, "count": "\(standing.granted ?? standing.candidateCount)",
            "name": "\u{2068}\(standing.name)\(details.isEmpty ? "" : " (\(details))")\u{2069}",
            "register": standing.register.map { phrases.text("register_\($0.rawValue)") } ?? "",
        ]
    }

    private var notes: [String] {
        guard let register = standing.register else { return [] }
        let promise: [String] =
            switch standing.state {
            case .licensed: [phrases.text("register_no_promise")]
            case .granted: [phrases.text("register_no_licence")]
            default: []
            }
        return promise + [phrases.text("register_source_\(register.rawValue)")]
    }
}

/// Employers that a moderator is to find in a register.
struct SponsorCandidatesPage: Page {
    static let template = "sponsor_candidates"
    let found: Paged<SponsorCandidates>
    let isFirst: Bool
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "employers": found.items.map { CandidatesView(row: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        case "pager": Pager("/moderation/sponsors", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

private struct CandidatesView: MustacheParent {
    let row: SponsorCandidates
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "employerPath": row.employer.path
        case "employerName": row.employer.name
        case "decisionPath": "/moderation/sponsors/\(row.employer.slug)"
        case "candidates": row.candidates.map { OrganisationView(organisation: $0, visit: visit) }
        case "formTokens": visit.formToken.map { [$0] } ?? []
        default: nil
        }
    }
}

/// One organisation of a register.
struct OrganisationView: MustacheParent, Sendable {
    let organisation: Organisation
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "candidateKey": organisation.key
        case "candidateName": organisation.name
        case "candidateText":
            ([organisation.town] + organisation.ratings + organisation.routes).filter { !$0.isEmpty }
                .joined(separator: " · ")
        case "towns": organisation.town.isEmpty ? [] : [organisation.town]
        case "licenceClass": organisation.isLicensed ? "done" : "error"
        case "licenceText":
            organisation.isLicensed
                ? visit.phrases.text("promoters_licensed")
                : visit.phrases.text("promoters_not_licensed", ["status": organisation.ratings.joined(separator: ", ")])
        default: nil
        }
    }
}

/// Whether somebody may recruit in Pakistan for work abroad.
struct PromoterLookupPage: Page {
    static let template = "promoter_lookup"
    let typed: String
    var lookup: PromoterLookup?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "q":
            Field("q", key: "promoters_q", value: typed, problem: problem, phrases: visit.phrases).with {
                $0.autocomplete = "off"
                $0.maxLength = 120
            }
        case "lookupTexts": text.map { [$0] } ?? []
        case "promoters": (lookup?.found ?? []).map { OrganisationView(organisation: $0, visit: visit) }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var text: String? {
        guard let lookup else { return nil }
        guard let day = lookup.day else { return visit.phrases.text("promoters_no_list") }
        if lookup.asked.isEmpty { return visit.phrases.text("promoters_list_of", ["day": day]) }
        return lookup.found.isEmpty
            ? visit.phrases.text("promoters_not_found", ["asked": lookup.asked, "day": day])
            : visit.phrases.text("promoters_found", count: lookup.found.count, ["day": day])
    }
}

/// Pages of the official registers.
extension JobPages {
    @Sendable package func promoterPage(_ request: Request, context: VisitorContext) async throws -> Response {
        var page = PromoterLookupPage(typed: request.typed("q"), visit: context.visit)
        do {
            page.lookup = try await jobs.promoters(page.typed)
            return pages.response(page, context.visit)
        } catch let problem as Problem where problem.kind == .invalid {
            page.problem = problem
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func sponsorsPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await sponsors(context, after: try request.after)
    }

    private func sponsors(
        _ context: ModeratorContext, after: PageCursor? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = SponsorCandidatesPage(
            found: try await jobs.sponsorCandidates(after: after, as: context.principal), isFirst: after == nil,
            problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitSponsor(_ request: Request, context: ModeratorContext) async throws -> Response {
        let draft = SponsorDecision(organisation: try await request.form()["organisation"])
        do {
            _ = try await jobs.decide(draft, onEmployer: try context.text("slug"), as: context.principal)
            return .seeOther("/moderation/sponsors", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await sponsors(context, problem: problem)
        }
    }
}

/// JSON routes of the official registers.
extension JobAPI {
    @Sendable package func findPromoters(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PromoterRecord> {
        .ok(PromoterRecord(try await jobs.promoters(request.typed("q"))))
    }

    @Sendable package func listCandidates(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<SponsorCandidatesRecord>> {
        let page = try await jobs.sponsorCandidates(
            after: request.after, limit: request.limit, as: context.principal)
        return .ok(ListAnswer(items: page.items.map(SponsorCandidatesRecord.init), next: page.next?.text))
    }

    @Sendable package func decideSponsor(
        _ request: Request, context: ModeratorContext, draft: SponsorDecision
    ) async throws -> Answer<EmployerRecord> {
        let (employer, standing) = try await jobs.decide(
            draft, onEmployer: try context.text("slug"), as: context.principal)
        return .ok(EmployerRecord(employer, register: standing))
    }
}

extension SponsorDecision: APIDraft {
    package static let fieldNames: Set<String> = ["organisation"]
    package static let samples = ["organisation": "gleis|london"]
}
