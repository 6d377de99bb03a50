import Core
import Forum
import Messages
import Moderation
import Notices
import Storage

/// What happens in conversations, as notices hear it: the only place that knows both.
extension NoticeService {
    func hear(_ news: MessageNews, in transaction: any WriteTransaction) throws {
        switch news {
        case .sent(let member, let conversation, let name):
            try tellOnce(
                member, .message, of: conversation.text, title: name, isLettered: true, in: transaction)
        case .read(let member, let conversation): try seen(conversation.text, by: member, in: transaction)
        case .gone(let member, let conversation): try forget(conversation.text, of: member, in: transaction)
        // Without words: whose, and of what, is read there.
        case .refused(let member, let conversation):
            try tell(member, .messageRefused, of: conversation.text, title: "", in: transaction)
        case .decided(let member, let report):
            try tellOnce(member, .messageReport, of: report.text, title: "", in: transaction)
        }
    }
}

/// What moderators decided about messages, as their log hears it.
extension ModerationService {
    func hear(_ decided: MessageCase, by principal: Principal, in transaction: any WriteTransaction) throws {
        let member = decided.about.id
        try logDecision(
            decided.state == .granted ? .messageGranted : .messageRefused, about: .member, member.text, of: member,
            reason: decided.reason, note: decided.answer, by: principal, in: transaction)
    }
}

extension Services {
    /// What moderation knows scams by, for what members write to each other.
    static func look(_ text: String, _ trust: TrustLevel) -> MessageLook {
        let judged = PrivateText(text, by: trust)
        var look = MessageLook()
        look.isHeld = judged.isHeld
        look.isSuspicious = judged.isSuspicious
        look.holdsCopies = judged.holdsCopies
        look.sentences = judged.sentences
        return look
    }

    /// Messages go out of sight with all that an account published, and come back with it.
    static func undoing(_ messages: MessageService) -> UndoneBesides {
        UndoneBesides(
            counts: { member, transaction in
                let counts = try MessageService.counts(of: member, in: transaction)
                return (counts.sent, counts.withdrawn)
            },
            undo: { try messages.withdraw(of: $0, limit: $1, in: $2) },
            redo: { try messages.restore(of: $0, limit: $1, in: $2) })
    }

    /// So do texts that it wrote into guides of others.
    static func undoing(_ forum: ForumService) -> UndoneBesides {
        UndoneBesides(
            counts: { try ForumService.editCounts(of: $0, in: $1) },
            undo: { try forum.undoEdits(of: $0, limit: $1, in: $2) },
            redo: { try forum.redoEdits(of: $0, limit: $1, in: $2) })
    }
}
