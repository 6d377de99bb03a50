import Accounts
import Core
import Hummingbird
import WebSupport

extension SignUpDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension TokenDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension ProfileChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

/// JSON routes of accounts.
package struct AccountAPI: Sendable {
    let accounts: AccountService
    let sessions: SessionService
    let leaving: LeavingService

    package init(accounts: AccountService, sessions: SessionService, leaving: LeavingService) {
        self.accounts = accounts
        self.sessions = sessions
        self.leaving = leaving
    }

    /// 202 whether the address is new or known: only its owner learns which.
    @Sendable package func create(
        _ request: Request, context: VisitorContext, draft: SignUpDraft
    ) async throws -> Answer<AcceptedAnswer> {
        try await accounts.signUp(draft)
        return .accepted(AcceptedAnswer(status: "verification_sent"))
    }

    @Sendable package func createToken(
        _ request: Request, context: VisitorContext, draft: TokenDraft
    ) async throws -> Answer<TokenAnswer> {
        let made = try await sessions.createToken(draft)
        return .created(
            TokenAnswer(id: made.token.id, token: made.secret.text, expiresAt: made.token.expiresAt),
            at: "/api/v1/tokens/\(made.token.id)", headers: [.cacheControl: "no-store"])
    }

    @Sendable package func removeToken(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await sessions.revokeToken(try context.text("id"), as: context.principal)
        return .done
    }

    @Sendable package func showMe(_ request: Request, context: MemberContext) async throws -> Answer<AccountRecord> {
        me(try await accounts.me(as: context.principal))
    }

    @Sendable package func changeMe(
        _ request: Request, context: MemberContext, change: ProfileChange
    ) async throws -> Answer<AccountRecord> {
        me(try await accounts.changeProfile(change, from: try request.ifMatch, as: context.principal))
    }

    func me(_ account: Account) -> Answer<AccountRecord> {
        .ok(AccountRecord(account), revision: account.revision)
    }

    @Sendable package func showMember(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PublicMember> {
        .ok(try await accounts.member(try context.text("username"), as: context.principal))
    }
}

/// What became of a sign-up.
package struct AcceptedAnswer: Codable, Sendable {
    let status: String
}

/// A token just made: the only answer that holds it.
package struct TokenAnswer: Codable, Sendable {
    let id: String
    let token: String
    let expiresAt: Timestamp
}
