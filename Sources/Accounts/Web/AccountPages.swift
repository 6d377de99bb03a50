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
        return pages.response(SignUpPage(form: nil, problem: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitSignUp(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await accounts.signUp(
                SignUpDraft(
                    email: form["email"], username: form["username"], displayName: form["displayName"],
                    password: form["password"], locale: context.visit.language.rawValue))
        } catch let problem as Problem where problem.belongsToForm {
            let page = SignUpPage(form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
        return pages.response(CheckMailPage(address: form["email"] ?? ""), context.visit)
    }

    @Sendable package func verifyPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let token = try context.text("token")
        let account = try await accounts.verification(BearerSecret(token))
        var response = pages.response(VerifyPage(token: token, username: account.username), context.visit)
        response.headers[.cacheControl] = "no-store"
        return response
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
            let secret = try await sessions.signIn(
                email: form["email"] ?? "", password: form["password"] ?? "",
                userAgent: request.headers[.userAgent] ?? "", address: context.visit.remoteAddress)
            let isLeaving = try await leaving.deletion(as: try await sessions.principal(session: secret)) != nil
            var response = Response.seeOther(
                isLeaving ? "/settings/data" : back, flash: isLeaving ? "still_leaving" : "signed_in")
            response.headers[values: .setCookie].append(
                site.cookie(site.sessionCookie, secret.text, maxAge: 180 * 86_400))
            return response
        } catch let problem as Problem where problem.belongsToForm {
            let page = SignInPage(form: form, back: back, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitSignOut(_ request: Request, context: VisitorContext) async throws -> Response {
        try await sessions.signOut(as: context.principal)
        var response = Response.seeOther("/", flash: "signed_out")
        response.headers[values: .setCookie].append(site.cookie(site.sessionCookie, "", maxAge: 0))
        return response
    }
}
