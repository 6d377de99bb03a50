import Accounts
import Core
import Hummingbird
import Mustache
import WebSupport

/// Password, sessions, and a password that is forgotten.
extension AccountPages {
    // MARK: Password and sessions

    @Sendable package func securityPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await security(context)
    }

    @Sendable package func submitPassword(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await sessions.confirm(password: form["password"] ?? "", as: context.principal)
            try await accounts.changePassword(to: form["newPassword"] ?? "", as: context.principal)
            return .seeOther("/settings/security", flash: "password_changed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await security(context, problem: problem)
        }
    }

    @Sendable package func submitSessionRevocation(
        _ request: Request, context: MemberContext
    ) async throws -> Response {
        try await sessions.revokeSession(try context.text("id"), as: context.principal)
        return .seeOther("/settings/security", flash: "session_ended")
    }

    @Sendable package func submitOthersRevocation(
        _ request: Request, context: MemberContext
    ) async throws -> Response {
        try await sessions.revokeOtherSessions(as: context.principal)
        return .seeOther("/settings/security", flash: "sessions_ended")
    }

    private func security(_ context: MemberContext, problem: Problem? = nil) async throws -> Response {
        let page = SecurityPage(
            account: try await accounts.me(as: context.principal),
            hasSecondStep: try await accounts.secondStep(as: context.principal).isOn,
            sessions: try await sessions.sessions(as: context.principal), problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    // MARK: Forgotten

    @Sendable package func resetPage(_ request: Request, context: VisitorContext) async throws -> Response {
        pages.response(ResetPage(email: "", problem: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitResetRequest(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        let email = form["email"] ?? ""
        do {
            try await accounts.requestReset(email: email)
        } catch let problem as Problem where problem.belongsToForm {
            let page = ResetPage(email: email, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
        let page = CheckMailPage(purpose: .reset, address: email, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func newPasswordPage(_ request: Request, context: VisitorContext) async throws -> Response {
        try await newPassword(try context.text("token"), context)
    }

    @Sendable package func submitNewPassword(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        let token = try context.text("token")
        do {
            try await accounts.reset(BearerSecret(token), to: form["password"] ?? "")
            return .seeOther("/sign-in", flash: "password_changed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await newPassword(token, context, problem: problem)
        }
    }

    private func newPassword(
        _ token: String, _ context: VisitorContext, problem: Problem? = nil
    ) async throws -> Response {
        let owner = try await accounts.resetOwner(BearerSecret(token))
        let page = NewPasswordPage(token: token, username: owner.username, problem: problem, visit: context.visit)
        var response = pages.response(page, context.visit, refusing: problem)
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// A field for a password: never sent back, as the page may lie open on a shared computer.
func passwordField(
    _ name: String, key: String, isNew: Bool, _ problem: Problem?, _ visit: Visit
) -> Field {
    Field(name, key: key, value: "", problem: problem, phrases: visit.phrases).with {
        $0.inputType = "password"
        $0.autocomplete = isNew ? "new-password" : "current-password"
        $0.direction = "ltr"
        $0.maxLength = 200
    }
}

struct SecurityPage: Page {
    static let template = "account_security"
    let account: Account
    let hasSecondStep: Bool
    let sessions: [Session]
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "oldPassword": passwordField("password", key: "password_again", isNew: false, problem, visit)
        case "newPassword": passwordField("newPassword", key: "new_password", isNew: true, problem, visit)
        case "sessions": sessions.map { SessionRow(session: $0, visit: visit) }
        case "hasOthers": sessions.count > 1
        case "ownUsername": account.username
        case "ownEmail": account.email
        case "secondStepState": visit.phrases.text(hasSecondStep ? "second_step_is_on" : "second_step_is_off")
        case "settingsTabs": SettingsTab.all(current: "security", visit.phrases)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct SessionRow: MustacheParent {
    let session: Session
    let visit: Visit

    private var isPresent: Bool {
        if case .session(let id, _) = visit.principal.member?.credential { id == session.id } else { false }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "browserName": UserAgent.name(session.userAgent) ?? visit.phrases.text("browser_unknown")
        case "sessionAddress": session.address
        case "isPresent": isPresent
        case "begun": Moment(session.createdAt, visit)
        case "lastSeen": Moment(session.lastSeenAt, visit)
        case "revokePath": "/settings/sessions/\(session.id)/revoke"
        default: nil
        }
    }
}

struct ResetPage: Page {
    static let template = "account_reset"
    let email: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "email":
            Field("email", key: "sign_in_email", value: email, problem: problem, phrases: visit.phrases).with {
                $0.inputType = "email"
                $0.autocomplete = "username"
                $0.direction = "ltr"
                $0.maxLength = 254
            }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

struct NewPasswordPage: Page {
    static let template = "account_new_password"
    let token: String
    let username: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "resetPath": "/reset/\(Links.escaped(token))"
        case "usernameShown": username
        case "password": passwordField("password", key: "new_password", isNew: true, problem, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}
