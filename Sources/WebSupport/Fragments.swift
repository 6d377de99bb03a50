import Mustache
import Synchronization

/// A part of pages whose bytes follow from its identity alone: rendered once, it is remembered.
package protocol Fragment: MustacheParent {
    associatedtype Identity: Hashable & Sendable

    /// All that the template reads of it, with the language; `nil` for one that is to be rendered each time, because
    /// the page around it shows through.
    var identity: Identity? { get }
}

/// Rendered fragments by what they were rendered from. Nothing has to be forgotten when something changes: what has
/// changed has another identity. So permissions, votes and times are never another reader's.
package final class Fragments: Sendable {
    struct Key: Hashable, Sendable {
        /// The place in the templates.
        let place: Int
        let identity: any Hashable & Sendable

        static func == (one: Key, other: Key) -> Bool {
            one.place == other.place && isEqual(one.identity, other.identity)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(place)
            identity.hash(into: &hasher)
        }

        private static func isEqual<Identity: Hashable>(_ one: Identity, _ other: any Hashable) -> Bool {
            one == other as? Identity
        }
    }

    private struct Kept {
        var young: [Key: [UInt8]] = [:]
        var old: [Key: [UInt8]] = [:]
        /// Of the young.
        var cost = 0
    }

    private let limit: Int
    private let kept = Mutex(Kept())

    /// - Parameter bytes: what the fragments may take together, about.
    package init(bytes: Int) { limit = bytes }

    func bytes(_ key: Key) -> [UInt8]? {
        kept.withLock { kept in
            if let known = kept.young[key] { return known }
            guard let known = kept.old.removeValue(forKey: key) else { return nil }
            insert(known, key, &kept)
            return known
        }
    }

    func keep(_ bytes: [UInt8], _ key: Key) {
        kept.withLock { insert(bytes, key, &$0) }
    }

    /// What nobody has asked for since half of the room was filled makes way for what came since.
    private func insert(_ bytes: [UInt8], _ key: Key, _ kept: inout Kept) {
        // The identity holds about as much as was made of it.
        let cost = 2 * bytes.count + 500
        if kept.cost + cost > limit / 2 { kept = Kept(old: kept.young) }
        if kept.young.updateValue(bytes, forKey: key) == nil { kept.cost += cost }
    }

    /// Fragments kept.
    package var count: Int { kept.withLock { $0.young.count + $0.old.count } }
}
