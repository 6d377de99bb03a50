import Core
import Storage

/// Sessions and API tokens, and who a cookie or a bearer token stands for.
package struct SessionService: Sendable {
    let store: any Store
    let hasher: PasswordHasher
    let clock: Clock
    let ids: IdentifierSource

    package init(store: any Store, hasher: PasswordHasher, clock: Clock, ids: IdentifierSource) {
        self.store = store
        self.hasher = hasher
        self.clock = clock
        self.ids = ids
    }

    // MARK: Browser sessions

    /// The member's sessions, the last used first.
    /// - Throws: `signInRequired`.
    package func sessions(as principal: Principal) async throws -> [Session] {
        let member = try principal.requireMember()
        return try await store.read { try SessionRepository.sessions(of: member.id, in: $0) }
    }

    /// Ends one of the member's sessions.
    /// - Throws: `signInRequired`; `notFound` for one of someone else.
    package func revokeSession(_ id: String, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let removed = try await store.write { try SessionRepository.remove(id, of: member.id, in: $0) }
        if !removed { throw Problem.notFound }
    }

    /// Ends every session but the one that asks.
    /// - Throws: `signInRequired`; `forbidden` with `session_required` for a token.
    package func revokeOtherSessions(as principal: Principal) async throws {
        let member = try principal.requireMember()
        guard case .session(let id, _) = member.credential else { throw Problem(.forbidden, "session_required") }
        try await store.write { try SessionRepository.removeOthers(than: id, of: member.id, in: $0) }
    }

    /// Who a session cookie stands for; a visitor when it is old, ended or made up.
    package func principal(session secret: BearerSecret) async throws -> Principal {
        let now = clock.now
        let found = try await store.read { transaction in
            try SessionRepository.account(sessionHash: secret.hash, at: now, in: transaction)
        }
        guard let (account, session, steppedUpAt) = found else { return .visitor }
        if now.since(session.lastSeenAt) > .hours(1) {
            // A full disk keeps nobody from reading.
            try? await store.write { try SessionRepository.setSeen(session.id, of: account.id, at: now, in: $0) }
        }
        return .member(account.principal(.session(id: session.id, steppedUpAt: steppedUpAt), at: now))
    }

    /// Asks for the password again before something that matters; good for 10 minutes.
    /// - Throws: `invalid` naming `password`; `tooMany`; `signInRequired`.
    package func stepUp(password: String, as principal: Principal) async throws {
        let member = try principal.requireMember()
        guard case .session(let id, let steppedUpAt) = member.credential else {
            throw Problem(.forbidden, "session_required")
        }
        let now = clock.now
        if password.isEmpty, now.since(steppedUpAt) < .minutes(10) { return }
        let account = try await store.read { try AccountRepository.account(member.id, in: $0) }
        guard let account else { throw Problem.notFound }
        try await confirm(password, of: account)
        try await store.write { try SessionRepository.setSteppedUp(id, at: now, in: $0) }
    }

    /// Takes the session clean-up along: expired sessions, links, form ids.
    package func removeExpired() async throws {
        let now = clock.now
        try await store.write { try SessionRepository.removeExpired(at: now, in: $0) }
    }

    // MARK: API tokens

    /// Makes a token for whoever knows e-mail and password.
    /// - Throws: `invalid` naming the fields; as `signIn(email:password:userAgent:)`.
    package func createToken(_ draft: TokenDraft) async throws -> NewToken {
        let valid = try draft.validated()
        let account = try await authenticate(email: draft.email ?? "", password: draft.password ?? "")
        if account.isSuspended(at: clock.now) { throw Problem(.forbidden, "account_suspended") }
        try await requireCode(draft.totp, of: account)
        return try await insertToken(valid, for: account.id, roles: account.roles)
    }

    /// Makes a token for the member who asks, who typed the password within the last 10 minutes or does so now.
    /// - Throws: `signInRequired`; `invalid` naming the fields.
    package func createToken(_ draft: TokenDraft, as principal: Principal) async throws -> NewToken {
        let member = try principal.requireMember()
        let valid = try draft.validated()
        try await stepUp(password: draft.password ?? "", as: principal)
        return try await insertToken(valid, for: member.id, roles: member.roles)
    }

    /// Makes a token for a member by name: for the command line.
    /// - Throws: `notFound`; `invalid` naming the fields.
    package func createToken(_ draft: TokenDraft, username: String) async throws -> NewToken {
        let valid = try draft.validated()
        let account = try await store.read { try AccountRepository.account(username: username, in: $0) }
        guard let account else { throw Problem.notFound }
        return try await insertToken(valid, for: account.id, roles: account.roles)
    }

    private func insertToken(_ valid: TokenDraft.Valid, for id: MemberID, roles: Set<Role>) async throws -> NewToken {
        if valid.scopes.contains(.admin), !roles.contains(.admin) {
            throw Problem.invalid("scopes", "scope_admin")
        }
        let now = clock.now
        let secret = BearerSecret()
        let token = APIToken(
            id: ids.next(at: now, as: APIToken.self).text, name: valid.name,
            scopes: TokenScope.allCases.filter(valid.scopes.contains), createdAt: now,
            expiresAt: now.advanced(by: .days(Int64(valid.days))), lastUsedAt: nil)
        try await store.write { try SessionRepository.insert(token, hash: secret.hash, of: id, in: $0) }
        return NewToken(token: token, secret: secret)
    }

    package func tokens(as principal: Principal) async throws -> [APIToken] {
        let member = try principal.requireMember()
        return try await store.read { try SessionRepository.tokens(of: member.id, in: $0) }
    }

    /// - Throws: `notFound` for a token that is not the member's.
    package func revokeToken(_ id: String, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let removed = try await store.write { try SessionRepository.removeToken(id, of: member.id, in: $0) }
        if !removed { throw Problem.notFound }
    }

    /// Who a bearer token stands for.
    /// - Throws: `signInRequired` with `token_invalid` or `token_expired`; `forbidden` with `account_suspended` for
    ///   whom the operator shut out.
    package func principal(token secret: BearerSecret) async throws -> Principal {
        let now = clock.now
        let found = try await store.read { try SessionRepository.token(hash: secret.hash, in: $0) }
        guard let (token, owner) = found else { throw Problem(.signInRequired, "token_invalid") }
        guard token.expiresAt > now else { throw Problem(.signInRequired, "token_expired") }
        if owner.isShutOut { throw Problem(.forbidden, "account_suspended") }
        if token.lastUsedAt.map({ now.since($0) > .hours(1) }) ?? true {
            try? await store.write { try SessionRepository.setTokenUsed(token.id, of: owner.id, at: now, in: $0) }
        }
        return .member(owner.principal(.token(id: token.id, scopes: Set(token.scopes)), at: now))
    }

    /// Who reads feeds by an address that holds a secret.
    /// - Throws: `notFound` for a secret that is none, is over, or was made for anything else.
    package func reader(ofFeeds secret: BearerSecret) async throws -> Principal {
        do {
            let principal = try await principal(token: secret)
            if case .token(_, let scopes) = principal.member?.credential, scopes == [.feeds] { return principal }
        } catch let problem as Problem where [.signInRequired, .forbidden].contains(problem.kind) {}
        throw Problem.notFound
    }

    // MARK: Passwords

    /// Whether the password is the one of the member who asks, by whatever credential.
    /// - Throws: `signInRequired`; `invalid` naming `password`; `tooMany` after five failures.
    package func confirm(password: String, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let account = try await store.read { try AccountRepository.account(member.id, in: $0) }
        guard let account else { throw Problem.notFound }
        try await confirm(password, of: account)
    }

    /// - Throws: `invalid` naming `password`, whose owner needs no hint at the address; else as `authenticate`.
    private func confirm(_ password: String, of account: Account) async throws {
        do {
            _ = try await authenticate(email: account.email, password: password)
        } catch let problem as Problem where problem.kind == .invalid {
            throw Problem.invalid("password", "password_wrong")
        }
    }

    /// The account with this e-mail and password. An unknown address costs one hash too, and failures count by
    /// address whether it is known or not, so that neither time nor answer tells who is a member.
    func authenticate(email: String, password: String) async throws -> Account {
        let email = UserText.clean(String(email.prefix(300)), .line)
        let now = clock.now
        let (failures, account, hash) = try await store.read { transaction in
            let account = try AccountRepository.account(email: email, in: transaction)
            let hash = try account.flatMap { try AccountRepository.passwordHash(of: $0.id, in: transaction) }
                .flatMap { $0.isEmpty ? nil : $0 }
            return (try SignInFailures.of(email, in: transaction), account, hash)
        }
        try failures?.refuse(at: now)
        let isRight = try await hasher.verify(String(password.prefix(800)), against: hash)
        // Once more: of a hundred guesses sent at once only the first five may count.
        let blocked = try await store.write { transaction -> SignInFailures? in
            let failures = try SignInFailures.of(email, in: transaction)
            if let failures, failures.blockedUntil > now { return failures }
            if !isRight { try SignInFailures.add(email, at: now, in: transaction) }
            return nil
        }
        try blocked?.refuse(at: now)
        guard isRight, let account, let hash else { throw Problem.invalid("password", "sign_in_refused") }
        if account.isShutOut { throw Problem(.forbidden, "account_suspended") }
        try await recordSuccess(account, email, failures != nil, hash, password)
        return account
    }

    /// Forgets the failures, and makes the hash anew when its parameters are old.
    private func recordSuccess(
        _ account: Account, _ email: String, _ hadFailures: Bool, _ hash: String, _ password: String
    ) async throws {
        let newHash = hasher.isOutdated(hash) ? try await hasher.hash(password) : nil
        guard hadFailures || newHash != nil else { return }
        try await store.write { transaction in
            try SignInFailures.clear(email, in: transaction)
            if let newHash {
                try AccountRepository.setPasswordHash(newHash, of: account.id, insteadOf: hash, in: transaction)
            }
        }
    }
}
