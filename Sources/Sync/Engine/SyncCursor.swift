import Core
import Crypto
import Foundation
import SyncProtocol

/// What a cookie says: how far a replica has come (sync.md, section 2). Scopes are named by their place in the
/// interned set, so that the cookie stays short.
struct SyncCursor: Sendable, Equatable {
    /// A place in the rows of one scope.
    struct Place: Sendable, Equatable {
        var scope: Int
        var key: IndexKey?
    }

    /// How far the deletion of lost scopes has come, and towards which set of scopes.
    struct Purge: Sendable, Equatable {
        var place: Place
        var target: [UInt8]
    }

    /// 8 bytes of SHA-256 of the epoch.
    var epoch: [UInt8]
    var position: IndexPosition
    /// Sequence of the last page that could put rows, and the tag of its commit.
    var last: Int64
    var tag: Int64
    /// Sequence of the last final page: mutation ids up to it were acknowledged …
    var acknowledged: Int64
    /// … to this client group (4 bytes of SHA-256).
    var group: [UInt8]
    /// Digest of the scopes that were in force.
    var scopeSet: [UInt8]
    /// Places of the scopes that are not wholly sent.
    var pending: Set<Int> = []
    var backfill: Place?
    var purge: Purge?
    /// The last page was not the final one.
    var isPartial = false
    var done: Int64 = 0
    var total: Int64 = 0

    static func shortHash(_ text: String, _ count: Int) -> [UInt8] {
        Array(SHA256.hash(data: Data(text.utf8)).prefix(count))
    }
}

/// Seals cursors into cookies and opens those that we sealed for the same member.
struct CookieSeal: Sendable {
    private let key: SymmetricKey
    private static let macLength = 16
    private static let version: UInt8 = 1

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// The cookie of a cursor, with `order` as the number by which clients tell newer from older.
    func cookie(_ cursor: SyncCursor, order: Int64, for member: MemberID) -> JSONValue {
        let bytes = Self.encode(cursor)
        return ["c": .string(Base64URL.encode(bytes + mac(bytes, member))), "order": .integer(order)]
    }

    /// - Returns: `nil` for anything that we did not seal for this member.
    func open(_ cookie: JSONValue, for member: MemberID) -> SyncCursor? {
        guard let token = cookie["c"]?.stringValue, token.utf8.count <= 2_000, let all = Base64URL.decode(token),
            all.count > Self.macLength
        else { return nil }
        let bytes = Array(all.dropLast(Self.macLength))
        // Every byte is compared, whatever the first ones say: the time must not tell how far a forgery got.
        let difference = zip(mac(bytes, member), all.suffix(Self.macLength)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? Self.decode(bytes) : nil
    }

    /// The order that follows a cookie's, whoever made that; numbers no browser can count count as none.
    static func order(after cookie: JSONValue?) -> Int64 {
        guard let order = cookie?["order"]?.integerValue, (0..<(1 << 53) - 1).contains(order) else { return 1 }
        return order + 1
    }

    private func mac(_ bytes: [UInt8], _ member: MemberID) -> [UInt8] {
        var code = HMAC<SHA256>(key: key)
        code.update(data: bytes)
        code.update(data: Array(member.text.utf8))
        return Array(Array(code.finalize()).prefix(Self.macLength))
    }

    private static func encode(_ cursor: SyncCursor) -> [UInt8] {
        var out = CursorWriter()
        out.raw([version])
        out.raw(cursor.epoch)
        out.raw(cursor.scopeSet)
        out.raw(cursor.group)
        out.number(cursor.position.sequence)
        out.key(cursor.position.key)
        out.number(cursor.last)
        out.number(cursor.tag)
        out.number(cursor.acknowledged)
        guard cursor.isPartial else { return out.bytes }
        out.number(cursor.done)
        out.number(cursor.total)
        var bits = [UInt8](repeating: 0, count: (cursor.pending.max() ?? -1) / 8 + 1)
        for place in cursor.pending { bits[place / 8] |= 1 << UInt8(place % 8) }
        out.number(Int64(bits.count))
        out.raw(bits)
        out.number(Int64((cursor.backfill == nil ? 0 : 1) + (cursor.purge == nil ? 0 : 2)))
        for place in [cursor.backfill, cursor.purge?.place].compactMap({ $0 }) {
            out.number(Int64(place.scope))
            out.key(place.key)
        }
        out.raw(cursor.purge?.target ?? [])
        return out.bytes
    }

    private static func decode(_ bytes: [UInt8]) -> SyncCursor? {
        var reader = CursorReader(bytes)
        guard reader.raw(1) == [version], let epoch = reader.raw(8), let scopeSet = reader.raw(16),
            let group = reader.raw(4), let sequence = reader.number(), let key = reader.key(),
            let last = reader.number(), let tag = reader.number(), let acknowledged = reader.number()
        else { return nil }
        var cursor = SyncCursor(
            epoch: epoch, position: IndexPosition(sequence: sequence, key: key), last: last, tag: tag,
            acknowledged: acknowledged, group: group, scopeSet: scopeSet)
        if reader.isAtEnd { return cursor }
        guard let done = reader.number(), let total = reader.number(), let length = reader.number(),
            let bits = reader.raw(Int(clamping: length)), let parts = reader.number()
        else { return nil }
        cursor.isPartial = true
        (cursor.done, cursor.total) = (done, total)
        for place in 0..<bits.count * 8 where bits[place / 8] & (1 << UInt8(place % 8)) != 0 {
            cursor.pending.insert(place)
        }
        func place() -> SyncCursor.Place? {
            guard let scope = reader.number(), let key = reader.key() else { return nil }
            return SyncCursor.Place(scope: Int(clamping: scope), key: key)
        }
        if parts & 1 != 0 {
            guard let place = place() else { return nil }
            cursor.backfill = place
        }
        if parts & 2 != 0 {
            guard let place = place(), let target = reader.raw(8) else { return nil }
            cursor.purge = SyncCursor.Purge(place: place, target: target)
        }
        return reader.isAtEnd ? cursor : nil
    }
}
