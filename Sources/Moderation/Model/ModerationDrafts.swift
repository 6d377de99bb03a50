import Core

/// What a moderator fills in to decide.
package struct DecisionDraft: CheckedDraft {
    package var decision: String?
    /// For staff alone.
    package var note: String?
    /// Of a suspension.
    package var days: Int?
    /// Of a suspension, told to the member.
    package var reason: String?

    package init(decision: String?, note: String? = nil, days: Int? = nil, reason: String? = nil) {
        self.decision = decision
        self.note = note
        self.days = days
        self.reason = reason
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case decision, note, days, reason
    }

    struct Valid: Sendable {
        let decision: Decision
        let note: String
        let suspension: SuspensionDraft.Valid?
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let decision = validation.choice(decision, "decision", default: Decision.approve)
        let note = validation.text(note, "note", 0...1000, form: .block)
        let suspension = SuspensionDraft.check(
            days: days, reason: reason, isNeeded: decision == .suspend, &validation)
        try validation.check()
        return Valid(decision: decision, note: note, suspension: decision == .suspend ? suspension : nil)
    }
}

/// How long a member may not write, and why.
package struct SuspensionDraft: CheckedDraft {
    package var days: Int?
    package var reason: String?
    package var note: String?
    /// Whether all that the member published goes out of sight with it.
    package var hidesPosts: Bool?

    package init(days: Int?, reason: String?, note: String? = nil, hidesPosts: Bool? = nil) {
        self.days = days
        self.reason = reason
        self.note = note
        self.hidesPosts = hidesPosts
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case days, reason, note, hidesPosts
    }

    struct Valid: Sendable {
        let days: Int
        let reason: String
        var note = ""
        var hidesPosts = false
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        var valid = Self.check(days: days, reason: reason, isNeeded: true, &validation)
        valid.note = validation.text(note, "note", 0...1000, form: .block)
        valid.hidesPosts = hidesPosts ?? false
        try validation.check()
        return valid
    }

    static func check(
        days: Int?, reason: String?, isNeeded: Bool, _ validation: inout Validation
    ) -> Valid {
        // What is not needed is looked at too: the description of the API takes its limits from here.
        if let days { validation.range(days, "days", ModerationLimits.days) }
        validation.require(!isNeeded || days != nil, "days", "required")
        let reason = validation.text(reason, "reason", isNeeded ? 10...1000 : 0...1000, form: .block)
        return Valid(days: days ?? 1, reason: reason)
    }
}

/// Why an author does not agree.
package struct AppealDraft: CheckedDraft {
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
