import Core
import Storage
import Visibility

/// SQL over events of groups; internal to the feature.
enum GroupEventRepository {
    private static func columns(for member: MemberID?) -> Query {
        let isMember: Query = member.map { Visibility.isMember("\($0)") } ?? "1 = 0"
        return """
            event.id, event.group_id, event.kind, event.state, event.title, event.body, event.place, event.starts_at,
            event.minutes, event.zone, event.seats, event.taken, event.waiting, event.updated_at, event.revision,
            host.id, host.username, host.display_name, mine.state, CASE WHEN \(isMember) THEN 1 ELSE 0 END
            """
    }

    /// With the seat of the reader: of a visitor there is none.
    private static func joined(_ member: MemberID?) -> Query {
        """
        group_event AS event CROSS JOIN member_group CROSS JOIN account_public AS host
        LEFT JOIN event_seat AS mine ON mine.event_id = event.id AND mine.account_id = \(member?.text ?? "")
        """
    }

    private static func decode(_ row: any ResultRow) -> GroupEvent {
        let content = GroupEventContent(
            kind: GroupEventKind(rawValue: row.text(2)) ?? .meetup, title: row.text(4), body: row.text(5),
            place: row.text(6), startsAt: row.time(7), minutes: row.int(8), zone: row.text(9),
            seats: row.isNull(10) ? nil : row.int(10))
        return GroupEvent(
            id: row.id(0), group: row.id(1),
            host: GroupMemberName(id: row.id(15), username: row.text(16), displayName: row.text(17)), content: content,
            state: GroupEvent.State(rawValue: row.text(3)) ?? .cancelled, taken: row.int(11), waiting: row.int(12),
            own: row.textOrNil(18).flatMap(GroupEventSeat.init(rawValue:)) ?? .without, isMember: row.flag(19),
            updatedAt: row.time(13), version: row.integer(14))
    }

    // MARK: Reading

    /// One page of those of a group that are not over, the next first, and one more if there is a next page.
    static func upcoming(
        in group: GroupID, at now: Timestamp, after cursor: PageCursor?, limit: Int, for member: MemberID?,
        _ transaction: any Transaction
    ) throws -> [GroupEvent] {
        // None takes longer than the longest, so what began before that is over.
        let earliest = now.advanced(by: .minutes(-Int64(GroupEventLimits.minutes.upperBound))).milliseconds
        return try transaction.rows(
            """
            SELECT \(columns(for: member)) FROM \(joined(member))
            WHERE event.group_id = \(group)
                AND (event.starts_at, event.id) > (\(max(cursor?.key ?? earliest, earliest)), \(cursor?.id ?? ""))
                AND event.starts_at + event.minutes * 60000 > \(now) AND event.state = 'open'
                AND member_group.id = event.group_id AND host.id = event.host_id
            ORDER BY event.starts_at, event.id LIMIT \(limit + 1)
            """, decode)
    }

    /// Those that the reader may see: what is announced in a group is for those who may read in it.
    static func byID(
        _ ids: [String], visibleTo principal: Principal, _ transaction: any Transaction
    ) throws -> [GroupEvent] {
        try transaction.rows(
            """
            SELECT \(columns(for: principal.member?.id)) FROM \(joined(principal.member?.id))
            WHERE \(transaction.dialect.anyOf("event.id", ids)) AND member_group.id = event.group_id
                AND host.id = event.host_id AND \(Visibility.insideGroups(principal))
            """, decode)
    }

    static func exists(_ id: GroupEventID, _ transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM group_event WHERE id = \(id)")
    }

