import AccountsWeb
import Core
import ForumWeb
import HTTPTypes
import Hummingbird
import PagesWeb
import SyncWeb
import WebSupport

/// Who may reach a route.
package enum Gate: String, Sendable {
    case visitor, member
}

/// One line of `karwan routes`.
package struct Route: Sendable {
    package let method: String
    package let path: String
    package let gate: Gate
}

/// Registers routes and remembers each with its gate: the list that `karwan routes` prints, that 405 answers from,
/// and that a test compares with a checked-in table.
struct RouteList {
    private let visitors: RouterGroup<VisitorContext>
    private let members: RouterGroup<MemberContext>
    private(set) var routes: [Route] = []

    init(_ router: Router<VisitorContext>) {
        visitors = router.group()
        members = router.group(context: MemberContext.self)
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
}

/// The routes of the program, by feature. Members' is the default; visitors' are listed by hand.
struct Routes {
    let site: SitePages
    let accounts: AccountPages
    let accountAPI: AccountAPI
    let forum: ForumPages
    let forumAPI: ForumAPI
    let sync: SyncAPI
    let health: Health
    let assets: EmbeddedFileHandler

    func register(on router: Router<VisitorContext>) -> [Route] {
        var list = RouteList(router)
        for name in assets.names {
            list.visitor(.get, "/\(name)") { request, _ in try assets.serve(name, request) }
        }
        list.visitor(.get, "/health", health.live)
        list.visitor(.get, "/ready", health.ready)
        registerSite(&list)
        registerAccounts(&list)
        registerForum(&list)
        registerForumAPI(&list)
        registerSync(&list)
        return list.routes
    }

    private func registerSite(_ list: inout RouteList) {
        list.visitor(.get, "/", site.homePage)
        list.visitor(.get, "/help", site.helpPage)
        list.visitor(.get, "/members/:username", site.memberPage)
    }

    private func registerAccounts(_ list: inout RouteList) {
        list.visitor(.get, "/sign-up", accounts.signUpPage)
        list.visitor(.post, "/sign-up", accounts.submitSignUp)
        list.visitor(.get, "/verify/:token", accounts.verifyPage)
        list.visitor(.post, "/verify/:token", accounts.submitVerify)
        list.member(.post, "/verify/again", accounts.submitVerifyAgain)
        list.visitor(.get, "/sign-in", accounts.signInPage)
        list.visitor(.post, "/sign-in", accounts.submitSignIn)
        list.visitor(.post, "/sign-out", accounts.submitSignOut)
        list.visitor(.get, "/settings/display", accounts.displayPage)
        list.visitor(.post, "/settings/display", accounts.submitDisplay)
        list.member(.get, "/settings/profile", accounts.profilePage)
        list.member(.post, "/settings/profile", accounts.submitProfile)
        list.member(.get, "/settings/tokens", accounts.tokensPage)
        list.member(.post, "/settings/tokens", accounts.submitToken)
        list.member(.post, "/settings/tokens/:id/revoke", accounts.submitTokenRevocation)

        list.visitor(.post, "/api/v1/accounts", accountAPI.create)
        list.visitor(.post, "/api/v1/tokens", accountAPI.createToken)
        list.member(.delete, "/api/v1/tokens/:id", accountAPI.removeToken)
        list.member(.get, "/api/v1/me", accountAPI.showMe)
        list.member(.patch, "/api/v1/me", accountAPI.changeMe)
        list.visitor(.get, "/api/v1/members/:username", accountAPI.showMember)
    }

    private func registerForum(_ list: inout RouteList) {
        list.visitor(.get, "/threads", forum.threadsPage)
        list.visitor(.get, "/categories", forum.categoriesPage)
        list.visitor(.get, "/categories/:slug", forum.categoryPage)
        list.visitor(.get, "/tags/:tag", forum.tagPage)
        list.member(.get, "/threads/new", forum.newThreadPage)
        list.member(.post, "/threads/new", forum.submitThread)
        list.visitor(.get, "/threads/:id", forum.threadRedirect)
        list.visitor(.get, "/threads/:id/:slug", forum.threadPage)
        list.member(.post, "/threads/:id/answers", forum.submitAnswer)
        list.member(.post, "/threads/:id/accepted", forum.submitAccepted)
        list.visitor(.get, "/posts/:id", forum.postRedirect)
        list.member(.get, "/posts/:id/edit", forum.editPostPage)
        list.member(.post, "/posts/:id/edit", forum.submitEdit)
        list.member(.post, "/posts/:id/vote", forum.submitVote)
    }

    private func registerForumAPI(_ list: inout RouteList) {
        list.visitor(.get, "/api/v1/categories", forumAPI.listCategories)
        list.visitor(.get, "/api/v1/tags", forumAPI.listTags)
        list.visitor(.get, "/api/v1/threads", forumAPI.listThreads)
        list.member(.post, "/api/v1/threads", forumAPI.createThread)
        list.visitor(.get, "/api/v1/threads/:id", forumAPI.showThread)
        list.visitor(.get, "/api/v1/threads/:id/posts", forumAPI.listPosts)
        list.member(.post, "/api/v1/threads/:id/posts", forumAPI.createPost)
        list.member(.put, "/api/v1/threads/:id/accepted", forumAPI.setAccepted)
        list.member(.delete, "/api/v1/threads/:id/accepted", forumAPI.removeAccepted)
        list.member(.put, "/api/v1/threads/:id/read", forumAPI.setRead)
        list.visitor(.get, "/api/v1/posts/:id", forumAPI.showPost)
        list.member(.patch, "/api/v1/posts/:id", forumAPI.changePost)
        list.member(.put, "/api/v1/posts/:id/vote", forumAPI.setVote)
        list.member(.post, "/api/v1/markdown", forumAPI.preview)
    }

    private func registerSync(_ list: inout RouteList) {
        list.visitor(.get, "/sync/v1/info", sync.info)
        list.member(.get, "/sync/v1/groups", sync.listDevices)
        list.member(.delete, "/sync/v1/groups/:id", sync.removeDevice)
        list.member(.post, "/sync/v1/pull", sync.pull)
        list.member(.post, "/sync/v1/push", sync.push)
    }
}
