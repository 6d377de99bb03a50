import Accounts
import AccountsWeb
import ApplicationsWeb
import Core
import ForumWeb
import GroupsWeb
import HTTPTypes
import Hummingbird
import JobsWeb
import Logging
import Markup
import Mentoring
import MentoringWeb
import MessagesWeb
import ModerationWeb
import NIOCore
import NoticesWeb
import OpportunitiesWeb
import PagesWeb
import PointsWeb
import SyncWeb
import TimelinesWeb
import VisasWeb
import WebSupport

/// The whole program behind a socket or, in tests, behind none.
/// - Parameters:
///   - certificate: what the server shows; without one it speaks plain HTTP.
///   - onServing: told the port once connections are taken.
func buildApplication(
    _ services: Services, _ certificate: Certificate? = nil, onServing: @escaping @Sendable (Int) -> Void = { _ in }
) throws -> some ApplicationProtocol {
    let settings = services.settings
    var application = Application(
        router: try buildRouter(services).router,
        server: settings.server(certificate),
        configuration: .init(
            address: .hostname(settings.hostname, port: settings.port), backlog: 4096,
            availableConnectionsDelegate: services.connections),
        onServerRunning: { channel in
            onServing(channel.localAddress?.port ?? settings.port)
        }, logger: services.logger)
    application.addServices(
        services.mail, Maintenance(services: services), NoticeRounds(services: services),
        PushRounds(services: services), LiveHints(services: services), LinkChecks(services: services),
        MentorFollowing(services: services),
        MeetingReminders(services: services), RoundWork(services: services))
    return application
}

/// The operator's Markdown as HTML.
/// - Throws: `unavailable` with `notice_unreadable`.
private func noticeHTML(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw Problem(.unavailable, "notice_unreadable", arguments: ["path": path])
    }
    return Markup.html(text)
}

/// Routes whose answers are the same for every visitor.
let visitorPages: Set<String> = [
    "/", "/help", "/help/sync", "/privacy", "/members/{username}", "/threads", "/threads/{id}/{slug}", "/categories",
    "/categories/{slug}", "/tags/{tag}", "/posts/{id}/history", "/search", "/moderation-log",
    "/api/v1/categories", "/api/v1/tags", "/api/v1/threads", "/api/v1/threads/{id}", "/api/v1/threads/{id}/posts",
    "/api/v1/threads/similar", "/api/v1/posts/{id}", "/api/v1/posts/{id}/revisions", "/api/v1/members/{username}",
    "/api/v1/search", "/api/v1/moderation-log", "/calculators", "/api/v1/points-systems", "/insight",
    "/processing-times", "/processing-times/{id}", "/api/v1/pathways/{id}/processing-times",
    "/api/v1/insight/emigration", "/insight/skills", "/insight/skills/{country}", "/insight/corridors",
    "/api/v1/insight/skills", "/api/v1/insight/skills/{country}", "/api/v1/insight/corridors",
    "/insight/mentoring", "/api/v1/insight/mentoring",
    "/api/v1/points-systems/{system}",
    "/visas", "/visas/compare", "/visas/{country}",
    "/visas/{country}/{slug}", "/visas/{country}/{slug}/history", "/visas/{country}/{slug}/checklist",
    "/api/v1/pathways", "/api/v1/pathways/{id}",
    "/api/v1/pathways/{id}/versions",
    "/jobs", "/jobs/{id}/{slug}", "/employers/{slug}", "/api/v1/jobs",
    "/api/v1/jobs/{id}", "/api/v1/employers/{slug}", "/promoters",
    "/opportunities", "/opportunities/{id}", "/api/v1/opportunities", "/api/v1/opportunities/{id}",
]

