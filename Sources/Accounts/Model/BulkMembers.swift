import Core
import Storage

extension AccountService {
    /// A member who is there already: for data to measure with.
    package struct MemberToLoad: Sendable {
        let account: Account

        /// - Parameters:
        ///   - username: as the rules for names allow; it is not checked.
        ///   - origin: ISO 3166-1 alpha-2, and so is the destination.
        package init(
            id: MemberID, username: String, displayName: String, origin: String?, destination: String?,
            joinedAt: Timestamp
        ) {
            var profile = Profile.empty
            profile.origin = origin
            profile.destination = destination
            var account = Account(
                id: id, username: username, email: "\(username)@example.org", emailVerifiedAt: joinedAt,
                displayName: displayName, state: .active, profile: profile, roles: [.member], createdAt: joinedAt,
                revision: 1)
            account.trust = .known
            self.account = account
        }
    }

    /// Writes many accounts in one transaction, all with the password of this hash.
    /// - Throws: `conflict` when a name is taken.
    package func load(_ members: [MemberToLoad], passwordHash: String) async throws {
        try await store.write { transaction in
            for member in members {
                try insert(member.account, passwordHash, in: transaction)
                try AccountStanding.setTrust(member.account.trust, of: member.account.id, in: transaction)
            }
        }
    }
}
