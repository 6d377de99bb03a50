import Core

/// A mentorship as the API shows it to the two, and as their devices hold it.
package struct MentorshipRecord: Codable, Sendable {
    package let id: MentorshipID
    package let mentorId: MemberID
    package let menteeId: MemberID
    /// The names: on devices they stand in the rows of the members.
    package let mentor: MentoringName?
    package let mentee: MentoringName?
    package let track: MentorshipTrack
    package let state: MentorshipState
    /// Steps are made from one version, and lead to the next.
    package let version: Int64
    package let goal: String
    package let background: String
    package let question: String
    /// When it goes on by itself, unless somebody does something.
    package let deadlineAt: Timestamp?
    package let owes: MentorshipSide?
    package let weeks: Int
    package let requestedAt: Timestamp
    /// Whether the request waits for a moderator: the mentor does not see it yet.
    package let isHeld: Bool
    package let askedMoreAt: Timestamp?
    package let isClockStopped: Bool
    package let acceptedAt: Timestamp?
    package let endsAt: Timestamp?
    /// The day on which the two mean to go on.
    package let resumeOn: CivilDay?
    /// Weeks in all that one of the two proposes, and who.
    package let extensionWeeks: Int?
    package let extensionBy: MentorshipSide?
    package let mentorFinished: Bool
    package let menteeFinished: Bool
    package let endedAt: Timestamp?
    package let ending: MentorshipEnding?
    package let declineReason: DeclineReason?
    /// To be answered first: the mentee's last mentor had to stop.
    package let isPriority: Bool
    package let updatedAt: Timestamp

    /// - Parameter isNamed: whether the names are told here.
    package init(_ mentorship: Mentorship, isNamed: Bool = true) {
        let course = mentorship.course
        id = mentorship.id
        mentorId = mentorship.mentor.id
        menteeId = mentorship.mentee.id
        mentor = isNamed ? mentorship.mentor : nil
        mentee = isNamed ? mentorship.mentee : nil
        track = mentorship.track
        state = course.state
        version = mentorship.version
        goal = mentorship.request.goal
        background = mentorship.request.background
        question = mentorship.request.question
        deadlineAt = course.deadlineAt
        owes = course.owes
        weeks = course.weeks
        requestedAt = course.requestedAt
        isHeld = course.isHeld
        askedMoreAt = course.askedMoreAt
        isClockStopped = course.isClockStopped
        acceptedAt = course.acceptedAt
        endsAt = course.endsAt
        resumeOn = course.resumeOn
        extensionWeeks = course.extending?.weeks
        extensionBy = course.extending?.by
        mentorFinished = course.finished.contains(.mentor)
        menteeFinished = course.finished.contains(.mentee)
        endedAt = course.endedAt
        ending = course.ending
        declineReason = course.declineReason
        isPriority = mentorship.isPriority
        updatedAt = mentorship.updatedAt
    }
}

/// What one of the two wrote, as the API shows it and devices hold it.
package struct MentorshipMessageRecord: Codable, Sendable {
    package let id: MentorshipMessageID
    package let mentorshipId: MentorshipID
    /// The order of the conversation, given by the server.
    package let number: Int64
    package let authorId: MemberID
    package let body: String
    package let createdAt: Timestamp

    package init(_ message: MentorshipMessage) {
        id = message.id
        mentorshipId = message.mentorship
        number = message.number
        authorId = message.author.id
        body = message.body
        createdAt = message.createdAt
    }
}
