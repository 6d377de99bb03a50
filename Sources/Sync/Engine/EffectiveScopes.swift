import Core
import Storage

/// Which scopes a member's replicas hold: what may be read of what was subscribed to (sync.md, section 3).
struct EffectiveScopes: Sendable {
    private let kinds: [String: any SyncedScopes]

    /// Kinds that the engine hands out itself; `group` holds the clients of a device and is nobody's to read.
    private static let reserved: Set<String> = ["u", "pub", "mod", "group"]

    init(_ kinds: [any SyncedScopes]) {
        let offered = kinds.filter { !Self.reserved.contains($0.kind) }
        self.kinds = Dictionary(offered.map { ($0.kind, $0) }, uniquingKeysWith: { $1 })
    }

    /// Everyone's own scope and the public one; for staff what staff share.
    func always(for member: Principal.Member) -> [String] {
        ["u:\(member.id)", "pub"] + (Principal.member(member).isStaff ? ["mod"] : [])
    }

    /// The scopes in force now.
    func set(for member: Principal.Member, at now: Timestamp, in transaction: any Transaction) throws -> ScopeSet {
        var names = always(for: member)
        let subscribed = try Subscriptions.active(of: member.id, in: transaction)
        for (kind, wanted) in Dictionary(grouping: subscribed, by: Self.kind) {
            guard let scopes = kinds[kind] else { continue }
            for name in try scopes.readable(wanted, by: member, in: transaction) {
                names += scopes.expand(name, at: now)
            }
        }
        return ScopeSet(names)
    }

    /// The scopes that the member wants, whether they may read them or not.
    func wanted(by member: Principal.Member, at now: Timestamp, in transaction: any Transaction) throws -> [String] {
        let subscribed = try Subscriptions.active(of: member.id, in: transaction)
        return always(for: member) + subscribed.flatMap { kinds[Self.kind($0)]?.expand($0, at: now) ?? [] }
    }

    /// Those of the scopes that the member may read; names as commits have them, not as subscriptions do.
    func readable(
        _ names: [String], by member: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        var found = Set(names).intersection(always(for: member))
        for (kind, names) in Dictionary(grouping: names, by: Self.kind) {
            if let scopes = kinds[kind] { found.formUnion(try scopes.readable(names, by: member, in: transaction)) }
        }
        return found
    }

    /// Whether the member may subscribe to the scope.
    func isReadable(_ name: String, by member: Principal.Member, in transaction: any Transaction) throws -> Bool {
        guard let scopes = kinds[Self.kind(name)] else { return false }
        return try scopes.readable([name], by: member, in: transaction).contains(name)
    }

    private static func kind(_ name: String) -> String { String(name.prefix { $0 != ":" }) }
}
