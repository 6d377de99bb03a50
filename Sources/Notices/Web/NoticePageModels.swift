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

    private var titleOfNone: String {
        switch notice.kind {
        case .messageRefused, .messageReport: visit.phrases.text("notice_about_message")
        case .unmasked: visit.phrases.text("unmasked_title")
        case .guideSuggested, .guideEdited: visit.phrases.text("guide_own_title")
        case .suggestionApplied, .suggestionDeclined: visit.phrases.text("suggestion_own_title")
        default: visit.phrases.text("bookmark_title")
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "noticePath": "/notifications/\(notice.id)"
        // One of something that may be hidden by now has no title of its own.
        case "noticeTitle": notice.threadTitle.isEmpty ? titleOfNone : notice.threadTitle
        case "noticeText": notice.words(visit.phrases)
        case "noticeWords": notice.body.isEmpty ? [] : [notice.body]
        case "isUnread": notice.readAt == nil
        case "answerPaths": notice.kind == .waiting ? ["\(notice.path)/waiting"] : []
        case "told": Moment(notice.createdAt, visit)
        default: nil
        }
    }
}

/// Which notices a member wants, and by which ways.
struct NoticeSettingsPage: Page {
    static let template = "notice_settings"
    let settings: NoticeSettings
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "kinds":
            [
                ("replies", settings.replies), ("mentions", settings.mentions), ("accepted", settings.accepted),
                ("watched", settings.watched),
            ].map { box($0.0, $0.1) }
        case "letterKinds": [box("letters", settings.letters ?? true), box("digest", settings.digest ?? true)]
        case "quietFrom": field("quietFrom", settings.quietFrom)
        case "quietUntil": field("quietUntil", settings.quietUntil)
        case "zoneText": visit.phrases.text("notice_quiet_zone", ["zone": visit.timeZone])
        case "questions": [box("waiting", settings.waiting ?? true)]
        default: nil
        }
    }

    private func box(_ kind: String, _ isOn: Bool) -> KindBox {
        KindBox(kind: kind, isOn: isOn, label: visit.phrases.text("notices_of_\(kind)"))
    }

    private func field(_ name: String, _ value: String?) -> Field {
        Field(name, value: value ?? "", problem: problem, phrases: visit.phrases).with {
            ($0.inputType, $0.direction, $0.autocomplete) = ("time", "ltr", "off")
            $0.isRequired = false
        }
    }
}

/// Asks before letters end, and says that they have ended.
struct UnsubscribePage: Page {
    static let template = "notice_unsubscribe"
    let letter: StoppableLetter
    /// Where the button leads; `nil` once they have ended.
    let path: String?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "stopText": visit.phrases.text("unsubscribe_\(letter.rawValue)")
        case "stoppedTexts": path == nil ? [visit.phrases.text("unsubscribed_\(letter.rawValue)")] : []
        case "stopPaths": path.map { [$0] } ?? []
        default: nil
        }
    }
}

struct KindBox: MustacheParent {
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
