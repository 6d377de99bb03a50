import Mentoring
import Notices
import Storage

/// What happens to mentorships, as notices hear it: the only place that knows both.
extension NoticeService {
    func hear(_ news: MentorshipNews, in transaction: any WriteTransaction) throws {
        switch news {
        case .told(let member, let kind, let mentorship, let title):
            let isTimely = kind.isTimely
            guard let kind = Notice.Kind(rawValue: kind.rawValue) else { return }
            if isTimely { return try tell(member, kind, of: mentorship.text, title: title, in: transaction) }
            try tellOnce(member, kind, of: mentorship.text, title: title, in: transaction)
        case .noted(let member, let kind, let subject):
            guard let kind = Notice.Kind(rawValue: kind.rawValue) else { return }
            try tellOnce(member, kind, of: subject, title: "", in: transaction)
        case .gone(let mentorship): try forget(mentorship.text, in: transaction)
        case .office(let member, let kind, let office, let title):
            guard let kind = Notice.Kind(rawValue: kind.rawValue) else { return }
            try tell(member, kind, of: office.text, title: title, in: transaction)
        case .invitation(let member, let kind, let subject):
            guard let kind = Notice.Kind(rawValue: kind.rawValue) else { return }
            try tell(member, kind, of: subject, title: "", in: transaction)
        case .officeGone(let office): try forget(office.text, in: transaction)
        }
    }

    /// What happens in rounds.
    func hear(_ news: RoundNews, in transaction: any WriteTransaction) throws {
        guard let kind = Notice.Kind(rawValue: news.kind.rawValue) else { return }
        try tellOnce(news.member, kind, of: news.round.text, title: news.title, in: transaction)
    }
}
