import Core
import Storage
import Sync

/// A member whom another does not want to meet.
package struct BlockedMember: Sendable, Equatable, Codable {
    package let id: MemberID
    package let username: String
    package let displayName: String
    package let blockedAt: Timestamp
}

/// Blocks are silent: nobody learns of one. They are no part of what may be seen.
extension AccountService {
    /// Blocks a member, or lets them be; once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `block_self`, with `too_many_blocks` beyond 1,000.
    package func setBlock(_ isOn: Bool, on id: MemberID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        guard id != member.id else { throw Problem(.conflict, "block_self") }
        let now = clock.now
        try await store.write { transaction in
            guard try AccountRepository.account(id, in: transaction) != nil else { throw Problem.notFound }
            let scope = "u:\(member.id)"
            if isOn {
                guard try BlockRepository.count(by: member.id, in: transaction) < 1_000 else {
                    throw Problem(.conflict, "too_many_blocks", arguments: ["max": "1000"])
                }
                guard try BlockRepository.add(id, by: member.id, at: now, in: transaction) else { return }
                transaction.touch(.enters(scope: scope, entity: "block", id: id.text))
                try onBlock(member.id, id, transaction)
            } else if try BlockRepository.remove(id, by: member.id, in: transaction) {
                transaction.touch(.leaves(scope: scope, entity: "block", id: id.text))
            }
        }
    }

    /// Whom the member has blocked, the last first.
    /// - Throws: `signInRequired`.
    package func blocks(as principal: Principal) async throws -> [BlockedMember] {
        let member = try principal.requireMember()
        return try await store.read { try BlockRepository.blocked(by: member.id, in: $0) }
    }
}

/// SQL over blocks; internal to the feature.
enum BlockRepository {
    static func count(by member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM member_block WHERE account_id = \(member)"))
    }

    static func add(
        _ id: MemberID, by member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO member_block (account_id, blocked_id, created_at) VALUES (\(member), \(id), \(now))
            ON CONFLICT (account_id, blocked_id) DO NOTHING
            """) > 0
    }

    static func remove(_ id: MemberID, by member: MemberID, in transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM member_block WHERE account_id = \(member) AND blocked_id = \(id)") > 0
    }

    static func blocked(by member: MemberID, in transaction: any Transaction) throws -> [BlockedMember] {
        try transaction.rows(
            """
            SELECT account.id, account.username, account.display_name, member_block.created_at FROM member_block
            JOIN account ON account.id = member_block.blocked_id
            WHERE member_block.account_id = \(member) ORDER BY member_block.created_at DESC, account.id
            """
        ) { BlockedMember(id: $0.id(0), username: $0.text(1), displayName: $0.text(2), blockedAt: $0.time(3)) }
    }

    static func blocked(
        among ids: [String], by member: MemberID, in transaction: any Transaction
    ) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT member_block.blocked_id FROM member_block WHERE member_block.account_id = \(member)
                    AND \(transaction.dialect.anyOf("member_block.blocked_id", ids))
                """
            ) { $0.text(0) })
    }
}

/// Whom the member has blocked, in the scope `u:{id}`.
package struct BlockCollection: SyncedCollection {
    package let entity = "block"

    package init() {}

    private struct Record: Encodable, Sendable {
        let id: String
        let memberId: String
    }

    package func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let blocked = try BlockRepository.blocked(among: ids, by: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: blocked.map { ($0, Record(id: $0, memberId: $0)) })
    }
}
