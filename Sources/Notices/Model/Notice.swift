import Core
import Storage
import Texts

package enum NoticeMark {}
package typealias NoticeID = Identifier<NoticeMark>

/// What a member is told: of a post, of all that came in a thread since they looked, or of something else of theirs.
package struct Notice: Sendable, Equatable {
    package let id: NoticeID
    package let kind: Kind
    package let threadID: String
    package let threadTitle: String
    /// The first post that it tells of, of those that the member may see.
    package let postID: String
    /// Who wrote that post; empty for one who is gone, and for one who did not give their name.
    package let authorName: String
    /// Posts that it tells of, at most 100.
    package let count: Int
    package let createdAt: Timestamp
    package let readAt: Timestamp?
    /// What one that is of no thread tells of; empty for all others.
    package var subjectID = ""
    /// Words of the member's own on that, or none.
    package var body = ""
    /// What the author of an anonymous post is called in the thread, by number.
    package var pseudonym: Int?

    /// Where it leads to: a path of this site.
    package var path: String {
        switch kind {
        case .reply, .mention, .accepted, .post, .thread: "/posts/\(postID)"
        case .reminder: "/applications/\(subjectID)"
        case .interest, .answer: "/opportunities/\(subjectID)"
        case .mentorLevel: "/mentoring"
        case .mentorQuestion: "/mentoring/questions"
        case .mentorRequest, .mentorMore, .mentorAnswer, .mentorAccepted, .mentorDeclined, .mentorExpired,
            .mentorEnded, .mentorCompleted, .mentorFeedback, .mentorExtension, .mentorExtended, .mentorPaused,
            .mentorResumed, .mentorMessage, .mentorReminder, .mentorFrozen, .mentorReleased, .mentorRefused:
            "/mentoring/mentorships/\(subjectID)"
        case .meetingProposed, .meetingConfirmed, .meetingMoved, .meetingCancelled, .meetingHeld, .meetingMissed,
            .meetingTomorrow, .meetingSoon, .meetingsWarning:
            "/mentoring/mentorships/\(subjectID)/meetings"
        case .mentorCase, .meetingsStopped: "/mentoring/cases"
        case .mentorSeat: "/mentoring/waitlist"
        case .roundRanking, .roundOffer, .roundUnmatched, .roundConfirmed: "/mentoring/rounds/\(subjectID)"
        case .mentorInvited, .mentorInvitationDeclined: "/mentoring/invitations"
        case .mentorInvitationAccepted: "/mentoring/mentorships/\(subjectID)"
        case .officeHourCancelled, .officeHourTomorrow, .officeHourSoon: "/mentoring/office-hours/\(subjectID)"
        case .groupRequest, .groupAccepted, .groupInvited: "/groups/\(subjectID)"
        case .eventSeat, .eventMoved, .eventCancelled, .eventSoon: "/groups/\(subjectID)/events"
        case .groupRefused, .groupEnded: "/groups"
        case .jobHeld, .jobOpen, .jobRemoved, .jobFilled, .jobEnded, .jobReportRejected: "/jobs/\(subjectID)"
        case .jobWarning: "/jobs/saved"
        case .jobReportUpheld: "/moderation-log"
        case .waiting, .doubted: "/timelines/\(subjectID)"
        case .bookmark, .unmasked: "/posts/\(subjectID)"
        case .guideSuggested, .suggestionApplied, .suggestionDeclined: "/posts/\(subjectID)/suggestions"
        case .guideEdited: "/posts/\(subjectID)/history"
        case .mailStopped: "/settings/email"
        case .message, .messageRefused: "/messages/\(subjectID)"
        case .messageReport: "/messages/reports"
        }
    }

    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Somebody answered what the member wrote.
        case reply
        /// Somebody named the member.
        case mention
        /// The member's answer was accepted.
        case accepted
        /// A new post in something that the member watches.
        case post
        /// A new thread there.
        case thread
        /// The day of a next step of an application has come.
        case reminder
        /// Somebody is interested in the member's opportunity.
        case interest
        /// The member's interest was answered.
        case answer
        /// A moderator decided about the level that a mentor asked for.
        case mentorLevel = "mentor_level"
        /// A question that waits for an answer was offered to the mentor.
        case mentorQuestion = "mentor_question"
        /// A mentee asks, was asked for more, and answered.
        case mentorRequest = "mentor_request"
        case mentorMore = "mentor_more"
        case mentorAnswer = "mentor_answer"
        /// What became of a request.
        case mentorAccepted = "mentor_accepted"
        case mentorDeclined = "mentor_declined"
        case mentorExpired = "mentor_expired"
        /// How a mentorship goes on.
        case mentorEnded = "mentor_ended"
        case mentorCompleted = "mentor_completed"
        /// It is completed: the member is asked what they thought of it.
        case mentorFeedback = "mentor_feedback"
        /// The other proposes to go on longer, or agrees to it.
        case mentorExtension = "mentor_extension"
        case mentorExtended = "mentor_extended"
        case mentorPaused = "mentor_paused"
        case mentorResumed = "mentor_resumed"
        case mentorMessage = "mentor_message"
        /// The other side waits.
        case mentorReminder = "mentor_reminder"
        /// The mentor let request after request expire, and is asked no more until they say so.
        case mentorFrozen = "mentor_frozen"
        /// A request that waited for a moderator was let through, or not.
        case mentorReleased = "mentor_released"
        case mentorRefused = "mentor_refused"
        /// A mentor for whom the member waits has a seat for them.
        case mentorSeat = "mentor_seat"
        /// A moderator decided about a report or an appeal of the member's.
        case mentorCase = "mentor_case"
        /// How a meeting of a mentorship stands.
        case meetingProposed = "meeting_proposed"
        case meetingConfirmed = "meeting_confirmed"
        case meetingMoved = "meeting_moved"
        case meetingCancelled = "meeting_cancelled"
        case meetingHeld = "meeting_held"
        /// The other says that the member did not come.
        case meetingMissed = "meeting_missed"
        /// It is in a day, in an hour.
        case meetingTomorrow = "meeting_tomorrow"
        case meetingSoon = "meeting_soon"
        /// The member missed two meetings or more.
        case meetingsWarning = "meetings_warning"
        /// A mentor invites the member, or an invitation of the member's was answered.
        case mentorInvited = "mentor_invited"
        case mentorInvitationAccepted = "mentor_invitation_accepted"
        case mentorInvitationDeclined = "mentor_invitation_declined"
        /// Office hours in which the member has a seat.
        case officeHourCancelled = "office_hour_cancelled"
        case officeHourTomorrow = "office_hour_tomorrow"
        case officeHourSoon = "office_hour_soon"
        /// The member missed four, and pauses.
        case meetingsStopped = "meetings_stopped"
        /// What happens in a round of the mentoring programme.
        case roundRanking = "round_ranking"
        case roundOffer = "round_offer"
        case roundUnmatched = "round_unmatched"
        case roundConfirmed = "round_confirmed"
        /// Somebody asks to join a group whose moderator the member is.
        case groupRequest = "group_request"
        /// The member is in a group now, or not; is invited to one; is in it no longer.
        case groupAccepted = "group_accepted"
        case groupRefused = "group_refused"
        case groupInvited = "group_invited"
        case groupEnded = "group_ended"
        /// The member's advert waits for a moderator, is open, was taken down, is said to be filled, is over.
        case jobHeld = "job_held"
        case jobOpen = "job_open"
        case jobRemoved = "job_removed"
        case jobFilled = "job_filled"
        case jobEnded = "job_ended"
        /// An advert that the member kept was taken down as what it seemed to be.
        case jobWarning = "job_warning"
        /// A moderator agreed with the member about an advert, or saw nothing wrong with it.
        case jobReportUpheld = "job_report_upheld"
        case jobReportRejected = "job_report_rejected"
        /// Of events of a group: a seat for who waited, another time or place, no event, and that it is about to begin.
        case eventSeat = "event_seat"
        case eventMoved = "event_moved"
        case eventCancelled = "event_cancelled"
        case eventSoon = "event_soon"
        /// Letters do not arrive at the member's address.
        case mailStopped = "mail_stopped"
        /// The member is asked whether an unusual length of a timeline is right.
        case doubted = "timeline_doubted"
        /// Somebody wrote to the member; a moderator did not let a message of the member's through; one was decided that
        /// the member reported.
        case message
        case messageRefused = "message_refused"
        case messageReport = "message_report"
        /// The member is asked whether they still wait for a decision.
        case waiting
        /// The day has come on which the member wanted to be told of a post that they marked.
        case bookmark
        /// Two moderators learned who wrote a post of the member's without their name.
        case unmasked
        /// Somebody suggests a new text for the member's guide, or gave it one.
        case guideSuggested = "guide_suggested"
        case guideEdited = "guide_edited"
        /// What became of a text that the member suggested.
        case suggestionApplied = "suggestion_applied"
        case suggestionDeclined = "suggestion_declined"
    }
}

