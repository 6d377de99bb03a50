import Core
import Mail
import Storage

/// Which organisation an employer was taken for, and why.
struct EmployerMatch: Sendable, Equatable {
    var register: Register
    var basis: Basis
    var organisation = ""
    /// As it was listed last.
    var name = ""
    var standing = Standing.none
    var candidates: [String] = []

    enum Basis: String, Sendable {
        case town, number, moderator, candidates, refused
    }

    enum Standing: String, Sendable {
        case none, licensed, listed, gone
    }

    var isFound: Bool { [.town, .number, .moderator].contains(basis) }
    /// Found, and standing there still.
    var isPresent: Bool { standing == .licensed || standing == .listed }
}

/// SQL over employers' places in registers; internal to the feature.
enum EmployerRegisterRepository {
    static func match(of employer: EmployerID, in transaction: any Transaction) throws -> EmployerMatch? {
        try transaction.first(
            """
            SELECT stood.register, stood.basis, stood.organisation, stood.name, stood.standing, stood.candidates
            FROM employer_register AS stood WHERE stood.employer_id = \(employer)
            """
        ) { decode($0, from: 0) }
    }

    private static func decode(_ row: any ResultRow, from first: Int) -> EmployerMatch {
        EmployerMatch(
            register: Register(rawValue: row.text(first)) ?? .britain,
            basis: EmployerMatch.Basis(rawValue: row.text(first + 1)) ?? .refused, organisation: row.text(first + 2),
            name: row.text(first + 3), standing: EmployerMatch.Standing(rawValue: row.text(first + 4)) ?? .none,
            candidates: JobRepository.lines(row.text(first + 5)))
    }

    static func save(
        _ match: EmployerMatch, of employer: EmployerID, by moderator: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let candidates = match.candidates.joined(separator: "\n")
        let decided = moderator == nil ? nil : now
        try transaction.execute(
            """
            INSERT INTO employer_register (employer_id, register, basis, organisation, name, standing, candidates,
                decided_by, decided_at, updated_at)
            VALUES (\(employer), \(match.register.rawValue), \(match.basis.rawValue), \(match.organisation),
                \(match.name), \(match.standing.rawValue), \(candidates), \(moderator), \(decided), \(now))
            ON CONFLICT (employer_id) DO UPDATE SET basis = excluded.basis, organisation = excluded.organisation,
                name = excluded.name, standing = excluded.standing, candidates = excluded.candidates,
                decided_by = COALESCE(excluded.decided_by, employer_register.decided_by),
                decided_at = COALESCE(excluded.decided_at, employer_register.decided_at),
                updated_at = excluded.updated_at
            """)
    }

    static func remove(_ employer: EmployerID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM employer_register WHERE employer_id = \(employer)")
    }

    /// Employers of a country in the order of their ids.
    static func employers(
        in country: String, after last: String, limit: Int, in transaction: any Transaction
    ) throws -> [Employer] {
        try transaction.rows(
            """
            SELECT \(EmployerRepository.columns) FROM employer
            WHERE employer.country = \(country) AND employer.id > \(last) ORDER BY employer.id LIMIT \(limit)
            """
        ) { EmployerRepository.decode($0, from: 0) }
    }

    /// Cities of the employer's jobs that are open or held.
    static func cities(of employer: EmployerID, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT job.city FROM job
            WHERE job.employer_id = \(employer) AND job.state IN ('open', 'held') AND job.city <> ''
            """
        ) { $0.text(0) }
    }

    /// Employers that a moderator is to match, the longest waiting first.
    static func waiting(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [(employer: Employer, match: EmployerMatch, since: Timestamp)] {
        try transaction.rows(
            """
            SELECT \(EmployerRepository.columns), stood.register, stood.basis, stood.organisation, stood.name,
                stood.standing, stood.candidates, stood.updated_at
            FROM employer_register AS stood CROSS JOIN employer
            WHERE stood.basis = 'candidates'
                AND (stood.updated_at, stood.employer_id) > (\(cursor?.key ?? .min), \(cursor?.id ?? ""))
                AND employer.id = stood.employer_id
            ORDER BY stood.updated_at, stood.employer_id LIMIT \(limit + 1)
            """
        ) { (EmployerRepository.decode($0, from: 0), decode($0, from: 11), $0.time(17)) }
    }

    /// Members who keep a job of one of the employers, with which of them; those whom letters reach.
    static func keepers(
        of employers: [EmployerID], in transaction: any Transaction
    ) throws -> [(recipient: Recipient, employer: EmployerID)] {
        try transaction.rows(
            """
            SELECT account.id, account.email, account.display_name, account.language, job.employer_id
            FROM job CROSS JOIN saved_job CROSS JOIN account
            WHERE \(transaction.dialect.anyOf("job.employer_id", employers.map(\.text))) AND job.state <> 'removed'
                AND saved_job.job_id = job.id AND account.id = saved_job.account_id AND \(Recipient.isReached)
            """
        ) { (Recipient($0), $0.id(4)) }
    }
}
