import Accounts
import Core
import Forum
import Storage

/// One decision in the place of one for each post: all that an account published goes out of sight, and comes back.
extension ModerationService {
    /// Posts of one transaction.
    private static let undoneAtOnce = 100

    func noteUndo(
        _ action: ModerationAction, of member: MemberID, _ note: String, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        try log(
            LogRepository.New(
                action: action, targetType: .member, targetID: member.text, member: member, note: note),
            by: principal, in: transaction)
    }

    /// Hides what is published, and decides so what waits. Killed half-way, it goes on when it is asked for again.
    func undoPosts(of member: MemberID, as principal: Principal) async throws {
        var count = Self.undoneAtOnce
        while count == Self.undoneAtOnce {
            count = try await store.write { transaction in
                let posts = try UndoneRepository.published(
                    of: member, limit: Self.undoneAtOnce, in: transaction)
                for post in posts {
                    try forum.setState(.hidden, ofPost: post, as: principal, in: transaction)
                    try UndoneRepository.add(post, of: member, at: clock.now, in: transaction)
                }
                return posts.count
            }
        }
        count = Self.undoneAtOnce
        while count == Self.undoneAtOnce {
            count = try await store.write { transaction in
                let waiting = try ReviewRepository.waiting(
                    by: member, limit: Self.undoneAtOnce, in: transaction)
                let hide = DecisionDraft.Valid(decision: .hide, note: "", suspension: nil)
                for item in waiting { _ = try decide(hide, on: item, as: principal, in: transaction) }
                return waiting.count
            }
        }
        for kind in besides { try await repeated(kind.undo, of: member) }
    }

    /// Brings back what went out of sight with the account and is hidden still; also what waited for a decision then.
    /// - Throws: `notFound`, also for who is no staff; `forbidden` with `staff_target`.
    package func restorePosts(of username: String, as principal: Principal) async throws {
        try requireStaff(principal)
        let id = try await store.write { transaction in
            guard let facts = try AccountStanding.facts(username: username, at: clock.now, in: transaction) else {
                throw Problem.notFound
            }
            guard principal.canSuspend(facts) else { throw Problem(.forbidden, "staff_target") }
            let undone = try UndoneRepository.count(of: facts.id, in: transaction)
            if try undone + countBesides(facts.id, transaction).undone > 0 {
                try noteUndo(.redo, of: facts.id, "", by: principal, in: transaction)
            }
            return facts.id
        }
        var count = Self.undoneAtOnce
        while count == Self.undoneAtOnce {
            count = try await store.write { transaction in
                let posts = try UndoneRepository.take(of: id, limit: Self.undoneAtOnce, in: transaction)
                for post in posts where try forum.state(ofPost: post, in: transaction)?.state == .hidden {
                    try forum.setState(.published, ofPost: post, as: principal, in: transaction)
                }
                return posts.count
            }
        }
        for kind in besides { try await repeated(kind.redo, of: id) }
    }

    func countBesides(_ member: MemberID, _ transaction: any Transaction) throws -> (shown: Int, undone: Int) {
        try besides.reduce(into: (0, 0)) { sum, kind in
            let counts = try kind.counts(member, transaction)
            sum = (sum.shown + counts.shown, sum.undone + counts.undone)
        }
    }

    private func repeated(_ step: @escaping UndoneBesides.Step, of member: MemberID) async throws {
        var count = Self.undoneAtOnce
        while count == Self.undoneAtOnce {
            count = try await store.write { try step(member, Self.undoneAtOnce, $0) }
        }
    }

    /// Takes away the sentences that are compared with nothing any more.
    package func forgetSentences() async throws {
        let before = clock.now.advanced(by: -limits.copiesWithin)
        let limit = 500
        var count = limit
        while count == limit {
            count = try await store.write { try WrittenSentence.forget(before: before, limit: limit, in: $0) }
        }
    }
}

/// SQL over what went out of sight with an account; internal to the feature.
enum UndoneRepository {
    private static let mostCounted = 1_000

    private static func shown(_ member: MemberID) -> Query {
        """
        FROM forum_post AS post CROSS JOIN forum_thread AS thread
        WHERE post.author_id = \(member) AND post.state = 'published' AND thread.id = post.thread_id
            AND (post.is_opening = 0 OR thread.state = 'published')
        """
    }

    static func published(of member: MemberID, limit: Int, in transaction: any Transaction) throws -> [PostID] {
        try transaction.rows(
            "SELECT post.id \(shown(member)) ORDER BY post.created_at, post.id LIMIT \(limit)"
        ) { $0.id(0) }
    }

    /// Those that bear the member's name: of the others moderators do not know whose they are.
    static func publishedCount(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 \(shown(member)) AND post.pseudonym IS NULL LIMIT \(mostCounted)) AS seen
                """))
    }

    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM undone_post WHERE account_id = \(member) LIMIT \(mostCounted)) AS undone
                """))
    }

    /// Those of them that bear the member's name.
    static func namedCount(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM undone_post CROSS JOIN forum_post AS post
                    WHERE undone_post.account_id = \(member) AND post.id = undone_post.post_id
                        AND post.pseudonym IS NULL
                    LIMIT \(mostCounted)) AS undone
                """))
    }

    static func add(
        _ post: PostID, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO undone_post (post_id, account_id, undone_at) VALUES (\(post), \(member), \(now))
            ON CONFLICT (post_id) DO UPDATE SET undone_at = excluded.undone_at
            """)
    }

    /// Takes some of them off the list.
    static func take(of member: MemberID, limit: Int, in transaction: any WriteTransaction) throws -> [PostID] {
        try transaction.rows(
            """
            DELETE FROM undone_post WHERE post_id IN (
                SELECT post_id FROM undone_post WHERE account_id = \(member) ORDER BY post_id LIMIT \(limit))
            RETURNING post_id
            """
        ) { $0.id(0) }
    }
}
