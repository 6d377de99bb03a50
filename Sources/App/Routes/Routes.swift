import AccountsWeb
import ApplicationsWeb
import Core
import ForumWeb
import GroupsWeb
import HTTPTypes
import Hummingbird
import JobsWeb
import MentoringWeb
import MessagesWeb
import ModerationWeb
import NoticesWeb
import OpportunitiesWeb
import PagesWeb
import PointsWeb
import SyncWeb
import TimelinesWeb
import VisasWeb
import WebSupport

/// Who may reach a route.
package enum Gate: String, Sendable {
    case visitor, member
    /// Not there for all but staff.
    case moderator
}

/// One line of `karwan routes`.
package struct Route: Sendable {
    package let method: String
    package let path: String
    package let gate: Gate
    /// What the API's description says of it; `nil` for pages.
    package var operation: APIOperation?
}

/// Registers routes and remembers each with its gate: the list that `karwan routes` prints, that 405 answers from,
/// and that a test compares with a checked-in table.
struct RouteList {
    private let visitors: RouterGroup<VisitorContext>
    private let members: RouterGroup<MemberContext>
    private let moderators: RouterGroup<ModeratorContext>
    fileprivate(set) var routes: [Route] = []

    init(_ router: Router<VisitorContext>) {
        visitors = router.group()
        members = router.group(context: MemberContext.self)
        moderators = router.group(context: ModeratorContext.self)
    }

    mutating func visitor(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (Request, VisitorContext) async throws -> Response
    ) {
        visitors.on(RouterPath(path), method: method, use: handler)
        routes.append(Route(method: method.rawValue, path: path, gate: .visitor))
    }

    mutating func member(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (Request, MemberContext) async throws -> Response
    ) {
        members.on(RouterPath(path), method: method, use: handler)
        routes.append(Route(method: method.rawValue, path: path, gate: .member))
    }

    mutating func moderator(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (Request, ModeratorContext) async throws -> Response
    ) {
        moderators.on(RouterPath(path), method: method, use: handler)
        routes.append(Route(method: method.rawValue, path: path, gate: .moderator))
    }
}

/// Routes of the API: the types of their handlers are their description.
extension RouteList {
    mutating func visitor<Body>(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation,
        _ handler: @escaping @Sendable (Request, VisitorContext) async throws -> Answer<Body>
    ) {
        visitor(method, path, answered(handler))
        describe(operation, Body.self)
    }

    mutating func visitor<Draft: APIDraft, Body>(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation,
        _ handler: @escaping @Sendable (Request, VisitorContext, Draft) async throws -> Answer<Body>
    ) {
        visitor(method, path, answered(handler))
        describe(operation.taking(Draft.self), Body.self)
    }

    mutating func member<Body>(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation,
        _ handler: @escaping @Sendable (Request, MemberContext) async throws -> Answer<Body>
    ) {
        member(method, path, answered(handler))
        describe(operation, Body.self)
    }

    mutating func member<Draft: APIDraft, Body>(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation,
        _ handler: @escaping @Sendable (Request, MemberContext, Draft) async throws -> Answer<Body>
    ) {
        member(method, path, answered(handler))
        describe(operation.taking(Draft.self), Body.self)
    }

    mutating func moderator<Body>(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation,
        _ handler: @escaping @Sendable (Request, ModeratorContext) async throws -> Answer<Body>
    ) {
        moderator(method, path, answered(handler))
        describe(operation.refusing(.notFound), Body.self)
    }

    mutating func moderator<Draft: APIDraft, Body>(
        _ method: HTTPRequest.Method, _ path: String, _ operation: APIOperation,
        _ handler: @escaping @Sendable (Request, ModeratorContext, Draft) async throws -> Answer<Body>
    ) {
        moderator(method, path, answered(handler))
        describe(operation.taking(Draft.self).refusing(.notFound), Body.self)
    }

    private mutating func describe(_ operation: APIOperation, _ body: any (Codable & Sendable).Type) {
        var operation = operation
        if body != Nothing.self { operation.answers = body }
        routes[routes.count - 1].operation = operation
    }
}

