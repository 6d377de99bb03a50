import Core
import Forum
import Storage

/// That two moderators learn who wrote an anonymous post: one asks and says why, another agrees.
package struct Unmasking: Sendable, Equatable {
    let postID: PostID
    let requestedBy: MemberID
    package let requesterName: String
    package let reason: String
    package let requestedAt: Timestamp
    let confirmedBy: MemberID?
    package let confirmedAt: Timestamp?

    /// Whether the two have agreed, and the one who looks is one of them.
    func isOpen(to principal: Principal) -> Bool {
        guard let confirmedBy, let member = principal.member?.id else { return false }
        return [requestedBy, confirmedBy].contains(member)
    }
}

/// Why a moderator wants to know who wrote a post.
package struct UnmaskingDraft: CheckedDraft {
    package var reason: String?

    package init(reason: String?) { self.reason = reason }

    package enum CodingKeys: String, CodingKey, CaseIterable { case reason }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `reason`.
    func validated() throws -> String {
        var validation = Validation()
        let reason = validation.text(reason, "reason", 10...1000, form: .block)
        try validation.check()
        return reason
    }
}

/// How an unmasking stands, as the API shows it to moderators.
package struct UnmaskingRecord: Codable, Sendable {
    package let reason: String
    package let requestedAt: Timestamp
    package let confirmedAt: Timestamp?
    /// Who wrote the post: for the two who agreed alone.
    package let author: ReviewItem.Person?
}

extension ModerationService {
    /// Asks, with a reason, to learn who wrote an anonymous post. Nothing is shown before another moderator agrees.
    /// - Throws: `notFound`, also for who is no staff; `forbidden` with `own_item`; `conflict` with `not_anonymous` or
    ///   `unmasking_asked`; `invalid` naming `reason`.
    package func requestUnmasking(
        _ draft: UnmaskingDraft, of id: ReviewItemID, as principal: Principal
    ) async throws -> ReviewCase {
        try requireStaff(principal)
        let reason = try draft.validated()
        return try await store.write { transaction in
            let (member, post, found) = try unmaskable(id, as: principal, in: transaction)
            guard found.unmasking == nil else { throw Problem(.conflict, "unmasking_asked") }
            try UnmaskingRepository.add(post, by: member, because: reason, at: clock.now, in: transaction)
            try note(.unmaskRequested, post, reason, by: principal, in: transaction)
            return try visibleCase(id, as: principal, in: transaction)
        }
    }

    /// Agrees to what another moderator asked for: the two see who wrote the post, and its author is told.
    /// - Throws: `notFound`, also for who is no staff; `forbidden` with `own_item` or `second_moderator`; `conflict` with
    ///   `not_anonymous` or `unmasking_not_asked`.
    package func confirmUnmasking(of id: ReviewItemID, as principal: Principal) async throws -> ReviewCase {
        try requireStaff(principal)
        return try await store.write { transaction in
            let (member, post, found) = try unmaskable(id, as: principal, in: transaction)
            guard let unmasking = found.unmasking, unmasking.confirmedAt == nil else {
                throw Problem(.conflict, "unmasking_not_asked")
            }
            guard unmasking.requestedBy != member else { throw Problem(.forbidden, "second_moderator") }
            try UnmaskingRepository.confirm(post, by: member, at: clock.now, in: transaction)
            try note(.unmasked, post, "", by: principal, in: transaction)
            try onUnmasking(found.item.authorID, post, transaction)
            return try visibleCase(id, as: principal, in: transaction)
        }
    }

    private func unmaskable(
        _ id: ReviewItemID, as principal: Principal, in transaction: any Transaction
    ) throws -> (member: MemberID, post: PostID, found: ReviewCase) {
        let member = try principal.requireMember().id
        let found = try visibleCase(id, as: principal, in: transaction)
        guard principal.canDecide(found.item) else { throw Problem(.forbidden, "own_item") }
        guard found.item.isAnonymous, let post = found.item.postID else { throw Problem(.conflict, "not_anonymous") }
        return (member, post, found)
    }

    private func note(
        _ action: ModerationAction, _ post: PostID, _ reason: String, by principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        try log(
            LogRepository.New(action: action, targetType: .post, targetID: post.text, member: nil, note: reason),
            by: principal, in: transaction)
    }
}

/// SQL over who learned who wrote a post; internal to the feature.
enum UnmaskingRepository {
    /// Of posts, as far as any was asked for.
    static func unmaskings(of posts: [PostID], in transaction: any Transaction) throws -> [PostID: Unmasking] {
        guard !posts.isEmpty else { return [:] }
        let found = try transaction.rows(
            """
            SELECT unmasking.post_id, unmasking.requested_by, requester.display_name, unmasking.reason,
                unmasking.requested_at, unmasking.confirmed_by, unmasking.confirmed_at
            FROM unmasking CROSS JOIN account_public AS requester
            WHERE \(transaction.dialect.anyOf("unmasking.post_id", posts.map(\.text)))
                AND requester.id = unmasking.requested_by
            """
        ) {
            Unmasking(
                postID: $0.id(0), requestedBy: $0.id(1), requesterName: $0.text(2), reason: $0.text(3),
                requestedAt: $0.time(4), confirmedBy: $0.idOrNil(5), confirmedAt: $0.timeOrNil(6))
        }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.postID, $0) })
    }

    /// A member by name.
    static func person(_ id: MemberID, in transaction: any Transaction) throws -> ReviewItem.Person? {
        try transaction.first("SELECT id, username, display_name FROM account_public WHERE id = \(id)") {
            ReviewItem.Person(id: $0.id(0), username: $0.text(1), displayName: $0.text(2))
        }
    }

    static func add(
        _ post: PostID, by member: MemberID, because reason: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO unmasking (post_id, requested_by, reason, requested_at)
            VALUES (\(post), \(member), \(reason), \(now))
            """)
    }

    static func confirm(
        _ post: PostID, by member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE unmasking SET confirmed_by = \(member), confirmed_at = \(now) WHERE post_id = \(post)")
    }
}
