import Core
import Jobs
import Storage

/// SQL over members' applications; internal to the feature.
enum ApplicationRepository {
    private static let columns: Query = """
        application.id, application.job_id, application.employer_name, application.title, application.link,
        application.stage, application.stage_on, application.next_step, application.next_on, application.notes,
        application.notes_revision, application.offer_gross, application.offer_currency, application.offer_period,
        application.offer_minutes, application.offer_relocation, application.offer_sponsorship, application.created_at,
        application.updated_at, application.revision
        """

    private static func decode(_ row: any ResultRow) -> JobApplication {
        let content = ApplicationContent(
            employerName: row.text(2), title: row.text(3), link: row.text(4), nextStep: row.text(7),
            nextOn: row.textOrNil(8).flatMap { CivilDay($0) }, notes: row.text(9), offer: offer(row))
        return JobApplication(
            id: row.id(0), jobID: row.idOrNil(1), content: content,
            stage: ApplicationStage(rawValue: row.text(5)) ?? .interested, stageOn: day(row.text(6)),
            notesRevision: row.integer(10), createdAt: row.time(17), updatedAt: row.time(18), revision: row.integer(19))
    }

    private static func offer(_ row: any ResultRow) -> Offer? {
        guard let gross = row.integerOrNil(11), let currency = row.textOrNil(12),
            let period = PayPeriod(rawValue: row.textOrNil(13) ?? "")
        else { return nil }
        return Offer(
            gross: gross, currency: currency, period: period, minutes: row.integerOrNil(14).map { Int($0) },
            relocation: row.text(15), sponsorship: OfferSponsorship(rawValue: row.text(16)) ?? .unknown)
    }

    /// A day that our own tables hold.
    private static func day(_ text: String) -> CivilDay { CivilDay(text) ?? CivilDay(daysSince1970: 0) }

    // MARK: Lists

    /// One page of a member's, by stage, and one more if there is a next page.
    static func applications(
        of member: MemberID, at stage: ApplicationStage?, after cursor: PageCursor?, limit: Int,
        in transaction: any Transaction
    ) throws -> [JobApplication] {
        let places = stage.map(JobApplication.positions) ?? 0...Int64.max
        let found = try transaction.rows(
            """
            SELECT \(columns) FROM application
            WHERE application.account_id = \(member) AND application.position < \(places.upperBound)
                AND (application.position, application.id) > (\(cursor?.key ?? places.lowerBound), \(cursor?.id ?? ""))
            ORDER BY application.position, application.id LIMIT \(limit + 1)
            """, decode)
        return try withMoves(found, in: transaction)
    }

    /// Those with an offer that was not turned down.
    static func offers(of member: MemberID, limit: Int, in transaction: any Transaction) throws -> [JobApplication] {
        let found = try transaction.rows(
            """
            SELECT \(columns) FROM application
            WHERE application.account_id = \(member) AND application.offer_gross IS NOT NULL
                AND application.stage NOT IN ('rejected', 'withdrawn')
            ORDER BY application.position, application.id LIMIT \(limit)
            """, decode)
        return found
    }

