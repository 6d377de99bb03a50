import Core
import Mentoring
import Moderation
import Notices
import Storage

/// What happens to mentors, as the log of moderators hears it: the only place that knows both.
extension ModerationService {
    func hear(
        _ event: MentoringEvent, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard case .level(let mentor, let from, let to, let reason) = event else { return }
        let isGranted = to > from
        let member = mentor.member.id
        try logDecision(
            isGranted ? .mentorGranted : .mentorLowered, about: .member, member.text, of: member,
            reason: isGranted ? "mentor_\(reason)" : "mentor_level", note: isGranted ? "" : reason, by: principal,
            in: transaction)
    }

    /// What was decided about mentorships.
    func hear(_ decided: MentoringCase, by principal: Principal, in transaction: any WriteTransaction) throws {
        let reason =
            switch decided.kind {
            case .held: "mentor_case_held"
            case .appeal: "mentor_case_appeal"
            case .report: "mentor_case_report"
            }
        let member = decided.about.id
        try logDecision(
            decided.state == .granted ? .mentorCaseGranted : .mentorCaseRefused, about: .member, member.text,
            of: member, reason: reason, note: decided.answer, by: principal, in: transaction)
    }
}

/// What happens to mentors, as notices hear it.
extension NoticeService {
    func hear(_ event: MentoringEvent, in transaction: any WriteTransaction) throws {
        switch event {
        case .decided(let review):
            try tell(
                review.mentor.id, .mentorLevel, of: review.id.text, title: review.mentor.displayName,
                in: transaction)
        // Without its title: whether it may be seen is asked when it is read.
        case .questionOffered(let mentor, let thread):
            try tellOnce(mentor, .mentorQuestion, of: thread, title: "", in: transaction)
        case .level: break
        }
    }
}
