/// What a replica holds, by its cookie, with the names of the scopes put in.
struct ReplicaState: Sendable {
    /// A place in the rows of one scope.
    struct Place: Sendable {
        var scope: String
        var key: IndexKey
    }

    /// Scopes in force at the last page. Any of them may have left rows at the replica.
    var scopes: ScopeSet
    /// Those of them that are not wholly sent.
    var pending: Set<String>
    /// How far the one that is being sent has come.
    var backfill: Place?
    /// How far the deletion of lost scopes has come, and towards which set.
    var purge: (place: Place, target: [UInt8])?
    var position: IndexPosition
    var last: Int64
    var acknowledged: Int64
    var isPartial: Bool
    var done: Int64
    var total: Int64

    /// A replica that holds nothing, at sequence `now`.
    init(empty scopes: ScopeSet, at now: Int64) {
        self.scopes = scopes
        pending = Set(scopes.names)
        position = IndexPosition(sequence: now, key: nil)
        last = now
        acknowledged = 0
        isPartial = false
        (done, total) = (0, 0)
    }

    /// What the cursor says; `nil` when it points outside its own set.
    init?(_ cursor: SyncCursor, of scopes: ScopeSet) {
        func place(_ place: SyncCursor.Place) -> Place? {
            guard scopes.names.indices.contains(place.scope) else { return nil }
            return Place(scope: scopes.names[place.scope], key: place.key ?? .start)
        }
        guard cursor.pending.allSatisfy(scopes.names.indices.contains) else { return nil }
        self.scopes = scopes
        pending = Set(cursor.pending.map { scopes.names[$0] })
        if let found = cursor.backfill {
            guard let place = place(found) else { return nil }
            backfill = place
        }
        if let found = cursor.purge {
            guard let place = place(found.place) else { return nil }
            purge = (place, found.target)
        }
        position = cursor.position
        (last, acknowledged) = (cursor.last, cursor.acknowledged)
        (isPartial, done, total) = (cursor.isPartial, cursor.done, cursor.total)
    }

    /// The cursor that says all this.
    func cursor(epoch: [UInt8], tag: Int64, group: [UInt8]) -> SyncCursor {
        func place(_ place: Place) -> SyncCursor.Place? {
            scopes.names.firstIndex(of: place.scope).map {
                SyncCursor.Place(scope: $0, key: place.key == .start ? nil : place.key)
            }
        }
        var cursor = SyncCursor(
            epoch: epoch, position: position, last: last, tag: tag, acknowledged: acknowledged, group: group,
            scopeSet: scopes.digest)
        cursor.pending = Set(scopes.names.indices.filter { pending.contains(scopes.names[$0]) })
        cursor.backfill = backfill.flatMap(place)
        cursor.purge = purge.flatMap { purge in
            place(purge.place).map { SyncCursor.Purge(place: $0, target: purge.target) }
        }
        (cursor.isPartial, cursor.done, cursor.total) = (isPartial, done, total)
        return cursor
    }
}
