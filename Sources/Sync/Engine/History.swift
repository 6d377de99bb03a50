import Core
import Storage
import SyncProtocol

/// Where the database stands in its own history, read with the rows of a page.
struct History: Sendable {
    /// N: the last commit that touched synced data.
    var sequence: Int64
    var epoch: String
    /// The oldest commit that is still known; departures before it are forgotten.
    var oldest: Int64

    static func read(in transaction: any Transaction) throws -> History {
        let found = try transaction.first(
            "SELECT sequence, epoch, (SELECT min(sequence) FROM change_commit) FROM change_counter WHERE id = 1"
        ) { History(sequence: $0.integer(0), epoch: $0.text(1), oldest: $0.integerOrNil(2) ?? 0) }
        guard let found else { throw Problem(.unavailable, "storage_unavailable") }
        return found
    }

    /// The epoch alone, for writers: to read the number of the newest commit is to meet everyone who commits.
    static func epoch(in transaction: any Transaction) throws -> String {
        let found = try transaction.first("SELECT epoch FROM change_counter WHERE id = 1") { $0.text(0) }
        guard let found else { throw Problem(.unavailable, "storage_unavailable") }
        return found
    }

    /// Tag and time of a commit; nothing before the first.
    static func commit(_ sequence: Int64, in transaction: any Transaction) throws -> (tag: Int64, at: Timestamp)? {
        try transaction.first("SELECT tag, committed_at FROM change_commit WHERE sequence = \(sequence)") {
            ($0.integer(0), $0.time(1))
        }
    }

    /// What a cursor is worth.
    enum Verdict {
        /// The replica is what it says; its last page is that old.
        case good(readAt: Timestamp?)
        case reset(ResetReason)
        /// It remembers a commit that this database never made: a backup was restored.
        case rewritten
    }

    func judge(_ cursor: SyncCursor, in transaction: any Transaction) throws -> Verdict {
        guard cursor.epoch == SyncCursor.shortHash(epoch, 8) else { return .reset(.epochChanged) }
        guard cursor.last <= sequence else { return .rewritten }
        guard cursor.position.sequence >= oldest - 1 else { return .reset(.cursorExpired) }
        guard cursor.last > 0 else { return .good(readAt: nil) }
        guard let commit = try Self.commit(cursor.last, in: transaction) else {
            return cursor.last < oldest ? .reset(.cursorExpired) : .rewritten
        }
        return commit.tag == cursor.tag ? .good(readAt: commit.at) : .rewritten
    }

    /// Whether a cursor belongs to this history, however old it is.
    func holds(_ cursor: SyncCursor, in transaction: any Transaction) throws -> Bool {
        switch try judge(cursor, in: transaction) {
        case .good, .reset(.cursorExpired): true
        case .reset, .rewritten: false
        }
    }

    /// Begins a new history, unless someone else did since `old` was read: every cursor becomes a reset, every
    /// client record is adopted anew.
    static func renew(_ old: String, to new: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE change_counter SET epoch = \(new) WHERE id = 1 AND epoch = \(old)")
    }
}
