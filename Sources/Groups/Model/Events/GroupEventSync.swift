import Core
import Storage
import Sync
import SyncProtocol

/// Events of groups in which the member may read, in the scope `g:{group}`: when its seat changes hands, each device of a
/// member gets its row anew, with the own seat in it.
struct GroupEventCollection: SyncedCollection {
    static let name = "event"
    var entity: String { Self.name }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try GroupEventRepository.byID(ids, visibleTo: .member(viewer), transaction)
        return Dictionary(
            uniqueKeysWithValues: found.map { ($0.id.text, GroupEventRecord($0, isNamed: false)) })
    }
}

/// What events of groups know of a member.
package struct GroupEventPersonalData: PersonalData {
    package let tables: Set<String> = ["group_event", "event_seat"]

    package init() {}

    private struct Announced: Encodable, Sendable {
        let id: String
        let groupId: String
        let kind: String
        let title: String
        let body: String
        let place: String
        let startsAt: Timestamp
        let minutes: Int
        let zone: String
    }

    private struct Taken: Encodable, Sendable {
        let eventId: String
        let state: String
        let since: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let announced = try transaction.rows(
            """
            SELECT id, group_id, kind, title, body, place, starts_at, minutes, zone FROM group_event
            WHERE host_id = \(member.id) ORDER BY starts_at, id
            """
        ) { row in
            Announced(
                id: row.text(0), groupId: row.text(1), kind: row.text(2), title: row.text(3), body: row.text(4),
                place: row.text(5), startsAt: row.time(6), minutes: row.int(7), zone: row.text(8))
        }
        let taken = try transaction.rows(
            """
            SELECT event_id, state, since FROM event_seat WHERE account_id = \(member.id) ORDER BY since, event_id
            """
        ) { Taken(eventId: $0.text(0), state: $0.text(1), since: $0.time(2)) }
        return ["events": announced, "eventSeats": taken]
    }

    /// Seats to come were given back with the memberships; what is left tells of the past. An event is its group's:
    /// with posts, its words go, too.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM event_seat WHERE account_id = \(member)")
        guard posts == .remove else { return }
        let emptied = try transaction.rows(
            """
            UPDATE group_event SET title = '—', body = '', place = '—', revision = revision + 1
            WHERE host_id = \(member) RETURNING id
            """
        ) { $0.text(0) }
        for id in emptied { transaction.touch(.changes(entity: GroupEventCollection.name, id: id)) }
    }
}
