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
        case .waiting, .doubted: "setting.waiting"
        // What members ask for themselves, and what asks something of them.
        case .mailStopped, .unmasked, .guideSuggested, .guideEdited, .suggestionApplied, .suggestionDeclined, .reminder,
            .bookmark, .interest, .answer, .mentorLevel, .mentorRequest,
            .mentorMore,
            .mentorAnswer,
            .mentorAccepted,
            .mentorDeclined, .mentorExpired, .mentorEnded, .mentorCompleted, .mentorFeedback, .mentorExtension,
            .mentorExtended, .mentorPaused, .mentorResumed, .mentorMessage, .mentorReminder, .mentorFrozen,
            .mentorReleased, .mentorRefused, .mentorCase, .mentorSeat, .meetingProposed, .meetingConfirmed,
            .meetingMoved,
            .meetingCancelled, .meetingHeld, .meetingMissed, .meetingTomorrow, .meetingSoon, .meetingsWarning,
            .officeHourCancelled, .officeHourTomorrow, .officeHourSoon, .mentorInvited, .mentorInvitationAccepted,
            .mentorInvitationDeclined,
            .meetingsStopped,
            .mentorQuestion, .roundRanking, .roundOffer, .roundUnmatched, .roundConfirmed, .groupRequest,
            .groupAccepted, .groupRefused, .groupInvited, .groupEnded, .jobHeld, .jobOpen, .jobRemoved, .jobFilled,
            .jobEnded, .jobWarning, .jobReportUpheld, .jobReportRejected, .eventSeat, .eventMoved, .eventCancelled,
            .eventSoon, .message, .messageRefused, .messageReport:
            "1"
        }
    }

    static func settings(of member: MemberID, in transaction: any Transaction) throws -> NoticeSettings? {
        try transaction.first(
            """
            SELECT replies, mentions, accepted, watched, waiting, letters, digest, quiet_from, quiet_until,
                push_answers, push_watched, push_mentoring, push_other, push_details
            FROM notification_setting WHERE account_id = \(member)
            """
        ) { row in
            var settings = NoticeSettings()
            settings.replies = row.flag(0)
            settings.mentions = row.flag(1)
            settings.accepted = row.flag(2)
            settings.watched = row.flag(3)
            settings.waiting = row.flag(4)
            settings.letters = row.flag(5)
            settings.digest = row.flag(6)
            settings.quietFrom = row.integerOrNil(7).map { Clockface.text(Int($0)) }
            settings.quietUntil = row.integerOrNil(8).map { Clockface.text(Int($0)) }
            settings.pushAnswers = row.flag(9)
            settings.pushWatched = row.flag(10)
            settings.pushMentoring = row.flag(11)
            settings.pushOther = row.flag(12)
            settings.pushDetails = row.flag(13)
            return settings
        }
    }

    static func set(
        _ settings: NoticeSettings, _ quiet: QuietHours?, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO notification_setting (account_id, replies, mentions, accepted, watched, waiting, letters, digest,
                quiet_from, quiet_until, push_answers, push_watched, push_mentoring, push_other, push_details)
            VALUES (\(member), \(settings.replies), \(settings.mentions), \(settings.accepted), \(settings.watched),
                \(settings.waiting ?? true), \(settings.letters ?? true), \(settings.digest ?? true), \(quiet?.from),
                \(quiet?.until), \(settings.pushAnswers ?? true), \(settings.pushWatched ?? true),
                \(settings.pushMentoring ?? true), \(settings.pushOther ?? true), \(settings.pushDetails ?? false))
            ON CONFLICT (account_id) DO UPDATE SET replies = excluded.replies, mentions = excluded.mentions,
                accepted = excluded.accepted, watched = excluded.watched, waiting = excluded.waiting,
                letters = excluded.letters, digest = excluded.digest, quiet_from = excluded.quiet_from,
                quiet_until = excluded.quiet_until, push_answers = excluded.push_answers,
                push_watched = excluded.push_watched, push_mentoring = excluded.push_mentoring,
                push_other = excluded.push_other, push_details = excluded.push_details
            """)
    }
}
