import Forum
import Groups
import Notices
import Storage

/// What happens in groups, as notices and the forum hear it: the only place that knows all three.
extension NoticeService {
    func hear(_ event: GroupNews, in transaction: any WriteTransaction) throws {
        switch event {
        case .told(let member, let kind, let group, let title):
            guard let notice = Notice.Kind(rawValue: kind.rawValue) else { return }
            // One of each event, and one of each step of joining.
            if kind.isOfEvents { return try tell(member, notice, of: group.text, title: title, in: transaction) }
            try tellOnce(member, notice, of: group.text, title: title, in: transaction)
        case .entered(let member, let group):
            try ForumService.membershipChanged(of: member, in: group, transaction)
        case .left(let member, let group):
            try ForumService.membershipChanged(of: member, in: group, transaction)
            try forget(group, of: member, in: transaction)
        }
    }
}
