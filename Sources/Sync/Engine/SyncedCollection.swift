import Core
import Storage

/// What a feature supplies for each of its entities.
package protocol SyncedCollection: Sendable {
    /// The first part of the keys: `thread`.
    var entity: String { get }

    /// Current values by row id, as the API shows them; ids that are gone are left out. Encoded as JSON objects
    /// that have an `id` and no `ver`. One query for all of them.
    func values(_ ids: [String], for viewer: Principal.Member, in transaction: any Transaction) throws
        -> [String: any Encodable & Sendable]
}

/// What a feature supplies for each of its kinds of scope.
package protocol SyncedScopes: Sendable {
    /// The part before the colon: `t` of `t:{thread}`. `u`, `pub`, `mod` and `group` are the engine's own.
    var kind: String { get }

    /// Those of `names` (whole names, `t:…`) that exist and that the member may read.
    func readable(_ names: [String], by viewer: Principal.Member, in transaction: any Transaction) throws
        -> Set<String>

    /// The scopes in force for one subscription: usually itself; `k:{category}` means its last eight weeks.
    func expand(_ name: String, at now: Timestamp) -> [String]
}

extension SyncedScopes {
    /// A subscription names its scope unless the feature says otherwise.
    package func expand(_ name: String, at now: Timestamp) -> [String] { [name] }
}
