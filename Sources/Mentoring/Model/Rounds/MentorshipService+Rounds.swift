import Core
import Storage

extension MentorshipService {
    /// Begins what a round found and both confirmed: asked for and accepted at one moment, by the table, with the seat
    /// that it takes. A request of the same two that waits is the one that is accepted.
    /// - Throws: `conflict` with `slot_taken`, or with `mentorship_step` when the mentee has a mentor on the track or the
    ///   two cannot be brought together.
    func begin(
        _ mentor: MentoringName, _ mentee: MentoringName, on track: MentorshipTrack, _ request: MentorshipRequest,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MentorshipID {
        let between = try MentorshipRepository.live(between: mentee.id, and: mentor.id, in: transaction)
        try settle(between, in: transaction)
        let asked = try MentorshipRepository.byID(between, in: transaction).first {
            $0.mentee.id == mentee.id && $0.track == track && $0.course.state == .requested
        }
        var mentorship: Mentorship
        if let asked {
            // Who confirmed needs no moderator any more.
            mentorship = asked.course.isHeld ? try admit(asked.id, at: now, in: transaction) ?? asked : asked
        } else {
            mentorship = Mentorship(
                id: ids.next(at: now), mentor: mentor, mentee: mentee, track: track, request: request,
                course: MentorshipCourse(requestedAt: now), updatedAt: now, version: 1)
        }
        try checkSeat(for: .accept, mentorship, at: now, in: transaction)
        if asked == nil { try plant(mentorship, at: now, in: transaction) }
        mentorship.course = try mentorship.course.after(.accept, by: .mentor, at: now)
        let event = MentorshipEventRepository.New(
            event: .accept, actor: .mentor, member: mentor.id, from: .requested)
        try save(mentorship, event, at: now, in: transaction)
        try withdrawOthers(besides: mentorship, at: now, in: transaction)
        return mentorship.id
    }
}
