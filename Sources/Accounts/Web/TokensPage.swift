import Accounts
import Core
import Mustache
import WebSupport

struct TokensPage: Page {
    static let template = "account_tokens"
    private let tokens: [APIToken]
    private let made: String?
    private let feeds: [String]
    private let form: Form?
    private let problem: Problem?
    private let visit: Visit

    /// - Parameters:
    ///   - made: the secret of a token just made, shown this once.
    ///   - feeds: addresses that hold it, when it was made for feeds.
    init(
        _ tokens: [APIToken], made: String? = nil, feeds: [String] = [], form: Form? = nil, problem: Problem? = nil,
        visit: Visit
    ) {
        self.tokens = tokens
        self.made = made
        self.feeds = feeds
        self.form = form
        self.problem = problem
        self.visit = visit
    }

    private func field(_ name: String, _ value: String) -> Field {
        Field(name, key: name == "name" ? "token_name" : name, value: value, problem: problem, phrases: visit.phrases)
    }

    private var chosen: [String] { form?.all("scopes") ?? ["read"] }

    /// `admin` is offered to admins alone.
    private var scopes: [TokenScope] {
        let isAdmin = visit.principal.member?.roles.contains(.admin) ?? false
        return TokenScope.allCases.filter { $0 != .admin || isAdmin }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "tokens": tokens.map { TokenRow(token: $0, visit: visit) }
        case "newTokens": feeds.isEmpty ? made.map { [$0] } ?? [] : []
        case "hasFeeds": !feeds.isEmpty
        case "feedAddresses": feeds
        case "tokenNameField": field("name", form?["name"] ?? "").with { $0.maxLength = 60 }
        case "scopeChoices":
            scopes.map { scope in
                ScopeChoice(
                    name: scope.rawValue, label: visit.phrases.text("scope_\(scope.rawValue)"),
                    isChosen: chosen.contains(scope.rawValue))
            }
        case "expiresInDays":
            field("expiresInDays", form?["expiresInDays"] ?? "90").with {
                $0.inputType = "number"
                $0.direction = "ltr"
            }
        case "password":
            Field("password", key: "password_again", value: "", problem: problem, phrases: visit.phrases).with {
                $0.inputType = "password"
                $0.autocomplete = "current-password"
                $0.direction = "ltr"
            }
        case "ownUsername": visit.principal.member?.username ?? ""
        case "settingsTabs": SettingsTab.all(current: "tokens", visit.phrases)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct TokenRow: MustacheParent {
    let token: APIToken
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "tokenName": token.name
        case "tokenScopes": token.scopes.map(\.rawValue).joined(separator: " ")
        case "tokenCreated": Moment(token.createdAt, visit)
        case "tokenLastUsed": token.lastUsedAt.map { [Moment($0, visit)] } ?? []
        case "tokenExpires": Moment(token.expiresAt, visit)
        case "revokePath": "/settings/tokens/\(token.id)/revoke"
        default: nil
        }
    }
}

private struct ScopeChoice: MustacheParent {
    let name: String
    let label: String
    let isChosen: Bool

    func child(named name: String) -> Any? {
        switch name {
        case "scopeName": self.name
        case "scopeLabel": label
        case "isChosen": isChosen
        default: nil
        }
    }
}
