import Core

/// What a member writes to somebody, by whom it is for.
package struct ConversationDraft: CheckedDraft, Equatable {
    /// Of the message: the same twice is one.
    package var id: MessageID?
    /// A username.
    package var to: String?
    /// Markdown.
    package var body: String?

    package init(id: MessageID? = nil, to: String? = nil, body: String? = nil) {
        (self.id, self.to, self.body) = (id, to, body)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, to, body }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (to: String, body: String) {
        var validation = Validation()
        let to = validation.text(to, "to", 1...30)
        let body = validation.text(body, "body", MessageLimits.length, form: .block)
        try validation.check()
        return (to, body)
    }
}

/// What a member writes in a conversation.
package struct MessageDraft: CheckedDraft, Equatable {
    package var id: MessageID?
    /// Markdown.
    package var body: String?

    package init(id: MessageID? = nil, body: String? = nil) { (self.id, self.body) = (id, body) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, body }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `body`.
    func validated() throws -> String {
        var validation = Validation()
        let body = validation.text(body, "body", MessageLimits.length, form: .block)
        try validation.check()
        return body
    }
}

/// Up to which message a member has read.
package struct MessagesReadDraft: CheckedDraft, Equatable {
    /// The number of a message.
    package var upTo: Int?

    package init(upTo: Int?) { self.upTo = upTo }

    package enum CodingKeys: String, CodingKey, CaseIterable { case upTo }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `upTo`.
    func validated() throws -> Int64 {
        var validation = Validation()
        validation.require(upTo != nil, "upTo", "required")
        validation.range(upTo ?? 0, "upTo", 0...1_000_000_000)
        try validation.check()
        return Int64(upTo ?? 0)
    }
}

/// Who may write to a member first.
package struct MessageSettingsDraft: CheckedDraft, Equatable {
    package var allows: String?

    package init(allows: String?) { self.allows = allows }

    package enum CodingKeys: String, CodingKey, CaseIterable { case allows }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `allows`.
    func validated() throws -> MessageAllowance {
        var validation = Validation()
        let allows = validation.choice(allows, "allows", default: MessageAllowance.acquainted)
        try validation.check()
        return allows
    }
}

/// What is wrong with a message.
package enum MessageReportReason: String, Codable, Sendable, CaseIterable {
    case scam
    case fakeOffer = "fake_offer"
    case paidServices = "paid_services"
    case harassment, hate
    case privateData = "private_data"
    case spam
    case legalAdvice = "legal_advice"
}

/// What one of the two says of a message of the other.
package struct MessageReportDraft: CheckedDraft, Equatable {
    package var reason: String?
    package var note: String?
    /// Other messages of the conversation that moderators may read, too.
    package var shown: [MessageID]?

    package init(reason: String? = nil, note: String? = nil, shown: [MessageID]? = nil) {
        (self.reason, self.note, self.shown) = (reason, note, shown)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case reason, note, shown }

    struct Valid: Sendable {
        let reason: MessageReportReason
        let note: String
        let shown: [MessageID]
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let reason = validation.choice(reason, "reason", default: MessageReportReason.scam)
        let note = validation.text(note, "note", 0...1000, form: .block)
        validation.count(shown?.count ?? 0, "shown", atMost: MessageLimits.mostShown)
        try validation.check()
        return Valid(reason: reason, note: note, shown: shown ?? [])
    }
}

/// What a moderator decides.
package struct MessageCaseDecisionDraft: CheckedDraft, Equatable {
    /// `grant` lets what waits through, and agrees with a report; `refuse` does not.
    package var decision: String?
    /// Told to the one who waits.
    package var answer: String?

    package init(decision: String? = nil, answer: String? = nil) { (self.decision, self.answer) = (decision, answer) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case decision, answer }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (isGranted: Bool, answer: String) {
        var validation = Validation()
        let decision = decision ?? ""
        validation.choice(decision, "decision", of: ["grant", "refuse"])
        let answer = validation.text(answer, "answer", 0...500, form: .block)
        try validation.check()
        return (decision == "grant", answer)
    }
}
