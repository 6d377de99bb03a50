import Accounts
import Core
import HTTPTypes
import Hummingbird
import Texts
import WebSupport

/// Pages of a member's own settings; the display page is for visitors too.
extension AccountPages {
    // MARK: Profile

    @Sendable package func profilePage(_ request: Request, context: MemberContext) async throws -> Response {
        let account = try await accounts.me(as: context.principal)
        let page = ProfilePage(ProfileForm(account), problem: nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitProfile(_ request: Request, context: MemberContext) async throws -> Response {
        let fields = ProfileForm(try await request.form())
        do {
            _ = try await accounts.changeProfile(fields.change, as: context.principal)
        } catch let problem as Problem where problem.belongsToForm {
            let page = ProfilePage(fields, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
        return .seeOther("/settings/profile", flash: "saved")
    }

    // MARK: Language and colours

    @Sendable package func displayPage(_ request: Request, context: VisitorContext) async throws -> Response {
        pages.response(DisplayPage(visit: context.visit), context.visit)
    }

    @Sendable package func submitDisplay(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        var response = Response.seeOther(form["back"] ?? "/settings/display")
        let year = 365 * 86_400
        if let language = form["language"].flatMap(Language.init(rawValue:)) {
            response.headers[values: .setCookie].append(
                site.cookie(DisplayCookies.language, language.rawValue, maxAge: year))
            try await keep(language, for: context.principal)
        }
        if let theme = form["theme"].flatMap(DisplayCookies.checked) {
            response.headers[values: .setCookie].append(site.cookie(DisplayCookies.theme, theme, maxAge: year))
        }
        return response
    }

    /// A member's language is that of their letters too.
    private func keep(_ language: Language, for principal: Principal) async throws {
        // Who may not write reads in the language of the cookie.
        guard let member = principal.member, !member.isSuspended, !member.isSilenced,
            member.language != language.rawValue
        else { return }
        var change = ProfileChange()
        change.language = language.rawValue
        _ = try await accounts.changeProfile(change, as: principal)
    }

    // MARK: API tokens

    @Sendable package func tokensPage(_ request: Request, context: MemberContext) async throws -> Response {
        let tokens = try await sessions.tokens(as: context.principal)
        return pages.response(TokensPage(tokens, visit: context.visit), context.visit)
    }

    @Sendable package func submitToken(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let made = try await sessions.createToken(
                TokenDraft(
                    email: nil, password: form["password"], name: form["name"], scopes: form.all("scopes"),
                    expiresInDays: Int(form["expiresInDays"] ?? "") ?? 0), as: context.principal)
            let tokens = try await sessions.tokens(as: context.principal)
            let feeds = made.token.scopes == [.feeds] ? ["following", "unread", "new", "active"] : []
            let page = TokensPage(
                tokens, made: made.secret.text,
                feeds: feeds.map { "\(site.text)/feeds/own/\(made.secret.text)/\($0).atom" }, visit: context.visit)
            var response = pages.response(page, context.visit)
            response.headers[.cacheControl] = "no-store"
            return response
        } catch let problem as Problem where problem.belongsToForm {
            let tokens = try await sessions.tokens(as: context.principal)
            let page = TokensPage(tokens, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitTokenRevocation(_ request: Request, context: MemberContext) async throws -> Response {
        try await sessions.revokeToken(try context.text("id"), as: context.principal)
        return .seeOther("/settings/tokens", flash: "token_revoked")
    }
}
