import Core
import Storage
import SyncProtocol

/// What a member's devices follow besides what everyone gets. Features subscribe members too: a new thread its
/// author, for one.
package enum Subscriptions {
    static let entity = "subscription"

    /// Follows a scope or stops to; does not ask whether the member may read it, pull does.
    package static func set(
        _ scope: String, on isOn: Bool, for member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO scope_subscription (account_id, scope, is_on, updated_at)
            VALUES (\(member), \(scope), \(isOn), \(now))
            ON CONFLICT (account_id, scope) DO UPDATE SET is_on = excluded.is_on, updated_at = excluded.updated_at
            """)
        transaction.touch(.enters(scope: "u:\(member)", entity: entity, id: scope))
    }

    static func active(of member: MemberID, in transaction: any Transaction) throws -> [String] {
        try transaction.rows("SELECT scope FROM scope_subscription WHERE account_id = \(member) AND is_on = 1") {
            $0.text(0)
        }
    }

    static func exists(_ scope: String, of member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            "SELECT 1 FROM scope_subscription WHERE account_id = \(member) AND scope = \(scope)")
    }

    /// `scope.set`: refuses what may not be read as if it did not exist, and more scopes than a member may have.
    static func mutation(_ effective: EffectiveScopes, limit: Int) -> SyncedMutation {
        SyncedMutation(name: "scope.set") { arguments, principal, now in
            let draft = try arguments.decode(as: Draft.self, allowing: Draft.CodingKeys.self)
            let member = try principal.requireMember()
            var validation = Validation()
            let scope = validation.text(draft.scope, "scope", 1...128)
            validation.require(!effective.always(for: member).contains(scope), "scope", "always_on")
            try validation.check()
            return { transaction in
                let mayFollow = try effective.isReadable(scope, by: member, in: transaction)
                let mayStop = try !draft.on && exists(scope, of: member.id, in: transaction)
                guard mayFollow || mayStop else { throw Problem.notFound }
                try set(scope, on: draft.on, for: member.id, at: now, in: transaction)
                if draft.on, try effective.set(for: member, at: now, in: transaction).names.count > limit {
                    throw Problem(.tooMany, MutationCode.quota.rawValue, arguments: ["max": "\(limit)"])
                }
                return .asAsked
            }
        }
    }

    private struct Draft: Decodable {
        var scope: String
        var on: Bool

        enum CodingKeys: String, CodingKey, CaseIterable {
            case scope, on
        }
    }
}

/// `subscription/{scope}` in the member's own scope.
struct SubscriptionRows: SyncedCollection {
    let entity = Subscriptions.entity

    private struct Row: Encodable, Sendable {
        var id: String
        var scope: String
        var on: Bool
    }

    func values(_ ids: [String], for viewer: Principal.Member, in transaction: any Transaction) throws
        -> [String: any Encodable & Sendable]
    {
        let rows = try transaction.rows(
            """
            SELECT scope, is_on FROM scope_subscription
            WHERE account_id = \(viewer.id) AND \(transaction.dialect.anyOf("scope", ids))
            """
        ) { Row(id: $0.text(0), scope: $0.text(0), on: $0.flag(1)) }
        return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }
}
