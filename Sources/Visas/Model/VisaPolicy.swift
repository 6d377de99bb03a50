import Core

/// Who may do what with pathways: pure answers.
extension Principal {
    /// Regular members and staff correct facts.
    package var canEditPathways: Bool {
        guard let member, !member.isSuspended, !member.isSilenced, member.isVerified else { return false }
        return member.trust >= .regular || isStaff
    }

    /// Staff decide, but not about what they wrote themselves: it takes two.
    func canDecide(writtenBy author: MemberID) -> Bool { isStaff && member.map { $0.id != author } ?? true }
}
