import Accounts
import Core
import Forum
import Hummingbird
import Messages
import Moderation
import Timelines
import Visas
import WebSupport

/// Pages that span features.
package struct SitePages: Sendable {
    private let accounts: AccountService
    private let forum: ForumService
    private let moderation: ModerationService
    private let messages: MessageService
    private let checklists: ChecklistService
    private let timelines: TimelineService
    private let pages: PageRenderer
    /// HTML of the operator's notice.
    private let privacyNotice: String?

    package init(
        accounts: AccountService, forum: ForumService, moderation: ModerationService, messages: MessageService,
        checklists: ChecklistService, timelines: TimelineService, pages: PageRenderer, privacyNotice: String?
    ) {
        self.accounts = accounts
        self.forum = forum
        self.moderation = moderation
        self.messages = messages
        self.checklists = checklists
        self.timelines = timelines
        self.pages = pages
        self.privacyNotice = privacyNotice
    }

    @Sendable package func homePage(_ request: Request, context: VisitorContext) async throws -> Response {
        var page = HomePage(visit: context.visit)
        if let member = context.principal.member {
            try await fill(&page, for: member, as: context.principal)
        } else {
            page.living.threads = try await forum.threads(.hot, limit: 3, as: .visitor).items
            page.corridors = try await accounts.corridors()
        }
        return pages.response(page, context.visit)
    }

    private func fill(_ page: inout HomePage, for member: Principal.Member, as principal: Principal) async throws {
        let own = try await forum.threads(.new, .own(member.id), limit: 10, as: principal).items
        let unanswered = try await forum.threads(.waiting, limit: 5, as: principal).items
        let newest = try await forum.threads(.new, limit: 10, as: principal).items
        let followed = try await forum.threads(.unread, limit: 10, as: principal).items
        let unread = try await forum.unread(among: followed + newest, as: principal)
        page.followed = HomePage.List(threads: followed.filter { unread[$0.id] != nil }, unread: unread)
        page.waiting.threads = unanswered.filter { $0.authorID != member.id }
        page.newest = HomePage.List(threads: newest, unread: unread)
        page.steps = try await steps(own, as: principal)
    }

    private func steps(_ own: [ForumThread], as principal: Principal) async throws -> [NextStep] {
        let answered = own.filter { $0.kind == .question && $0.answerCount > 0 && $0.acceptedPostID == nil }
        let waiting = try await timelines.asked(as: principal)
        var steps = waiting.prefix(2).map(NextStep.stillWaiting) + answered.prefix(3).map(NextStep.lookAtAnswers)
        if let (own, step) = try await checklists.nextStep(as: principal), let day = step.dates?.start {
            steps.append(.checklist(own, step, day))
        }
        if try await accounts.me(as: principal).profile.destination == nil { steps.append(.completeProfile) }
        return steps
    }

    /// A member and what they started.
    @Sendable package func memberPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let asked = try context.text("username")
        let member = try await accounts.member(asked, as: context.principal)
        if member.username.lowercased() != asked.lowercased() {
            return Response(status: .movedPermanently, headers: [.location: Links.member(member.username)])
        }
        let threads = try await forum.threads(.new, .author(member.id), limit: 10, as: context.principal).items
        let vouching = try await moderation.vouching(for: member.id, as: context.principal)
        let door = try await messages.door(to: member.id, named: member.username, as: context.principal)
        let page = MemberPage(
            member: member, threads: threads, vouching: vouching, messages: door, visit: context.visit)
        return pages.response(page, context.visit)
    }

    /// What is kept of people, and for how long: the operator's words or ours.
    @Sendable package func privacyPage(_ request: Request, context: VisitorContext) async throws -> Response {
        pages.response(PrivacyPage(notice: privacyNotice), context.visit)
    }

    @Sendable package func helpPage(_ request: Request, context: VisitorContext) async throws -> Response {
        pages.response(HelpPage(), context.visit)
    }

    /// The frame in which a device shows what it keeps, at any address that the network does not bring.
    @Sendable package func offlinePage(_ request: Request, context: MemberContext) async throws -> Response {
        pages.response(DevicePage(heading: "offline_heading", visit: context.visit), context.visit)
    }

    @Sendable package func unsentPage(_ request: Request, context: MemberContext) async throws -> Response {
        pages.response(DevicePage(heading: "unsent_heading", visit: context.visit), context.visit)
    }

    @Sendable package func devicePage(_ request: Request, context: MemberContext) async throws -> Response {
        pages.response(DevicePage(heading: "device_heading", visit: context.visit), context.visit)
    }

    /// For those who write clients.
    @Sendable package func syncHelpPage(_ request: Request, context: VisitorContext) async throws -> Response {
        pages.response(SyncHelpPage(), context.visit)
    }
}
