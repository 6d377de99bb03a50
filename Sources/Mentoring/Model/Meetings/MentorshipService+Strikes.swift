import Core
import Storage

/// What missed meetings lead to: a no-show, or a cancellation less than three hours before.
extension MentorshipService {
    /// Counts what one of the two missed in the last thirty days.
    func count(
        _ side: MentorshipSide, in mentorship: Mentorship, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        let member = mentorship.name(of: side).id
        let strikes = try MeetingRepository.strikes(
            of: member, as: side, since: now.advanced(by: -MeetingLimits.strikeDays), in: transaction)
        guard strikes >= MeetingLimits.warning else { return }
        try tell(.meetingsWarning, side, of: mentorship, in: transaction)
    }
}
