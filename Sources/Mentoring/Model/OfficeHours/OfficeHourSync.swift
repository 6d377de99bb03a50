import Core
import Storage
import Sync
import SyncProtocol

/// Office hours in which the member has a seat, in their own scope.
struct OfficeHourCollection: SyncedCollection {
    static let name = "officeHour"
    var entity: String { Self.name }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try OfficeHourRepository.byID(ids, of: viewer.id, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: found.map {
                ($0.id.text, OfficeHourRecord($0, for: viewer.id, isNamed: false))
            })
    }
}

/// What office hours know of a member.
package struct OfficeHourPersonalData: PersonalData {
    package let tables: Set<String> = ["office_hour", "office_hour_seat"]
    private let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    private struct Announced: Encodable, Sendable {
        let id: String
        let state: String
        let title: String
        let body: String
        let startsAt: Timestamp
        let minutes: Int
        let zone: String
        let place: String
        let language: String
        let seats: Int
        let createdAt: Timestamp
    }

    private struct Taken: Encodable, Sendable {
        let officeHourId: String
        let takenAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let announced = try transaction.rows(
            """
            SELECT id, state, title, body, starts_at, minutes, zone, place, language, seats, created_at
            FROM office_hour WHERE mentor_id = \(member.id) ORDER BY starts_at, id
            """
        ) { row in
            Announced(
                id: row.text(0), state: row.text(1), title: row.text(2), body: row.text(3), startsAt: row.time(4),
                minutes: row.int(5), zone: row.text(6), place: row.text(7), language: row.text(8), seats: row.int(9),
                createdAt: row.time(10))
        }
        let taken = try transaction.rows(
            """
            SELECT office_hour_id, taken_at FROM office_hour_seat WHERE account_id = \(member.id)
            ORDER BY taken_at, office_hour_id
            """
        ) { Taken(officeHourId: $0.text(0), takenAt: $0.time(1)) }
        return ["officeHours": announced, "officeHourSeats": taken]
    }

    /// What was to come is cancelled, seats are free again; how many took place stays.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try mentorships.cancelOfficeHours(of: member, in: transaction)
        if posts == .remove { try removeWords(of: member, in: transaction) }
        let ahead = try OfficeHourRepository.seats(of: member, with: nil, at: now, in: transaction)
        for id in ahead { _ = try OfficeHourRepository.giveSeat(in: id, by: member, transaction) }
        try transaction.execute("DELETE FROM office_hour_seat WHERE account_id = \(member)")
    }

    private func removeWords(of member: MemberID, in transaction: any WriteTransaction) throws {
        let emptied = try transaction.rows(
            """
            UPDATE office_hour SET title = '—', body = '', place = '—', revision = revision + 1
            WHERE mentor_id = \(member) RETURNING id
            """
        ) { OfficeHourID(trusted: $0.text(0)) }
        for id in emptied {
            // Notices of it have the mentor's words.
            try mentorships.listener(.officeGone(id), transaction)
            transaction.touch(.changes(entity: OfficeHourCollection.name, id: id.text))
        }
    }
}
