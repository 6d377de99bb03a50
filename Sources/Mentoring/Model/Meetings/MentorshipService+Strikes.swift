import Core
import Storage

/// What missed meetings lead to: a no-show, or a cancellation less than three hours before.
extension MentorshipService {
    /// Counts what one of the two missed in the last thirty days: two warn, four lead to a pause. What a moderator
    /// took back counts no more.
    func count(
        _ side: MentorshipSide, in mentorship: Mentorship, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        let member = mentorship.name(of: side).id
        let month = now.advanced(by: -MeetingLimits.strikeDays)
        let lifted = try MentoringPauseRepository.lastLifted(of: member, as: side, in: transaction)
        let strikes = try MeetingRepository.strikes(
            of: member, as: side, since: lifted.map { max($0, month) } ?? month, in: transaction)
        guard strikes >= MeetingLimits.warning else { return }
        let pauses = try MentoringPauseRepository.present(of: member, on: CivilDay(now), in: transaction)
        if strikes >= SafetyLimits.strikes, !pauses.contains(where: { $0.side == side }) {
            try MentoringPauseRepository.insert(ids.next(at: now), of: member, as: side, from: now, in: transaction)
            if side == .mentor { try touchMentor(member, in: transaction) }
            return try tell(.meetingsStopped, side, of: mentorship, in: transaction)
        }
        try tell(.meetingsWarning, side, of: mentorship, in: transaction)
    }
}
