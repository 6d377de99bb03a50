import Core
import Storage

/// SQL over rounds and their matchings; internal to the feature.
enum RoundRepository {
    private static let columns: Query = """
        round.id, round.name, round.track, round.state, round.joins_until, round.ranks_until, round.list_length,
        round.created_at, round.opened_at, round.updated_at, round.revision
        """

    private static func decode(_ row: any ResultRow) -> Round {
        Round(
            id: row.id(0), name: row.text(1), track: MentorshipTrack(rawValue: row.text(2)) ?? .career,
            state: RoundState(rawValue: row.text(3)) ?? .cancelled, joinsUntil: day(row, 4), ranksUntil: day(row, 5),
            listLength: row.int(6), createdAt: row.time(7), openedAt: row.timeOrNil(8), updatedAt: row.time(9),
            version: row.integer(10))
    }

    private static func day(_ row: any ResultRow, _ column: Int) -> CivilDay {
        CivilDay(row.text(column)) ?? CivilDay(daysSince1970: 0)
    }

    // MARK: Reading

    /// - Parameter isStaff: whether drafts are among them.
    static func round(_ id: RoundID, isStaff: Bool, in transaction: any Transaction) throws -> Round? {
        let round = try transaction.first(
            "SELECT \(columns) FROM mentoring_round AS round WHERE round.id = \(id)", decode)
        return round.flatMap { isStaff || $0.openedAt != nil ? $0 : nil }
    }

    /// A page of rounds, the newest first, and one more if there is a next page.
    static func list(
        isStaff: Bool, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Round] {
        let shown: Query = isStaff ? "1 = 1" : "round.opened_at IS NOT NULL"
        return try transaction.rows(
            """
            SELECT \(columns) FROM mentoring_round AS round
            WHERE \(shown) AND (round.created_at, round.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY round.created_at DESC, round.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Those that time may move on.
    static func moving(in transaction: any Transaction) throws -> [Round] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentoring_round AS round
            WHERE round.state IN ('joining', 'ranking', 'published') ORDER BY round.id
            """, decode)
    }

    // MARK: Writing

