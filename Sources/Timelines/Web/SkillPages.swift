import Core
import Hummingbird
import Mustache
import Texts
import Timelines
import WebSupport

/// A thread or guide that teaches a skill.
package struct TeachingThread: Sendable {
    let title: String
    let path: String

    package init(title: String, path: String) {
        self.title = title
        self.path = path
    }
}

/// What other features know of a member's skills.
package struct SkillSources: Sendable {
    /// The member's own; none of a visitor.
    let own: @Sendable (Principal) async throws -> [String]
    /// Threads and guides by the tag of a skill, guides first.
    let teaching: @Sendable (_ skill: String, Principal) async throws -> [TeachingThread]

    package init(
        own: @escaping @Sendable (Principal) async throws -> [String],
        teaching: @escaping @Sendable (String, Principal) async throws -> [TeachingThread]
    ) {
        self.own = own
        self.teaching = teaching
    }
}

/// What destinations' jobs ask for, against what a member knows.
package struct SkillPages: Sendable {
    private let insight: InsightService
    private let sources: SkillSources
    private let pages: PageRenderer

    /// Missing skills of which threads are looked for.
    private static let taught = 5

    package init(insight: InsightService, sources: SkillSources, pages: PageRenderer) {
        self.insight = insight
        self.sources = sources
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let (night, demands) = try await insight.demands()
        return pages.response(SkillListPage(night: night, demands: demands, visit: context.visit), context.visit)
    }

    @Sendable package func page(_ request: Request, context: VisitorContext) async throws -> Response {
        let (country, night, demand) = try await insight.demand(of: try context.text("country"))
        var page = SkillPage(country: country, night: night, demand: demand, visit: context.visit)
        page.own = try await sources.own(context.principal)
        for wanted in page.missing.prefix(Self.taught) {
            let threads = try await sources.teaching(wanted.skill, context.principal)
            if !threads.isEmpty { page.lessons.append((wanted.skill, threads)) }
        }
        return pages.response(page, context.visit)
    }

    @Sendable package func list(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<SkillDemandRecord>> {
        let (night, demands) = try await insight.demands()
        let items = demands.map { SkillDemandRecord(country: $0.country, night: night, demand: $0, own: nil) }
        return .ok(ListAnswer(items: items, next: nil))
    }

    @Sendable package func show(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<SkillDemandRecord> {
        let (country, night, demand) = try await insight.demand(of: try context.text("country"))
        let own = context.principal.member == nil ? nil : try await sources.own(context.principal)
        return .ok(SkillDemandRecord(country: country, night: night, demand: demand, own: own))
    }
}

/// What a destination's jobs ask for, as programs get it.
package struct SkillDemandRecord: Codable, Sendable {
    let country: String
    /// The night in which it was counted; absent before the first.
    let night: CivilDay?
    /// Open jobs that name skills; absent when there are fewer than twenty.
    let jobs: Int?
    let skills: [SkillDemand.Wanted]
    /// Of these, the ones that the member who asks has not; absent for visitors.
    let missing: [String]?

    init(country: String, night: CivilDay?, demand: SkillDemand?, own: [String]?) {
        self.country = country
        self.night = night
        jobs = demand?.jobs
        skills = demand?.skills ?? []
        missing = own.map { demand?.missing(from: $0).map(\.skill) ?? [] }
    }
}

struct SkillListPage: Page {
    static let template = "skill_list"
    let night: CivilDay?
    let demands: [SkillDemand]
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "demandRows": demands.map { DemandRow(demand: $0, visit: visit) }
        case "hasNoDemands": demands.isEmpty
        case "nightTexts": night.map { [visit.phrases.text("processing_night", ["date": visit.phrases.day($0)])] } ?? []
        default: nil
        }
    }
}

private struct DemandRow: MustacheParent {
    let demand: SkillDemand
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "demandPath": "/insight/skills/\(demand.country.lowercased())"
        case "demandCountry": Names.country(demand.country, visit.language)
        case "demandJobs": visit.phrases.text("skills_basis", count: demand.jobs)
        case "demandSkills": demand.skills.prefix(5).map(\.skill).joined(separator: ", ")
        default: nil
        }
    }
}

struct SkillPage: Page {
    static let template = "skills"
    let country: String
    let night: CivilDay?
    let demand: SkillDemand?
    let visit: Visit
    var own: [String] = []
    var lessons: [(skill: String, threads: [TeachingThread])] = []

    var section: Section? { .jobs }

    /// Missing skills that are named: the table has all.
    private static let named = 10

    /// Wanted skills that a member who told of theirs lacks.
    var missing: [SkillDemand.Wanted] { own.isEmpty ? [] : demand?.missing(from: own) ?? [] }

    func child(named name: String) -> Any? {
        switch name {
        case "countryName": Names.country(country, visit.language)
        case "isTooFew": demand == nil
        case "basisTexts": demand.map { [visit.phrases.text("skills_basis", count: $0.jobs)] } ?? []
        case "nightTexts": night.map { [visit.phrases.text("processing_night", ["date": visit.phrases.day($0)])] } ?? []
        case "demands": demand.map { [DemandView(demand: $0, own: own, phrases: visit.phrases)] } ?? []
        case "asksToSignIn": visit.principal.member == nil
        case "asksForSkills": visit.principal.member != nil && own.isEmpty
        case "hasAll": demand != nil && !own.isEmpty && missing.isEmpty
        case "missingTexts":
            missing.isEmpty ? [] : [missing.prefix(Self.named).map(\.skill).joined(separator: ", ")]
        case "lessons": lessons.map { LessonView(skill: $0.skill, threads: $0.threads, phrases: visit.phrases) }
        case "jobsPath": "/jobs?country=\(country)"
        default: nil
        }
    }
}

private struct DemandView: MustacheParent {
    let demand: SkillDemand
    let own: [String]
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "demandChart":
            BarChart(
                title: phrases.text("skills_heading"),
                bars: demand.skills.prefix(10).map {
                    .init(label: $0.skill, text: "\($0.percent)%", value: $0.percent)
                })
        case "wantedRows":
            demand.skills.map { wanted in
                WantedRow(
                    wanted: wanted,
                    isOwn: own.isEmpty ? nil : !demand.missing(from: own).contains { $0.skill == wanted.skill },
                    phrases: phrases)
            }
        case "showsOwn": !own.isEmpty
        default: nil
        }
    }
}

private struct WantedRow: MustacheParent {
    let wanted: SkillDemand.Wanted
    /// `nil` when nothing is known of the reader.
    let isOwn: Bool?
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "wantedSkill": wanted.skill
        case "wantedJobs": "\(wanted.jobs)"
        case "wantedShare": "\(wanted.percent)%"
        case "ownTexts": isOwn.map { [phrases.text($0 ? "skills_yours" : "skills_not_yours")] } ?? []
        default: nil
        }
    }
}

private struct LessonView: MustacheParent {
    let skill: String
    let threads: [TeachingThread]
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "lessonHeading": phrases.text("skills_learn", ["skill": skill])
        case "lessonThreads": threads.map { LessonRow(thread: $0) }
        default: nil
        }
    }
}

private struct LessonRow: MustacheParent {
    let thread: TeachingThread

    func child(named name: String) -> Any? {
        switch name {
        case "lessonTitle": thread.title
        case "lessonPath": thread.path
        default: nil
        }
    }
}
