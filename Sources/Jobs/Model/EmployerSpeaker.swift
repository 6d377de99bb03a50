import Core
import Storage

/// A member who speaks for an employer: a moderator saw that they do.
package struct EmployerSpeaker: Sendable, Equatable {
    package let id: MemberID
    package let username: String
    package let displayName: String
    /// By what a moderator saw it; for staff alone.
    package let proof: String
    package let since: Timestamp
}

/// By what a moderator saw that a member speaks for an employer.
package struct SpeakerDraft: CheckedDraft {
    package var proof: String?

    package init(proof: String?) { self.proof = proof }

    package enum CodingKeys: String, CodingKey, CaseIterable { case proof }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `proof`.
    func validated() throws -> String {
        var validation = Validation()
        let proof = validation.text(proof, "proof", 1...1000, form: .block)
        try validation.check()
        return proof
    }
}

/// Who speaks for an employer, as the API shows it to staff.
package struct SpeakerRecord: Codable, Sendable {
    package let username: String
    package let displayName: String
    package let proof: String
    package let since: Timestamp

    package init(_ speaker: EmployerSpeaker) {
        username = speaker.username
        displayName = speaker.displayName
        proof = speaker.proof
        since = speaker.since
    }
}

extension JobService {
    /// Who speaks for an employer, the newest last; at most `JobLimits.speakers`.
    /// - Throws: `notFound` also for who is no staff.
    package func speakers(of slug: String, as principal: Principal) async throws -> [EmployerSpeaker] {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            try SpeakerRepository.speakers(of: try known(slug, in: transaction).id, in: transaction)
        }
    }

    /// Lets a member speak for an employer: their adverts of it wait for nobody, and a verified employer's find who
    /// looks for work. Said again, the proof is replaced.
    /// - Throws: `notFound` also for who is no staff; `invalid` naming `username` or `proof`; `conflict` with
    ///   `too_many_speakers`; `forbidden` with `own_item` for oneself.
    package func addSpeaker(
        _ draft: SpeakerDraft, named username: String, to slug: String, as principal: Principal
    ) async throws -> EmployerSpeaker {
        guard principal.isStaff else { throw Problem.notFound }
        let proof = try draft.validated()
        return try await store.write { transaction in
            let employer = try known(slug, in: transaction)
            guard let member = try SpeakerRepository.account(username, in: transaction) else {
                throw Problem.invalid("username", "unknown_member")
            }
            guard member != principal.member?.id else { throw Problem(.forbidden, "own_item") }
            let others = try SpeakerRepository.speakers(of: employer.id, in: transaction).filter { $0.id != member }
            guard others.count < JobLimits.speakers else {
                throw Problem(.conflict, "too_many_speakers", arguments: ["max": "\(JobLimits.speakers)"])
            }
            try SpeakerRepository.save(
                member, of: employer.id, proof, by: principal.member?.id, at: clock.now, in: transaction)
            try touchJobs(of: member, at: employer, in: transaction)
            try listener(.speaker(employer, member, isNamed: true, proof), principal, transaction)
            return try SpeakerRepository.speakers(of: employer.id, in: transaction).first { $0.id == member }
                .orNotFound
        }
    }

    /// Takes that back; their open adverts stay as moderators and members see fit.
    /// - Throws: `notFound` also for who is no staff, and for one who does not speak for it.
    package func removeSpeaker(
        named username: String, from slug: String, as principal: Principal
    ) async throws {
        guard principal.isStaff else { throw Problem.notFound }
        try await store.write { transaction in
            let employer = try known(slug, in: transaction)
            guard let member = try SpeakerRepository.account(username, in: transaction),
                try SpeakerRepository.remove(member, of: employer.id, in: transaction)
            else { throw Problem.notFound }
            try touchJobs(of: member, at: employer, in: transaction)
            try listener(.speaker(employer, member, isNamed: false, ""), principal, transaction)
        }
    }

    private func known(_ slug: String, in transaction: any Transaction) throws -> Employer {
        try EmployerRepository.employer(slug: slug, in: transaction).orNotFound
    }

    /// Whether the employer itself posted them is said with each.
    private func touchJobs(
        of member: MemberID, at employer: Employer, in transaction: any WriteTransaction
    ) throws {
        for id in try SpeakerRepository.openJobs(of: member, at: employer.id, in: transaction) {
            transaction.touch(.changes(entity: "job", id: id.text))
        }
    }
}

extension Optional {
    /// - Throws: `notFound` for nothing.
    fileprivate var orNotFound: Wrapped {
        get throws {
            guard let self else { throw Problem.notFound }
            return self
        }
    }
}

/// SQL over those who speak for employers; internal to the feature.
enum SpeakerRepository {
    static func speakers(of employer: EmployerID, in transaction: any Transaction) throws -> [EmployerSpeaker] {
        try transaction.rows(
            """
            SELECT account.id, account.username, account.display_name, speaker.evidence, speaker.created_at
            FROM employer_speaker AS speaker CROSS JOIN account
            WHERE speaker.employer_id = \(employer) AND account.id = speaker.account_id AND account.state = 'active'
            """
        ) {
            EmployerSpeaker(
                id: $0.id(0), username: $0.text(1), displayName: $0.text(2), proof: $0.text(3), since: $0.time(4))
        }.sorted { ($0.since, $0.id.text) < ($1.since, $1.id.text) }
    }

    static func account(_ username: String, in transaction: any Transaction) throws -> MemberID? {
        let name = username.trimmingPrefix("@").lowercased()
        return try transaction.first(
            "SELECT account.id FROM account WHERE lower(account.username) = \(name) AND account.state = 'active'"
        ) { $0.id(0) }
    }

    static func save(
        _ member: MemberID, of employer: EmployerID, _ evidence: String, by moderator: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO employer_speaker (employer_id, account_id, evidence, decided_by, created_at)
            VALUES (\(employer), \(member), \(evidence), \(moderator), \(now))
            ON CONFLICT (employer_id, account_id) DO UPDATE SET evidence = excluded.evidence,
                decided_by = excluded.decided_by
            """)
    }

    static func remove(
        _ member: MemberID, of employer: EmployerID, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            "DELETE FROM employer_speaker WHERE employer_id = \(employer) AND account_id = \(member)") > 0
    }

    /// The open adverts of the employer that the member posted.
    static func openJobs(
        of member: MemberID, at employer: EmployerID, in transaction: any Transaction
    ) throws -> [JobID] {
        try transaction.rows(
            """
            SELECT job.id FROM job
            WHERE job.state = 'open' AND job.employer_id = \(employer) AND job.poster_id = \(member)
            """
        ) { $0.id(0) }
    }

    /// The employers that a member speaks for, by their slugs, and since when.
    static func employers(
        of member: MemberID, in transaction: any Transaction
    ) throws -> [(slug: String, since: Timestamp)] {
        try transaction.rows(
            """
            SELECT employer.slug, speaker.created_at FROM employer_speaker AS speaker CROSS JOIN employer
            WHERE speaker.account_id = \(member) AND employer.id = speaker.employer_id
            """
        ) { ($0.text(0), $0.time(1)) }
    }
}
