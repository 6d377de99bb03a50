import Accounts
import Core

/// Who may do what in moderation: pure answers.
extension Principal {
    /// Staff decide, but not about themselves.
    func canDecide(_ item: ReviewItem) -> Bool { isStaff && member?.id != item.authorID }

    /// Nobody suspends themselves; of staff, admins alone do.
    func canSuspend(_ facts: AccountStanding.Facts) -> Bool {
        guard isStaff, member?.id != facts.id else { return false }
        guard let member, facts.isStaff else { return true }
        return member.roles.contains(.admin)
    }
}
