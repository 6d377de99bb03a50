import Core

/// A question of the forum that waits for an answer, as far as mentors must know it to be found.
package struct WaitingQuestion: Sendable, Equatable {
    /// The thread's id.
    package let id: String
    package let authorID: MemberID
    /// Tags, and the name of the category, in lower case with `-` between words.
    package let words: [String]

    package init(id: String, authorID: MemberID, words: [String]) {
        (self.id, self.authorID, self.words) = (id, authorID, words)
    }
}

/// A question that was offered to a mentor.
package struct QuestionOffer: Sendable, Equatable {
    /// The thread's id.
    package let threadID: String
    package let offeredAt: Timestamp
}

/// How much mentors are asked by questions that wait (mentoring.md, sections 10 and 12).
package enum QuestionLimits {
    /// Hours for which a question waits before it is offered.
    package static let hours: Int64 = 72
    /// Days after which it is offered to nobody new.
    package static let days: Int64 = 30
    /// Mentors to whom a question is offered and who have not passed it on.
    package static let mentors = 3
    /// Mentors to whom a question is ever offered.
    package static let mostMentors = 9
    /// Offers to one mentor in seven days.
    package static let perWeek = 5
    /// Mentors who fit best, of whom some may not want to be asked.
    static let candidates = 40
    /// Open offers that a mentor sees at most: those of thirty days.
    package static let shown = 30
}

/// What a mentor has done for others: counted by how it ended, never by hours or stars.
package struct MentorOutcomes: Sendable, Equatable {
    /// Mentorships that were completed.
    package var finished = 0
    /// Questions that had waited and that the mentor answered.
    package var answered = 0
    /// Office hours that took place.
    package var held = 0

    package init() {}
}
