import Core
import Storage

/// SQL over what members noted of mentorships: each reads their own alone. Internal to the feature.
enum NoteRepository {
    private static let columns: Query = "id, mentorship_id, body, created_at, updated_at, revision"

    private static func decode(_ row: any ResultRow) -> MentorshipNote {
        MentorshipNote(
            id: row.id(0), mentorship: row.id(1), body: row.text(2), createdAt: row.time(3), updatedAt: row.time(4),
            version: row.integer(5))
    }

    /// One page of a member's notes of a mentorship, the newest first, and one more if there is a next page.
    static func notes(
        of member: MemberID, in mentorship: MentorshipID, after cursor: PageCursor?, limit: Int,
        _ transaction: any Transaction
    ) throws -> [MentorshipNote] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_note
            WHERE account_id = \(member) AND mentorship_id = \(mentorship)
                AND (created_at, id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY created_at DESC, id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [MentorshipNote] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_note
            WHERE \(transaction.dialect.anyOf("id", ids)) AND account_id = \(member)
            """, decode)
    }

    static func all(of member: MemberID, in transaction: any Transaction) throws -> [MentorshipNote] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_note WHERE account_id = \(member)
            ORDER BY mentorship_id, created_at, id
            """, decode)
    }

    static func count(
        of member: MemberID, in mentorship: MentorshipID, _ transaction: any Transaction
    ) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentorship_note WHERE account_id = \(member) AND mentorship_id = \(mentorship)
                """))
    }

    static func exists(_ id: MentorshipNoteID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentorship_note WHERE id = \(id)")
    }

    static func insert(
        _ note: MentorshipNote, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentorship_note (id, mentorship_id, account_id, body, created_at, updated_at)
            VALUES (\(note.id), \(note.mentorship), \(member), \(note.body), \(note.createdAt), \(note.updatedAt))
            """)
    }

    static func update(_ note: MentorshipNote, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE mentorship_note SET body = \(note.body), updated_at = \(note.updatedAt), revision = \(note.version)
            WHERE id = \(note.id)
            """)
    }

    static func remove(_ id: MentorshipNoteID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM mentorship_note WHERE id = \(id)")
    }

    /// - Returns: ids of what was theirs.
    static func removeAll(of member: MemberID, in transaction: any WriteTransaction) throws -> [String] {
        try transaction.rows("DELETE FROM mentorship_note WHERE account_id = \(member) RETURNING id") { $0.text(0) }
    }
}
