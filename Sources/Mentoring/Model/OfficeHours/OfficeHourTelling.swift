import Core
import Mail
import Storage

/// What members hear of office hours, by notices and letters.
extension MentorshipService {
    func tell(
        _ kind: MentorshipNews.Kind, _ member: MemberID, of office: OfficeHour,
        in transaction: any WriteTransaction
    ) throws {
        try listener(.office(member, kind, of: office.id, title: office.content.title), transaction)
        let letter: String? =
            switch kind {
            case .officeHourCancelled: "mail_office_hour_cancelled"
            case .officeHourTomorrow: "mail_office_hour_tomorrow"
            default: nil
            }
        guard let letter, let recipient = try Recipient.of(member, in: transaction) else { return }
        let now = clock.now
        let zone = try MeetingRepository.zones(of: [member], in: transaction)[member] ?? "UTC"
        try Outbox.write(
            letter, to: recipient,
            [
                "other": office.mentor.displayName, "title": office.content.title,
                "when": MeetingWords.time(office.course, in: zone, recipient.phrases),
                "link": siteAddress + office.path,
            ], id: ids.next(at: now), at: now, in: transaction)
    }

    /// Reminds all of office hours that are a day or an hour ahead, and notes those that are over, some hundreds at a
    /// time; of what was missed meanwhile once, and of nothing that has begun.
    package func remindOfOfficeHours() async throws {
        let limit = 200
        var done = limit
        while done == limit {
            done = try await store.write { transaction in
                let now = clock.now
                let due = try OfficeHourRepository.due(at: now, limit: limit, in: transaction)
                for office in try OfficeHourRepository.byID(due, in: transaction) {
                    try moveOn(office, at: now, in: transaction)
                }
                return due.count
            }
        }
    }

    private func moveOn(_ office: OfficeHour, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try OfficeHourRepository.setMoment(office.nextMoment(after: now), of: office.id, in: transaction)
        if office.endsAt <= now { return try OfficeHourRepository.noteHeld(office, in: transaction) }
        guard office.isAhead(at: now), office.taken > 0 else { return }
        let isSoon = office.startsAt.since(now) <= MeetingLimits.reminders[1]
        let members = try [office.mentor.id] + OfficeHourRepository.seated(in: office.id, transaction).map(\.id)
        for member in members {
            try tell(isSoon ? .officeHourSoon : .officeHourTomorrow, member, of: office, in: transaction)
        }
    }
}
