import Core

package enum MentorshipNoteMark {}
package typealias MentorshipNoteID = Identifier<MentorshipNoteMark>

/// What one of the two notes of a mentorship: for themselves alone.
package struct MentorshipNote: Sendable, Equatable {
    package let id: MentorshipNoteID
    package let mentorship: MentorshipID
    package var body: String
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    package var version: Int64
}

/// What a member notes.
package struct MentorshipNoteDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: MentorshipNoteID?
    package var body: String?

    package init(id: MentorshipNoteID? = nil, body: String?) { (self.id, self.body) = (id, body) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, body }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `body`.
    func validated() throws -> String {
        var validation = Validation()
        let body = validation.text(body, "body", MentorshipLimits.noteLength, form: .block)
        try validation.check()
        return body
    }
}

/// Other words.
package struct MentorshipNoteChange: CheckedDraft, Equatable {
    package var body: String?
    /// The version that it is changed from, if the caller knows.
    package var version: Int64?

    package init(body: String?, version: Int64? = nil) { (self.body, self.version) = (body, version) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case body, version }

    package func check(at now: Timestamp) throws { _ = try MentorshipNoteDraft(body: body).validated() }
}

/// A note as the API shows it to the one who wrote it, and as their devices hold it.
package struct MentorshipNoteRecord: Codable, Sendable {
    package let id: MentorshipNoteID
    package let mentorshipId: MentorshipID
    package let body: String
    package let version: Int64
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(_ note: MentorshipNote) {
        id = note.id
        mentorshipId = note.mentorship
        body = note.body
        version = note.version
        createdAt = note.createdAt
        updatedAt = note.updatedAt
    }
}