/// The routes of the program, by feature. Members' is the default; visitors' are listed by hand.
struct Routes {
    let site: SitePages
    let accounts: AccountPages
    let accountAPI: AccountAPI
    let forum: ForumPages
    let forumAPI: ForumAPI
    let feeds: Feeds
    let groups: GroupPages
    let groupAPI: GroupAPI
    let events: GroupEventPages
    let eventAPI: GroupEventAPI
    let moderation: ModerationPages
    let moderationAPI: ModerationAPI
    let notices: NoticePages
    let noticeAPI: NoticeAPI
    let push: PushPages
    let pushAPI: PushAPI
    let points: PointsPages
    let pointsAPI: PointsAPI
    let visas: VisaPages
    let pathways: PathwayPages
    let visaAPI: VisaAPI
    let checklists: ChecklistPages
    let checklistAPI: ChecklistAPI
    let timelines: TimelinePages
    let timelineAPI: TimelineAPI
    let insight: InsightPages
    let skills: SkillPages
    let corridors: CorridorPages
    let jobs: JobPages
    let jobAPI: JobAPI
    let jobFeed: JobFeed
    let applications: ApplicationPages
    let applicationAPI: ApplicationAPI
    let opportunities: OpportunityPages
    let opportunityAPI: OpportunityAPI
    let talent: TalentPages
    let talentAPI: TalentAPI
    let mentoring: MentoringPages
    let mentoringAPI: MentoringAPI
    let mentorships: MentorshipPages
    let mentorshipAPI: MentorshipAPI
    let meetings: MeetingPages
    let meetingAPI: MeetingAPI
    let officeHours: OfficeHourPages
    let officeHourAPI: OfficeHourAPI
    let invitations: InvitationPages
    let invitationAPI: InvitationAPI
    let goals: GoalPages
    let goalAPI: GoalAPI
    let mentoringCases: MentoringCasePages
    let mentoringCaseAPI: MentoringCaseAPI
    let waitlists: WaitlistPages
    let messages: MessagePages
    let messageAPI: MessageAPI
    let rounds: RoundPages
    let roundAPI: RoundAPI
    let sync: SyncAPI
    let openAPI: OpenAPIRoute
    let health: Health
    let metrics: Metrics
    let assets: EmbeddedFileHandler

    func register(on router: Router<VisitorContext>) -> [Route] {
        var list = RouteList(router)
        for name in assets.names {
            list.visitor(.get, "/\(name)") { request, _ in try assets.serve(name, request) }
        }
        list.visitor(.get, "/assets/:build/:name", assets.serveBuild)
        list.visitor(.get, "/health", health.live)
        list.visitor(.get, "/ready", health.ready)
        list.visitor(.get, "/metrics", metrics.show)
        list.visitor(.get, "/api/v1/openapi.json", openAPI.show)
        registerSite(&list)
        registerAccounts(&list)
        registerForum(&list)
        registerForumAPI(&list)
        registerGroups(&list)
        registerNotices(&list)
        registerPush(&list)
        registerJobs(&list)
        registerApplications(&list)
        registerOpportunities(&list)
        registerTalent(&list)
        registerMentoring(&list)
        registerMentorships(&list)
        registerMeetings(&list)
        registerOfficeHours(&list)
        registerInvitations(&list)
        registerGoals(&list)
        registerMentoringCases(&list)
        registerWaitlists(&list)
        registerMessages(&list)
        registerRounds(&list)
        registerSearch(&list)
        registerModeration(&list)
        registerPoints(&list)
        registerVisas(&list)
        registerTimelines(&list)
        registerSync(&list)
        return list.routes
    }

    private func registerSite(_ list: inout RouteList) {
        list.visitor(.get, "/", site.homePage)
        list.visitor(.get, "/help", site.helpPage)
        list.visitor(.get, "/help/sync", site.syncHelpPage)
        list.visitor(.get, "/privacy", site.privacyPage)
        list.visitor(.get, "/members/:username", site.memberPage)
        list.member(.get, "/offline", site.offlinePage)
        list.member(.get, "/unsent", site.unsentPage)
        list.member(.get, "/device", site.devicePage)
    }
}
