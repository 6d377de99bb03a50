import Core
import Jobs

/// What an ambassador fills in to open a door, or to change one: then what is absent stays.
package struct OpportunityDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: OpportunityID?
    package var kind: String?
    package var title: String?
    package var body: String?
    /// ISO 3166-1 alpha-2.
    package var destination: String?
    package var seats: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, kind, title, body, destination, seats }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> OpportunityContent {
        var validation = Validation()
        let seats = seats ?? 1
        validation.range(seats, "seats", 1...50)
        let content = OpportunityContent(
            kind: validation.choice(kind, "kind", default: OpportunityKind.referral),
            title: validation.text(title, "title", 12...120),
            body: validation.text(body, "body", 20...10_000, form: .block),
            destination: validation.country(destination, "destination"), seats: seats)
        try validation.check()
        return content
    }

    /// The draft with what it leaves out as it is.
    func over(_ content: OpportunityContent) -> OpportunityDraft {
        var draft = self
        draft.kind = kind ?? content.kind.rawValue
        draft.title = title ?? content.title
        draft.body = body ?? content.body
        draft.destination = destination ?? content.destination
        draft.seats = seats ?? content.seats
        return draft
    }
}

/// Where an ambassador moves an opportunity, and what came of it.
package struct OpportunityStep: CheckedDraft {
    package var state: String?
    /// Told once it is open no longer.
    package var outcome: String?

    package init(state: String?, outcome: String? = nil) { (self.state, self.outcome) = (state, outcome) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case state, outcome }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (state: OpportunityState, outcome: OpportunityOutcome?) {
        var validation = Validation()
        let state = validation.choice(state, "state", default: OpportunityState.closed)
        let outcome: OpportunityOutcome? = validation.choiceOrNone(outcome ?? "", "outcome")
        try validation.check()
        return (state, outcome)
    }
}

/// Why a member would go through the door.
package struct InterestDraft: CheckedDraft {
    package var note: String?

    package init(note: String?) { self.note = note }

    package enum CodingKeys: String, CodingKey, CaseIterable { case note }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `note`.
    func validated() throws -> String {
        var validation = Validation()
        let note = validation.text(note, "note", 20...2000, form: .block)
        try validation.check()
        return note
    }
}

/// What the ambassador answers.
package struct InterestReply: CheckedDraft {
    package var reply: String?

    package init(reply: String?) { self.reply = reply }

    package enum CodingKeys: String, CodingKey, CaseIterable { case reply }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `reply`.
    func validated() throws -> String {
        var validation = Validation()
        let reply = validation.text(reply, "reply", 1...2000, form: .block)
        try validation.check()
        return reply
    }
}

extension Validation {
    /// A country by its code; small letters are taken too.
    mutating func country(_ value: String?, _ field: String) -> String {
        note(field, .text(2...2))
        let code = UserText.clean(value ?? "", .line).uppercased()
        if code.isEmpty {
            refuse(field, "required")
        } else {
            require(CountryCode.all.contains(code), field, "unknown_country")
        }
        return code
    }
}
