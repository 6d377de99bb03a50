import Core

/// One's own account as the API and sync (`me/{id}`) show it.
package struct AccountRecord: Codable, Sendable {
    package let id: MemberID
    package let username: String
    package let email: String
    package let isVerified: Bool
    package let displayName: String
    package let roles: [Role]
    package let about: String
    package let origin: String?
    package let destination: String?
    package let stage: Profile.Stage?
    package let timeZone: String
    package let language: String
    package let languages: [Profile.SpokenLanguage]
    package let skills: [String]
    package let createdAt: Timestamp
    package let revision: Int64
    /// 0 to 3.
    package let trustLevel: Int

    package init(_ account: Account) {
        id = account.id
        username = account.username
        email = account.email
        isVerified = account.emailVerifiedAt != nil
        displayName = account.displayName
        roles = account.roles.sorted()
        about = account.profile.about
        origin = account.profile.origin
        destination = account.profile.destination
        stage = account.profile.stage
        timeZone = account.profile.timeZone
        language = account.profile.language
        languages = account.profile.languages
        skills = account.profile.skills
        createdAt = account.createdAt
        revision = account.revision
        trustLevel = account.trust.rawValue
    }
}

/// A member as sync (`member/{id}`) shows them in every scope that names them.
struct MemberRecord: Encodable, Sendable {
    let id: MemberID
    let username: String
    let displayName: String
    let roles: [Role]
    let origin: String?
    let destination: String?
}
