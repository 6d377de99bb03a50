import Core

/// What a mentorship is about; a mentee has one seat on each.
package enum MentorshipTrack: String, Codable, Sendable, CaseIterable {
    case career, relocation
    /// Practising a language.
    case language
}

/// Where a mentorship stands (mentoring.md, section 10).
package enum MentorshipState: String, Codable, Sendable, CaseIterable {
    case requested, accepted, active, paused, completed, declined, expired, cancelled

    /// The two have one another.
    package var isLive: Bool { [.accepted, .active, .paused].contains(self) }

    /// Nothing more can happen.
    package var isEnded: Bool { [.completed, .declined, .expired, .cancelled].contains(self) }
}

/// One of the two.
package enum MentorshipSide: String, Codable, Sendable, CaseIterable {
    case mentor, mentee

    package var other: MentorshipSide { self == .mentor ? .mentee : .mentor }
}

/// Who may do something to a mentorship.
package enum MentorshipActor: String, Sendable, CaseIterable {
    case mentor, mentee
    /// A deadline that has passed.
    case clock
    /// What follows from something else: a block, a closed account, another mentor's yes.
    case program
    /// Everybody else.
    case outsider

    package init(_ side: MentorshipSide) { self = side == .mentor ? .mentor : .mentee }
}

/// What can happen to a mentorship.
package enum MentorshipEvent: String, Codable, Sendable, CaseIterable {
    case request, accept, decline
    /// The mentor asks for more before they answer: the clock stands, once.
    case askMore = "ask-more"
    /// The mentee wrote what was asked for: the clock goes on.
    case answer
    case withdraw
    /// Another mentor accepted the mentee on this track.
    case supersede
    /// Both have written, or they have met.
    case begin
    /// A moderator lets a request through that waited, or does not.
    case admit, refuse
    case pause, resume
    /// The mentor gives the seat of a long pause to others.
    case release
    case complete, end
    /// One proposes to go on longer, the other agrees by saying the same.
    case extend
    /// The deadline has passed.
    case lapse
    /// A block, an upheld report, or a closed account.
    case close

    /// What one of the two may ask for by a page, the API or sync.
    package static let steps: [MentorshipEvent] = [
        .accept, .decline, .askMore, .withdraw, .extend, .pause, .resume, .complete, .end, .release,
    ]
}

/// One line of the table: from where, what, by whom, to where.
package struct MentorshipRule: Sendable, Equatable {
    /// `nil`: there is none yet.
    package let from: MentorshipState?
    package let event: MentorshipEvent
    package let actors: Set<MentorshipActor>
    /// Where it may lead; the facts of the mentorship choose among several.
    package let to: Set<MentorshipState>

    private init(
        _ from: MentorshipState?, _ event: MentorshipEvent, _ actors: Set<MentorshipActor>,
        _ to: Set<MentorshipState>
    ) {
        (self.from, self.event, self.actors, self.to) = (from, event, actors, to)
    }

    private static let both: Set<MentorshipActor> = [.mentor, .mentee]

    /// All that may happen: what is not here is refused, whoever asks.
    package static let table: [MentorshipRule] =
        [
            MentorshipRule(nil, .request, [.mentee], [.requested]),
            MentorshipRule(.requested, .askMore, [.mentor], [.requested]),
            MentorshipRule(.requested, .answer, [.mentee], [.requested]),
            MentorshipRule(.requested, .accept, [.mentor], [.accepted]),
            MentorshipRule(.requested, .decline, [.mentor], [.declined]),
            MentorshipRule(.requested, .withdraw, [.mentee], [.cancelled]),
            MentorshipRule(.requested, .supersede, [.program], [.cancelled]),
            MentorshipRule(.requested, .admit, [.program], [.requested]),
            MentorshipRule(.requested, .refuse, [.program], [.cancelled]),
            MentorshipRule(.requested, .lapse, [.clock], [.expired]),
            MentorshipRule(.accepted, .begin, [.program], [.active]),
            MentorshipRule(.accepted, .lapse, [.clock], [.cancelled]),
            MentorshipRule(.active, .pause, both, [.paused]),
            MentorshipRule(.active, .complete, both, [.active, .completed]),
            MentorshipRule(.active, .extend, both, [.active]),
            MentorshipRule(.active, .lapse, [.clock], [.completed, .cancelled]),
            MentorshipRule(.paused, .resume, both, [.active]),
            MentorshipRule(.paused, .release, [.mentor], [.paused]),
            MentorshipRule(.paused, .lapse, [.clock], [.completed]),
        ] + [.accepted, .active, .paused].map { MentorshipRule($0, .end, both, [.cancelled]) }
        + [.requested, .accepted, .active, .paused].map { MentorshipRule($0, .close, [.program], [.cancelled]) }

    /// - Throws: `conflict` with `mentorship_step` for what cannot happen there; `forbidden` with
    ///   `mentorship_other_side` for what is not the actor's to do.
    package static func rule(
        for event: MentorshipEvent, from state: MentorshipState?, by actor: MentorshipActor
    ) throws -> MentorshipRule {
        guard let rule = table.first(where: { $0.from == state && $0.event == event }) else {
            throw Problem(.conflict, "mentorship_step")
        }
        guard rule.actors.contains(actor) else { throw Problem(.forbidden, "mentorship_other_side") }
        return rule
    }
}

