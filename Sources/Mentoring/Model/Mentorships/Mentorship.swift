import Core

package enum MentorshipMark {}
package typealias MentorshipID = Identifier<MentorshipMark>
package enum MentorshipMessageMark {}
package typealias MentorshipMessageID = Identifier<MentorshipMessageMark>

/// What lies between a mentor and a mentee: for the two alone.
package struct Mentorship: Sendable, Equatable {
    package let id: MentorshipID
    package let mentor: MentoringName
    package let mentee: MentoringName
    package let track: MentorshipTrack
    package let request: MentorshipRequest
    /// As it stands at the moment of reading.
    package var course: MentorshipCourse
    package var updatedAt: Timestamp
    /// Steps are made from one version, and lead to the next.
    package var version: Int64
    /// The mentee was left without a mentor a while ago: to be answered first.
    package var isPriority = false

    package var path: String { "/mentoring/mentorships/\(id)" }

    /// Which of the two a member is.
    package func side(of member: MemberID) -> MentorshipSide? {
        if member == mentor.id { return .mentor }
        return member == mentee.id ? .mentee : nil
    }

    package func name(of side: MentorshipSide) -> MentoringName { side == .mentor ? mentor : mentee }

    /// What one of the two may do now, in the order of the table.
    package func steps(of side: MentorshipSide, at now: Timestamp) -> [MentorshipEvent] {
        MentorshipEvent.steps.filter { event in
            let isInTable = MentorshipRule.table.contains {
                $0.from == course.state && $0.event == event && $0.actors.contains(MentorshipActor(side))
            }
            guard isInTable else { return false }
            return switch event {
            case .askMore: course.askedMoreAt == nil
            case .release: (try? course.after(.release, by: .mentor, at: now)) != nil
            case .complete: !course.finished.contains(side)
            case .extend:
                course.weeks < MentorshipLimits.weekRange.upperBound && course.extending?.by != side
            default: true
            }
        }
    }
}

/// What a mentee says when they ask, checked.
package struct MentorshipRequest: Sendable, Equatable {
    package var goal: String
    package var background: String
    package var question: String
}

/// What one of the two wrote.
package struct MentorshipMessage: Sendable, Equatable {
    package let id: MentorshipMessageID
    package let mentorship: MentorshipID
    /// Given by the server: the order of the conversation.
    package let number: Int64
    package let author: MentoringName
    package let body: String
    package let createdAt: Timestamp
}

/// What members are told of mentorships, inside the transaction in which it happens.
package enum MentorshipNews: Sendable {
    /// The names of the notices, and of letters where there is one.
    package enum Kind: String, Sendable, CaseIterable {
        case mentorRequest = "mentor_request"
        case mentorMore = "mentor_more"
        case mentorAnswer = "mentor_answer"
        case mentorAccepted = "mentor_accepted"
        case mentorDeclined = "mentor_declined"
        case mentorExpired = "mentor_expired"
        case mentorEnded = "mentor_ended"
        case mentorCompleted = "mentor_completed"
        case mentorFeedback = "mentor_feedback"
        case mentorExtension = "mentor_extension"
        case mentorExtended = "mentor_extended"
        case mentorPaused = "mentor_paused"
        case mentorResumed = "mentor_resumed"
        case mentorMessage = "mentor_message"
        case mentorReminder = "mentor_reminder"
        case mentorFrozen = "mentor_frozen"
        case mentorReleased = "mentor_released"
        case mentorRefused = "mentor_refused"
        case mentorCase = "mentor_case"
        case mentorSeat = "mentor_seat"
        case meetingProposed = "meeting_proposed"
        case meetingConfirmed = "meeting_confirmed"
        case meetingMoved = "meeting_moved"
        case meetingCancelled = "meeting_cancelled"
        case meetingHeld = "meeting_held"
        case meetingMissed = "meeting_missed"
        case meetingTomorrow = "meeting_tomorrow"
        case meetingSoon = "meeting_soon"
        case meetingsWarning = "meetings_warning"
        case mentorInvited = "mentor_invited"
        case mentorInvitationAccepted = "mentor_invitation_accepted"
        case mentorInvitationDeclined = "mentor_invitation_declined"
        case officeHourCancelled = "office_hour_cancelled"
        case officeHourTomorrow = "office_hour_tomorrow"
        case officeHourSoon = "office_hour_soon"
        case meetingsStopped = "meetings_stopped"

        /// Told each time, whether the member looked at the last one or not.
        package var isTimely: Bool {
            [.meetingTomorrow, .meetingSoon, .officeHourTomorrow, .officeHourSoon].contains(self)
        }
    }

    /// - Parameter title: words of the mentee's own.
    case told(MemberID, Kind, of: MentorshipID, title: String)
    /// Of something besides: what a moderator decided.
    case noted(MemberID, Kind, subject: String)
    /// Nothing of it is to be told any more.
    case gone(MentorshipID)
    /// - Parameter title: words of the mentor's.
    case office(MemberID, Kind, of: OfficeHourID, title: String)
    case officeGone(OfficeHourID)
    /// - Parameter subject: the invitation, or the mentorship that began with it.
    case invitation(MemberID, Kind, subject: String)
}
