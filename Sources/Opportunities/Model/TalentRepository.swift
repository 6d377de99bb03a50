import Core
import Storage
import Visibility

/// SQL over the talent directory; internal to the feature.
enum TalentRepository {
    private static let columns: Query = """
        entry.id, entry.state, entry.headline, entry.skills, entry.destinations, entry.notice_weeks, entry.reason,
        entry.listed_at, entry.expires_at, entry.revision, member.id, member.username, member.display_name
        """

    private static func decode(_ row: any ResultRow) -> TalentEntry {
        let content = TalentContent(
            headline: row.text(2), skills: lines(row.text(3)), destinations: lines(row.text(4)),
            noticeWeeks: row.int(5), reason: TalentReason(rawValue: row.text(6)) ?? .relocating)
        return TalentEntry(
            id: row.id(0), member: OpportunityRepository.name(row, from: 10),
            state: TalentState(rawValue: row.text(1)) ?? .left, content: content, listedAt: row.time(7),
            expiresAt: row.time(8), revision: row.integer(9))
    }

    private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    // MARK: The directory

    /// Whether the directory is there for the member.
    static func mayLook(_ principal: Principal, in transaction: any Transaction) throws -> Bool {
        guard let member = principal.member, member.isVerified, !member.isSuspended, !member.isSilenced else {
            return false
        }
        if member.roles.contains(.ambassador) { return true }
        return try transaction.exists("SELECT 1 FROM \(Visibility.verifiedEmployers(of: member.id)) LIMIT 1")
    }

    /// One page of entries that the principal may see, the newest first, and one more if there is a next page.
    static func entries(
        to destination: String?, after cursor: PageCursor?, limit: Int, visibleTo principal: Principal,
        in transaction: any Transaction
    ) throws -> [TalentEntry] {
        let (key, id) = (cursor?.key ?? .max, cursor?.id ?? "~")
        guard let destination else {
            return try transaction.rows(
                """
                SELECT \(columns) FROM talent_entry AS entry CROSS JOIN account_public AS member
                WHERE entry.state = 'visible' AND (entry.listed_at, entry.id) < (\(key), \(id))
                    AND member.id = entry.account_id AND \(Visibility.talent(principal))
                ORDER BY entry.listed_at DESC, entry.id DESC LIMIT \(limit + 1)
                """, decode)
        }
        return try transaction.rows(
            """
            SELECT \(columns) FROM talent_destination AS wish CROSS JOIN talent_entry AS entry
            CROSS JOIN account_public AS member
            WHERE wish.country = \(destination) AND (wish.listed_at, wish.entry_id) < (\(key), \(id))
                AND entry.id = wish.entry_id AND member.id = entry.account_id AND \(Visibility.talent(principal))
            ORDER BY wish.listed_at DESC, wish.entry_id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func entry(
        _ id: TalentID, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> TalentEntry? {
        try transaction.first(
            """
            SELECT \(columns) FROM talent_entry AS entry CROSS JOIN account_public AS member
            WHERE entry.id = \(id) AND member.id = entry.account_id AND \(Visibility.talent(principal))
            """, decode)
    }

    // MARK: One's own

    static func entry(of member: MemberID, in transaction: any Transaction) throws -> TalentEntry? {
        try transaction.first(
            """
            SELECT \(columns) FROM talent_entry AS entry CROSS JOIN account_public AS member
            WHERE entry.account_id = \(member) AND member.id = entry.account_id
            """, decode)
    }

    /// Lists a member, or lists them anew.
    static func put(
        _ content: TalentContent, _ id: TalentID, of member: MemberID, listedAt: Timestamp, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let kept = try transaction.first(
            """
            INSERT INTO talent_entry (id, account_id, state, headline, skills, destinations, notice_weeks, reason,
                listed_at, expires_at, updated_at)
            VALUES (\(id), \(member), 'visible', \(content.headline), \(content.skills.joined(separator: "\n")),
                \(content.destinations.joined(separator: "\n")), \(content.noticeWeeks), \(content.reason.rawValue),
                \(listedAt), \(now.advanced(by: OpportunityLimits.lasts)), \(now))
            ON CONFLICT (account_id) DO UPDATE SET state = 'visible', headline = excluded.headline,
                skills = excluded.skills, destinations = excluded.destinations,
                notice_weeks = excluded.notice_weeks, reason = excluded.reason, listed_at = excluded.listed_at,
                expires_at = excluded.expires_at, updated_at = excluded.updated_at,
                revision = talent_entry.revision + 1
            RETURNING id
            """
        ) { $0.text(0) }
        guard let kept else { return }
        try transaction.execute("DELETE FROM talent_destination WHERE entry_id = \(kept)")
        for country in content.destinations {
            try transaction.execute(
                """
                INSERT INTO talent_destination (country, listed_at, entry_id)
                VALUES (\(country), \(listedAt), \(kept))
                """)
        }
    }

    /// What is visible no longer is found by nothing.
    static func end(
        _ state: TalentState, _ ids: [TalentID], at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let texts = ids.map(\.text)
        try transaction.execute(
            """
            UPDATE talent_entry SET state = \(state.rawValue), updated_at = \(now), revision = revision + 1
            WHERE \(transaction.dialect.anyOf("id", texts))
            """)
        try transaction.execute(
            "DELETE FROM talent_destination WHERE \(transaction.dialect.anyOf("entry_id", texts))")
    }

    static func expired(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [TalentID] {
        try transaction.rows(
            """
            SELECT id FROM talent_entry WHERE state = 'visible' AND expires_at <= \(now)
            ORDER BY expires_at, id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    // MARK: Looks

    /// Once a day for each who looks.
    static func note(
        _ id: String, of viewer: MemberID, at entry: TalentID, on now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO talent_look (id, entry_id, viewer_id, looked_on, created_at)
            VALUES (\(id), \(entry), \(viewer), \(CivilDay(now).description), \(now))
            ON CONFLICT (entry_id, viewer_id, looked_on) DO NOTHING
            """)
    }

    static func looks(
        at entry: TalentID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [TalentLook] {
        try transaction.rows(
            """
            SELECT look.id, look.looked_on, look.created_at, viewer.id, viewer.username, viewer.display_name
            FROM talent_look AS look CROSS JOIN account_public AS viewer
            WHERE look.entry_id = \(entry)
                AND (look.created_at, look.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND viewer.id = look.viewer_id
            ORDER BY look.created_at DESC, look.id DESC LIMIT \(limit + 1)
            """
        ) {
            TalentLook(
                id: $0.text(0), viewer: OpportunityRepository.name($0, from: 3),
                on: CivilDay($0.text(1)) ?? CivilDay($0.time(2)), createdAt: $0.time(2))
        }
    }
}
