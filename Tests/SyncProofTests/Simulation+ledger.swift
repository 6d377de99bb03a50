import Core
import Storage
import SyncProtocol

@testable import Sync

/// What devices were told became of their mutations, compared with the database (I2 to I4).
extension Simulation {
    func acknowledged(_ results: [JSONValue]) {
        for result in results where result["status"] == "applied" {
            guard let client = result["clientID"]?.stringValue, let id = result["id"]?.integerValue else { continue }
            applied.append(Marks.name(client, id))
        }
    }

    /// New posts that devices have put aside because they were acknowledged, and that are there: what was refused, or
    /// erased since, cannot be lost.
    func acknowledgedPosts() async throws -> [(client: Int, setups: Int, post: String)] {
        var found: [(client: Int, setups: Int, post: String)] = []
        for client in clients where !isShared(client) {
            let posts = client.kept.journal.compactMap(\.newPost)
            let there = try await present(posts)
            found += posts.filter(there.contains).map { (client.number, client.setups, $0) }
        }
        return found
    }

    /// Which of those are gone now.
    func noteLosses(among acknowledged: [(client: Int, setups: Int, post: String)]) async throws {
        applied = []
        line.loseAnswers()
        let there = try await present(acknowledged.map(\.post))
        lost += acknowledged.filter { !there.contains($0.post) }
    }

    /// Whether another device has had its names: then it cannot tell whose numbers were acknowledged if its own request
    /// was lost.
    private func isShared(_ client: ReferenceClient) -> Bool {
        client.kept.tabs.contains { shared.contains($0.client) }
    }

    private func present(_ posts: [String]) async throws -> Set<String> {
        guard !posts.isEmpty else { return [] }
        return Set(
            try await site.store.read { transaction in
                try transaction.rows("SELECT id FROM forum_post WHERE \(transaction.dialect.anyOf("id", posts))") {
                    $0.text(0)
                }
            })
    }

    func checkLedger() async throws {
        try await checkMarks()
        try await checkOrder()
        try await checkAcknowledged()
        try await checkLost()
    }

    private func found(_ query: Query) async throws -> [String] {
        try await site.store.read { try $0.rows(query) { $0.text(0) } }
    }

    private func checkMarks() async throws {
        let twice = try await found("SELECT client FROM proof_mark WHERE times <> 1")
            .filter { !forgotten.contains($0) }
        try Violation.require(twice.isEmpty, "I2", "had effects more often than once: \(twice)")
        let wrong = try await found(
            """
            SELECT outcome.client_id || ' ' || outcome.mutation_id || ' ' || outcome.status
            FROM mutation_outcome AS outcome
            LEFT JOIN proof_mark AS mark ON mark.client = outcome.client_id AND mark.number = outcome.mutation_id
            WHERE (outcome.status = 'applied' AND mark.mark IS NULL)
                OR (outcome.status = 'rejected' AND mark.mark IS NOT NULL)
            """
        ).filter { outcome in !forgotten.contains { outcome.hasPrefix($0 + " ") } }
        try Violation.require(wrong.isEmpty, "I2", "outcome and effects differ: \(wrong.prefix(5))")
    }

    /// Effects came in the order of the numbers, and no number was left out.
    private func checkOrder() async throws {
        // After a restore or half a year a device that was set up from its past may begin where it stood then.
        guard counts.restores == 0, forgotten.isEmpty else { return }
        let disordered = try await found(
            """
            SELECT client || ' ' || number FROM (SELECT client, number,
                LAG(number) OVER (PARTITION BY client ORDER BY ordinal) AS earlier FROM proof_mark) AS marked
            WHERE earlier >= number
            """)
        try Violation.require(disordered.isEmpty, "I4", "out of order: \(disordered.prefix(5))")
        let gaps = try await found(
            """
            SELECT outcome.client_id FROM mutation_outcome AS outcome
            JOIN sync_client AS client ON client.id = outcome.client_id
            WHERE outcome.mutation_id > client.last_mutation_id - 900 AND outcome.created_at > \(expiredTo)
            GROUP BY outcome.client_id HAVING max(outcome.mutation_id) - min(outcome.mutation_id) + 1 <> count(*)
            """
        )
        try Violation.require(gaps.isEmpty, "I4", "numbers left out: \(gaps)")
    }

    private func checkAcknowledged() async throws {
        let marks = Set(applied)
        applied = []
        guard !marks.isEmpty else { return }
        let there = try await site.store.read { transaction in
            try transaction.number(
                "SELECT count(*) FROM proof_mark WHERE \(transaction.dialect.anyOf("mark", Array(marks)))")
        }
        try Violation.require(
            there == marks.count, "I3", "\(marks.count) were acknowledged as applied, \(there) are there")
    }

    /// What a restore had lost was sent again, or refused to the member's face.
    private func checkLost() async throws {
        let waiting = lost.filter { clients[$0.client].setups == $0.setups && !isShared(clients[$0.client]) }.map(
            \.post)
        lost = []
        let there = try await present(waiting)
        for post in waiting where !there.contains(post) {
            let refusals = try await found("SELECT detail FROM mutation_outcome WHERE detail LIKE \("%\(post)%")")
            try Violation.require(
                !refusals.isEmpty, "I3", "post \(post) was lost by the restore, and nobody says so")
        }
    }
}
