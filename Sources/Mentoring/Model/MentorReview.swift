import Core

package enum MentorReviewMark {}
package typealias MentorReviewID = Identifier<MentorReviewMark>

package enum MentorReviewState: String, Codable, Sendable, CaseIterable {
    case open, granted, refused
}

/// By what a moderator granted a level.
package enum MentorReviewBasis: String, Codable, Sendable, CaseIterable {
    case profile, vouches
    case workEmail = "work_email"
    case evidence

    /// The level that it is good for.
    package var level: Int {
        switch self {
        case .profile: 1
        case .vouches, .workEmail: 2
        case .evidence: 3
        }
    }
}

/// A level that a mentor asks for.
package struct MentorReview: Sendable, Equatable {
    package let id: MentorReviewID
    package let mentor: MentoringName
    package let level: Int
    /// The mentor's words: how a moderator can see it.
    package let note: String
    package let state: MentorReviewState
    package let basis: MentorReviewBasis?
    /// Told to the mentor.
    package let answer: String
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?
    /// Members of the second level of trust who know the mentor.
    package let vouches: Int
}

/// What a mentor asks a moderator for.
package struct MentorReviewDraft: CheckedDraft, Equatable {
    package var level: Int?
    package var note: String?

    package init(level: Int? = nil, note: String? = nil) { (self.level, self.note) = (level, note) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case level, note }

    package func check(at now: Timestamp) throws { _ = try validated() }

    func validated() throws -> (level: Int, note: String) {
        var validation = Validation()
        let level = validation.whole(level ?? 0, "level", 2...3)
        let note = validation.text(note, "note", 10...1000, form: .block)
        try validation.check()
        return (level, note)
    }
}

/// What a moderator decides.
package struct MentorDecisionDraft: CheckedDraft, Equatable {
    /// `grant` or `refuse`.
    package var decision: String?
    /// To grant: by what.
    package var basis: String?
    /// Told to the mentor; required to refuse.
    package var answer: String?

    package init(decision: String? = nil, basis: String? = nil, answer: String? = nil) {
        (self.decision, self.basis, self.answer) = (decision, basis, answer)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case decision, basis, answer }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// The basis is `nil` for a refusal.
    func validated() throws -> (basis: MentorReviewBasis?, answer: String) {
        var validation = Validation()
        let decision = decision ?? ""
        validation.choice(decision, "decision", of: ["grant", "refuse"])
        let answer = validation.text(answer, "answer", decision == "refuse" ? 10...500 : 0...500, form: .block)
        let basis =
            decision == "grant" ? validation.choice(basis, "basis", default: MentorReviewBasis.profile) : nil
        try validation.check()
        return (basis, answer)
    }
}

/// A moderator takes levels back.
package struct MentorLevelDraft: CheckedDraft, Equatable {
    package var level: Int?
    /// For staff alone.
    package var note: String?

    package init(level: Int? = nil, note: String? = nil) { (self.level, self.note) = (level, note) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case level, note }

    package func check(at now: Timestamp) throws { _ = try validated() }

    func validated() throws -> (level: Int, note: String) {
        var validation = Validation()
        let level = validation.whole(level ?? -1, "level", 0...2)
        let note = validation.text(note, "note", 10...500, form: .block)
        try validation.check()
        return (level, note)
    }
}
