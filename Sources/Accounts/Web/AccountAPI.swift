import Accounts
import Core
import HTTPTypes
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
    private let accounts: AccountService
    private let sessions: SessionService

    package init(accounts: AccountService, sessions: SessionService) {
        self.accounts = accounts
        self.sessions = sessions
    }

    /// 202 whether the address is new or known: only its owner learns which.
    @Sendable package func create(_ request: Request, context: VisitorContext) async throws -> Response {
        let draft: SignUpDraft = try await request.draft()
        try await accounts.signUp(draft)
        return try .json(Accepted(status: "verification_sent"), status: .accepted)
    }

    @Sendable package func createToken(_ request: Request, context: VisitorContext) async throws -> Response {
        let made = try await sessions.createToken(try await request.draft())
        return try .json(
            TokenAnswer(id: made.token.id, token: made.secret.text, expiresAt: made.token.expiresAt), status: .created,
            headers: [.location: "/api/v1/tokens/\(made.token.id)", .cacheControl: "no-store"])
    }

    @Sendable package func removeToken(_ request: Request, context: MemberContext) async throws -> Response {
        try await sessions.revokeToken(try context.text("id"), as: context.principal)
        return Response(status: .noContent)
    }

    @Sendable package func showMe(_ request: Request, context: MemberContext) async throws -> Response {
        try me(try await accounts.me(as: context.principal))
    }

    @Sendable package func changeMe(_ request: Request, context: MemberContext) async throws -> Response {
        let change: ProfileChange = try await request.draft()
        let account = try await accounts.changeProfile(change, from: try request.ifMatch, as: context.principal)
        return try me(account)
    }

    private func me(_ account: Account) throws -> Response {
        try .json(AccountRecord(account), headers: [.eTag: "\"\(account.revision)\""])
    }

    @Sendable package func showMember(_ request: Request, context: VisitorContext) async throws -> Response {
        try .json(try await accounts.member(try context.text("username"), as: context.principal))
    }

    private struct Accepted: Encodable {
        let status: String
    }

    private struct TokenAnswer: Encodable {
        let id: String
        let token: String
        let expiresAt: Timestamp
    }
}
