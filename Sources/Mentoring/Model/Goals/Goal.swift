import Core

package enum MentorshipGoalMark {}
package typealias MentorshipGoalID = Identifier<MentorshipGoalMark>

/// Something that the two of a mentorship want to reach: both see it and say when it is done; its words are of the one
/// who added it.
package struct MentorshipGoal: Sendable, Equatable {
    package let id: MentorshipGoalID
    package let mentorship: MentorshipID
    /// Who added it.
    package let side: MentorshipSide
    package var body: String
    package var doneAt: Timestamp?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var version: Int64
}

extension MentorshipLimits {
    /// Goals of one mentorship.
    package static let goals = 20
    package static let goalLength = 1...300
    /// Notes of each of the two in one mentorship.
    package static let notes = 200
    package static let noteLength = 1...4000
}

/// What one of the two adds.
package struct MentorshipGoalDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: MentorshipGoalID?
    package var body: String?

    package init(id: MentorshipGoalID? = nil, body: String?) { (self.id, self.body) = (id, body) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, body }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `body`.
    func validated() throws -> String {
        var validation = Validation()
        let body = validation.text(body, "body", MentorshipLimits.goalLength)
        try validation.check()
        return body
    }
}

/// Other words, or whether it is done; what is absent stays.
package struct MentorshipGoalChange: CheckedDraft, Equatable {
    package var body: String?
    package var isDone: Bool?
    /// The version that it is changed from, if the caller knows.
    package var version: Int64?

    package init(body: String? = nil, isDone: Bool? = nil, version: Int64? = nil) {
        (self.body, self.isDone, self.version) = (body, isDone, version)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case body, isDone, version }

    package func check(at now: Timestamp) throws { _ = try words() }

    /// The other words, if there are any.
    /// - Throws: `invalid` naming `body`.
    func words() throws -> String? {
        var validation = Validation()
        validation.note("body", .text(MentorshipLimits.goalLength))
        let words = body.map { validation.text($0, "body", MentorshipLimits.goalLength) }
        try validation.check()
        return words
    }
}

/// A goal as the API shows it to the two, and as their devices hold it.
package struct MentorshipGoalRecord: Codable, Sendable {
    package let id: MentorshipGoalID
    package let mentorshipId: MentorshipID
    package let addedBy: MentorshipSide
    package let body: String
    package let isDone: Bool
    package let doneAt: Timestamp?
    package let version: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(_ goal: MentorshipGoal) {
        id = goal.id
        mentorshipId = goal.mentorship
        addedBy = goal.side
        body = goal.body
        isDone = goal.doneAt != nil
        doneAt = goal.doneAt
        version = goal.version
        createdAt = goal.createdAt
        updatedAt = goal.updatedAt
    }
}
