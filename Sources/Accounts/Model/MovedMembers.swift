import Core
import Storage

/// A member of an old community, as its export tells.
package struct MovedMember: Sendable {
    /// What the old community's posts call their author by.
    package let key: String
    package let username: String
    package let displayName: String
    /// Empty when the export does not tell it: then nobody can take the account over by mail.
    package let email: String
    package let joinedAt: Timestamp
    /// Where in the export it stands.
    package let pointer: String

    package init(
        key: String, username: String, displayName: String, email: String, joinedAt: Timestamp, pointer: String
    ) {
        self.key = key
        self.username = UserText.clean(username, .line)
        self.displayName = UserText.clean(displayName, .line)
        self.email = UserText.clean(email, .line)
        self.joinedAt = joinedAt
        self.pointer = pointer
    }

    /// What is wrong with it, whatever else there is.
    package var refusals: [ImportReport.Refusal] {
        var validation = Validation()
        _ = validation.text(key, "id", 1...200)
        _ = validation.text(username, "username", 1...200)
        if !email.isEmpty { _ = AccountRules.email(email, "email", &validation) }
        return validation.fields.map { ImportReport.Refusal("\(pointer)/\($0.field)", $0.code, $0.arguments) }
    }

    /// The name shown to others; what nobody could see is the username.
    var shownName: String {
        let plain = String(displayName.unicodeScalars.filter { !UserText.hasControlCharacters(String($0)) })
        return UserText.visibleLength(plain) == 0 ? String(username.prefix(60)) : String(plain.prefix(60))
    }

    /// The username as far as the rules for names allow.
    fileprivate var plainName: String {
        var name = ""
        for scalar in username.unicodeScalars {
            if AccountRules.isPlain(scalar) {
                name.unicodeScalars.append(scalar)
            } else if !name.isEmpty, name.last != "-" {
                name.append("-")
            }
        }
        while name.last == "-" { name.removeLast() }
        return name.isEmpty ? "member" : String(name.prefix(30))
    }
}

/// The names and addresses that one run has given away, for a run that writes nothing, and to look for free names once.
package struct MovedNames: Sendable {
    fileprivate var usernames: Set<String> = []
    fileprivate var emails: Set<String> = []
    /// The last number that was put behind a name.
    fileprivate var numbers: [String: Int] = [:]

    package init() {}
}

extension AccountService {
    /// Those of the keys whose members came before.
    package func movedMembers(_ keys: [String], from community: String) async throws -> Set<String> {
        try await store.read { transaction in
            Set(
                try transaction.rows(
                    """
                    SELECT old_key FROM moved_member
                    WHERE community = \(community) AND \(transaction.dialect.anyOf("old_key", keys))
                    """
                ) { $0.text(0) })
        }
    }

    /// Takes members of an old community in: without a password, which they set by a letter, with an address that is
    /// not confirmed, and as far as possible by the name that they had. Who has a confirmed account with the address here
    /// is that member. In one transaction; members who came before are left as they are.
    /// - Parameters:
    ///   - members: without refusals.
    ///   - isDry: to write nothing, and say what would become of them.
    /// - Returns: what became of them, and the names that are taken now.
    package func takeIn(
        _ members: [MovedMember], from community: String, _ given: MovedNames, isDry: Bool
    ) async throws -> (report: ImportReport, names: MovedNames) {
        let now = clock.now
        if isDry {
            return try await store.read { transaction in
                var (report, names) = (ImportReport(), given)
                for member in members {
                    _ = try arrival(of: member, from: community, &names, &report, in: transaction)
                }
                return (report, names)
            }
        }
        return try await store.write { transaction in
            var (report, names) = (ImportReport(), given)
            for member in members {
                guard let arrival = try arrival(of: member, from: community, &names, &report, in: transaction)
                else { continue }
                let id = try settle(member, arrival, at: now, in: transaction)
                let keptName = arrival.username.lowercased() == member.username.lowercased()
                try transaction.execute(
                    """
                    INSERT INTO moved_member (community, old_key, account_id, kept_name, moved_at)
                    VALUES (\(community), \(member.key), \(id), \(keptName), \(now))
                    """)
            }
            return (report, names)
        }
    }

    /// What a member who comes will be here.
    private struct Arrival {
        /// Who is here already.
        var known: MemberID?
        var username: String
        var email: String
    }

    /// - Returns: `nil` for who came before.
    private func arrival(
        of member: MovedMember, from community: String, _ names: inout MovedNames, _ report: inout ImportReport,
        in transaction: any Transaction
    ) throws -> Arrival? {
        let isKnown = try transaction.exists(
            "SELECT 1 FROM moved_member WHERE community = \(community) AND old_key = \(member.key)")
        if isKnown {
            report.unchanged += 1
            return nil
        }
        report.added += 1
        var email = member.email
        if !email.isEmpty {
            let here = try AccountRepository.account(email: email, in: transaction)
            if let here, here.emailVerifiedAt != nil, !names.emails.contains(email.lowercased()) {
                report.notes.append(.init(member.pointer + "/email", "moved_known", ["name": here.username]))
                return Arrival(known: here.id, username: here.username, email: email)
            }
            // Of two accounts with one address nobody can tell whose it is.
            if here != nil || names.emails.contains(email.lowercased()) {
                report.notes.append(.init(member.pointer + "/email", "moved_without_email"))
                email = ""
            } else {
                names.emails.insert(email.lowercased())
            }
        }
        let username = try freeName(like: member, &names, in: transaction)
        if username != member.username {
            report.notes.append(.init(member.pointer + "/username", "moved_renamed", ["name": username]))
        }
        return Arrival(known: nil, username: username, email: email)
    }

    private func freeName(
        like member: MovedMember, _ names: inout MovedNames, in transaction: any Transaction
    ) throws -> String {
        let plain = member.plainName
        let folded = plain.lowercased()
        var number = names.numbers[folded] ?? 0
        while true {
            number += 1
            let end = number == 1 ? "" : "-\(number)"
            let name = String(plain.prefix(30 - end.count)) + end
            guard name.count >= 3, !AccountRules.reservedNames.contains(name.lowercased()),
                try isFree(name.lowercased(), names, in: transaction)
            else { continue }
            names.numbers[folded] = number
            names.usernames.insert(name.lowercased())
            return name
        }
    }

    private func isFree(_ name: String, _ names: MovedNames, in transaction: any Transaction) throws -> Bool {
        if names.usernames.contains(name) { return false }
        return try !transaction.exists(
            """
            SELECT 1 FROM account WHERE lower(account.username) = \(name)
            UNION ALL SELECT 1 FROM former_username WHERE former_username.name = \(name)
            """)
    }

    private func settle(
        _ member: MovedMember, _ arrival: Arrival, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MemberID {
        if let known = arrival.known { return known }
        let joined = min(member.joinedAt, now)
        let id: MemberID = ids.next(at: joined)
        // No address has a colon alone: no letter goes there, and nobody can ask for one.
        let account = Account(
            id: id, username: arrival.username, email: arrival.email.isEmpty ? "moved:\(id)" : arrival.email,
            emailVerifiedAt: nil, displayName: member.shownName, state: .active, profile: .empty, roles: [.member],
            createdAt: joined, revision: 1)
        // Nobody has agreed to the privacy notice yet, and no password has an empty hash.
        try AccountRepository.insert(account, passwordHash: "", privacyVersion: 0, in: transaction)
        transaction.touch(.enters(scope: "u:\(id)", entity: "me", id: id.text))
        return id
    }
}
