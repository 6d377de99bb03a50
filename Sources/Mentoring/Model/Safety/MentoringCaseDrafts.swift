import Core

/// What one of the two reports of a mentorship.
package struct MentorshipReportDraft: CheckedDraft, Equatable {
    /// A message of the other; without one, the request or how the other behaves.
    package var messageId: MentorshipMessageID?
    package var reason: String?
    package var note: String?

    package init(messageId: MentorshipMessageID? = nil, reason: String? = nil, note: String? = nil) {
        (self.messageId, self.reason, self.note) = (messageId, reason, note)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case messageId, reason, note }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (reason: MentorshipReportReason, note: String) {
        var validation = Validation()
        let reason = validation.choice(reason, "reason", default: MentorshipReportReason.scam)
        let note = validation.text(note, "note", 0...1000, form: .block)
        try validation.check()
        return (reason, note)
    }
}

/// Why a member does not agree with a pause.
package struct PauseAppealDraft: CheckedDraft, Equatable {
    package var text: String?

    package init(text: String?) { self.text = text }

    package enum CodingKeys: String, CodingKey, CaseIterable { case text }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `text`.
    func validated() throws -> String {
        var validation = Validation()
        let text = validation.text(text, "text", 20...2000, form: .block)
        try validation.check()
        return text
    }
}

/// What a moderator decides.
package struct MentoringCaseDecisionDraft: CheckedDraft, Equatable {
    /// `grant` or `refuse`.
    package var decision: String?
    /// Told to the one who waits; required to refuse.
    package var answer: String?

    package init(decision: String? = nil, answer: String? = nil) { (self.decision, self.answer) = (decision, answer) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case decision, answer }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (isGranted: Bool, answer: String) {
        var validation = Validation()
        let decision = decision ?? ""
        validation.choice(decision, "decision", of: ["grant", "refuse"])
        let answer = validation.text(answer, "answer", decision == "refuse" ? 10...500 : 0...500, form: .block)
        try validation.check()
        return (decision == "grant", answer)
    }
}
