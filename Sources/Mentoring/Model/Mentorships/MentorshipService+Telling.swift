import Core
import Mail
import Storage

/// What members are told, by notices and, where somebody waits, by letters.
extension MentorshipService {
    /// What the other side hears of a step.
    func tellOf(
        _ event: MentorshipEvent, by side: MentorshipSide, _ mentorship: Mentorship,
        in transaction: any WriteTransaction
    ) throws {
        let kind: MentorshipNews.Kind? =
            switch event {
            case .accept: .mentorAccepted
            case .decline: .mentorDeclined
            case .askMore: .mentorMore
            case .withdraw, .end: .mentorEnded
            case .pause: .mentorPaused
            case .resume: .mentorResumed
            case .extend: mentorship.course.extending == nil ? .mentorExtended : .mentorExtension
            case .complete: mentorship.course.state == .completed ? nil : .mentorCompleted
            case .request, .answer, .supersede, .begin, .admit, .refuse, .release, .lapse, .close: nil
            }
        if let kind { try tell(kind, side.other, of: mentorship, in: transaction) }
        if mentorship.course.state == .completed { try inviteFeedback(on: mentorship, in: transaction) }
    }

    func tellOfLapse(_ mentorship: Mentorship, in transaction: any WriteTransaction) throws {
        switch mentorship.course.state {
        case .expired where mentorship.course.heldAt != nil:
            try tell(.mentorRefused, .mentee, of: mentorship, in: transaction)
        case .expired: try tell(.mentorExpired, .mentee, of: mentorship, in: transaction)
        case .completed: try inviteFeedback(on: mentorship, in: transaction)
        case .cancelled:
            for side in MentorshipSide.allCases { try tell(.mentorEnded, side, of: mentorship, in: transaction) }
        case .requested, .accepted, .active, .paused, .declined: break
        }
    }

    /// Tells one of the two: a notice, and a letter where one is written. The mentor hears nothing of a request that no
    /// moderator let through.
    /// - Parameter answer: words of a moderator, for the letter.
    func tell(
        _ kind: MentorshipNews.Kind, _ side: MentorshipSide, of mentorship: Mentorship, answer: String = "",
        in transaction: any WriteTransaction
    ) throws {
        guard side == .mentee || mentorship.course.heldAt == nil else { return }
        let member = mentorship.name(of: side).id
        let title = String(mentorship.request.goal.prefix(120)).replacing("\n", with: " ")
        try listener(.told(member, kind, of: mentorship.id, title: title), transaction)
        let letter: String? =
            switch kind {
            case .mentorRequest: "mail_mentor_request"
            case .mentorReminder: mentorship.course.state == .requested ? "mail_mentor_reminder" : nil
            case .mentorMore: "mail_mentor_more"
            case .mentorAccepted: "mail_mentor_accepted"
            case .mentorDeclined: "mail_mentor_declined"
            case .mentorExpired: "mail_mentor_expired"
            case .mentorReleased: "mail_mentor_released"
            case .mentorRefused: "mail_mentor_refused"
            case .meetingsStopped: "mail_meetings_stopped"
            default: nil
            }
        guard let letter, let recipient = try Recipient.of(member, in: transaction) else { return }
        let now = clock.now
        try Outbox.write(
            letter, to: recipient,
            [
                "other": mentorship.name(of: side.other).displayName, "link": siteAddress + mentorship.path,
                "answer": answer,
            ],
            id: ids.next(at: now), at: now, in: transaction)
    }

    // MARK: The hourly run

    /// Writes down what deadlines did, some hundreds at a time.
    package func settleDue() async throws {
        try await repeated { now, limit, transaction in
            let due = try MentorshipRepository.due(at: now, limit: limit, in: transaction)
            try settle(due, in: transaction)
            return due.count
        }
    }

    /// Reminds whoever owes something, some hundreds at a time; of what was missed meanwhile once.
    package func remind() async throws {
        try await repeated { now, limit, transaction in
            let due = try MentorshipRepository.toRemind(at: now, limit: limit, in: transaction)
            for mentorship in try MentorshipRepository.byID(due, in: transaction) {
                let isLapsed = mentorship.course.seen(at: now) != mentorship.course
                let next = isLapsed ? nil : mentorship.course.nextReminder(after: now)
                try MentorshipRepository.setReminder(next, of: mentorship.id, in: transaction)
                guard !isLapsed else { continue }
                for side in Self.reminded(mentorship.course) {
                    try tell(.mentorReminder, side, of: mentorship, in: transaction)
                }
            }
            return due.count
        }
    }

    private static func reminded(_ course: MentorshipCourse) -> [MentorshipSide] {
        switch course.state {
        case .requested, .active: course.owes.map { [$0] } ?? MentorshipSide.allCases
        case .accepted: MentorshipSide.allCases.filter { course.wroteAt[$0] == nil }
        case .paused: MentorshipSide.allCases
        case .completed, .declined, .expired, .cancelled: []
        }
    }

    private func repeated(
        _ body: @escaping @Sendable (Timestamp, Int, any WriteTransaction) throws -> Int
    ) async throws {
        let limit = 200
        var done = limit
        while done == limit { done = try await store.write { try body(clock.now, limit, $0) } }
    }
}
