/// What a member may be besides a member. Roles add, none takes away.
package enum Role: String, Codable, Sendable, CaseIterable, Comparable {
    case member, mentor, ambassador, employer, moderator, admin

    package static func < (a: Role, b: Role) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// How far a member is trusted, earned in days and by what others make of what they wrote (community.md, Trust).
package enum TrustLevel: Int, Codable, Sendable, CaseIterable, Comparable {
    case new, known, regular, trusted

    package static func < (a: TrustLevel, b: TrustLevel) -> Bool { a.rawValue < b.rawValue }
}

/// What an API token may be used for.
package enum TokenScope: String, Codable, Sendable, CaseIterable {
    case read, write, sync
    /// Lists of threads in the address of a feed: for programs that send nothing else, and alone.
    case feeds
    case admin
}

/// Who asks. Always a parameter, never ambient.
package enum Principal: Sendable, Equatable {
    /// Nobody we know.
    case visitor
    case member(Member)
    /// The program itself, for the reason named (`"demo"`, `"expiry"`).
    case system(reason: String)

    /// A signed-in member and what they used to sign in.
    package struct Member: Sendable, Equatable {
        package var id: MemberID
        package var username: String
        package var displayName: String
        package var roles: Set<Role>
        package var credential: Credential
        package var isVerified: Bool
        package var isSuspended: Bool
        package var joinedAt: Timestamp
        /// How far the member is trusted.
        package var trust: TrustLevel
        /// A new account that others flagged: it may not write until somebody has looked.
        package var isSilenced: Bool
        /// BCP 47: `en` or `ur`.
        package var language: String
        /// IANA name of the zone in which times are shown.
        package var timeZone: String

        package init(
            id: MemberID, username: String, displayName: String, roles: Set<Role>, credential: Credential,
            isVerified: Bool, isSuspended: Bool, joinedAt: Timestamp, language: String, timeZone: String,
            trust: TrustLevel = .new, isSilenced: Bool = false
        ) {
            self.id = id
            self.username = username
            self.displayName = displayName
            self.roles = roles
            self.credential = credential
            self.isVerified = isVerified
            self.isSuspended = isSuspended
            self.joinedAt = joinedAt
            self.trust = trust
            self.isSilenced = isSilenced
            self.language = language
            self.timeZone = timeZone
        }
    }

    package enum Credential: Sendable, Equatable {
        /// A browser session; `steppedUpAt` is when the password was last typed.
        case session(id: String, steppedUpAt: Timestamp)
        case token(id: String, scopes: Set<TokenScope>)
    }

    package var member: Member? {
        if case .member(let member) = self { member } else { nil }
    }

    /// Moderators and admins, and the program itself. A suspended one is staff no longer.
    package var isStaff: Bool {
        switch self {
        case .visitor: false
        case .member(let member): !member.isSuspended && !member.roles.isDisjoint(with: [.moderator, .admin])
        case .system: true
        }
    }

    /// The member who asks.
    /// - Throws: `signInRequired` for a visitor and for the program itself.
    package func requireMember() throws -> Member {
        guard let member else { throw Problem(.signInRequired, "sign_in_required") }
        return member
    }

    /// A member who may write: verified, not suspended, not silenced.
    /// - Throws: `signInRequired`; `forbidden` with `account_suspended`, `account_silenced` or `email_unverified`.
    package func requireWriter() throws -> Member {
        let member = try requireMember()
        guard !member.isSuspended else { throw Problem(.forbidden, "account_suspended") }
        guard !member.isSilenced else { throw Problem(.forbidden, "account_silenced") }
        guard member.isVerified else { throw Problem(.forbidden, "email_unverified") }
        return member
    }
}
