import Applications
import Core
import Jobs
import Notices
import Opportunities
import Storage
import Texts
import Timelines

/// What happens to adverts, applications, opportunities and timelines, as notices hear it: the only place that knows both.
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

    func hear(_ event: JobEvent, in transaction: any WriteTransaction) throws {
        if case .emptied(let job) = event { try forget(job.text, in: transaction) }
        guard case .moved(let job, let news, let members) = event, let kind = Notice.Kind(rawValue: news.rawValue)
        else { return }
        // What was told of an advert before is settled by what became of it.
        if ![.warning, .reportUpheld, .reportRejected].contains(news) { try forget(job.id.text, in: transaction) }
        for member in members {
            try tell(member, kind, of: job.id.text, title: job.content.title, in: transaction)
        }
    }

    func hear(_ event: OpportunityEvent, in transaction: any WriteTransaction) throws {
        switch event {
        case .interest(let opportunity):
            try tell(
                opportunity.poster, .interest, of: opportunity.id.text, title: opportunity.title, in: transaction)
        case .answer(let opportunity, let member):
            try tell(member, .answer, of: opportunity.id.text, title: opportunity.title, in: transaction)
        case .removed(let id): try forget(id.text, in: transaction)
        }
    }

    func hear(_ news: TimelineNews, in transaction: any WriteTransaction) throws {
        switch news {
        case .due(let questions, let member): try ask(questions, of: member, in: transaction)
        case .doubted(let timeline, let member, let pathway):
            guard try wants(.doubted, member, in: transaction) else { return }
            try tell(member, .doubted, of: timeline.text, title: pathway, in: transaction)
        case .settled(let timeline): try forget(timeline.text, in: transaction)
        }
    }

    /// A notice for each of them, in the place of the one before that was not answered, and one letter with all.
    private func ask(
        _ questions: [WaitingQuestion], of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        guard try wants(.waiting, member, in: transaction) else { return }
        for question in questions {
            try forget(question.timeline.text, in: transaction)
            try tell(member, .waiting, of: question.timeline.text, title: question.pathway, in: transaction)
        }
        try write("mail_waiting", to: member, in: transaction) { phrases in
            let lines = questions.map { question in
                phrases.text(
                    "waiting_line", ["pathway": question.pathway, "date": question.submittedOn.description])
                    + "\n\(siteAddress)/timelines/\(question.timeline)"
            }
            return [
                "timelines": lines.joined(separator: "\n\n"), "link": "\(siteAddress)/settings/notifications",
            ]
        }
    }
}
