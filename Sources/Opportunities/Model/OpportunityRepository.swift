import Core
import Markup
import Storage
import Visibility

/// SQL over opportunities and interest in them; internal to the feature.
enum OpportunityRepository {
    private static let columns: Query = """
        opportunity.id, opportunity.state, opportunity.kind, opportunity.title, opportunity.body, opportunity.html,
        opportunity.destination, opportunity.seats, opportunity.outcome, opportunity.posted_at,
        opportunity.expires_at, opportunity.updated_at, opportunity.revision, poster.id, poster.username,
        poster.display_name
        """
    /// CROSS JOIN keeps SQLite on the order written: along the list's index, until the page is full.
    private static let joined: Query = "opportunity CROSS JOIN account_public AS poster"

    private static func decode(_ row: any ResultRow) -> Opportunity {
        let content = OpportunityContent(
            kind: OpportunityKind(rawValue: row.text(2)) ?? .referral, title: row.text(3), body: row.text(4),
            destination: row.text(6), seats: row.int(7))
        return Opportunity(
            id: row.id(0), poster: name(row, from: 13), state: OpportunityState(rawValue: row.text(1)) ?? .closed,
            content: content, html: row.text(5),
            outcome: row.textOrNil(8).flatMap(OpportunityOutcome.init(rawValue:)), postedAt: row.time(9),
            expiresAt: row.time(10), updatedAt: row.time(11), revision: row.integer(12))
    }

    static func name(_ row: any ResultRow, from first: Int) -> PublicName {
        PublicName(id: row.id(first), username: row.text(first + 1), displayName: row.text(first + 2))
    }

    // MARK: Lists

    /// One page of open ones, the newest first, and one more if there is a next page.
    static func open(
        _ filter: OpportunityFilter, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Opportunity] {
        var conditions: Query = ""
        if let code = filter.destination { conditions = "\(conditions) AND opportunity.destination = \(code)" }
        if let kind = filter.kind { conditions = "\(conditions) AND opportunity.kind = \(kind.rawValue)" }
        return try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE opportunity.state = 'open' \(conditions)
                AND (opportunity.posted_at, opportunity.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND poster.id = opportunity.account_id
            ORDER BY opportunity.posted_at DESC, opportunity.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func posted(
        by member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Opportunity] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE opportunity.account_id = \(member)
                AND (opportunity.posted_at, opportunity.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND poster.id = opportunity.account_id
            ORDER BY opportunity.posted_at DESC, opportunity.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func cursor(after opportunity: Opportunity) -> PageCursor {
        PageCursor(key: opportunity.postedAt.milliseconds, id: opportunity.id.text)
    }

    // MARK: One

    static func byID(
        _ ids: [String], visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [Opportunity] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("opportunity.id", ids)) AND poster.id = opportunity.account_id
                AND \(Visibility.opportunities(principal))
            """, decode)
    }

    static func poster(of id: OpportunityID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT account_id FROM opportunity WHERE id = \(id)") { $0.id(0) }
    }

    static func openCount(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                "SELECT count(*) FROM opportunity WHERE account_id = \(member) AND state = 'open'"))
    }

    static func expired(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [OpportunityID] {
        try transaction.rows(
            """
            SELECT id FROM opportunity WHERE state = 'open' AND expires_at <= \(now)
            ORDER BY expires_at, id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    // MARK: Writing

    /// A text with its HTML, rendered before the transaction opens.
    struct Written: Sendable {
        let content: OpportunityContent
        let html: String

        init(_ content: OpportunityContent) {
            self.content = content
            html = Markup.html(content.body)
        }
    }

    static func insert(
        _ id: OpportunityID, _ written: Written, of member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let content = written.content
        try transaction.execute(
            """
            INSERT INTO opportunity (id, account_id, kind, title, body, html, html_version, destination, seats, state,
                posted_at, expires_at, updated_at)
            VALUES (\(id), \(member), \(content.kind.rawValue), \(content.title), \(content.body), \(written.html),
                \(Markup.version), \(content.destination), \(content.seats), 'open', \(now),
                \(now.advanced(by: OpportunityLimits.lasts)), \(now))
            """)
    }

    static func update(
        _ id: OpportunityID, _ written: Written, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let content = written.content
        try transaction.execute(
            """
            UPDATE opportunity SET kind = \(content.kind.rawValue), title = \(content.title), body = \(content.body),
                html = \(written.html), html_version = \(Markup.version), destination = \(content.destination),
                seats = \(content.seats), updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    /// - Parameter expiresAt: of one that is opened again.
    static func set(
        _ state: OpportunityState, _ outcome: OpportunityOutcome?, of opportunity: Opportunity, expiresAt: Timestamp,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE opportunity SET state = \(state.rawValue), outcome = \(outcome?.rawValue),
                expires_at = \(expiresAt), updated_at = \(now), revision = revision + 1
            WHERE id = \(opportunity.id)
            """)
    }

    static func remove(_ id: OpportunityID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM opportunity WHERE id = \(id)")
    }

    static func expire(_ ids: [OpportunityID], at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE opportunity SET state = 'expired', updated_at = \(now), revision = revision + 1
            WHERE \(transaction.dialect.anyOf("id", ids.map(\.text)))
            """)
    }
}
