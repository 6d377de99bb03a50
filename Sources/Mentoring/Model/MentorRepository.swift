import Core
import Storage
import Visibility

/// SQL over mentors' profiles.
package enum MentorRepository {
    /// How a mentor stands at this moment, inside the transaction of who asks; `nil` when the member is no mentor.
    /// - Parameter day: today in UTC, by which a pause ends.
    package static func standing(
        of mentor: MemberID, on day: CivilDay, in transaction: any Transaction
    ) throws -> MentorStanding? {
        try transaction.first(
            """
            SELECT mentor.capacity, mentor.is_accepting, mentor.paused_until, mentor.verification,
                mentor.weekly_requests, standing.is_good,
                CASE WHEN EXISTS (SELECT 1 FROM mentoring_adult WHERE mentoring_adult.account_id = mentor.account_id)
                    THEN 1 ELSE 0 END,
                CASE WHEN EXISTS (SELECT 1 FROM mentoring_pause AS pause
                    WHERE pause.account_id = mentor.account_id AND pause.side = 'mentor' AND pause.lifted_at IS NULL
                        AND pause.until_day > \(day.description)) THEN 1 ELSE 0 END
            FROM mentor_profile AS mentor CROSS JOIN account_standing AS standing
            WHERE mentor.account_id = \(mentor) AND standing.id = mentor.account_id
            """
        ) { row in
            MentorStanding(
                id: mentor, capacity: row.int(0), isAccepting: row.flag(1),
                isPaused: row.flag(7) || (row.textOrNil(2).flatMap { CivilDay($0) }.map { day < $0 } ?? false),
                verification: row.int(3), weeklyRequests: row.int(4), isAdult: row.flag(6), isGood: row.flag(5))
        }
    }

    /// Tells the matcher that something about a mentor changed: the profile, the hours, or the seats taken.
    package static func touch(_ mentor: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: scope, entity: "mentor", id: mentor.text))
    }

    /// Tells the matcher that a mentor is none any more.
    static func leave(_ mentor: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.leaves(scope: scope, entity: "mentor", id: mentor.text))
    }

    /// The matcher's own scope: no device follows it.
    static let scope = "mentors"

    // MARK: Reading

    private static let columns: Query = """
        mentor.account_id, mentor.capacity, mentor.is_accepting, mentor.paused_until, mentor.weekly_requests,
        mentor.about, mentor.origin, mentor.employer, mentor.employer_kind, mentor.experience_years,
        mentor.is_async_only, mentor.topics, mentor.skills, mentor.languages, mentor.stages, mentor.verification,
        mentor.listed_at, mentor.updated_at, mentor.revision, member.username, member.display_name,
        mentor.takes_questions
        """
    private static let joined: Query = """
        account_public AS member CROSS JOIN account_standing AS standing
        """

    private static func decode(_ row: any ResultRow) -> Mentor {
        var content = MentorContent()
        (content.capacity, content.isAccepting) = (row.int(1), row.flag(2))
        content.pausedUntil = row.textOrNil(3).flatMap { CivilDay($0) }
        (content.weeklyRequests, content.about, content.origin) = (row.int(4), row.text(5), row.textOrNil(6))
        (content.employer, content.employerKind, content.experienceYears) = (row.text(7), row.text(8), row.int(9))
        (content.isAsyncOnly, content.takesQuestions) = (row.flag(10), row.flag(21))
        content.topics = Lines.choices(row.text(11))
        content.skills = Lines.values(row.text(12))
        content.languages = Lines.languages(row.text(13))
        content.stages = Lines.choices(row.text(14))
        return Mentor(
            member: MentoringName(id: row.id(0), username: row.text(19), displayName: row.text(20)),
            content: content, verification: row.int(15), listedAt: row.timeOrNil(16), updatedAt: row.time(17),
            revision: row.integer(18))
    }

    /// The mentor's own profile.
    static func mentor(_ id: MemberID, in transaction: any Transaction) throws -> Mentor? {
        try whole(
            transaction.rows(
                """
                SELECT \(columns) FROM mentor_profile AS mentor CROSS JOIN account_public AS member
                WHERE mentor.account_id = \(id) AND member.id = mentor.account_id
                """, decode), in: transaction
        ).first
    }

    /// Those of the mentors whom the principal may see.
    static func mentors(
        _ ids: [String], visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [Mentor] {
        try whole(
            transaction.rows(
                """
                SELECT \(columns) FROM mentor_profile AS mentor CROSS JOIN \(joined)
                WHERE \(transaction.dialect.anyOf("mentor.account_id", ids)) AND member.id = mentor.account_id
                    AND standing.id = mentor.account_id AND \(Visibility.mentors(principal))
                """, decode), in: transaction)
    }

    static func mentor(
        username: String, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Mentor? {
        try whole(
            transaction.rows(
                """
                SELECT \(columns) FROM \(joined) CROSS JOIN mentor_profile AS mentor
                WHERE lower(member.username) = \(username.lowercased()) AND mentor.account_id = member.id
                    AND standing.id = member.id AND \(Visibility.mentors(principal))
                """, decode), in: transaction
        ).first
    }

    /// The same by the name alone.
    static func name(
        _ username: String, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> MentoringName? {
        try transaction.first(
            """
            SELECT member.id, member.username, member.display_name FROM \(joined) CROSS JOIN mentor_profile AS mentor
            WHERE lower(member.username) = \(username.lowercased()) AND mentor.account_id = member.id
                AND standing.id = member.id AND \(Visibility.mentors(principal))
            """
        ) { MentoringName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    /// A page of listed mentors, the newest first, and one more if there is a next page.
    static func listed(
        _ filter: MentorFilter, after cursor: PageCursor?, limit: Int, visibleTo principal: Principal,
        in transaction: any Transaction
    ) throws -> [Mentor] {
        let (key, id) = (cursor?.key ?? .max, cursor?.id ?? "~")
        guard let facet = filter.facets.first else {
            return try whole(
                transaction.rows(
                    """
                    SELECT \(columns) FROM mentor_profile AS mentor CROSS JOIN \(joined)
                    WHERE mentor.listed_at IS NOT NULL AND (mentor.listed_at, mentor.account_id) < (\(key), \(id))
                        AND member.id = mentor.account_id AND standing.id = mentor.account_id
                        AND standing.is_good = 1 AND \(Visibility.mentors(principal))
                    ORDER BY mentor.listed_at DESC, mentor.account_id DESC LIMIT \(limit + 1)
                    """, decode), in: transaction)
        }
        let others = filter.facets.dropFirst().reduce(into: "1 = 1" as Query) { query, facet in
            query = """
                \(query) AND EXISTS (SELECT 1 FROM mentor_facet AS other WHERE other.facet = \(facet)
                    AND other.listed_at = found.listed_at AND other.account_id = found.account_id)
                """
        }
        return try whole(
            transaction.rows(
                """
                SELECT \(columns) FROM mentor_facet AS found CROSS JOIN mentor_profile AS mentor CROSS JOIN \(joined)
                WHERE found.facet = \(facet) AND (found.listed_at, found.account_id) < (\(key), \(id))
                    AND mentor.account_id = found.account_id AND member.id = found.account_id
                    AND standing.id = found.account_id AND standing.is_good = 1
                    AND \(Visibility.mentors(principal)) AND \(others)
                ORDER BY found.listed_at DESC, found.account_id DESC LIMIT \(limit + 1)
                """, decode), in: transaction)
    }

    /// How many listed mentors went a pathway, counted to a hundred.
    static func count(went pathway: String, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM mentor_facet AS found CROSS JOIN account_standing AS standing
                    WHERE found.facet = \("pathway:\(pathway)") AND standing.id = found.account_id
                        AND standing.is_good = 1 LIMIT 100) AS went
                """))
    }

    /// The same mentors, with where they lived and which pathways they went.
    private static func whole(_ mentors: [Mentor], in transaction: any Transaction) throws -> [Mentor] {
        guard !mentors.isEmpty else { return [] }
        let ids = mentors.map(\.member.id.text)
        let stays = try stays(of: ids, in: transaction)
        let experiences = try experiences(of: ids, in: transaction)
        let outcomes = try QuestionRepository.outcomes(of: ids, in: transaction)
        let stops = try MentoringPauseRepository.ends(of: ids, in: transaction)
        return mentors.map { mentor in
            var content = mentor.content
            content.stays = stays[mentor.member.id.text] ?? []
            content.experiences = experiences[mentor.member.id.text] ?? []
            return Mentor(
                member: mentor.member, content: content, verification: mentor.verification,
                listedAt: mentor.listedAt, updatedAt: mentor.updatedAt, revision: mentor.revision,
                outcomes: outcomes[mentor.member.id.text] ?? MentorOutcomes(),
                stoppedUntil: stops[mentor.member.id.text])
        }
    }

    private static func stays(of ids: [String], in transaction: any Transaction) throws -> [String: [MentorStay]] {
        let rows = try transaction.rows(
            """
            SELECT account_id, country, city, since, until, position FROM mentor_stay
            WHERE \(transaction.dialect.anyOf("account_id", ids))
            """
        ) { row in
            (
                id: row.text(0), place: row.int(5),
                stay: MentorStay(
                    country: row.text(1), city: row.text(2), since: row.text(3), until: row.textOrNil(4))
            )
        }
        return Dictionary(grouping: rows, by: \.id).mapValues { $0.sorted { $0.place < $1.place }.map(\.stay) }
    }

    private static func experiences(
        of ids: [String], in transaction: any Transaction
    ) throws -> [String: [MentorExperience]] {
        let rows = try transaction.rows(
            """
            SELECT account_id, pathway_id, year FROM mentor_experience
            WHERE \(transaction.dialect.anyOf("account_id", ids))
            """
        ) { (id: $0.text(0), went: MentorExperience(pathwayId: $0.text(1), year: $0.int(2))) }
        return Dictionary(grouping: rows, by: \.id).mapValues { rows in
            rows.map(\.went).sorted { ($1.year, $0.pathwayId) < ($0.year, $1.pathwayId) }
        }
    }

    static func cursor(after mentor: Mentor) -> PageCursor {
        PageCursor(key: mentor.listedAt?.milliseconds ?? 0, id: mentor.member.id.text)
    }
}