    static func insert(
        _ id: RoundID, _ draft: RoundDraft.Valid, by maker: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_round (id, name, track, state, joins_until, ranks_until, list_length, created_by,
                created_at, updated_at)
            VALUES (\(id), \(draft.name), \(draft.track.rawValue), 'draft', \(draft.joinsUntil.description),
                \(draft.ranksUntil.description), \(draft.listLength), \(maker), \(now), \(now))
            """)
    }

    static func change(
        _ id: RoundID, _ draft: RoundDraft.Valid, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_round SET name = \(draft.name), track = \(draft.track.rawValue),
                joins_until = \(draft.joinsUntil.description), ranks_until = \(draft.ranksUntil.description),
                list_length = \(draft.listLength), updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func move(
        _ id: RoundID, to state: RoundState, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_round SET state = \(state.rawValue), updated_at = \(now), revision = revision + 1,
                opened_at = CASE WHEN \(state.rawValue) = 'joining' THEN \(now) ELSE opened_at END
            WHERE id = \(id)
            """)
    }

    // MARK: Telling

    static func willTell(
        _ kind: String, of id: RoundID, run: Int, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_round_telling (round_id, kind, run) VALUES (\(id), \(kind), \(run))
            ON CONFLICT (round_id, kind, run) DO NOTHING
            """)
    }

    static func nextTelling(
        in transaction: any Transaction
    ) throws -> (round: RoundID, kind: String, run: Int, until: String)? {
        try transaction.first(
            """
            SELECT round_id, kind, run, told_until FROM mentoring_round_telling ORDER BY round_id, kind, run LIMIT 1
            """
        ) { ($0.id(0), $0.text(1), $0.int(2), $0.text(3)) }
    }

    /// - Parameter last: the last who was told; `nil` when all were.
    static func told(
        _ kind: String, of id: RoundID, run: Int, until last: String?, in transaction: any WriteTransaction
    ) throws {
        if let last {
            try transaction.execute(
                """
                UPDATE mentoring_round_telling SET told_until = \(last)
                WHERE round_id = \(id) AND kind = \(kind) AND run = \(run)
                """)
        } else {
            try transaction.execute(
                """
                DELETE FROM mentoring_round_telling WHERE round_id = \(id) AND kind = \(kind) AND run = \(run)
                """)
        }
    }
}

/// SQL over the matchings of rounds.
enum RoundRunRepository {
    private static let columns: Query = """
        round_id, run, seed, salt, begun_at, lists_done, lists_all, failure, snapshot_id, digest, finished_at,
        published_at, deadline_at
        """
    /// A worker that has said nothing for so long is taken to be gone.
    static let patience = Span.minutes(5)

    private static func decode(_ row: any ResultRow) -> RoundRun {
        var run = RoundRun(
            round: row.id(0), number: row.int(1), seed: row.text(2), salt: row.text(3), begunAt: row.time(4),
            listsDone: row.int(5), listsAll: row.int(6))
        (run.failure, run.snapshotID, run.digest) = (row.textOrNil(7), row.textOrNil(8), row.textOrNil(9))
        (run.finishedAt, run.publishedAt, run.deadlineAt) = (row.timeOrNil(10), row.timeOrNil(11), row.timeOrNil(12))
        return run
    }

    static func runs(of round: RoundID, in transaction: any Transaction) throws -> [RoundRun] {
        try transaction.rows(
            "SELECT \(columns) FROM mentoring_round_run WHERE round_id = \(round) ORDER BY run", decode)
    }

    /// Matchings that are to be made, the oldest first.
    static func waiting(in transaction: any Transaction) throws -> [RoundRun] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentoring_round_run WHERE finished_at IS NULL AND failure IS NULL
            ORDER BY begun_at, round_id LIMIT 10
            """, decode)
    }

    static func insert(
        _ number: Int, of round: RoundID, seed: String, salt: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_round_run (round_id, run, seed, salt, begun_at)
            VALUES (\(round), \(number), \(seed), \(salt), \(now))
            """)
    }

    /// Takes the work for one worker, or keeps it; `false` when another has it.
    static func claim(
        _ run: RoundRun, by worker: String, done: Int, all: Int, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE mentoring_round_run SET worker = \(worker), worked_at = \(now), lists_done = \(done),
                lists_all = \(all)
            WHERE round_id = \(run.round) AND run = \(run.number) AND finished_at IS NULL AND failure IS NULL
                AND (worker IS NULL OR worker = \(worker) OR worked_at < \(now.advanced(by: -patience)))
            """) > 0
    }

    static func fail(
        _ run: RoundRun, _ code: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_round_run SET failure = \(code), worked_at = \(now), worker = NULL
            WHERE round_id = \(run.round) AND run = \(run.number) AND finished_at IS NULL
            """)
    }

    static func restart(_ run: RoundRun, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE mentoring_round_run SET failure = NULL, worker = NULL, lists_done = 0
            WHERE round_id = \(run.round) AND run = \(run.number)
            """)
    }

    static func finish(
        _ run: RoundRun, snapshot: String, digest: String, report: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_round_run SET snapshot_id = \(snapshot), digest = \(digest), report = \(report),
                finished_at = \(now), worker = NULL, lists_done = lists_all
            WHERE round_id = \(run.round) AND run = \(run.number)
            """)
    }

    static func publish(
        _ number: Int, of round: RoundID, until deadline: Timestamp, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE mentoring_round_run SET published_at = \(now), deadline_at = \(deadline)
            WHERE round_id = \(round) AND run = \(number)
            """)
    }

    static func report(_ number: Int, of round: RoundID, in transaction: any Transaction) throws -> String? {
        try transaction.first(
            """
            SELECT report FROM mentoring_round_run
            WHERE round_id = \(round) AND run = \(number) AND report IS NOT NULL
            """
        ) { $0.text(0) }
    }

    // MARK: The instance

    static func clear(_ run: RoundRun, in transaction: any WriteTransaction) throws {
        for table: Query in ["mentoring_round_piece", "mentoring_offer"] {
            try transaction.execute(
                "DELETE FROM \(table) WHERE round_id = \(run.round) AND run = \(run.number)")
        }
    }

    static func add(
        _ pieces: [(position: Int, content: String)], to run: RoundRun, in transaction: any WriteTransaction
    ) throws {
        for piece in pieces {
            try transaction.execute(
                """
                INSERT INTO mentoring_round_piece (round_id, run, position, content)
                VALUES (\(run.round), \(run.number), \(piece.position), \(piece.content))
                """)
        }
    }

    static func instance(_ number: Int, of round: RoundID, in transaction: any Transaction) throws -> String {
        try transaction.rows(
            """
            SELECT content FROM mentoring_round_piece WHERE round_id = \(round) AND run = \(number)
            ORDER BY position
            """
        ) { $0.text(0) }.joined()
    }
}