/// How a mentorship came to its end.
package enum MentorshipEnding: String, Codable, Sendable, CaseIterable {
    case declined, expired, withdrawn
    /// Another mentor accepted.
    case superseded
    /// Accepted, and nobody wrote, or one alone.
    case neverStarted = "never_started"
    /// Four weeks of silence; who owed an answer is told.
    case timedOut = "timed_out"
    /// By one of the two, or for what the other is not told.
    case ended
    /// Its last day came.
    case term
    /// Both said so.
    case finished
    /// Sixty days of pauses.
    case pausedOut = "paused_out"
}

/// How long one of the two would have it last.
package struct MentorshipExtension: Sendable, Equatable {
    /// In all, from its beginning.
    package let weeks: Int
    package let by: MentorshipSide

    package init(weeks: Int, by side: MentorshipSide) { (self.weeks, by) = (weeks, side) }
}

/// Why a mentor says no.
package enum DeclineReason: String, Codable, Sendable, CaseIterable {
    case noTime = "no_time"
    case otherTopic = "other_topic"
    case tooLittle = "too_little"
    case notFitting = "not_fitting"
}

/// The numbers of mentorships (mentoring.md, sections 9 to 12).
package enum MentorshipLimits {
    /// Until a request expires, reminders to the mentor at 48 hours and 5 days.
    package static let answering = Span.days(7)
    /// How long the clock stands at most when the mentor asks for more.
    package static let askingMore = Span.days(5)
    /// Until one that was accepted must have begun.
    package static let beginning = Span.days(14)
    package static let silence = Span.days(28)
    /// Of all pauses together.
    package static let pausing = Span.days(60)
    /// How long a pause keeps the seat in any case.
    package static let keepingSeat = Span.days(30)
    package static let weeks = 12
    package static let weekRange = 4...24
    /// Open requests of a mentee.
    package static let open = 3
    /// Requests of a mentee in seven days: further ones wait for a moderator.
    package static let weekly = 10
    /// Characters of goal, background and question together.
    package static let words = 200...2000
    /// After a no of the same mentor, or a request that they let expire.
    package static let afterDecline = Span.days(90)
    /// After a completed one of the same two.
    package static let afterCompletion = Span.days(60)
    /// Requests that a mentor lets expire one after the other until they are taken to be away.
    package static let expiriesInARow = 3
    /// How long requests of a mentee who was left without a mentor come first.
    package static let priority = Span.days(30)
    /// Requests that are shown before all others.
    package static let first = 20
    package static let perPage = 30
    package static let messagesPerPage = 50
}