/// The routes with everything that every request passes through, outermost first.
package func buildRouter(_ services: Services) throws -> (router: Router<VisitorContext>, routes: [Route]) {
    let settings = services.settings
    let site = SiteAddress(settings.address)
    let fragments = settings.pageCache > 0 ? Fragments(bytes: settings.pageCache << 19) : nil
    let pages = PageRenderer(
        templates: try Templates(folder: settings.reload, fragments: fragments),
        links: Links(folder: settings.reload))
    let table = RouteTable()
    let router = Router(context: VisitorContext.self, options: .autoGenerateHeadEndpoints)
    let measures = RequestMeasures()
    router.add(middleware: RequestLog(ids: services.ids, clock: services.clock, measures: measures))
    if let cache = services.pageCache {
        router.add(middleware: VisitorPages(cache: cache, site: site, routes: visitorPages))
    }
    router.add(middleware: CompressionMiddleware())
    router.add(middleware: ConditionalRequests())
    router.add(middleware: SecurityHeaders(isSecure: site.isSecure))
    // Twice: outside for what goes wrong while finding out who asks, inside so that the page knows them.
    router.add(middleware: ProblemMiddleware(pages: pages, routes: table))
    router.add(
        middleware: SessionMiddleware(sessions: services.sessions, site: site, proxies: settings.proxies))
    router.add(middleware: ProblemMiddleware(pages: pages, routes: table))
    router.add(middleware: CrossSiteGuard(tokens: FormTokens(key: services.secrets.formKey), site: site))
    router.add(middleware: NoticeBadge(notices: services.notices))
    if settings.hasLimits { router.add(middleware: RateLimit(buckets: services.buckets, clock: services.clock)) }
    let forumPages = ForumPages(forum: services.forum, pages: pages)
    router.add(middleware: OldAddresses(forum: forumPages))
    let openAPI = OpenAPIRoute(address: settings.address)
    let jobFeed = JobFeed(jobs: services.jobs, site: site)
    let routes = Routes(
        site: SitePages(
            accounts: services.accounts, forum: services.forum, moderation: services.moderation,
            messages: services.messages, checklists: services.checklists, timelines: services.timelines, pages: pages,
            privacyNotice: try settings.privacyNotice.map(noticeHTML)),
        accounts: AccountPages(
            accounts: services.accounts, sessions: services.sessions, leaving: services.leaving, pages: pages,
            site: site),
        accountAPI: AccountAPI(
            accounts: services.accounts, sessions: services.sessions, leaving: services.leaving),
        forum: forumPages, forumAPI: ForumAPI(forum: services.forum),
        feeds: Feeds(
            forum: services.forum, site: site, places: [jobFeed.places],
            reader: { try await services.sessions.reader(ofFeeds: BearerSecret($0)) }),
        groups: GroupPages(groups: services.groups, pages: pages, threads: groupThreads(services.forum)),
        groupAPI: GroupAPI(groups: services.groups),
        events: GroupEventPages(groups: services.groups, pages: pages, site: site),
        eventAPI: GroupEventAPI(groups: services.groups),
        moderation: ModerationPages(moderation: services.moderation, pages: pages),
        moderationAPI: ModerationAPI(moderation: services.moderation),
        notices: NoticePages(notices: services.notices, pages: pages),
        noticeAPI: NoticeAPI(notices: services.notices),
        push: PushPages(notices: services.notices, pages: pages),
        pushAPI: PushAPI(notices: services.notices),
        points: PointsPages(points: services.points, pages: pages), pointsAPI: PointsAPI(points: services.points),
        visas: VisaPages(visas: services.visas, pages: pages),
        pathways: PathwayPages(
            visas: services.visas, pages: pages,
            sections: [
                PathwaySections.checklist, PathwaySections.calculator, PathwaySections.times(services.timelines),
                PathwaySections.threads(services.forum), PathwaySections.jobs(services.jobs),
                PathwaySections.mentors(services.mentoring),
            ],
            origin: { principal in
                guard principal.member != nil else { return nil }
                return try await services.accounts.me(as: principal).profile.origin
            }),
        visaAPI: VisaAPI(visas: services.visas),
        checklists: ChecklistPages(
            visas: services.visas, checklists: services.checklists, pages: pages, address: settings.address),
        checklistAPI: ChecklistAPI(checklists: services.checklists),
        timelines: TimelinePages(timelines: services.timelines, pages: pages),
        timelineAPI: TimelineAPI(timelines: services.timelines),
        insight: InsightPages(insight: services.insight, pages: pages),
        skills: SkillPages(insight: services.insight, sources: skillSources(services), pages: pages),
        corridors: CorridorPages(insight: services.insight, pages: pages),
        jobs: JobPages(jobs: services.jobs, pages: pages, site: site), jobAPI: JobAPI(jobs: services.jobs),
        jobFeed: jobFeed, applications: ApplicationPages(applications: services.applications, pages: pages),
        applicationAPI: ApplicationAPI(applications: services.applications),
        opportunities: OpportunityPages(opportunities: services.opportunities, pages: pages),
        opportunityAPI: OpportunityAPI(opportunities: services.opportunities),
        talent: TalentPages(
            talent: services.talent, pages: pages,
            profile: { principal in
                let profile = try await services.accounts.me(as: principal).profile
                return (profile.skills, profile.destination)
            }), talentAPI: TalentAPI(talent: services.talent),
        mentoring: MentoringPages(
            mentoring: services.mentoring, mentorships: services.mentorships, pages: pages,
            known: { try await knownProfile(of: $0, services.accounts) },
            questions: questionSource(services.forum)),
        mentoringAPI: MentoringAPI(mentoring: services.mentoring, questions: questionSource(services.forum)),
        mentorships: MentorshipPages(
            mentorships: services.mentorships, cases: services.mentoringCases, mentoring: services.mentoring,
            pages: pages),
        mentorshipAPI: MentorshipAPI(mentorships: services.mentorships),
        meetings: MeetingPages(mentorships: services.mentorships, pages: pages, address: settings.address),
        meetingAPI: MeetingAPI(mentorships: services.mentorships),
        officeHours: OfficeHourPages(
            mentorships: services.mentorships, pages: pages, address: settings.address),
        officeHourAPI: OfficeHourAPI(mentorships: services.mentorships),
        invitations: InvitationPages(
            mentorships: services.mentorships, mentoring: services.mentoring, pages: pages),
        invitationAPI: InvitationAPI(mentorships: services.mentorships, mentoring: services.mentoring),
        goals: GoalPages(mentorships: services.mentorships, pages: pages),
        goalAPI: GoalAPI(mentorships: services.mentorships),
        mentoringCases: MentoringCasePages(
            cases: services.mentoringCases, mentorships: services.mentorships, pages: pages),
        mentoringCaseAPI: MentoringCaseAPI(cases: services.mentoringCases),
        waitlists: WaitlistPages(mentorships: services.mentorships, pages: pages),
        messages: MessagePages(messages: services.messages, cases: services.messageCases, pages: pages),
        messageAPI: MessageAPI(messages: services.messages, cases: services.messageCases),
        rounds: RoundPages(rounds: services.rounds, mentoring: services.mentoring, pages: pages),
        roundAPI: RoundAPI(rounds: services.rounds),
        sync: SyncAPI(sync: services.sync, site: site), openAPI: openAPI,
        health: Health(store: services.store, draining: services.draining),
        metrics: Metrics(services: services, requests: measures),
        assets: EmbeddedFileHandler(folder: settings.reload)
    ).register(on: router)
    openAPI.fill(routes)
    table.fill(routes.map { ($0.path, $0.method) })
    return (router, routes)
}

/// What a member's account says already, for the forms of mentoring.
private func knownProfile(of principal: Principal, _ accounts: AccountService) async throws -> KnownProfile {
    let profile = try await accounts.me(as: principal).profile
    var known = KnownProfile()
    known.skills = profile.skills
    known.languages = profile.languages.map { KnownLanguage(code: $0.code, level: $0.level) }
    (known.origin, known.destination) = (profile.origin, profile.destination)
    return known
}
