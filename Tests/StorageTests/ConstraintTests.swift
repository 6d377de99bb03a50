import Core
import Storage
import TestSupport
import Testing

/// What the schema refuses has the name that PostgreSQL would give it, so that services can tell which rule it was.
@Suite struct ConstraintTests {
    private func account(_ id: String, _ username: String, _ email: String) -> Query {
        """
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        VALUES (\(id), \(username), \(email), '', 'x', 'active', 'UTC', 'en', 1, 0, 0)
        """
    }

    private func refusal(_ query: Query, _ app: TestApp) async throws -> (any Error)? {
        let before = try await app.contents()
        do {
            try await app.change(query)
            return nil
        } catch {
            #expect(try await app.contents() == before)
            return error
        }
    }

    private func code(_ query: Query, _ app: TestApp) async throws -> String? {
        let problem = try await refusal(query, app) as? Problem
        #expect(problem?.kind == .conflict)
        return problem?.code
    }

    @Test func uniqueIndexesAreNamed() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.change(account("a1", "Ali", "Ali@Example.org"))
            #expect(try await code(account("a2", "other", "ali@example.ORG"), app) == "account_email_key")
            #expect(try await code(account("a2", "aLI", "b@example.org"), app) == "account_username_key")
        }
    }

    @Test func uniqueColumnsAreNamedAfterTableAndColumn() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.change(account("a1", "ali", "ali@example.org"))
            func session(_ id: String) -> Query {
                """
                INSERT INTO session (id, account_id, token_hash, created_at, stepped_up_at, last_seen_at, user_agent)
                VALUES (\(id), 'a1', 'same', 0, 0, 0, '')
                """
            }
            try await app.change(session("s1"))
            #expect(try await code(session("s2"), app) == "session_token_hash_key")
        }
    }

    @Test func primaryKeysAreNamedAfterTheirTable() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.change(account("a1", "ali", "ali@example.org"))
            #expect(try await code(account("a1", "other", "b@example.org"), app) == "account_pkey")
            let role: Query = "INSERT INTO account_role (account_id, role, granted_at) VALUES ('a1', 'member', 0)"
            try await app.change(role)
            #expect(try await code(role, app) == "account_role_pkey")
        }
    }

    @Test func aReferenceToNothingIsAForeignKey() async throws {
        try await TestApp.run(tampering: true) { app in
            let skill: Query = "INSERT INTO account_skill (account_id, skill) VALUES ('nobody', 'go')"
            let code = try await code(skill, app)
            #expect(code == "foreign_key")
        }
    }

    /// A CHECK or NOT NULL that refuses is a mistake of ours: no problem that people could mend.
    @Test func whatOnlyWeCouldGetWrongIsNoProblem() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.change(account("a1", "ali", "ali@example.org"))
            let role = try await refusal(
                "INSERT INTO account_role (account_id, role, granted_at) VALUES ('a1', 'king', 0)", app)
            #expect(role != nil && !(role is Problem))
            let name = try await refusal("UPDATE account SET username = NULL WHERE id = 'a1'", app)
            #expect(name != nil && !(name is Problem))
        }
    }

    @Test func removingAMemberRemovesWhatIsTheirs() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.change(account("a1", "ali", "ali@example.org"))
            try await app.change("INSERT INTO account_skill (account_id, skill) VALUES ('a1', 'go')")
            try await app.change("DELETE FROM account WHERE id = 'a1'")
            #expect(try await app.count("SELECT count(*) FROM account_skill") == 0)
        }
    }
}
