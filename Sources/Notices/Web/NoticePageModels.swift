import Core
import Mustache
import Notices
import Texts
import WebSupport

/// What a member is told, the newest first.
struct NoticesPage: Page {
    static let template = "notice_list"
    let notices: Paged<Notice>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "notices": notices.items.map { NoticeRow(notice: $0, visit: visit) }
        case "isEmpty": notices.items.isEmpty
        case "hasUnread": visit.notices > 0
        case "pager": Pager("/notifications", isFirst: isFirst, next: notices.next)
        default: nil
        }
    }
}

private struct NoticeRow: MustacheParent {
    let notice: Notice
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "noticePath": "/notifications/\(notice.id)"
        case "threadTitle": notice.threadTitle
        case "noticeText": text
        case "noticeWords": notice.body.isEmpty ? [] : [notice.body]
        case "isUnread": notice.readAt == nil
        case "answerPaths": notice.kind == .waiting ? ["\(notice.path)/waiting"] : []
        case "told": Moment(notice.createdAt, visit)
        default: nil
        }
    }

    /// `Ayesha answered you`, or `3 new posts`.
    private var text: String {
        let phrases = visit.phrases
        if notice.count >= NoticeService.mostCounted {
            return phrases.text("notice_many", ["count": "\(NoticeService.mostCounted - 1)+"])
        }
        if notice.count > 1 { return phrases.text("notice_posts", count: notice.count) }
        let name = notice.authorName.isEmpty ? phrases.text("former_member") : notice.authorName
        return phrases.text("notice_\(notice.kind.rawValue)", ["name": name])
    }
}

/// Which notices a member wants.
struct NoticeSettingsPage: Page {
    static let template = "notice_settings"
    let settings: NoticeSettings
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "kinds":
            [
                ("replies", settings.replies), ("mentions", settings.mentions), ("accepted", settings.accepted),
                ("watched", settings.watched),
            ].map { box($0.0, $0.1) }
        case "questions": [box("waiting", settings.waiting ?? true)]
        default: nil
        }
    }

    private func box(_ kind: String, _ isOn: Bool) -> KindBox {
        KindBox(kind: kind, isOn: isOn, label: visit.phrases.text("notices_of_\(kind)"))
    }
}

private struct KindBox: MustacheParent {
    let kind: String
    let isOn: Bool
    let label: String

    func child(named name: String) -> Any? {
        switch name {
        case "kindValue": kind
        case "isWanted": isOn
        case "wantedLabel": label
        default: nil
        }
    }
}