    static func count(in group: GroupID, after now: Timestamp, _ transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM group_event
                WHERE group_id = \(group) AND starts_at > \(now) AND state = 'open'
                """))
    }

    /// Who has a seat, or waits for one, who came first first.
    static func seated(
        _ state: GroupEventSeat, in id: GroupEventID, limit: Int, _ transaction: any Transaction
    ) throws -> [GroupMemberName] {
        try transaction.rows(
            """
            SELECT person.id, person.username, person.display_name
            FROM event_seat AS seat CROSS JOIN account_public AS person
            WHERE seat.event_id = \(id) AND seat.state = \(state.rawValue) AND person.id = seat.account_id
            ORDER BY seat.since, seat.account_id LIMIT \(limit)
            """
        ) { GroupMemberName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    /// Events to come of a group in which a member has a seat or waits for one.
    static func ahead(
        of member: MemberID, in group: GroupID, at now: Timestamp, _ transaction: any Transaction
    ) throws -> [GroupEventID] {
        try transaction.rows(
            """
            SELECT event.id FROM event_seat AS seat CROSS JOIN group_event AS event
            WHERE seat.account_id = \(member) AND event.id = seat.event_id AND event.group_id = \(group)
                AND event.starts_at > \(now)
            """
        ) { $0.id(0) }
    }

    static func due(at now: Timestamp, limit: Int, _ transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM group_event WHERE remind_at IS NOT NULL AND remind_at <= \(now)
            ORDER BY remind_at, id LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    // MARK: Writing

    static func insert(
        _ id: GroupEventID, _ content: GroupEventContent, in group: GroupID, by host: MemberID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO group_event (id, group_id, host_id, kind, state, title, body, place, starts_at, minutes, zone,
                seats, remind_at, created_at, updated_at)
            VALUES (\(id), \(group), \(host), \(content.kind.rawValue), 'open', \(content.title), \(content.body),
                \(content.place), \(content.startsAt), \(content.minutes), \(content.zone), \(content.seats),
                \(GroupEvent.nextReminder(of: content, after: now)), \(now), \(now))
            """)
    }

    static func update(
        _ id: GroupEventID, _ content: GroupEventContent, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE group_event SET kind = \(content.kind.rawValue), title = \(content.title), body = \(content.body),
                place = \(content.place), starts_at = \(content.startsAt), minutes = \(content.minutes),
                zone = \(content.zone), seats = \(content.seats),
                remind_at = \(GroupEvent.nextReminder(of: content, after: now)), updated_at = \(now),
                revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func cancel(_ id: GroupEventID, at now: Timestamp, _ transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE group_event SET state = 'cancelled', remind_at = NULL, updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func setReminder(
        _ time: Timestamp?, of id: GroupEventID, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE group_event SET remind_at = \(time) WHERE id = \(id)")
    }

    /// Counts a seat and notes whose it is; where none is free, the member waits.
    /// - Returns: which of the two.
    static func take(
        in id: GroupEventID, by member: MemberID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws -> GroupEventSeat {
        let isFree = try count(in: id, transaction)
        if !isFree { try transaction.execute("UPDATE group_event SET waiting = waiting + 1 WHERE id = \(id)") }
        let state = isFree ? GroupEventSeat.seat : .waiting
        try transaction.execute(
            """
            INSERT INTO event_seat (event_id, account_id, state, since)
            VALUES (\(id), \(member), \(state.rawValue), \(now))
            """)
        return state
    }

    /// - Returns: whether there was one.
    private static func count(in id: GroupEventID, _ transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute(
            """
            UPDATE group_event SET taken = taken + 1
            WHERE id = \(id) AND state = 'open' AND (seats IS NULL OR taken < seats)
            """) > 0
    }

    static func give(in id: GroupEventID, by member: MemberID, _ transaction: any WriteTransaction) throws {
        let state = try transaction.first(
            "SELECT state FROM event_seat WHERE event_id = \(id) AND account_id = \(member)"
        ) { GroupEventSeat(rawValue: $0.text(0)) }
        guard let state else { return }
        try transaction.execute("DELETE FROM event_seat WHERE event_id = \(id) AND account_id = \(member)")
        let counted: Query =
            state == .seat
            ? "UPDATE group_event SET taken = taken - 1 WHERE id = \(id)"
            : "UPDATE group_event SET waiting = waiting - 1 WHERE id = \(id)"
        try transaction.execute(counted)
    }

    /// Gives a free seat to who waits longest.
    /// - Returns: to whom; `nil` when nobody waits, or no seat is free.
    static func promote(
        in id: GroupEventID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws -> MemberID? {
        guard let next = try seated(.waiting, in: id, limit: 1, transaction).first, try count(in: id, transaction)
        else { return nil }
        try transaction.execute("UPDATE group_event SET waiting = waiting - 1 WHERE id = \(id)")
        try transaction.execute(
            """
            UPDATE event_seat SET state = 'seat', since = \(now) WHERE event_id = \(id) AND account_id = \(next.id)
            """)
        return next.id
    }
}
