import Core

/// A member's account as its owner sees it.
package struct Account: Sendable, Equatable {
    package let id: MemberID
    package var username: String
    package var email: String
    package var emailVerifiedAt: Timestamp?
    package var displayName: String
    package var state: State
    package var profile: Profile
    package var roles: Set<Role>
    package var createdAt: Timestamp
    /// Counts changes of the profile; the API's ETag.
    package var revision: Int64
    package var trust = TrustLevel.new
    /// Days on which the member was seen.
    package var activeDays = 0
    /// When a suspension ends by itself.
    package var suspendedUntil: Timestamp?
    /// Since when the account may not write until somebody has looked.
    package var silencedAt: Timestamp?

    package enum State: String, Sendable {
        case active, suspended, deleted
    }

    /// A suspension is over at once when its time is, not only when it is cleared away.
    package func isSuspended(at now: Timestamp) -> Bool {
        state == .suspended && (suspendedUntil.map { $0 > now } ?? true)
    }

    /// Whether the operator shut the account out: it cannot even sign in.
    package var isShutOut: Bool { state == .suspended && suspendedUntil == nil }

    /// The principal that this account is when it signs in with `credential`.
    package func principal(_ credential: Principal.Credential, at now: Timestamp) -> Principal.Member {
        Principal.Member(
            id: id, username: username, displayName: displayName, roles: roles, credential: credential,
            isVerified: emailVerifiedAt != nil, isSuspended: isSuspended(at: now), joinedAt: createdAt,
            language: profile.language, timeZone: profile.timeZone, trust: trust, isSilenced: silencedAt != nil)
    }
}

/// What a member tells about themselves.
package struct Profile: Sendable, Equatable {
    package var about: String
    /// ISO 3166-1 alpha-2.
    package var origin: String?
    package var destination: String?
    package var stage: Stage?
    /// IANA name.
    package var timeZone: String
    /// BCP 47, of the interface.
    package var language: String
    package var languages: [SpokenLanguage]
    package var skills: [String]

    /// Nothing told yet.
    static let empty = Profile(about: "", timeZone: "UTC", language: "en", languages: [], skills: [])

    /// Where on the way a member is; shown to nobody else.
    package enum Stage: String, Sendable, CaseIterable, Codable {
        case considering, preparing, applying, waiting, moved, settled, returned
    }

    /// A language and how well it is spoken: 1 to 6 are A1 to C2 of the CEFR, 6 also a mother tongue.
    package struct SpokenLanguage: Sendable, Equatable, Codable {
        /// BCP 47.
        package var code: String
        package var level: Int

        package init(code: String, level: Int) {
            self.code = code
            self.level = level
        }
    }
}

/// What everyone may see of a member.
package struct PublicMember: Sendable, Equatable, Codable {
    package let id: MemberID
    package let username: String
    package let displayName: String
    package let roles: [Role]
    package let origin: String?
    package let destination: String?
    package let about: String
    package let skills: [String]
    package let languages: [Profile.SpokenLanguage]
    package let createdAt: Timestamp
    /// 0 to 3.
    package let trustLevel: Int
}
