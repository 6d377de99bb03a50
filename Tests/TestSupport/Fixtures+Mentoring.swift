import Core
import Mentoring
import Storage

extension TestApp {
    /// Makes a member a mentor whom others may ask: of age, verified, with as many seats.
    package func mentor(_ member: TestMember, capacity: Int = 2) async throws {
        try await adult(member)
        try await services.store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO mentor_profile (account_id, capacity, is_accepting, weekly_requests, about, employer,
                    employer_kind, experience_years, is_async_only, topics, skills, languages, stages, verification,
                    listed_at, created_at, updated_at)
                VALUES (\(member.id), \(capacity), 1, 50, '', '', '', 5, 1, 'cv', '', 'en 5', '', 1, 1, 1, 1)
                ON CONFLICT (account_id) DO NOTHING
                """)
            MentorRepository.touch(member.id, in: transaction)
        }
    }

    /// Makes a member a mentee who fits such mentors: of age, with a language and a topic in common, by messages alone.
    package func mentee(_ member: TestMember) async throws {
        try await adult(member)
        try await change(
            """
            INSERT INTO mentee_profile (account_id, goal, experience_years, timeline, is_async_only, employer, topics,
                skills, languages, needed_languages, destinations, pathways, created_at, updated_at)
            VALUES (\(member.id), 'A first job in Germany.', 4, 'year', 1, '', 'cv', '', 'en 5', '', 'DE', '', 1, 1)
            ON CONFLICT (account_id) DO NOTHING
            """)
    }

    /// Notes that a member said to be 18 or older.
    package func adult(_ member: TestMember) async throws {
        try await change(
            "INSERT INTO mentoring_adult (account_id, confirmed_at) VALUES (\(member.id), 1) ON CONFLICT DO NOTHING")
    }
}
