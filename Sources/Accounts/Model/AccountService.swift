import Core
import Mail
import Storage
import Sync
import Texts

/// Joining, and what members tell about themselves.
package struct AccountService: Sendable {
    let store: any Store
    let hasher: PasswordHasher
    let clock: Clock
    let ids: IdentifierSource
    /// `https://karwan.example`, without a slash at the end; put before paths in letters.
    let siteAddress: String
    /// Number of the privacy notice that those who join agree to.
    let privacyVersion: Int
    /// Ends what lies between a member and one whom they block.
    let onBlock: BlockListener
    let corridorCache = CorridorCache()
    /// What `serve` prints while nobody has joined.
    package let adminCode = FirstAdminCode()

    package typealias BlockListener =
        @Sendable (_ member: MemberID, _ blocked: MemberID, any WriteTransaction) throws -> Void

    package init(
        store: any Store, hasher: PasswordHasher, clock: Clock, ids: IdentifierSource, siteAddress: String,
        privacyVersion: Int, onBlock: @escaping BlockListener = { _, _, _ in }
    ) {
        self.store = store
        self.hasher = hasher
        self.clock = clock
        self.ids = ids
        self.siteAddress = siteAddress
        self.privacyVersion = privacyVersion
        self.onBlock = onBlock
    }

    // MARK: Joining

    /// Makes an account that must confirm its e-mail address, and sends the letter. For an address that already
    /// has an account, or may be taken back by one, the answer is the same; its owner gets a letter that says so.
    /// - Throws: `invalid` naming the fields; `username` with `username_taken`; `unavailable` when too busy.
    package func signUp(_ draft: SignUpDraft) async throws {
        let valid = try draft.validated()
        let hash = try await hasher.hash(valid.password)
        let now = clock.now
        let account = Account(valid, id: ids.next(at: now), roles: [.member], isVerified: false, at: now)
        let secret = BearerSecret()
        try await store.write { transaction in
            var isKnown = try Self.formerOwner(of: account.email, at: now, in: transaction) != nil
            do {
                if !isKnown { try transaction.savepoint { try insert(account, hash, in: transaction) } }
            } catch let problem as Problem where problem.code == "account_username_key" {
                throw Problem.invalid("username", "username_taken")
            } catch let problem as Problem where problem.code == "account_email_key" {
                isKnown = true
            }
            if isKnown {
                // A taken name is told first, or the two answers together would tell who has an account.
                guard try AccountRepository.account(username: account.username, in: transaction) == nil,
                    try !AccountRepository.isReserved(account.username, for: account.id, in: transaction)
                else { throw Problem.invalid("username", "username_taken") }
                return try tellOwner(of: account.email, in: transaction)
            }
            try sendVerification(secret, to: account, in: transaction)
        }
    }

    /// Makes an account that needs no letter: for the command line and the demonstration community.
    /// - Parameter passwordHash: when given, `draft.password` is not hashed again.
    /// - Throws: as `signUp(_:)`, and `email` with `email_taken`.
    package func create(
        _ draft: SignUpDraft, roles: Set<Role>, passwordHash: String? = nil, profile: ProfileChange = ProfileChange(),
        joinedAt: Timestamp? = nil, trust: TrustLevel = .new
    ) async throws -> MemberID {
        let valid = try draft.validated(isByItself: false)
        let hash: String
        if let passwordHash { hash = passwordHash } else { hash = try await hasher.hash(valid.password) }
        let now = joinedAt ?? clock.now
        let plain = Account(
            valid, id: ids.next(at: now), roles: roles.union([.member]), isVerified: true, at: now)
        let account = try profile.applied(to: plain)
        try await store.write { transaction in
            do {
                try insert(account, hash, in: transaction)
            } catch let problem as Problem where problem.code == "account_username_key" {
                throw Problem.invalid("username", "username_taken")
            } catch let problem as Problem where problem.code == "account_email_key" {
                throw Problem.invalid("email", "email_taken")
            }
            if trust > .new { try AccountStanding.setTrust(trust, of: account.id, in: transaction) }
        }
        return account.id
    }

    func insert(_ account: Account, _ hash: String, in transaction: any WriteTransaction) throws {
        try AccountRepository.insert(
            account, passwordHash: hash, privacyVersion: privacyVersion, in: transaction)
        if try AccountRepository.isReserved(account.username, for: account.id, in: transaction) {
            throw Problem.invalid("username", "username_taken")
        }
        transaction.touch(.enters(scope: "u:\(account.id)", entity: "me", id: account.id.text))
    }

    /// Sends the confirmation letter once more.
    /// - Returns: whether one was sent; not when the last is less than ten minutes old.
    /// - Throws: `signInRequired`.
    package func sendVerificationAgain(as principal: Principal) async throws -> Bool {
        let member = try principal.requireMember()
        let secret = BearerSecret()
        return try await store.write { transaction in
            guard let account = try AccountRepository.account(member.id, in: transaction),
                try account.emailVerifiedAt == nil || Bounces.suppressedAt(account.email, in: transaction) != nil,
                try mayWrite(to: account, withLink: true, in: transaction)
            else { return false }
            try sendVerification(secret, to: account, in: transaction)
            return true
        }
    }

    /// Since when nothing is sent to one's own address by itself, as letters did not arrive there.
    /// - Throws: `signInRequired`.
    package func lettersStoppedAt(as principal: Principal) async throws -> Timestamp? {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            guard let account = try AccountRepository.account(member.id, in: transaction) else { return nil }
            return try Bounces.suppressedAt(account.email, in: transaction)
        }
    }

    private func sendVerification(
        _ secret: BearerSecret, to account: Account, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        try VerificationRepository.insert(
            secret, for: account.id, email: account.email, until: now.advanced(by: .hours(24)), in: transaction)
        try send(
            "mail_verify", to: account, ["link": "\(siteAddress)/verify/\(secret.text)"], at: now, in: transaction)
    }

    func tellOwner(of email: String, in transaction: any WriteTransaction) throws {
        let now = clock.now
        let present = try AccountRepository.account(email: email, in: transaction)
        guard let account = try present ?? Self.formerOwner(of: email, at: now, in: transaction),
            try mayWrite(to: account, withLink: false, in: transaction)
        else { return }
        // The row counts the letter.
        try VerificationRepository.insert(
            BearerSecret(), for: account.id, email: VerificationRepository.noLink,
            until: now.advanced(by: .hours(24)), in: transaction)
        try send(
            "mail_known", to: account, mailedTo: present == nil ? email : nil, ["link": "\(siteAddress)/sign-in"],
            at: now, in: transaction)
    }

    /// One letter of a kind to an account in ten minutes, whoever asks for more.
    /// - Parameter withLink: whether the member asked for it, and not somebody who typed the address.
    func mayWrite(to account: Account, withLink: Bool, in transaction: any Transaction) throws -> Bool {
        let since = clock.now.advanced(by: .minutes(24 * 60 - 10))
        return try !VerificationRepository.isOpen(
            for: account.id, withLink: withLink, until: since, in: transaction)
    }

    /// Letters are two texts, `<key>_subject` and `<key>_body`.
    /// - Parameter address: another one than the account's.
    func send(
        _ key: String, to account: Account, mailedTo address: String? = nil, _ arguments: [String: String],
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let recipient = Recipient(
            id: account.id, email: address ?? account.email, name: account.displayName,
            language: account.profile.language)
        try Outbox.write(key, to: recipient, arguments, id: ids.next(at: now), isVital: true, at: now, in: transaction)
    }

    /// The letter to somebody who leaves, or whose account a thief wants to be rid of.
    func tellOfLeaving(_ id: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        guard let account = try AccountRepository.account(id, in: transaction) else { return }
        try send("mail_leaving", to: account, ["link": "\(siteAddress)/settings/data"], at: now, in: transaction)
    }

    /// Whose address the link would confirm, and which it is.
    /// - Throws: `notFound` with `link_expired` for a link that is used, old or made up.
    package func verification(_ secret: BearerSecret) async throws -> (account: Account, email: String) {
        let now = clock.now
        return try await store.read { try Self.verification(secret, at: now, in: $0) }
    }

    private static func verification(
        _ secret: BearerSecret, at now: Timestamp, in transaction: any Transaction
    ) throws -> (account: Account, email: String) {
        guard let (id, email) = try VerificationRepository.owner(of: secret, at: now, in: transaction),
            let account = try AccountRepository.account(id, in: transaction)
        else { throw Problem(.notFound, "link_expired") }
        return (account, email)
    }

    /// Confirms the e-mail address, or sets the new one that was asked for; the link works once.
    /// - Throws: `notFound` with `link_expired`.
    package func verify(_ secret: BearerSecret) async throws {
        let now = clock.now
        try await store.write { transaction in
            let (account, email) = try Self.verification(secret, at: now, in: transaction)
            try VerificationRepository.remove(secret, in: transaction)
            // The link came by letter.
            try Bounces.lift(email, in: transaction)
            if email.lowercased() != account.email.lowercased() {
                return try changeEmail(of: account, to: email, at: now, in: transaction)
            }
            try AccountRepository.setVerified(account.id, at: now, in: transaction)
            transaction.touch(.enters(scope: "u:\(account.id)", entity: "me", id: account.id.text))
        }
    }

    // MARK: Profile

    /// One's own account, whole.
    /// - Throws: `signInRequired`.
    package func me(as principal: Principal) async throws -> Account {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            guard let account = try AccountRepository.account(member.id, in: transaction) else {
                throw Problem.notFound
            }
            return try AccountRepository.withLists(account, in: transaction)
        }
    }

    /// Changes one's own profile.
    /// - Parameter revision: the one the change was made from, if it matters.
    /// - Throws: `signInRequired`; `invalid` naming the fields; `stale` when the profile changed meanwhile.
    package func changeProfile(_ change: ProfileChange, from revision: Int64? = nil, as principal: Principal)
        async throws -> Account
    {
        try await store.write { try changeProfile(change, from: revision, as: principal, in: $0) }
    }

    func changeProfile(
        _ change: ProfileChange, from revision: Int64? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> Account {
        let member = try principal.requireMember()
        guard !member.isSuspended else { throw Problem(.forbidden, "account_suspended") }
        guard !member.isSilenced else { throw Problem(.forbidden, "account_silenced") }
        guard let found = try AccountRepository.account(member.id, in: transaction) else { throw Problem.notFound }
        let account = try AccountRepository.withLists(found, in: transaction)
        if let revision, revision != account.revision { throw Problem(.stale, "stale_version") }
        try AccountRepository.update(try change.applied(to: account), at: clock.now, in: transaction)
        touchEverywhere(account.id, in: transaction)
        return try AccountRepository.account(account.id, in: transaction)
            .map { try AccountRepository.withLists($0, in: transaction) } ?? account
    }

    /// A member as everyone sees them, also by a name that they gave up.
    /// - Throws: `notFound`.
    package func member(_ username: String, as principal: Principal) async throws -> PublicMember {
        try await store.read { transaction in
            let present = try AccountRepository.account(username: username, in: transaction)
            guard let found = try present ?? AccountRepository.account(formerName: username, in: transaction) else {
                throw Problem.notFound
            }
            let account = try AccountRepository.withLists(found, in: transaction)
            let profile = account.profile
            return PublicMember(
                id: account.id, username: account.username, displayName: account.displayName,
                roles: account.roles.subtracting([.member]).sorted(), origin: profile.origin,
                destination: profile.destination, about: profile.about, skills: profile.skills,
                languages: profile.languages, createdAt: account.createdAt, trustLevel: account.trust.rawValue)
        }
    }

    // MARK: Administration

    /// Gives or takes a role. For the command line: the one who may run it may do so.
    /// - Throws: `notFound` when nobody has the username.
    package func setRole(_ role: Role, on: Bool, username: String) async throws {
        let now = clock.now
        try await changeAccount(username) { account, transaction in
            if on {
                try AccountRepository.add(role, to: account.id, at: now, in: transaction)
            } else {
                try AccountRepository.remove(role, from: account.id, in: transaction)
            }
            try AccountRepository.raiseRevision(of: account.id, in: transaction)
            // What of the member's own is shown to staff alone comes or goes with the role.
            try MemberScope.changed(of: account.id, ["notification", "post", "thread"], in: transaction)
        }
    }

    /// Suspends an account, or lets it back in. Its sessions end.
    /// - Throws: `notFound` when nobody has the username.
    package func setSuspended(_ isSuspended: Bool, username: String) async throws {
        let now = clock.now
        try await changeAccount(username) { account, transaction in
            try transaction.execute("UPDATE account SET suspended_until = NULL WHERE id = \(account.id)")
            try AccountRepository.setState(isSuspended ? .suspended : .active, of: account.id, at: now, in: transaction)
            if isSuspended { try SessionRepository.removeAll(of: account.id, in: transaction) }
        }
    }

    /// Sets a new password; all sessions, tokens and links end, and so does the second step, whose app may be lost.
    /// - Throws: `notFound` when nobody has the username; `invalid` naming `password`.
    package func resetPassword(_ password: String, username: String) async throws {
        var validation = Validation()
        let password = AccountRules.newPassword(password, notLike: [username], "password", &validation)
        try validation.check()
        let hash = try await hasher.hash(password)
        try await changeAccount(username) { account, transaction in
            try AccountRepository.setPasswordHash(hash, of: account.id, in: transaction)
            try Self.endAllAccess(to: account.id, in: transaction)
            try SecondStepRepository.remove(account.id, in: transaction)
        }
    }

    private func changeAccount(
        _ username: String, _ change: @escaping @Sendable (Account, any WriteTransaction) throws -> Void
    ) async throws {
        try await store.write { transaction in
            guard let account = try AccountRepository.account(username: username, in: transaction) else {
                throw Problem.notFound
            }
            try change(account, transaction)
            touchEverywhere(account.id, in: transaction)
        }
    }

    /// Replicas show the member in their own scope and wherever a row names them.
    private func touchEverywhere(_ id: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: "u:\(id)", entity: "me", id: id.text))
        transaction.touch(.changes(entity: "member", id: id.text))
    }
}
