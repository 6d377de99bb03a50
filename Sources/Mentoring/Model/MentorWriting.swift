import Core
import Storage

/// SQL that writes mentors' profiles; internal to the feature.
extension MentorRepository {
    static func put(
        _ content: MentorContent, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentor_profile (account_id, capacity, is_accepting, paused_until, weekly_requests, about,
                origin, employer, employer_kind, experience_years, is_async_only, topics, skills, languages, stages,
                takes_questions, created_at, updated_at)
            VALUES (\(member), \(content.capacity), \(content.isAccepting), \(content.pausedUntil?.description),
                \(content.weeklyRequests), \(content.about), \(content.origin), \(content.employer),
                \(content.employerKind), \(content.experienceYears), \(content.isAsyncOnly),
                \(Lines.text(content.topics.map(\.rawValue))), \(Lines.text(content.skills)),
                \(Lines.text(content.languages)), \(Lines.text(content.stages.map(\.rawValue))),
                \(content.takesQuestions), \(now), \(now))
            ON CONFLICT (account_id) DO UPDATE SET capacity = excluded.capacity,
                is_accepting = excluded.is_accepting, paused_until = excluded.paused_until,
                weekly_requests = excluded.weekly_requests, about = excluded.about, origin = excluded.origin,
                employer = excluded.employer, employer_kind = excluded.employer_kind,
                experience_years = excluded.experience_years, is_async_only = excluded.is_async_only,
                topics = excluded.topics, skills = excluded.skills, languages = excluded.languages,
                stages = excluded.stages, takes_questions = excluded.takes_questions, updated_at = excluded.updated_at, revision = mentor_profile.revision + 1
            """)
        try putLists(content, of: member, in: transaction)
    }

    private static func putLists(
        _ content: MentorContent, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        var statements: [Query] = [
            "DELETE FROM mentor_stay WHERE account_id = \(member)",
            "DELETE FROM mentor_experience WHERE account_id = \(member)",
        ]
        for (position, stay) in content.stays.enumerated() {
            statements.append(
                """
                INSERT INTO mentor_stay (account_id, position, country, city, since, until)
                VALUES (\(member), \(position), \(stay.country), \(stay.city), \(stay.since), \(stay.until))
                """)
        }
        for experience in content.experiences {
            statements.append(
                """
                INSERT INTO mentor_experience (account_id, pathway_id, year)
                VALUES (\(member), \(experience.pathwayId), \(experience.year))
                """)
        }
        try transaction.execute(all: statements)
    }

    /// Grants a level or takes one back.
    /// - Parameter listedAt: the place in the list; `nil` for who has no level.
    static func setLevel(
        _ level: Int, of member: MemberID, listedAt: Timestamp?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentor_profile SET verification = \(level), listed_at = \(listedAt), updated_at = \(now),
                revision = revision + 1
            WHERE account_id = \(member)
            """)
    }

    /// What a listed mentor is found by, written anew.
    static func putFacets(of mentor: Mentor, in transaction: any WriteTransaction) throws {
        let id = mentor.member.id
        var statements: [Query] = ["DELETE FROM mentor_facet WHERE account_id = \(id)"]
        if let listedAt = mentor.listedAt {
            for facet in MentorFilter.facets(of: mentor.content) {
                statements.append(
                    "INSERT INTO mentor_facet (facet, listed_at, account_id) VALUES (\(facet), \(listedAt), \(id))")
            }
        }
        try transaction.execute(all: statements)
    }

    /// Which of the pathways there are.
    static func known(_ pathways: [String], in transaction: any Transaction) throws -> Set<String> {
        guard !pathways.isEmpty else { return [] }
        return Set(
            try transaction.rows("SELECT id FROM pathway WHERE \(transaction.dialect.anyOf("id", pathways))") {
                $0.text(0)
            })
    }
}

/// What the list of mentors is narrowed by.
package struct MentorFilter: Sendable, Equatable {
    /// ISO 3166-1 alpha-2, a topic, a language; empty for any.
    package let country: String
    package let topic: String
    package let language: String
    /// The data's name of a pathway.
    package let pathway: String

    /// - Throws: `invalid` naming what there is not.
    package init(country: String = "", topic: String = "", language: String = "", pathway: String = "") throws {
        self.country = country.uppercased()
        self.topic = topic
        self.language = language.lowercased()
        self.pathway = pathway
        var validation = Validation()
        validation.require(
            self.country.isEmpty || KnownCountries.codes.contains(self.country), "country", "unknown_country")
        validation.require(topic.isEmpty || MentoringTopic(rawValue: topic) != nil, "topic", "unknown_choice")
        if !language.isEmpty { _ = validation.language(language, "language") }
        validation.require(pathway.utf8.count <= 80, "pathway", "unknown_pathway")
        try validation.check()
    }

    /// The narrowest first.
    var facets: [String] {
        [("pathway", pathway), ("country", country), ("topic", topic), ("language", language)]
            .filter { !$0.1.isEmpty }.map { "\($0.0):\($0.1)" }
    }

    static func facets(of content: MentorContent) -> [String] {
        let all =
            content.topics.map { "topic:\($0.rawValue)" } + content.stays.map { "country:\($0.country)" }
            + content.languages.filter { $0.level >= 4 }.map { "language:\($0.code)" }
            + content.experiences.map { "pathway:\($0.pathwayId)" }
        return Set(all).sorted()
    }
}
