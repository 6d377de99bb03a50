import Accounts
import Core
import Hummingbird
import WebSupport

/// Another username, another e-mail address, and taking the old address back.
extension AccountPages {
    // MARK: Username

    @Sendable package func usernamePage(_ request: Request, context: MemberContext) async throws -> Response {
        let name = context.principal.member?.username ?? ""
        return pages.response(UsernamePage(username: name, problem: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitUsername(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await sessions.confirm(password: form["password"] ?? "", as: context.principal)
            _ = try await accounts.rename(to: form["username"], as: context.principal)
        } catch let problem as Problem where problem.belongsToForm {
            let page = UsernamePage(username: form["username"] ?? "", problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
        return .seeOther("/settings/security", flash: "renamed")
    }

    // MARK: E-mail address

    @Sendable package func emailPage(_ request: Request, context: MemberContext) async throws -> Response {
        let stoppedAt = try await accounts.lettersStoppedAt(as: context.principal)
        let page = EmailPage(email: "", stoppedAt: stoppedAt, problem: nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitEmail(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await sessions.confirm(password: form["password"] ?? "", as: context.principal)
            try await accounts.requestEmailChange(to: form["email"], as: context.principal)
        } catch let problem as Problem where problem.belongsToForm {
            let page = EmailPage(
                email: form["email"] ?? "", stoppedAt: try await accounts.lettersStoppedAt(as: context.principal),
                problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
        let page = CheckMailPage(purpose: .address, address: form["email"] ?? "", visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func undoEmailPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let token = try context.text("token")
        let former = try await accounts.formerAddress(BearerSecret(token))
        let page = UndoEmailPage(token: token, username: former.username, email: former.email)
        return pages.response(page, context.visit).notStored
    }

    @Sendable package func submitUndoEmail(_ request: Request, context: VisitorContext) async throws -> Response {
        try await accounts.undoEmailChange(BearerSecret(try context.text("token")))
        return .seeOther("/sign-in", flash: "email_restored")
    }
}

extension Response {
    /// For pages with a secret in them.
    var notStored: Response {
        var response = self
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

struct UsernamePage: Page {
    static let template = "account_username"
    let username: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "username":
            Field("username", value: username, problem: problem, phrases: visit.phrases).with {
                $0.autocomplete = "username"
                $0.direction = "ltr"
                $0.maxLength = 30
            }
        case "password": passwordField("password", key: "password_again", isNew: false, problem, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

struct EmailPage: Page {
    static let template = "account_email"
    let email: String
    /// Since when letters do not arrive.
    let stoppedAt: Timestamp?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "email":
            Field("email", key: "new_email", value: email, problem: problem, phrases: visit.phrases).with {
                $0.inputType = "email"
                $0.autocomplete = "email"
                $0.direction = "ltr"
                $0.maxLength = 254
            }
        case "password": passwordField("password", key: "password_again", isNew: false, problem, visit)
        case "lettersStopped": stoppedAt.map { [Moment($0, visit)] } ?? []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

struct UndoEmailPage: Page {
    static let template = "account_undo_email"
    let token: String
    let username: String
    let email: String

    func child(named name: String) -> Any? {
        switch name {
        case "undoPath": "/undo-email/\(Links.escaped(token))"
        case "usernameShown": username
        case "mailAddress": email
        default: nil
        }
    }
}
