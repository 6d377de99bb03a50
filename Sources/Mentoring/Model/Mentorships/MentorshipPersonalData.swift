import Core
import Storage

/// What mentorships know of a member.
package struct MentorshipPersonalData: PersonalData {
    package let tables: Set<String> = [
        "mentorship", "mentorship_event", "mentorship_message", "meeting_event", "mentorship_feedback",
        "mentorship_note", "mentor_wait",
    ]
    private let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    private struct Asked: Encodable, Sendable {
        let id: MentorshipID
        let side: MentorshipSide
        let track: MentorshipTrack
        let state: MentorshipState
        let requestedAt: Timestamp
        let endedAt: Timestamp?
        /// The mentee's own words.
        let goal: String?
        let background: String?
        let question: String?
    }

    private struct Happened: Encodable, Sendable {
        let mentorshipId: String
        let event: String
        let reason: String
        let createdAt: Timestamp
    }

    private struct Written: Encodable, Sendable {
        let mentorshipId: String
        let body: String
        let createdAt: Timestamp
    }

    private struct Met: Encodable, Sendable {
        let meetingId: String
        let mentorshipId: String
        let event: String
        let startsAt: Timestamp
        /// As the member wrote it.
        let place: String?
        let createdAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let ids = try MentorshipRepository.all(of: member.id, in: transaction).sorted()
        let found = try MentorshipRepository.byID(ids, of: member.id, in: transaction).sorted { $0.id < $1.id }
        let events = try transaction.rows(
            """
            SELECT mentorship_id, event, reason, created_at FROM mentorship_event WHERE account_id = \(member.id)
            ORDER BY created_at, id
            """
        ) { Happened(mentorshipId: $0.text(0), event: $0.text(1), reason: $0.text(2), createdAt: $0.time(3)) }
        let written = try transaction.rows(
            """
            SELECT mentorship_id, body, created_at FROM mentorship_message WHERE author_id = \(member.id)
            ORDER BY created_at, id
            """
        ) { Written(mentorshipId: $0.text(0), body: $0.text(1), createdAt: $0.time(2)) }
        let met = try transaction.rows(
            """
            SELECT meeting.id, meeting.mentorship_id, happened.event, meeting.starts_at,
                CASE WHEN meeting.proposed_by = happened.actor THEN meeting.place END, happened.created_at
            FROM meeting_event AS happened JOIN meeting ON meeting.id = happened.meeting_id
            WHERE happened.account_id = \(member.id) ORDER BY happened.created_at, happened.id
            """
        ) { row in
            Met(
                meetingId: row.text(0), mentorshipId: row.text(1), event: row.text(2), startsAt: row.time(3),
                place: row.textOrNil(4), createdAt: row.time(5))
        }
        return [
            "meetingEvents": met,
            "mentorshipGoals": try GoalRepository.added(by: member.id, in: transaction)
                .map(MentorshipGoalRecord.init),
            "mentorshipNotes": try NoteRepository.all(of: member.id, in: transaction).map(MentorshipNoteRecord.init),
            "mentorshipFeedback": try FeedbackRepository.all(of: member.id, in: transaction)
                .map(MentorshipFeedbackRecord.init),
            "mentorWaits": try MentorWaitRepository.all(of: member.id, in: transaction).map(MentorWaitRecord.init),
            "mentorships": found.compactMap { Self.asked($0, by: member.id) }, "mentorshipEvents": events,
            "mentorshipMessages": written,
        ]
    }

    private static func asked(_ mentorship: Mentorship, by member: MemberID) -> Asked? {
        guard let side = mentorship.side(of: member) else { return nil }
        let request = side == .mentee ? mentorship.request : nil
        return Asked(
            id: mentorship.id, side: side, track: mentorship.track, state: mentorship.course.state,
            requestedAt: mentorship.course.requestedAt, endedAt: mentorship.course.endedAt, goal: request?.goal,
            background: request?.background, question: request?.question)
    }

    /// What lives ends, and the other side reads "ended". Nothing tells any more who did what; how many there were
    /// stays.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        if posts == .remove { try removeWords(of: member, in: transaction) }
        try MentorWaitRepository.forget(member, in: transaction)
        try mentorships.close(of: member, in: transaction)
        try transaction.execute(
            "UPDATE mentorship_event SET account_id = NULL, reason = '' WHERE account_id = \(member)")
        try transaction.execute("UPDATE meeting_event SET account_id = NULL WHERE account_id = \(member)")
        for id in try NoteRepository.removeAll(of: member, in: transaction) {
            transaction.touch(.leaves(scope: "u:\(member)", entity: "note", id: id))
        }
        for id in try FeedbackRepository.forget(member, in: transaction) {
            transaction.touch(.leaves(scope: "u:\(member)", entity: "feedback", id: id))
        }
    }

    private func removeWords(of member: MemberID, in transaction: any WriteTransaction) throws {
        let emptied = try transaction.rows(
            """
            UPDATE mentorship SET goal = '—', background = '—', question = '—', revision = revision + 1
            WHERE mentee_id = \(member) RETURNING id
            """
        ) { MentorshipID(trusted: $0.text(0)) }
        for id in emptied {
            // Notices of it have the mentee's words.
            try mentorships.listener(.gone(id), transaction)
            transaction.touch(.changes(entity: "mentorship", id: id.text))
        }
        let silenced = try transaction.rows(
            "UPDATE mentorship_message SET body = '—' WHERE author_id = \(member) RETURNING id"
        ) { $0.text(0) }
        for id in silenced { transaction.touch(.changes(entity: "message", id: id)) }
        for var goal in try GoalRepository.added(by: member, in: transaction) {
            (goal.body, goal.version) = ("—", goal.version + 1)
            try GoalRepository.update(goal, in: transaction)
            transaction.touch(.changes(entity: "goal", id: goal.id.text))
        }
        let placeless = try transaction.rows(
            """
            UPDATE meeting SET place = '', revision = revision + 1
            WHERE place <> '' AND mentorship_id IN (
                SELECT id FROM mentorship
                WHERE (mentor_id = \(member) AND meeting.proposed_by = 'mentor')
                    OR (mentee_id = \(member) AND meeting.proposed_by = 'mentee'))
            RETURNING id
            """
        ) { $0.text(0) }
        for id in placeless { transaction.touch(.changes(entity: "meeting", id: id)) }
    }
}