    static func counts(of member: MemberID, in transaction: any Transaction) throws -> [StageCount] {
        let found = try transaction.rows(
            "SELECT stage, count(*) FROM application WHERE account_id = \(member) GROUP BY stage"
        ) { ($0.text(0), $0.int(1)) }
        let counts = Dictionary(found, uniquingKeysWith: { first, _ in first })
        return ApplicationStage.allCases.compactMap { stage in
            counts[stage.rawValue].map { StageCount(stage: stage, count: $0) }
        }
    }

    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM application WHERE account_id = \(member)"))
    }

    // MARK: One

    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [JobApplication] {
        let found = try transaction.rows(
            """
            SELECT \(columns) FROM application
            WHERE \(transaction.dialect.anyOf("application.id", ids)) AND application.account_id = \(member)
            """, decode)
        return try withMoves(found, in: transaction)
    }

    static func owner(of id: ApplicationID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT account_id FROM application WHERE id = \(id)") { $0.id(0) }
    }

    static func application(
        ofJob job: JobID, of member: MemberID, in transaction: any Transaction
    ) throws -> ApplicationID? {
        try transaction.first("SELECT id FROM application WHERE account_id = \(member) AND job_id = \(job)") {
            $0.id(0)
        }
    }

    private static func withMoves(
        _ applications: [JobApplication], in transaction: any Transaction
    ) throws -> [JobApplication] {
        guard !applications.isEmpty else { return [] }
        let moves = try transaction.rows(
            """
            SELECT application_id, stage, happened_on, created_at FROM application_move
            WHERE \(transaction.dialect.anyOf("application_id", applications.map(\.id.text)))
            ORDER BY application_id, created_at, id
            """
        ) { row in
            (
                row.text(0),
                ApplicationMove(
                    stage: ApplicationStage(rawValue: row.text(1)) ?? .interested, on: day(row.text(2)),
                    createdAt: row.time(3))
            )
        }
        let byID = Dictionary(grouping: moves, by: \.0)
        return applications.map { application in
            var application = application
            application.moves = (byID[application.id.text] ?? []).map(\.1)
            return application
        }
    }

    static func moves(of id: ApplicationID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM application_move WHERE application_id = \(id)"))
    }

    // MARK: Writing

    static func insert(_ application: JobApplication, of member: MemberID, in transaction: any WriteTransaction) throws
    {
        let content = application.content
        try transaction.execute(
            """
            INSERT INTO application (id, account_id, job_id, employer_name, title, link, stage, stage_on, position,
                next_step, next_on, notes, created_at, updated_at)
            VALUES (\(application.id), \(member), \(application.jobID), \(content.employerName), \(content.title),
                \(content.link), \(application.stage.rawValue), \(application.stageOn.description),
                \(application.position), \(content.nextStep), \(content.nextOn?.description), \(content.notes),
                \(application.createdAt), \(application.updatedAt))
            """)
    }

    /// Writes all of it; a reminder for another day is one that was not given yet.
    static func update(_ application: JobApplication, in transaction: any WriteTransaction) throws {
        let (content, offer) = (application.content, application.content.offer)
        let nextOn = content.nextOn?.description
        try transaction.execute(
            """
            UPDATE application SET employer_name = \(content.employerName), title = \(content.title),
                link = \(content.link), stage = \(application.stage.rawValue),
                stage_on = \(application.stageOn.description), position = \(application.position),
                next_step = \(content.nextStep),
                is_reminded = CASE WHEN next_on = \(nextOn) THEN is_reminded ELSE 0 END,
                next_on = \(nextOn), notes = \(content.notes), notes_revision = \(application.notesRevision),
                offer_gross = \(offer?.gross), offer_currency = \(offer?.currency),
                offer_period = \(offer?.period.rawValue), offer_minutes = \(offer?.minutes),
                offer_relocation = \(offer?.relocation ?? ""),
                offer_sponsorship = \(offer?.sponsorship.rawValue ?? "unknown"),
                updated_at = \(application.updatedAt), revision = \(application.revision)
            WHERE id = \(application.id)
            """)
    }

    static func add(
        _ move: ApplicationMove, _ id: String, to application: ApplicationID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO application_move (id, application_id, stage, happened_on, created_at)
            VALUES (\(id), \(application), \(move.stage.rawValue), \(move.on.description), \(move.createdAt))
            """)
    }

    static func remove(_ id: ApplicationID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM application WHERE id = \(id)")
    }

    // MARK: Reminders

    /// Of whom the day of the next step has come, the longest waiting first; not of what has ended.
    static func due(
        on day: CivilDay, limit: Int, in transaction: any Transaction
    ) throws -> [ApplicationReminder] {
        try transaction.rows(
            """
            SELECT application.id, application.account_id, application.title, application.employer_name,
                application.next_step, application.stage
            FROM application
            WHERE application.next_on <= \(day.description) AND application.is_reminded = 0
            ORDER BY application.next_on, application.id LIMIT \(limit)
            """
        ) {
            ApplicationReminder(
                application: $0.id(0), member: $0.id(1), title: "\($0.text(2)) · \($0.text(3))", step: $0.text(4),
                isWanted: !(ApplicationStage(rawValue: $0.text(5)) ?? .interested).isEnded)
        }
    }

    static func noteReminded(_ ids: [ApplicationID], in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE application SET is_reminded = 1 WHERE \(transaction.dialect.anyOf("id", ids.map(\.text)))
            """)
    }
}
