import Core

/// What a mentee fills in to ask a mentor.
package struct MentorshipDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: MentorshipID?
    /// The mentor's username.
    package var mentor: String?
    package var track: String?
    package var goal: String?
    package var background: String?
    package var question: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, mentor, track, goal, background, question
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    struct Valid: Sendable {
        let id: MentorshipID?
        let mentor: String
        let track: MentorshipTrack
        let request: MentorshipRequest
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let mentor = validation.text(mentor, "mentor", 1...64)
        let track = validation.choice(track, "track", default: MentorshipTrack.career)
        let request = MentorshipRequest(
            goal: validation.text(goal, "goal", 10...2000, form: .block),
            background: validation.text(background, "background", 10...2000, form: .block),
            question: validation.text(question, "question", 10...2000, form: .block))
        let length = [request.goal, request.background, request.question].map(UserText.visibleLength).reduce(0, +)
        let words = MentorshipLimits.words
        validation.require(
            words.contains(length), "question", "request_length",
            ["min": "\(words.lowerBound)", "max": "\(words.upperBound)", "count": "\(length)"])
        try validation.check()
        return Valid(id: id, mentor: mentor, track: track, request: request)
    }
}

/// A step of one of the two. What it says besides is asked for by the step itself.
package struct MentorshipStep: Sendable {
    package let event: MentorshipEvent
    /// The version that the step is made from, if the caller knows.
    package var version: Int64?
    /// What tells a step that is sent twice from a second one.
    package var key: String?
    package var details = MentorshipCourse.Details()
    /// What the mentor asks for: words to the other side.
    package var question = ""
    /// Why: for the one who writes it alone.
    package var reason = ""

    init(_ event: MentorshipEvent) { self.event = event }
}

/// What the API, sync and pages take for a step.
package protocol MentorshipStepDraft: CheckedDraft {
    var version: Int64? { get set }
    var key: String? { get set }

    /// - Throws: `invalid` naming every field that is wrong.
    func step(_ event: MentorshipEvent) throws -> MentorshipStep
}

extension MentorshipStepDraft {
    func plain(_ event: MentorshipEvent, _ validation: inout Validation) -> MentorshipStep {
        var step = MentorshipStep(event)
        step.version = version
        let key = validation.text(key, "key", 0...64)
        step.key = key.isEmpty ? nil : key
        return step
    }
}

/// The mentor says yes.
package struct MentorshipAcceptance: MentorshipStepDraft {
    package var version: Int64?
    package var key: String?
    /// How long it is to last; twelve weeks unless told.
    package var weeks: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, weeks }

    package func check(at now: Timestamp) throws { _ = try step(.accept) }

    package func step(_ event: MentorshipEvent) throws -> MentorshipStep {
        var validation = Validation()
        var step = plain(event, &validation)
        step.details.weeks = weeks ?? MentorshipLimits.weeks
        validation.range(weeks ?? MentorshipLimits.weeks, "weeks", MentorshipLimits.weekRange)
        try validation.check()
        return step
    }
}

/// The mentor says no.
package struct MentorshipRefusal: MentorshipStepDraft {
    package var version: Int64?
    package var key: String?
    package var reason: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, reason }

    package func check(at now: Timestamp) throws { _ = try step(.decline) }

    package func step(_ event: MentorshipEvent) throws -> MentorshipStep {
        var validation = Validation()
        var step = plain(event, &validation)
        step.details.reason = validation.choice(reason, "reason", default: DeclineReason.noTime)
        try validation.check()
        return step
    }
}

/// The mentor asks for more before they answer.
package struct MentorshipInquiry: MentorshipStepDraft {
    package var version: Int64?
    package var key: String?
    package var question: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, question }

    package func check(at now: Timestamp) throws { _ = try step(.askMore) }

    package func step(_ event: MentorshipEvent) throws -> MentorshipStep {
        var validation = Validation()
        var step = plain(event, &validation)
        step.question = validation.text(question, "question", 10...2000, form: .block)
        try validation.check()
        return step
    }
}

/// One of the two pauses.
package struct MentorshipPause: MentorshipStepDraft {
    package var version: Int64?
    package var key: String?
    /// `YYYY-MM-DD`: when the two mean to go on.
    package var until: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, until }

    package func check(at now: Timestamp) throws { _ = try step(.pause) }

    package func step(_ event: MentorshipEvent) throws -> MentorshipStep {
        var validation = Validation()
        var step = plain(event, &validation)
        validation.note("until", .text(10...10))
        let text = UserText.clean(until ?? "", .line)
        step.details.resumeOn = CivilDay(text)
        validation.require(!text.isEmpty, "until", "required")
        validation.require(step.details.resumeOn != nil, "until", "day_form")
        try validation.check()
        return step
    }
}

/// One of the two would have it last longer, or agrees to what the other proposed.
package struct MentorshipProlongation: MentorshipStepDraft {
    package var version: Int64?
    package var key: String?
    /// In all, from its beginning.
    package var weeks: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, weeks }

    package func check(at now: Timestamp) throws { _ = try step(.extend) }

    package func step(_ event: MentorshipEvent) throws -> MentorshipStep {
        var validation = Validation()
        var step = plain(event, &validation)
        step.details.weeks = weeks
        validation.require(weeks != nil, "weeks", "required")
        validation.range(weeks ?? 0, "weeks", MentorshipLimits.weekRange)
        try validation.check()
        return step
    }
}

/// Any other step; why one ends it is for oneself.
package struct MentorshipMove: MentorshipStepDraft {
    package var version: Int64?
    package var key: String?
    package var reason: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, reason }

    package func check(at now: Timestamp) throws { _ = try step(.end) }

    package func step(_ event: MentorshipEvent) throws -> MentorshipStep {
        var validation = Validation()
        var step = plain(event, &validation)
        step.reason = validation.text(reason, "reason", 0...1000, form: .block)
        try validation.check()
        return step
    }
}

/// What one of the two writes.
package struct MentorshipMessageDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: MentorshipMessageID?
    package var body: String?

    package init(id: MentorshipMessageID? = nil, body: String?) { (self.id, self.body) = (id, body) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, body }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `body`.
    func validated() throws -> String {
        var validation = Validation()
        let body = validation.text(body, "body", 1...4000, form: .block)
        try validation.check()
        return body
    }
}
