import Core

package enum MentoringCaseMark {}
package typealias MentoringCaseID = Identifier<MentoringCaseMark>
package enum MentoringPauseMark {}
package typealias MentoringPauseID = Identifier<MentoringPauseMark>

/// What a moderator is asked to decide about mentorships.
package enum MentoringCaseKind: String, Codable, Sendable, CaseIterable {
    /// A request that waits: to grant is to let it through.
    case held
    /// Against a pause: to grant is to lift it.
    case appeal
    /// To grant is to agree: the two are brought together no more.
    case report
}

package enum MentoringCaseState: String, Codable, Sendable, CaseIterable {
    case open, granted, refused
    /// Over before anybody decided.
    case closed
}

/// Why a request waits for a moderator.
package enum HoldReason: String, Codable, Sendable, CaseIterable {
    case newAccount = "new_account"
    case manyRequests = "many_requests"
}

/// What one of the two says is wrong: as in the forum, and what is asked of mentors alone.
package enum MentorshipReportReason: String, Codable, Sendable, CaseIterable {
    case paidServices = "paid_services"
    case scam
    case fakeOffer = "fake_offer"
    case harassment, hate
    case privateData = "private_data"
    case spam
    case legalAdvice = "legal_advice"
}

/// Something that a moderator is to decide, or has decided.
package struct MentoringCase: Sendable, Equatable {
    /// What a moderator may read of it, and nothing else of the mentorship.
    package enum Content: Sendable, Equatable {
        /// What a mentee wants of a mentor.
        case request(MentorshipRequest, of: MentoringName)
        case message(String)
        case pause(MentoringPause)
        /// The reporter's words alone.
        case none
    }

    package let id: MentoringCaseID
    package let kind: MentoringCaseKind
    /// Whom it is about.
    package let about: MentoringName
    /// Who waits for the decision; `nil` for one who is gone.
    package let openedBy: MentoringName?
    /// `nil` for an appeal.
    package let mentorship: MentorshipID?
    /// The request, the pause, or what was reported.
    package let target: String
    /// A code: why it waits, or what is wrong.
    package let reason: String
    /// Of the one who waits.
    package let words: String
    package let state: MentoringCaseState
    /// Told to the one who waits.
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?
    package var content = Content.none
}

/// Who missed four meetings within thirty days, and until when they are not asked or do not ask.
package struct MentoringPause: Sendable, Equatable {
    package let id: MentoringPauseID
    package let member: MemberID
    package let side: MentorshipSide
    package let beganAt: Timestamp
    /// The first day after it.
    package let until: CivilDay
    /// A moderator took it back.
    package let liftedAt: Timestamp?
    /// Whether the member appealed, and what became of it.
    package let appeal: MentoringCaseState?

    package func holds(on day: CivilDay) -> Bool { liftedAt == nil && day < until }
}

/// The numbers of safety (mentoring.md, sections 10 and 12).
package enum SafetyLimits {
    /// Requests of an account that is younger wait for a moderator.
    package static let newAccount = Span.hours(24)
    /// As long as nobody has looked, a request waits; then it is over.
    package static let holding = Span.days(14)
    /// Within which somebody looks at a case.
    package static let acknowledging = Span.hours(48)
    /// Missed meetings and late cancellations that lead to a pause.
    package static let strikes = 4
    /// Days of a pause.
    package static let pauseDays = 30
    package static let perPage = 30
}

// MARK: As the API shows it

/// Something that moderators decide, as the one who waits sees it.
package struct OwnMentoringCaseRecord: Codable, Sendable {
    package let id: MentoringCaseID
    package let kind: MentoringCaseKind
    /// `null` for an appeal.
    package let mentorshipId: MentorshipID?
    /// A code: why it waits, or what is wrong.
    package let reason: String
    package let words: String
    package let state: MentoringCaseState
    /// A moderator's words to the one who waits.
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?

    package init(_ found: MentoringCase) {
        id = found.id
        kind = found.kind
        mentorshipId = found.mentorship
        reason = found.reason
        words = found.words
        state = found.state
        answer = found.answer
        openedAt = found.openedAt
        decidedAt = found.decidedAt
    }
}

/// The same as moderators see it: with whom it is about, and what they may read of it.
package struct MentoringCaseRecord: Codable, Sendable {
    package let id: MentoringCaseID
    package let kind: MentoringCaseKind
    package let about: MentoringName
    /// `null` for one who is gone.
    package let openedBy: MentoringName?
    package let reason: String
    package let words: String
    /// Of a request that waits or was reported.
    package let goal: String?
    package let background: String?
    package let question: String?
    /// Whom a request is for.
    package let mentor: MentoringName?
    /// A message that was reported.
    package let message: String?
    /// Until when a pause lasts that is appealed against.
    package let pausedUntil: CivilDay?
    package let state: MentoringCaseState
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?

    package init(_ found: MentoringCase) {
        id = found.id
        kind = found.kind
        about = found.about
        openedBy = found.openedBy
        reason = found.reason
        words = found.words
        var request: MentorshipRequest?
        var (asked, body): (MentoringName?, String?) = (nil, nil)
        var until: CivilDay?
        switch found.content {
        case .request(let words, let mentor): (request, asked) = (words, mentor)
        case .message(let text): body = text
        case .pause(let pause): until = pause.until
        case .none: break
        }
        goal = request?.goal
        background = request?.background
        question = request?.question
        mentor = asked
        message = body
        pausedUntil = until
        state = found.state
        answer = found.answer
        openedAt = found.openedAt
        decidedAt = found.decidedAt
    }
}

/// A pause after missed meetings, as the API shows it to the member.
package struct MentoringPauseRecord: Codable, Sendable {
    package let id: MentoringPauseID
    package let side: MentorshipSide
    package let beganAt: Timestamp
    /// The first day after it.
    package let until: CivilDay
    package let liftedAt: Timestamp?
    /// What became of the appeal; `null` where there was none.
    package let appeal: MentoringCaseState?

    package init(_ pause: MentoringPause) {
        id = pause.id
        side = pause.side
        beganAt = pause.beganAt
        until = pause.until
        liftedAt = pause.liftedAt
        appeal = pause.appeal
    }
}
