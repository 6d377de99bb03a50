import Accounts
import Core
import Hummingbird
import Mustache
import WebSupport

/// The second step of signing in: when it is asked for, and where it is turned on and off.
extension AccountPages {
    // MARK: Asked for

    /// The page that comes in the place of a sign-in which needs a code.
    func codePage(_ challenge: String, back: String, problem: Problem? = nil, _ visit: Visit) -> Response {
        let page = SignInCodePage(challenge: challenge, back: back, problem: problem, visit: visit)
        return pages.response(page, visit, refusing: problem).notStored
    }

    @Sendable package func submitSignInCode(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        let back = RelativePath.checked(form["back"] ?? "/")
        let challenge = form["challenge"] ?? ""
        do {
            let secret = try await sessions.signIn(
                BearerSecret(challenge), code: form["code"] ?? "", userAgent: request.headers[.userAgent] ?? "",
                address: context.visit.remoteAddress)
            return try await signedIn(secret, back: back)
        } catch let problem as Problem where problem.kind == .notFound {
            return .seeOther("/sign-in", flash: "sign_in_again")
        } catch let problem as Problem where problem.belongsToForm {
            return codePage(challenge, back: back, problem: problem, context.visit)
        }
    }

    // MARK: On and off

    @Sendable package func secondStepPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await secondStep(context)
    }

    @Sendable package func submitSecondStepStart(
        _ request: Request, context: MemberContext
    ) async throws -> Response {
        try await confirmed(request, context) {
            _ = try await accounts.beginSecondStep(as: context.principal)
            return try await secondStep(context)
        }
    }

    @Sendable package func submitSecondStepCode(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let codes = try await accounts.confirmSecondStep(code: form["code"] ?? "", as: context.principal)
            return pages.response(RecoveryCodesPage(codes: codes), context.visit).notStored
        } catch let problem as Problem where problem.belongsToForm {
            return try await secondStep(context, problem: problem)
        }
    }

    @Sendable package func submitRecoveryCodes(_ request: Request, context: MemberContext) async throws -> Response {
        try await confirmed(request, context) {
            let codes = try await accounts.renewRecoveryCodes(as: context.principal)
            return pages.response(RecoveryCodesPage(codes: codes), context.visit).notStored
        }
    }

    @Sendable package func submitSecondStepEnd(_ request: Request, context: MemberContext) async throws -> Response {
        try await confirmed(request, context) {
            try await accounts.endSecondStep(as: context.principal)
            return .seeOther("/settings/security", flash: "second_step_ended")
        }
    }

    /// Asks for the password first, and shows the page again when it is wrong.
    private func confirmed(
        _ request: Request, _ context: MemberContext, _ act: () async throws -> Response
    ) async throws -> Response {
        do {
            let form = try await request.form()
            try await sessions.confirm(password: form["password"] ?? "", as: context.principal)
            return try await act()
        } catch let problem as Problem where problem.belongsToForm {
            return try await secondStep(context, problem: problem)
        }
    }

    private func secondStep(_ context: MemberContext, problem: Problem? = nil) async throws -> Response {
        let page = SecondStepPage(
            state: try await accounts.secondStep(as: context.principal), problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem).notStored
    }
}

/// A field for a code of the app or a recovery code.
private func codeField(_ problem: Problem?, _ visit: Visit) -> Field {
    Field("code", key: "code", value: "", problem: problem, phrases: visit.phrases).with {
        $0.autocomplete = "one-time-code"
        $0.direction = "ltr"
        $0.maxLength = 30
    }
}

struct SignInCodePage: Page {
    static let template = "account_code"
    let challenge: String
    let back: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "challenge": challenge
        case "backPath": back
        case "code": codeField(problem, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

struct SecondStepPage: Page {
    static let template = "account_second_step"
    let state: SecondStep
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "isOn": state.isOn
        case "isOff": !state.isOn && state.offer == nil
        case "offers": state.offer.map { [OfferView(offer: $0)] } ?? []
        case "codesLeft": visit.phrases.text("second_step_codes_left", count: state.codesLeft)
        case "code": codeField(problem, visit)
        case "ownUsername": visit.principal.member?.username ?? ""
        case "password": passwordField("password", key: "password_again", isNew: false, problem, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct OfferView: MustacheParent {
    let offer: SecondStep.Offer

    func child(named name: String) -> Any? {
        switch name {
        case "appLink": offer.uri
        // In fours, as people type it.
        case "secretShown":
            stride(from: 0, to: offer.secret.count, by: 4).map { start in
                String(offer.secret.dropFirst(start).prefix(4))
            }.joined(separator: " ")
        default: nil
        }
    }
}

struct RecoveryCodesPage: Page {
    static let template = "account_recovery_codes"
    let codes: [String]

    func child(named name: String) -> Any? { name == "recoveryCodes" ? codes : nil }
}
