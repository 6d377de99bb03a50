import Core

package enum MentorWaitMark {}
package typealias MentorWaitID = Identifier<MentorWaitMark>

package enum MentorWaitState: String, Codable, Sendable, CaseIterable {
    case waiting
    /// A seat is offered, for three days.
    case offered
    /// The mentee asked the mentor.
    case taken
    /// The time for the offer went by.
    case passed
    case left

    package var isOpen: Bool { self == .waiting || self == .offered }
}

/// A mentee's wait for a seat of a mentor.
package struct MentorWait: Sendable, Equatable {
    package let id: MentorWaitID
    package let mentor: MentoringName
    package let mentee: MemberID
    package var state: MentorWaitState
    package let joinedAt: Timestamp
    package let offeredAt: Timestamp?
    /// Until when an offer stands.
    package let offerUntil: Timestamp?

    /// As it is at a moment, whoever has looked in between: an offer whose time is over has gone by.
    package func seen(at now: Timestamp) -> MentorWait {
        guard state == .offered, let offerUntil, offerUntil <= now else { return self }
        var wait = self
        wait.state = .passed
        return wait
    }
}

/// How long others waited: never a place in the line, which would move backwards.
package struct WaitEstimate: Codable, Sendable, Equatable {
    /// Days until half of them were offered a seat.
    package let medianDays: Int
    /// Days until four of five were.
    package let mostDays: Int

    /// - Parameter waits: the last real ones; `nil` when they are too few to say anything.
    package init?(_ waits: [Span]) {
        guard waits.count >= WaitLimits.leastMeasured else { return nil }
        let sorted = waits.map(\.milliseconds).sorted()
        let half = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
        medianDays = Self.days(median)
        mostDays = Self.days(sorted[(sorted.count * 4 + 4) / 5 - 1])
    }

    /// Days that have begun.
    private static func days(_ milliseconds: Int64) -> Int { max(1, Int((milliseconds + 86_399_999) / 86_400_000)) }
}

/// How a mentor's line looks to a member.
package struct Waitlist: Sendable, Equatable {
    package let mentor: MentoringName
    /// Whether the mentor has so much to answer that only the line is open.
    package let isFull: Bool
    /// The member's own wait, if they wait.
    package let own: MentorWait?
    package let estimate: WaitEstimate?
}

/// The numbers of waiting (mentoring.md, section 10).
package enum WaitLimits {
    package static let offer = Span.hours(72)
    /// Lines in which a mentee waits at one time.
    package static let lines = 5
    /// Real waits that an estimate is made of, and with how few none is made.
    package static let measured = 20
    package static let leastMeasured = 5
    /// Of those who wait, how many are looked at for one seat.
    static let looked = 50
}

/// What a mentee waits for, as the API shows it and devices hold it.
package struct MentorWaitRecord: Codable, Sendable {
    package let id: MentorWaitID
    package let mentorId: MemberID
    /// The mentor's username.
    package let mentor: String
    package let mentorName: String
    package let state: MentorWaitState
    package let joinedAt: Timestamp
    package let offeredAt: Timestamp?
    /// Until when the offer stands.
    package let offerUntil: Timestamp?

    package init(_ wait: MentorWait) {
        id = wait.id
        mentorId = wait.mentor.id
        mentor = wait.mentor.username
        mentorName = wait.mentor.displayName
        state = wait.state
        joinedAt = wait.joinedAt
        offeredAt = wait.offeredAt
        offerUntil = wait.offerUntil
    }
}

/// A mentor's line as the API shows it to a member.
package struct WaitlistRecord: Codable, Sendable {
    package let isFull: Bool
    /// `null` for who does not wait.
    package let own: MentorWaitRecord?
    /// `null` when too few waited.
    package let estimate: WaitEstimate?

    package init(_ list: Waitlist) {
        isFull = list.isFull
        own = list.own.map(MentorWaitRecord.init)
        estimate = list.estimate
    }
}
