/// The one error people hear about. It carries codes and arguments, never prose: `Texts` turns it into words.
package struct Problem: Error, Sendable, Equatable {
    /// What sort of thing went wrong; each kind has one HTTP status (`WebSupport/ProblemStatus.swift`).
    package enum Kind: String, Sendable, CaseIterable {
        case malformed, invalid, signInRequired, forbidden, notFound, gone, methodNotAllowed, notAcceptable
        case conflict, stale, tooLarge, unsupportedType, tooMany, unavailable
    }

    package var kind: Kind
    /// Stable, snake_case: `thread_locked`. There is a text `problem_<code>` for each.
    package var code: String
    /// Named parts of the text, already in the form in which they are shown.
    package var arguments: [String: String]
    /// What is wrong with which field of a draft.
    package var fields: [FieldProblem]
    /// Seconds after which trying again makes sense (429 and 503).
    package var retryAfter: Int?

    package init(
        _ kind: Kind, _ code: String, arguments: [String: String] = [:], fields: [FieldProblem] = [],
        retryAfter: Int? = nil
    ) {
        self.kind = kind
        self.code = code
        self.arguments = arguments
        self.fields = fields
        self.retryAfter = retryAfter
    }

    /// One field is wrong.
    package static func invalid(_ field: String, _ code: String, _ arguments: [String: String] = [:]) -> Problem {
        Problem(.invalid, "invalid", fields: [FieldProblem(field, code, arguments)])
    }

    /// The thing is not there, or the one who asks may not know of it: the two are never told apart.
    package static let notFound = Problem(.notFound, "not_found")
}

/// What is wrong with one field: its name in forms and JSON, and a code with a text `field_<code>`.
package struct FieldProblem: Sendable, Equatable {
    package var field: String
    package var code: String
    package var arguments: [String: String]

    package init(_ field: String, _ code: String, _ arguments: [String: String] = [:]) {
        self.field = field
        self.code = code
        self.arguments = arguments
    }
}
