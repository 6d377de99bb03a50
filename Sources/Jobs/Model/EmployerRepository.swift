import Core
import Storage

/// SQL over employers; internal to the feature.
enum EmployerRepository {
    static let columns: Query = """
        employer.id, employer.slug, employer.name, employer.legal_name, employer.country, employer.site,
        employer.register_id, employer.state, employer.evidence, employer.decided_at, employer.revision
        """

    static func decode(_ row: any ResultRow, from first: Int) -> Employer {
        Employer(
            id: row.id(first), slug: row.text(first + 1), name: row.text(first + 2), legalName: row.text(first + 3),
            country: row.text(first + 4), site: row.text(first + 5), registerID: row.text(first + 6),
            state: Employer.State(rawValue: row.text(first + 7)) ?? .unverified, evidence: row.text(first + 8),
            decidedAt: row.timeOrNil(first + 9), revision: row.integer(first + 10))
    }

    static func employer(slug: String, in transaction: any Transaction) throws -> Employer? {
        try transaction.first("SELECT \(columns) FROM employer WHERE employer.slug = \(slug)") { decode($0, from: 0) }
    }

    static func employer(
        matching name: String, in country: String, in transaction: any Transaction
    ) throws -> Employer? {
        try transaction.first(
            """
            SELECT \(columns) FROM employer
            WHERE employer.match_name = \(EmployerName.match(name)) AND employer.country = \(country)
            """
        ) { decode($0, from: 0) }
    }

    static func insert(
        _ id: EmployerID, name: String, country: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let wanted = "\(UserText.slug(name))-\(country.lowercased())"
        let isTaken = try transaction.exists("SELECT 1 FROM employer WHERE slug = \(wanted)")
        let slug = isTaken ? "\(wanted)-\(id.text.suffix(6))" : wanted
        try transaction.execute(
            """
            INSERT INTO employer (id, slug, name, match_name, country, state, created_at)
            VALUES (\(id), \(slug), \(name), \(EmployerName.match(name)), \(country), 'unverified', \(now))
            """)
    }

    static func decide(
        _ id: EmployerID, _ valid: EmployerDecision.Valid, by member: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE employer SET state = \(valid.state.rawValue), legal_name = \(valid.legalName), site = \(valid.site),
                register_id = \(valid.registerID), evidence = \(valid.evidence), decided_at = \(now),
                decided_by = \(member), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    /// Pages of the country's verified employers.
    static func sites(in country: String, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            "SELECT employer.site FROM employer WHERE employer.country = \(country) AND employer.state = 'verified'"
        ) { $0.text(0) }
    }

    static func openJobs(of id: EmployerID, in transaction: any Transaction) throws -> [JobID] {
        try transaction.rows(
            "SELECT job.id FROM job WHERE job.state = 'open' AND job.employer_id = \(id) ORDER BY job.posted_at, job.id"
        ) { $0.id(0) }
    }
}
