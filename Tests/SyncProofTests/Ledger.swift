import Core
import Storage
import SyncProtocol

/// What devices were told became of their mutations, to be compared with the database (I2 to I4).
struct Ledger {
    /// Marks of what was acknowledged as applied, since the server last went back.
    private var applied: [String] = []
    /// New posts that a restored backup has lost: whose, and how often that device was wiped or set up anew.
    private var lost: [(client: Int, group: String, post: String)] = []

    mutating func acknowledged(_ results: [JSONValue]) {
        for result in results where result["status"] == "applied" {
            guard let client = result["clientID"]?.stringValue, let id = result["id"]?.integerValue else { continue }
            applied.append(Marks.name(client, id))
        }
    }

    /// What devices had forgotten because it was acknowledged, and is not there now.
    mutating func serverWentBack(_ clients: [ReferenceClient], _ store: any Store) async throws {
        applied = []
        for client in clients {
            let posts = client.kept.journal.filter { $0.name == "post.create" }
                .compactMap { $0.args?["id"]?.stringValue }
            let there = try await Self.present(posts, store)
            lost += posts.filter { !there.contains($0) }.map { (client.number, client.kept.group, $0) }
        }
    }

    private static func present(_ posts: [String], _ store: any Store) async throws -> Set<String> {
        guard !posts.isEmpty else { return [] }
        return Set(
            try await store.read { transaction in
                try transaction.rows("SELECT id FROM forum_post WHERE \(transaction.dialect.anyOf("id", posts))") {
                    $0.text(0)
                }
            })
    }

    mutating func check(_ clients: [ReferenceClient], _ store: any Store, restored: Bool) async throws {
        try await checkMarks(store)
        try await checkOrder(store, restored: restored)
        try await checkAcknowledged(store)
        try await checkLost(clients, store)
    }

    private func checkMarks(_ store: any Store) async throws {
        let twice = try await store.read { transaction in
            try transaction.rows("SELECT mark, times FROM proof_mark WHERE times <> 1") {
                "\($0.text(0)): \($0.int(1))"
            }
        }
        try Violation.require(twice.isEmpty, "I2", "had effects more often than once: \(twice)")
        let wrong = try await store.read { transaction in
            try transaction.rows(
                """
                SELECT outcome.client_id, outcome.mutation_id, outcome.status FROM mutation_outcome AS outcome
                LEFT JOIN proof_mark AS mark
                    ON mark.client = outcome.client_id AND mark.number = outcome.mutation_id
                WHERE (outcome.status = 'applied' AND mark.mark IS NULL)
                    OR (outcome.status = 'rejected' AND mark.mark IS NOT NULL)
                """
            ) { "\($0.text(0)) \($0.integer(1)) \($0.text(2))" }
        }
        try Violation.require(wrong.isEmpty, "I2", "outcome and effects differ: \(wrong.prefix(5))")
    }

    /// Effects came in the order of the numbers, and no number was left out.
    private func checkOrder(_ store: any Store, restored: Bool) async throws {
        let disordered = try await store.read { transaction in
            try transaction.rows(
                """
                SELECT client, number FROM (SELECT client, number,
                    LAG(number) OVER (PARTITION BY client ORDER BY ordinal) AS earlier FROM proof_mark) AS marked
                WHERE earlier >= number
                """
            ) { "\($0.text(0)) \($0.integer(1))" }
        }
        try Violation.require(disordered.isEmpty, "I4", "out of order: \(disordered.prefix(5))")
        // An adopted client may skip numbers that another history acknowledged.
        if restored { return }
        let gaps = try await store.read { transaction in
            try transaction.rows(
                """
                SELECT outcome.client_id FROM mutation_outcome AS outcome
                JOIN sync_client AS client ON client.id = outcome.client_id
                WHERE outcome.mutation_id > client.last_mutation_id - 900
                GROUP BY outcome.client_id HAVING max(outcome.mutation_id) - min(outcome.mutation_id) + 1 <> count(*)
                """
            ) { $0.text(0) }
        }
        try Violation.require(gaps.isEmpty, "I4", "numbers left out: \(gaps)")
    }

    private mutating func checkAcknowledged(_ store: any Store) async throws {
        let marks = applied
        applied = []
        guard !marks.isEmpty else { return }
        let there = try await store.read { transaction in
            try transaction.number(
                "SELECT count(*) FROM proof_mark WHERE \(transaction.dialect.anyOf("mark", Array(Set(marks))))")
        }
        try Violation.require(
            there == Set(marks).count, "I3", "\(Set(marks).count) were acknowledged as applied, \(there) are there")
    }

    /// What a restore had lost was sent again, or its refusal is on the screen.
    private mutating func checkLost(_ clients: [ReferenceClient], _ store: any Store) async throws {
        let waiting = lost.filter { clients[$0.client].kept.group == $0.group }
        lost = []
        let there = try await Self.present(waiting.map(\.post), store)
        for (client, _, post) in waiting where !there.contains(post) {
            let isShown = clients[client].kept.rows.contains { key, row in
                key.hasPrefix("sys/m/") && row["args"]?["id"]?.stringValue == post
            }
            try Violation.require(isShown, "I3", "post \(post) was lost by the restore, and nobody says so")
        }
    }
}
