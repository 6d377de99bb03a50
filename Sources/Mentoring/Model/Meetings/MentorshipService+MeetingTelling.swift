import Core
import Mail
import Storage
import Texts

/// What members hear of meetings, by notices and letters.
extension MentorshipService {
    func tellOf(
        _ event: MeetingEvent, by side: MentorshipSide, _ meeting: Meeting, in mentorship: Mentorship,
        _ transaction: any WriteTransaction
    ) throws {
        let kind: MentorshipNews.Kind? =
            switch event {
            case .confirm: .meetingConfirmed
            case .move: .meetingMoved
            case .cancel: .meetingCancelled
            case .held: .meetingHeld
            case .noShow: .meetingMissed
            case .propose, .close: nil
            }
        if let kind { try tell(kind, side.other, of: meeting, in: mentorship, transaction) }
    }

    /// Tells one of the two: a notice, and a letter where one is written, with the time on their own clock.
    func tell(
        _ kind: MentorshipNews.Kind, _ side: MentorshipSide, of meeting: Meeting, in mentorship: Mentorship,
        _ transaction: any WriteTransaction
    ) throws {
        try tell(kind, side, of: mentorship, in: transaction)
        let letter: String? =
            switch kind {
            case .meetingProposed: "mail_meeting_proposed"
            case .meetingConfirmed: "mail_meeting_confirmed"
            case .meetingMoved: "mail_meeting_moved"
            case .meetingCancelled: "mail_meeting_cancelled"
            case .meetingTomorrow: "mail_meeting_tomorrow"
            default: nil
            }
        let member = mentorship.name(of: side).id
        guard let letter, let recipient = try Recipient.of(member, in: transaction) else { return }
        let now = clock.now
        let zone = try zones(of: mentorship, in: transaction)[side] ?? "UTC"
        try Outbox.write(
            letter, to: recipient,
            [
                "other": mentorship.name(of: side.other).displayName,
                "when": MeetingWords.time(meeting.course, in: zone, recipient.phrases),
                "link": "\(siteAddress)\(mentorship.path)/meetings",
            ], id: ids.next(at: now), at: now, in: transaction)
    }

    /// Reminds both of meetings that are a day or an hour ahead, some hundreds at a time; of what was missed meanwhile
    /// once, and of nothing that has begun. The letter of the day before waits until one's quiet hours are over.
    package func remindOfMeetings() async throws {
        let limit = 200
        var done = limit
        while done == limit {
            done = try await store.write { transaction in
                let now = clock.now
                let due = try MeetingRepository.toRemind(at: now, limit: limit, in: transaction)
                for meeting in try MeetingRepository.byID(due.keys.sorted(), in: transaction) {
                    try remind(of: meeting, since: due[meeting.id.text] ?? now, at: now, in: transaction)
                }
                return due.count
            }
        }
    }

    private func remind(
        of meeting: Meeting, since due: Timestamp, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let mentorship = try MentorshipRepository.byID([meeting.mentorship.text], in: transaction).first
        guard let mentorship, mentorship.course.seen(at: now).state.isLive, meeting.course.startsAt > now,
            meeting.course.state == .confirmed
        else { return try MeetingRepository.setReminder(nil, of: meeting.id, in: transaction) }
        let first = try firstReminders(of: meeting.course, in: mentorship, transaction)
        let times = Array(first.values) + [meeting.course.nextReminder(after: now)].compactMap(\.self)
        try MeetingRepository.setReminder(times.filter { $0 > now }.min(), of: meeting.id, in: transaction)
        let isSoon = meeting.course.startsAt.since(now) <= MeetingLimits.reminders[1]
        for side in MentorshipSide.allCases {
            if isSoon {
                try tell(.meetingSoon, side, of: meeting, in: mentorship, transaction)
            } else if let time = first[side], due <= time, time <= now {
                try tell(.meetingTomorrow, side, of: meeting, in: mentorship, transaction)
            }
        }
    }

    /// When each is reminded first: a day ahead, or when their quiet hours end then, unless it is about to begin.
    private func firstReminders(
        of course: MeetingCourse, in mentorship: Mentorship, _ transaction: any Transaction
    ) throws -> [MentorshipSide: Timestamp] {
        let usual = course.startsAt.advanced(by: -MeetingLimits.reminders[0])
        let last = course.startsAt.advanced(by: -MeetingLimits.reminders[1])
        return try MentorshipSide.allCases.reduce(into: [:]) { times, side in
            let end = try quietEnd(mentorship.name(of: side).id, usual, transaction)
            times[side] = end.map { $0 < last ? $0 : usual } ?? usual
        }
    }
}

/// Times of meetings in words.
package enum MeetingWords {
    /// `Thu 25 March 2027, 18:00–19:00 (Asia/Karachi)`.
    package static func time(_ course: MeetingCourse, in zone: String, _ phrases: Phrasebook) -> String {
        phrases.timeSpan(from: course.startsAt, to: course.endsAt, in: zone)
    }
}
