import Core

package enum MentorshipFeedbackMark {}
package typealias MentorshipFeedbackID = Identifier<MentorshipFeedbackMark>

/// What one of the two thought of a mentorship: never shown to the other.
package struct MentorshipFeedback: Sendable, Equatable {
    package let id: MentorshipFeedbackID
    package let mentorship: MentorshipID
    /// Who says it.
    package let side: MentorshipSide
    /// 1 to 5.
    package let rating: Int
    /// The two are never brought together again.
    package let isProblematic: Bool
    /// Where both say so, the two may begin anew at once.
    package let asksAgain: Bool
    package let body: String
    package let createdAt: Timestamp
}

/// What one of the two fills in.
package struct MentorshipFeedbackDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: MentorshipFeedbackID?
    /// 1 to 5.
    package var rating: Int?
    /// Never to be brought together with the other again; no unless told.
    package var isProblematic: Bool?
    /// Would meet the same person again, and soon; no unless told, and not where something was wrong.
    package var asksAgain: Bool?
    package var body: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, rating, isProblematic, asksAgain, body }

    package func check(at now: Timestamp) throws { _ = try validated() }

    struct Valid: Sendable {
        let rating: Int
        let isProblematic: Bool
        let asksAgain: Bool
        let body: String
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        validation.require(rating != nil, "rating", "required")
        validation.range(rating ?? 0, "rating", MentorshipLimits.ratings)
        let body = validation.text(body, "body", 0...4000, form: .block)
        try validation.check()
        return Valid(
            rating: rating ?? 0, isProblematic: isProblematic ?? false,
            asksAgain: asksAgain == true && isProblematic != true, body: body)
    }
}

/// Feedback as the API shows it to the one who gave it, and as their devices hold it.
package struct MentorshipFeedbackRecord: Codable, Sendable {
    package let id: MentorshipFeedbackID
    package let mentorshipId: MentorshipID
    package let rating: Int
    package let isProblematic: Bool
    package let asksAgain: Bool
    package let body: String
    package let createdAt: Timestamp

    package init(_ feedback: MentorshipFeedback) {
        id = feedback.id
        mentorshipId = feedback.mentorship
        rating = feedback.rating
        isProblematic = feedback.isProblematic
        asksAgain = feedback.asksAgain
        body = feedback.body
        createdAt = feedback.createdAt
    }
}

extension MentorshipLimits {
    package static let ratings = 1...5
    /// After a mentorship was completed.
    package static let feedback = Span.days(14)
}

extension MentorshipCourse {
    /// Whether the two are asked what they thought of it.
    package func takesFeedback(at now: Timestamp) -> Bool {
        let present = seen(at: now)
        guard present.state == .completed, let ended = present.endedAt else { return false }
        return now < ended.advanced(by: MentorshipLimits.feedback)
    }
}
