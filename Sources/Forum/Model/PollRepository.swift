import Core
import Storage

/// SQL over polls; internal to the feature.
enum PollRepository {
    /// The polls of threads, in no order, with what a member chose; without one, nothing is chosen.
    static func polls(
        of threads: [String], chosenBy member: MemberID?, in transaction: any Transaction
    ) throws -> [Poll] {
        guard !threads.isEmpty else { return [] }
        let rows = try transaction.rows(
            """
            SELECT poll.thread_id, poll.question, poll.is_multiple, poll.results, poll.closes_on, poll.closes_at,
                poll.is_settled, poll.voters, ballot.choices, poll_option.label, poll_option.votes
            FROM poll JOIN poll_option ON poll_option.thread_id = poll.thread_id
            LEFT JOIN poll_ballot AS ballot
                ON ballot.thread_id = poll.thread_id AND ballot.account_id = \(member?.text ?? "")
            WHERE \(transaction.dialect.anyOf("poll.thread_id", threads))
            ORDER BY poll.thread_id, poll_option.position
            """
        ) { (poll: decode($0), option: Poll.Option(label: $0.text(9), votes: $0.int(10))) }
        let options = Dictionary(grouping: rows, by: \.poll.threadID).mapValues { $0.map(\.option) }
        var seen: Set<ThreadID> = []
        return rows.map(\.poll).filter { seen.insert($0.threadID).inserted }.map {
            $0.with(options: options[$0.threadID] ?? [])
        }
    }

    private static func decode(_ row: any ResultRow) -> Poll {
        Poll(
            threadID: row.id(0), question: row.text(1), options: [], isMultiple: row.flag(2),
            results: Poll.Results(rawValue: row.text(3)) ?? .atEnd,
            closesOn: CivilDay(row.text(4)) ?? CivilDay(row.time(5)), closesAt: row.time(5), isSettled: row.flag(6),
            voters: row.int(7), choices: positions(row.textOrNil(8) ?? ""))
    }

    private static func positions(_ text: String) -> [Int] { text.split(separator: ",").compactMap { Int($0) } }

    private static func text(_ positions: [Int]) -> String { positions.map(String.init).joined(separator: ",") }

    static func poll(of thread: ThreadID, chosenBy member: MemberID?, in transaction: any Transaction) throws -> Poll? {
        try polls(of: [thread.text], chosenBy: member, in: transaction).first
    }

    static func insert(
        _ valid: PollDraft.Valid, of thread: ThreadID, closesAt: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO poll (thread_id, question, is_multiple, results, closes_on, closes_at)
            VALUES (\(thread), \(valid.question), \(valid.isMultiple), \(valid.results.rawValue),
                \(valid.closesOn.description), \(closesAt))
            """)
        for (position, label) in valid.options.enumerated() {
            try transaction.execute(
                "INSERT INTO poll_option (thread_id, position, label) VALUES (\(thread), \(position), \(label))")
        }
    }

    static func remove(of thread: ThreadID, in transaction: any WriteTransaction) throws {
        for table: Query in ["poll_ballot", "poll_option", "poll"] {
            try transaction.execute("DELETE FROM \(table) WHERE thread_id = \(thread)")
        }
    }

    /// Who has voted: for taking the rows of their devices away, and for nothing else.
    static func voters(of thread: ThreadID, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows("SELECT account_id FROM poll_ballot WHERE thread_id = \(thread) ORDER BY account_id") {
            $0.id(0)
        }
    }

    // MARK: Votes

    static func count(
        _ difference: Int, _ position: Int, of thread: ThreadID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE poll_option SET votes = votes + \(difference)
            WHERE thread_id = \(thread) AND position = \(position)
            """)
    }

    static func countVoter(_ difference: Int, of thread: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE poll SET voters = voters + \(difference) WHERE thread_id = \(thread)")
    }

    static func setBallot(
        _ choices: [Int], of thread: ThreadID, by member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        if choices.isEmpty {
            try transaction.execute(
                "DELETE FROM poll_ballot WHERE thread_id = \(thread) AND account_id = \(member)")
            return
        }
        try transaction.execute(
            """
            INSERT INTO poll_ballot (thread_id, account_id, choices, updated_at)
            VALUES (\(thread), \(member), \(text(choices)), \(now))
            ON CONFLICT (thread_id, account_id)
            DO UPDATE SET choices = excluded.choices, updated_at = excluded.updated_at
            """)
    }

    /// What a member chose in the threads' polls, or in all.
    static func ballots(
        of member: MemberID, in threads: [String]? = nil, _ transaction: any Transaction
    ) throws -> [PollVoteRecord] {
        let some: Query = threads.map { transaction.dialect.anyOf("thread_id", $0) } ?? "1 = 1"
        return try transaction.rows(
            """
            SELECT thread_id, choices FROM poll_ballot WHERE account_id = \(member) AND \(some) ORDER BY thread_id
            """
        ) { PollVoteRecord(id: $0.id(0), threadId: $0.id(0), choices: positions($0.text(1))) }
    }

    // MARK: The end

    /// Polls that are over and whose results devices do not have yet.
    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [ThreadID] {
        try transaction.rows(
            """
            SELECT poll.thread_id FROM poll WHERE poll.is_settled = 0 AND poll.closes_at <= \(now)
            ORDER BY poll.closes_at LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    static func settle(_ threads: [ThreadID], in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE poll SET is_settled = 1 WHERE \(transaction.dialect.anyOf("thread_id", threads.map(\.text)))
            """)
    }
}

extension Poll {
    fileprivate func with(options: [Option]) -> Poll {
        Poll(
            threadID: threadID, question: question, options: options, isMultiple: isMultiple, results: results,
            closesOn: closesOn, closesAt: closesAt, isSettled: isSettled, voters: voters, choices: choices)
    }
}
