import Core

package enum SuggestionMark {}
package typealias SuggestionID = Identifier<SuggestionMark>

/// A new text for a guide, from a member who did not write it.
package struct Suggestion: Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case open, applied, declined, withdrawn
    }

    package let id: SuggestionID
    package let postID: PostID
    package let author: Author
    /// The revision that it was made from.
    package let baseRevision: Int64
    /// Markdown as typed.
    package let body: String
    /// Why, in its author's words.
    package let note: String
    package let state: State
    package let createdAt: Timestamp
    package let decidedAt: Timestamp?
    /// Why not.
    package let reason: String

    /// Those of one member that may wait at one time, of all guides.
    package static let mostOpen = 10
    package static let perPage = 20
    package static let noteLength = 0...500
}

/// A guide with what is suggested for it, as one reader may see it.
package struct SuggestionList: Sendable {
    package let post: ForumPost
    package let thread: ForumThread
    /// The reader's own and, for who decides, all that wait: the oldest first.
    package let suggestions: Paged<Suggestion>
}

/// A suggested text as it is filled in.
package struct SuggestionDraft: CheckedDraft {
    package var body: String?
    package var note: String?
    /// The revision that it was made from.
    package var baseRev: Int64?

    package init(body: String?, note: String?, baseRev: Int64?) {
        self.body = body
        self.note = note
        self.baseRev = baseRev
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case body, note, baseRev
    }

    struct Valid: Sendable {
        let body: PostBody
        let note: String
        let baseRevision: Int64
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let source = validation.text(body, "body", PostBody.length, form: .block)
        let note = validation.text(note ?? "", "note", Suggestion.noteLength)
        validation.require(baseRev != nil, "baseRev", "required")
        try validation.check()
        return Valid(body: PostBody(source), note: note, baseRevision: baseRev ?? 0)
    }
}

/// What becomes of a suggestion.
package struct SuggestionDecision: CheckedDraft {
    /// `apply`, `decline`; `withdraw` for its author.
    package var decision: String?
    /// Why not: its author reads it.
    package var reason: String?

    package init(decision: String?, reason: String? = nil) {
        self.decision = decision
        self.reason = reason
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case decision, reason
    }

    enum Choice: String, CaseIterable {
        case apply, decline, withdraw
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (choice: Choice, reason: String) {
        var validation = Validation()
        validation.choice(decision ?? "", "decision", of: Choice.allCases.map(\.rawValue))
        let reason = validation.text(reason ?? "", "reason", Suggestion.noteLength)
        try validation.check()
        return (Choice(rawValue: decision ?? "") ?? .decline, reason)
    }
}

/// A suggestion as the API shows it.
package struct SuggestionRecord: Codable, Sendable {
    package let id: SuggestionID
    package let postId: PostID
    package let author: Author
    package let baseRev: Int64
    package let body: String
    package let note: String
    package let state: Suggestion.State
    package let createdAt: Timestamp
    package let decidedAt: Timestamp?
    package let reason: String

    package init(_ suggestion: Suggestion) {
        id = suggestion.id
        postId = suggestion.postID
        author = suggestion.author
        baseRev = suggestion.baseRevision
        body = suggestion.body
        note = suggestion.note
        state = suggestion.state
        createdAt = suggestion.createdAt
        decidedAt = suggestion.decidedAt
        reason = suggestion.reason
    }
}
