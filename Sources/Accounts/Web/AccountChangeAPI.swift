import Accounts
import Core
import Hummingbird
import WebSupport

extension UsernameDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension EmailDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension PasswordDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension CodeDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

/// How it stands with one's address.
package struct EmailStanding: Codable, Sendable {
    package let email: String
    package let confirmedAt: Timestamp?
    /// Since when letters do not arrive there: only those that one asks for are sent.
    package let stoppedAt: Timestamp?
}

/// JSON routes of what identifies an account and guards it: each wants the password again.
extension AccountAPI {
    @Sendable package func rename(
        _ request: Request, context: MemberContext, draft: UsernameDraft
    ) async throws -> Answer<AccountRecord> {
        try await sessions.confirm(password: draft.password ?? "", as: context.principal)
        return me(try await accounts.rename(to: draft.username, as: context.principal))
    }

    @Sendable package func changeEmail(
        _ request: Request, context: MemberContext, draft: EmailDraft
    ) async throws -> Answer<AcceptedAnswer> {
        try await sessions.confirm(password: draft.password ?? "", as: context.principal)
        try await accounts.requestEmailChange(to: draft.email, as: context.principal)
        return .accepted(AcceptedAnswer(status: "verification_sent"))
    }

    @Sendable package func showEmail(_ request: Request, context: MemberContext) async throws -> Answer<EmailStanding> {
        let account = try await accounts.me(as: context.principal)
        return .ok(
            EmailStanding(
                email: account.email, confirmedAt: account.emailVerifiedAt,
                stoppedAt: try await accounts.lettersStoppedAt(as: context.principal)))
    }

    @Sendable package func confirmEmail(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<AcceptedAnswer> {
        if try await hasNothingToConfirm(context) { return .accepted(AcceptedAnswer(status: "nothing_to_confirm")) }
        let isSent = try await accounts.sendVerificationAgain(as: context.principal)
        return .accepted(AcceptedAnswer(status: isSent ? "verification_sent" : "verification_recent"))
    }

    private func hasNothingToConfirm(_ context: MemberContext) async throws -> Bool {
        let account = try await accounts.me(as: context.principal)
        guard account.emailVerifiedAt != nil else { return false }
        return try await accounts.lettersStoppedAt(as: context.principal) == nil
    }

    @Sendable package func beginSecondStep(
        _ request: Request, context: MemberContext, draft: PasswordDraft
    ) async throws -> Answer<SecondStep.Offer> {
        try await sessions.confirm(password: draft.password ?? "", as: context.principal)
        return .ok(
            try await accounts.beginSecondStep(as: context.principal), headers: [.cacheControl: "no-store"])
    }

    @Sendable package func confirmSecondStep(
        _ request: Request, context: MemberContext, draft: CodeDraft
    ) async throws -> Answer<RecoveryCodesAnswer> {
        let codes = try await accounts.confirmSecondStep(code: draft.code ?? "", as: context.principal)
        return .ok(RecoveryCodesAnswer(recoveryCodes: codes), headers: [.cacheControl: "no-store"])
    }

    @Sendable package func endSecondStep(
        _ request: Request, context: MemberContext, draft: PasswordDraft
    ) async throws -> Answer<Nothing> {
        try await sessions.confirm(password: draft.password ?? "", as: context.principal)
        try await accounts.endSecondStep(as: context.principal)
        return .done
    }
}

/// Ten codes, each good once in place of a code of the app: the only answer that holds them.
package struct RecoveryCodesAnswer: Codable, Sendable {
    let recoveryCodes: [String]
}