/// A notice as the API and sync show it.
package struct NoticeRecord: Codable, Sendable {
    package let id: NoticeID
    package let kind: Notice.Kind
    /// Empty for what is of no thread.
    package let threadId: String
    /// The title of the thread, or of what it tells of instead.
    package let threadTitle: String
    package let postId: String
    /// Where it leads to: a path of this site.
    package let path: String
    package let authorName: String
    package let count: Int
    package let createdAt: Timestamp
    package let readAt: Timestamp?

    package init(_ notice: Notice) {
        id = notice.id
        kind = notice.kind
        threadId = notice.threadID
        threadTitle = notice.threadTitle
        postId = notice.postID
        path = notice.path
        authorName = notice.pseudonym.map(Phrasebook.of(.english).pseudonym) ?? notice.authorName
        count = notice.count
        createdAt = notice.createdAt
        readAt = notice.readAt
    }
}

/// Which notices are seen: these, or all.
package struct NoticesSeen: CheckedDraft {
    package var ids: [NoticeID]?

    package init(ids: [NoticeID]? = nil) { self.ids = ids }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case ids
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `ids`.
    func validated() throws -> [NoticeID]? {
        var validation = Validation()
        validation.count(ids?.count ?? 0, "ids", atMost: 100)
        try validation.check()
        return ids
    }
}
