import Core
import Storage

/// What posts without a name count towards the trust of those who wrote them: counted together once a night, so that
/// neither a counter nor a level moves when somebody is thanked.
enum AnonymousCredit {
    /// Members of one transaction.
    private static let atOnce = 200

    /// As it was the last night.
    static func of(
        _ member: MemberID, in transaction: any Transaction
    ) throws -> (accepted: Int, thanked: Int) {
        try transaction.first("SELECT accepted, thanked FROM anonymous_credit WHERE account_id = \(member)") {
            ($0.int(0), $0.int(1))
        } ?? (0, 0)
    }

    /// Counts anew, once a day and some hundreds of members at a time.
    /// - Parameter day: since 1970 in UTC.
    static func count(on day: Int64, in store: any Store) async throws {
        guard try await store.read({ try !$0.exists("SELECT 1 FROM anonymous_count WHERE day >= \(day)") }) else {
            return
        }
        var last = ""
        while true {
            let after = last
            let counted = try await store.read { transaction in
                try transaction.rows(countQuery(after: after)) {
                    (member: $0.text(0), accepted: $0.int(1), thanked: $0.int(2))
                }
            }
            if !counted.isEmpty {
                try await store.write { transaction in
                    for one in counted {
                        try transaction.execute(
                            """
                            INSERT INTO anonymous_credit (account_id, accepted, thanked)
                            VALUES (\(one.member), \(one.accepted), \(one.thanked))
                            ON CONFLICT (account_id) DO UPDATE
                            SET accepted = excluded.accepted, thanked = excluded.thanked
                            """)
                    }
                }
            }
            guard let end = counted.last, counted.count == atOnce else { break }
            last = end.member
        }
        // The last: killed half-way, it begins anew.
        _ = try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO anonymous_count (id, day) VALUES (1, \(day))
                ON CONFLICT (id) DO UPDATE SET day = excluded.day
                """)
        }
    }

    static func countQuery(after last: String) -> Query {
        """
        SELECT post.author_id, count(CASE WHEN thread.accepted_post_id = post.id
                AND thread.author_id <> post.author_id THEN 1 END),
            count(CASE WHEN post.up_votes > 0 AND post.state = 'published' THEN 1 END)
        FROM forum_post AS post CROSS JOIN forum_thread AS thread CROSS JOIN account
        WHERE post.pseudonym IS NOT NULL AND post.author_id > \(last) AND thread.id = post.thread_id
            AND account.id = post.author_id AND account.state <> 'deleted'
        GROUP BY post.author_id ORDER BY post.author_id LIMIT \(atOnce)
        """
    }
}
