import Applications
import Notices
import Opportunities
import Storage

/// What happens to applications and opportunities, as notices hear it: the only place that knows both.
extension NoticeService {
    func hear(_ event: ApplicationEvent, in transaction: any WriteTransaction) throws {
        switch event {
        case .due(let reminder):
            try tell(
                reminder.member, .reminder, of: reminder.application.text, title: reminder.title, body: reminder.step,
                in: transaction)
        case .removed(let application): try forget(application.text, in: transaction)
        }
    }

    func hear(_ event: OpportunityEvent, in transaction: any WriteTransaction) throws {
        switch event {
        case .interest(let opportunity):
            try tell(
                opportunity.poster, .interest, of: opportunity.id.text, title: opportunity.title, in: transaction)
        case .answer(let opportunity, let member):
            try tell(member, .answer, of: opportunity.id.text, title: opportunity.title, in: transaction)
        }
    }
}
