import Accounts
import Core
import Storage

/// What counts towards trust, as far as it matters.
package struct TrustProgress: Sendable, Equatable {
    package var days = 0
    package var activeDays = 0
    package var threadsRead = 0
    package var postsRead = 0
    package var acceptedAnswers = 0
    package var thankedPosts = 0
    /// Vouches of members of level 2 and staff.
    package var vouches = 0
    package var hasUpheldFlag = false

    /// The level that this amounts to.
    package func level(_ limits: ModerationLimits) -> TrustLevel {
        let isKnown =
            !hasUpheldFlag
            && (vouches > 0
                || (days >= limits.known.days && threadsRead >= limits.known.threadsRead
                    && postsRead >= limits.known.postsRead))
        guard isKnown else { return .new }
        let isRegular =
            activeDays >= limits.regular.activeDays
            && (acceptedAnswers > 0 || thankedPosts >= limits.regular.thankedPosts)
        guard isRegular else { return .known }
        return days >= limits.trusted.days && vouches >= limits.trusted.vouches ? .trusted : .regular
    }
}

extension ModerationService {
    func progress(
        of facts: AccountStanding.Facts, in transaction: any Transaction
    ) throws -> TrustProgress {
        let now = clock.now
        var progress = try TrustRepository.counts(of: facts.id, limits, in: transaction)
        progress.days = Int(now.since(facts.joinedAt).milliseconds / Span.days(1).milliseconds)
        progress.activeDays = facts.activeDays
        progress.hasUpheldFlag = try FlagRepository.hasUpheld(
            against: facts.id, since: now.advanced(by: -limits.upheldFor), in: transaction)
        return progress
    }

    /// Gives the member the level that what they did amounts to. What was earned is lost by upheld flags alone.
    func updateTrust(of id: MemberID, in transaction: any WriteTransaction) throws {
        guard let facts = try AccountStanding.facts(id, at: clock.now, in: transaction) else { return }
        let level = try level(of: facts, in: transaction)
        guard level != facts.trust else { return }
        try AccountStanding.setTrust(level, of: id, in: transaction)
        try log(
            LogRepository.New(
                action: .trust, targetType: .member, targetID: id.text, member: id, reason: "level_\(level.rawValue)"),
            by: .system(reason: "trust"), in: transaction)
    }

    func level(of facts: AccountStanding.Facts, in transaction: any Transaction) throws -> TrustLevel {
        let progress = try progress(of: facts, in: transaction)
        return progress.hasUpheldFlag ? progress.level(limits) : max(facts.trust, progress.level(limits))
    }

    /// Looks again at the trust of the members who were here since yesterday.
    package func updateTrust() async throws {
        let today = clock.now.milliseconds / Span.days(1).milliseconds
        try await AnonymousCredit.count(on: today, in: store)
        let day = today - 1
        var last = ""
        while true {
            let after = last
            let seen = try await store.write { transaction in
                let seen = try AccountStanding.seen(since: day, after: after, limit: 50, in: transaction)
                for id in seen { try updateTrust(of: id, in: transaction) }
                return seen
            }
            guard let end = seen.last, seen.count == 50 else { return }
            last = end.text
        }
    }
}

/// SQL over what counts towards trust; internal to the feature. Each count stops where more would change nothing.
enum TrustRepository {
    static func counts(
        of member: MemberID, _ limits: ModerationLimits, in transaction: any Transaction
    ) throws -> TrustProgress {
        var progress = TrustProgress()
        progress.threadsRead = try number(
            "SELECT 1 FROM thread_read WHERE account_id = \(member) LIMIT \(limits.known.threadsRead)", in: transaction)
        progress.postsRead = try number(
            """
            SELECT 1 FROM thread_read CROSS JOIN forum_post AS post
            WHERE thread_read.account_id = \(member) AND post.thread_id = thread_read.thread_id
                AND post.created_at <= thread_read.up_to_at AND post.author_id <> \(member)
            LIMIT \(limits.known.postsRead)
            """, in: transaction)
        progress.acceptedAnswers = try number(
            """
            SELECT 1 FROM forum_post AS post CROSS JOIN forum_thread AS thread
            WHERE post.author_id = \(member) AND thread.id = post.thread_id AND thread.accepted_post_id = post.id
                AND thread.author_id <> \(member) AND post.pseudonym IS NULL
            LIMIT 1
            """, in: transaction)
        progress.thankedPosts = try number(
            """
            SELECT 1 FROM forum_post AS post
            WHERE post.author_id = \(member) AND post.up_votes > 0 AND post.state = 'published'
                AND post.pseudonym IS NULL
            LIMIT \(limits.regular.thankedPosts)
            """, in: transaction)
        // What bears no name counts as it was the last night: a level that moves at once would tell whose it is.
        let unnamed = try AnonymousCredit.of(member, in: transaction)
        progress.acceptedAnswers = min(1, progress.acceptedAnswers + unnamed.accepted)
        progress.thankedPosts = min(limits.regular.thankedPosts, progress.thankedPosts + unnamed.thanked)
        progress.vouches = try number(
            """
            SELECT 1 FROM vouch CROSS JOIN account AS voucher
            WHERE vouch.account_id = \(member) AND voucher.id = vouch.voucher_id AND voucher.state = 'active'
            LIMIT \(limits.trusted.vouches)
            """, in: transaction)
        return progress
    }

    private static func number(_ query: Query, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM (\(query)) AS found"))
    }
}
