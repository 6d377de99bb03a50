import Core

package enum InvitationMark {}
package typealias InvitationID = Identifier<InvitationMark>

/// Where an invitation stands.
package enum InvitationState: String, Codable, Sendable, CaseIterable {
    case open, accepted, declined, withdrawn, expired
    /// A block, a closed account, or another mentor's seat.
    case closed
}

/// What can happen to an invitation.
package enum InvitationEvent: String, Codable, Sendable, CaseIterable {
    case invite, accept, decline, withdraw, lapse, close

    /// What one of the two may ask for by a page or the API.
    package static let steps: [InvitationEvent] = [.accept, .decline, .withdraw]
}

/// One line of the table of invitations (mentoring.md, section 10): each does what the other does with a request.
package struct InvitationRule: Sendable, Equatable {
    /// `nil`: there is none yet.
    package let from: InvitationState?
    package let event: InvitationEvent
    package let actor: MentorshipActor
    package let to: InvitationState

    /// All that may happen: what is not here is refused, whoever asks.
    package static let table: [InvitationRule] = [
        InvitationRule(from: nil, event: .invite, actor: .mentor, to: .open),
        InvitationRule(from: .open, event: .accept, actor: .mentee, to: .accepted),
        InvitationRule(from: .open, event: .decline, actor: .mentee, to: .declined),
        InvitationRule(from: .open, event: .withdraw, actor: .mentor, to: .withdrawn),
        InvitationRule(from: .open, event: .lapse, actor: .clock, to: .expired),
        InvitationRule(from: .open, event: .close, actor: .program, to: .closed),
    ]
}

/// A mentor asks a mentee who said that they may be found: for the two alone.
package struct Invitation: Sendable, Equatable {
    package let id: InvitationID
    package let mentor: MentoringName
    package let mentee: MentoringName
    package let track: MentorshipTrack
    /// The mentor's words.
    package let message: String
    package var state: InvitationState
    package let createdAt: Timestamp
    package let deadlineAt: Timestamp
    package var endedAt: Timestamp?
    package var mentorship: MentorshipID?

    package func side(of member: MemberID) -> MentorshipSide? {
        if member == mentor.id { return .mentor }
        return member == mentee.id ? .mentee : nil
    }

    package func name(of side: MentorshipSide) -> MentoringName { side == .mentor ? mentor : mentee }

    /// How it stands at a moment, whoever has looked in between.
    package func seen(at now: Timestamp) -> Invitation {
        guard state == .open, deadlineAt <= now else { return self }
        var lapsed = self
        (lapsed.state, lapsed.endedAt) = (.expired, deadlineAt)
        return lapsed
    }

    /// How it stands after a step.
    /// - Throws: `conflict` with `invitation_step` for what is not in the table, or once its deadline has passed;
    ///   `forbidden` with `invitation_other_side`.
    package func after(_ event: InvitationEvent, by actor: MentorshipActor, at now: Timestamp) throws -> Invitation {
        let present = seen(at: now)
        // Time does what it does at its own moment, and only then.
        if event == .lapse, actor == .clock, present != self { return present }
        let rule = InvitationRule.table.first { $0.from == present.state && $0.event == event }
        guard let rule, event != .lapse else { throw Problem(.conflict, "invitation_step") }
        guard rule.actor == actor else { throw Problem(.forbidden, "invitation_other_side") }
        var next = present
        (next.state, next.endedAt) = (rule.to, now)
        return next
    }

    /// What one of the two may do now.
    package func steps(of side: MentorshipSide, at now: Timestamp) -> [InvitationEvent] {
        InvitationEvent.steps.filter { (try? after($0, by: MentorshipActor(side), at: now)) != nil }
    }
}

/// A mentee who may be found, as mentors read them: what they look for, never how it is otherwise with them.
package struct FoundMentee: Sendable, Equatable {
    package let member: MentoringName
    package let content: MenteeContent
    package let since: Timestamp
}

/// The numbers of invitations.
package enum InvitationLimits {
    /// Until one expires.
    package static let answering = Span.days(7)
    /// Of a mentor, at a time.
    package static let open = 5
    /// Of a mentor, in seven days.
    package static let weekly = 10
    /// Before the same mentee may be invited again by the same mentor.
    package static let again = Span.days(90)
    package static let perPage = 30
}

/// What a mentor fills in to invite a mentee.
package struct InvitationDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: InvitationID?
    /// The mentee's username.
    package var mentee: String?
    package var track: String?
    package var message: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, mentee, track, message }

    package func check(at now: Timestamp) throws { _ = try validated() }

    struct Valid: Sendable {
        let id: InvitationID?
        let mentee: String
        let track: MentorshipTrack
        let message: String
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let valid = Valid(
            id: id, mentee: validation.text(mentee, "mentee", 1...64),
            track: validation.choice(track, "track", default: MentorshipTrack.career),
            message: validation.text(message, "message", 20...1000, form: .block))
        try validation.check()
        return valid
    }
}

/// An invitation as the API shows it to the two.
package struct InvitationRecord: Codable, Sendable {
    package let id: InvitationID
    package let mentor: MentoringName
    package let mentee: MentoringName
    package let track: MentorshipTrack
    package let message: String
    package let state: InvitationState
    package let createdAt: Timestamp
    package let deadlineAt: Timestamp
    package let endedAt: Timestamp?
    /// What began with it.
    package let mentorshipId: MentorshipID?

    package init(_ invitation: Invitation) {
        (id, mentor, mentee) = (invitation.id, invitation.mentor, invitation.mentee)
        (track, message, state) = (invitation.track, invitation.message, invitation.state)
        (createdAt, deadlineAt, endedAt) = (invitation.createdAt, invitation.deadlineAt, invitation.endedAt)
        mentorshipId = invitation.mentorship
    }
}

/// A mentee who may be found, as the API shows them to mentors.
package struct FoundMenteeRecord: Codable, Sendable {
    package let member: MentoringName
    package let goal: String
    package let topics: [MentoringTopic]
    package let destinations: [MenteeDestination]
    package let languages: [KnownLanguage]
    package let timeline: MenteeTimeline

    package init(_ found: FoundMentee) {
        (member, goal, topics) = (found.member, found.content.goal, found.content.topics)
        (destinations, languages, timeline) = (
            found.content.destinations, found.content.languages, found.content.timeline
        )
    }
}
