import Core
import Storage

/// SQL over what members want to be told; internal to the feature.
enum NoticeSettingRepository {
    static func column(of kind: Notice.Kind) -> Query {
        switch kind {
        case .reply: "setting.replies"
        case .mention: "setting.mentions"
        case .accepted: "setting.accepted"
        case .post, .thread: "setting.watched"
        case .waiting: "setting.waiting"
        // What members ask for themselves, and what asks something of them.
        case .reminder, .interest, .answer, .mentorLevel, .mentorRequest, .mentorMore, .mentorAnswer, .mentorAccepted,
            .mentorDeclined, .mentorExpired, .mentorEnded, .mentorCompleted, .mentorFeedback, .mentorExtension,
            .mentorExtended, .mentorPaused,
            .mentorResumed, .mentorMessage, .mentorReminder, .mentorFrozen, .meetingProposed, .meetingConfirmed,
            .meetingMoved,
            .meetingCancelled, .meetingHeld, .meetingMissed, .meetingTomorrow, .meetingSoon, .meetingsWarning,
            .officeHourCancelled, .officeHourTomorrow, .officeHourSoon, .mentorInvited, .mentorInvitationAccepted,
            .mentorInvitationDeclined,
            .mentorQuestion, .roundRanking, .roundOffer, .roundUnmatched, .roundConfirmed:
            "1"
        }
    }

    static func settings(of member: MemberID, in transaction: any Transaction) throws -> NoticeSettings? {
        try transaction.first(
            """
            SELECT replies, mentions, accepted, watched, waiting FROM notification_setting
            WHERE account_id = \(member)
            """
        ) { row in
            var settings = NoticeSettings()
            settings.replies = row.flag(0)
            settings.mentions = row.flag(1)
            settings.accepted = row.flag(2)
            settings.watched = row.flag(3)
            settings.waiting = row.flag(4)
            return settings
        }
    }

    static func set(_ settings: NoticeSettings, of member: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO notification_setting (account_id, replies, mentions, accepted, watched, waiting)
            VALUES (\(member), \(settings.replies), \(settings.mentions), \(settings.accepted), \(settings.watched),
                \(settings.waiting ?? true))
            ON CONFLICT (account_id) DO UPDATE SET replies = excluded.replies, mentions = excluded.mentions,
                accepted = excluded.accepted, watched = excluded.watched, waiting = excluded.waiting
            """)
    }
}
