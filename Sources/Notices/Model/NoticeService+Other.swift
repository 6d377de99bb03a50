import Core
import Storage

/// Notices that are of no thread: called inside the transaction in which what they tell of happens.
extension NoticeService {
    /// Tells a member.
    /// - Parameters:
    ///   - subject: the id of what it tells of; its kind says where it leads to.
    ///   - body: words of the member's own, or none.
    ///   - isLettered: whether a letter tells of it, too, unless it is read within ten minutes.
    package func tell(
        _ member: MemberID, _ kind: Notice.Kind, of subject: String, title: String, body: String = "",
        isLettered: Bool = false, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let notice = Notice(
            id: ids.next(at: now), kind: kind, threadID: "", threadTitle: title, postID: "", authorName: "", count: 1,
            createdAt: now, readAt: nil, subjectID: subject, body: body)
        let due = isLettered ? now.advanced(by: Self.readWithin) : nil
        try OtherNoticeRepository.add(notice, to: member, letterAt: due, in: transaction)
        try PushRepository.add(
            notice.id, to: member, due: now.advanced(by: Self.seenWithin), at: now, in: transaction)
        touch([notice.id.text], of: member, in: transaction)
    }

    /// Tells a member, unless they were told the same of it and have not looked since.
    package func tellOnce(
        _ member: MemberID, _ kind: Notice.Kind, of subject: String, title: String, isLettered: Bool = false,
        in transaction: any WriteTransaction
    ) throws {
        guard try !OtherNoticeRepository.isUnread(kind, of: subject, by: member, in: transaction) else { return }
        try tell(member, kind, of: subject, title: title, isLettered: isLettered, in: transaction)
    }

    /// The member has seen what they were told of something.
    package func seen(_ subject: String, by member: MemberID, in transaction: any WriteTransaction) throws {
        let changed = try OtherNoticeRepository.markSeen(of: subject, by: member, at: clock.now, in: transaction)
        touch(changed, of: member, in: transaction)
    }

    /// Takes away what a member was told of something.
    package func forget(_ subject: String, of member: MemberID, in transaction: any WriteTransaction) throws {
        for gone in try OtherNoticeRepository.remove(of: subject, to: member, in: transaction) {
            leave(gone, in: transaction)
        }
    }

    /// Takes away what was told of something that is gone.
    package func forget(_ subject: String, in transaction: any WriteTransaction) throws {
        for gone in try OtherNoticeRepository.remove(of: subject, in: transaction) { leave(gone, in: transaction) }
    }

    /// Takes away what a member was told of a group in which they may read no longer.
    package func forget(
        _ group: GroupID, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        let gone =
            try NoticeRepository.remove(of: member, in: group, transaction)
            + OtherNoticeRepository.remove(of: group.text, to: member, in: transaction)
        for notice in gone { leave(notice, in: transaction) }
    }

    func leave(_ notice: (id: String, member: MemberID), in transaction: any WriteTransaction) {
        transaction.touch(.leaves(scope: "u:\(notice.member)", entity: "notification", id: notice.id))
    }
}
