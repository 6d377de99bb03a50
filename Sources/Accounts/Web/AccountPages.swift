import Accounts
import Core
import HTTPTypes
import Hummingbird
import Texts
import WebSupport

/// Pages of joining, signing in and one's own settings.
package struct AccountPages: Sendable {
    let accounts: AccountService
    let sessions: SessionService
    let leaving: LeavingService
    let pages: PageRenderer
    let site: SiteAddress

    package init(
        accounts: AccountService, sessions: SessionService, leaving: LeavingService, pages: PageRenderer,
        site: SiteAddress
    ) {
        self.accounts = accounts
        self.sessions = sessions
        self.leaving = leaving
        self.pages = pages
        self.site = site
    }

    // MARK: Joining

    @Sendable package func signUpPage(_ request: Request, context: VisitorContext) async throws -> Response {
        if context.principal.member != nil { return .seeOther("/") }
        return try await signUp(context)
    }

    private func signUp(
        _ context: VisitorContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let awaitsAdmin = try await accounts.awaitsFirstAdmin(from: context.visit.remoteAddress)
        let page = SignUpPage(form: form, awaitsAdmin: awaitsAdmin, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitSignUp(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        let draft = SignUpDraft(
            email: form["email"], username: form["username"], displayName: form["displayName"],
            password: form["password"], locale: context.visit.language.rawValue)
        do {
            if let code = form["adminCode"], !code.isEmpty {
                try await accounts.signUpFirstAdmin(draft, code: code, from: context.visit.remoteAddress)
                return .seeOther("/sign-in", flash: "admin_joined")
            }
            try await accounts.signUp(draft)
        } catch let problem as Problem where problem.belongsToForm {
            return try await signUp(context, form: form, problem: problem)
        }
        let page = CheckMailPage(purpose: .joining, address: form["email"] ?? "", visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func verifyPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let token = try context.text("token")
        let found = try await accounts.verification(BearerSecret(token))
        let page = VerifyPage(token: token, username: found.account.username, address: found.email)
        return pages.response(page, context.visit).notStored
    }

    @Sendable package func submitVerify(_ request: Request, context: VisitorContext) async throws -> Response {
        try await accounts.verify(BearerSecret(try context.text("token")))
        return .seeOther(context.principal.member == nil ? "/sign-in" : "/", flash: "verified")
    }

    @Sendable package func submitVerifyAgain(_ request: Request, context: MemberContext) async throws -> Response {
        let isSent = try await accounts.sendVerificationAgain(as: context.principal)
        return .seeOther("/", flash: isSent ? "verification_sent" : "verification_recent")
    }

    // MARK: Signing in and out

    @Sendable package func signInPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let back = RelativePath.checked(request.query("back") ?? "/")
        if context.principal.member != nil { return .seeOther(back) }
        return pages.response(SignInPage(form: nil, back: back, problem: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitSignIn(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        let back = RelativePath.checked(form["back"] ?? "/")
        do {
            let step = try await sessions.signIn(
                email: form["email"] ?? "", password: form["password"] ?? "",
                userAgent: request.headers[.userAgent] ?? "", address: context.visit.remoteAddress)
            return switch step {
            case .signedIn(let secret): try await signedIn(secret, back: back)
            case .codeNeeded(let challenge): codePage(challenge.text, back: back, context.visit)
            }
        } catch let problem as Problem where problem.belongsToForm {
            let page = SignInPage(form: form, back: back, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    /// Gives the browser its cookie; who asked to leave is told so.
    func signedIn(_ secret: BearerSecret, back: String) async throws -> Response {
        let isLeaving = try await leaving.deletion(as: try await sessions.principal(session: secret)) != nil
        var response = Response.seeOther(
            isLeaving ? "/settings/data" : back, flash: isLeaving ? "still_leaving" : "signed_in")
        response.headers[values: .setCookie].append(
            site.cookie(site.sessionCookie, secret.text, maxAge: 180 * 86_400))
        return response
    }

    @Sendable package func submitSignOut(_ request: Request, context: VisitorContext) async throws -> Response {
        let devices = DeviceCookie.groups(in: request)
        try await sessions.signOut(as: context.principal, devices: devices)
        var response = Response.seeOther("/", flash: "signed_out")
        response.headers[values: .setCookie].append(site.cookie(site.sessionCookie, "", maxAge: 0))
        if !devices.isEmpty { response.headers[values: .setCookie].append(DeviceCookie.forgetting(site)) }
        return response
    }
}
