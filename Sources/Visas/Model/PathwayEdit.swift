import Core

package enum PathwayEditMark {}
package typealias PathwayEditID = Identifier<PathwayEditMark>
package enum PathwayReportMark {}
package typealias PathwayReportID = Identifier<PathwayReportMark>

/// What became of something that waits for a decision.
package enum VisaDecision: String, Codable, Sendable, CaseIterable {
    case open, accepted, rejected
}

/// A correction of one field.
package struct PathwayEdit: Sendable, Equatable {
    package let id: PathwayEditID
    package let pathway: PathwayID
    package let pathwayName: String
    package let field: PathwayField
    package let value: String
    package let baseVersion: Int64
    package let sourceName: String
    package let sourceURL: String
    package let asOf: CivilDay
    package let confidence: Confidence
    package let effectiveFrom: CivilDay
    package let note: String
    package let authorID: MemberID
    package let authorName: String
    package let authorUsername: String
    package let state: VisaDecision
    /// The version that it became.
    package let version: Int64?
    package let createdAt: Timestamp
    /// What is said now; for moderators.
    package var present = ""
}

/// What a member fills in to correct a field, or to say that its value was looked up again.
package struct PathwayEditDraft: CheckedDraft {
    package var field: String?
    package var value: String?
    package var sourceURL: String?
    package var sourceName: String?
    package var asOf: String?
    package var confidence: String?
    package var effectiveFrom: String?
    package var note: String?
    /// The version that was seen.
    package var version: Int64?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case field, value, sourceURL, sourceName, asOf, confidence, effectiveFrom, note, version
    }

    package init(field: String?, value: String?, sourceURL: String?, asOf: String?) {
        self.field = field
        self.value = value
        self.sourceURL = sourceURL
        self.asOf = asOf
    }

    struct Valid: Sendable {
        let field: PathwayField
        let value: String
        let sourceURL: String
        let sourceName: String
        let asOf: CivilDay
        let confidence: Confidence
        let effectiveFrom: CivilDay
        let note: String
        let version: Int64?
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let field = validation.choice(field, "field", default: PathwayField.summary)
        validation.require(field.isEditable, "field", "unknown_choice")
        let typed = validation.text(value, "value", 0...8000, form: .block)
        let value = FactValue.canonical(typed, of: field)
        validation.require(value != nil, "value", typed.isEmpty ? "required" : "fact_form")
        let link = validation.text(sourceURL, "sourceURL", 10...500)
        validation.require(FactValue.link(link) != nil, "sourceURL", "link_form")
        let name = validation.text(sourceName, "sourceName", 0...200)
        let today = CivilDay(now)
        let asOf = validation.day(asOf, "asOf", default: today)
        validation.require(asOf <= today, "asOf", "day_ahead")
        let confidence =
            self.confidence.map { validation.choice($0, "confidence", default: Confidence.medium) } ?? .medium
        let from = effectiveFrom.flatMap { $0.isEmpty ? nil : $0 }.map {
            validation.day($0, "effectiveFrom", default: today)
        }
        validation.require(
            from.map { $0 <= today.adding(731) } ?? true, "effectiveFrom", "day_too_far")
        let note = validation.text(note, "note", 0...1000, form: .block)
        try validation.check()
        return Valid(
            field: field, value: value ?? "", sourceURL: link, sourceName: name, asOf: asOf, confidence: confidence,
            effectiveFrom: from ?? today, note: note, version: version)
    }
}

/// What a member says is wrong, with a link that shows it.
package struct PathwayReportDraft: CheckedDraft {
    package var field: String?
    package var body: String?
    package var link: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case field, body, link }

    package init(field: String? = nil, body: String?, link: String?) {
        self.field = field
        self.body = body
        self.link = link
    }

    struct Valid: Sendable {
        let field: PathwayField?
        let body: String
        let link: String
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let field: PathwayField? = validation.choiceOrNone(field ?? "", "field")
        let body = validation.text(body, "body", 20...2000, form: .block)
        let link = validation.text(link, "link", 10...500)
        validation.require(FactValue.link(link) != nil, "link", "link_form")
        try validation.check()
        return Valid(field: field, body: body, link: link)
    }
}

/// A report as the one who sent it and moderators see it.
package struct PathwayReport: Sendable, Equatable {
    package let id: PathwayReportID
    package let pathway: PathwayID
    package let pathwayName: String
    package let field: PathwayField?
    package let body: String
    package let link: String
    package let reporterID: MemberID
    package let reporterName: String
    package let reporterUsername: String
    package let state: VisaDecision
    package let createdAt: Timestamp
}

/// What a moderator decides of a report or a correction.
package struct VisaDecisionDraft: CheckedDraft {
    package var decision: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case decision }

    package init(decision: String?) { self.decision = decision }

    package enum Choice: String, Sendable, CaseIterable { case accept, reject }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `decision`.
    func validated() throws -> VisaDecision {
        var validation = Validation()
        let choice = validation.choice(decision, "decision", default: Choice.reject)
        try validation.check()
        return choice == .accept ? .accepted : .rejected
    }
}

extension Validation {
    /// A day such as `2026-11-21`.
    mutating func day(_ text: String?, _ field: String, default fallback: CivilDay) -> CivilDay {
        note(field, .text(0...10))
        guard let text, !text.isEmpty else {
            refuse(field, "required")
            return fallback
        }
        guard let day = CivilDay(text), (1900...2200).contains(day.year) else {
            refuse(field, "day_form")
            return fallback
        }
        return day
    }
}
