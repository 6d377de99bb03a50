import Core
import Messages
import Mustache
import Texts
import WebSupport

/// The form by which one of the two asks moderators to look at a message.
struct MessageReportPage: Page {
    static let template = "message_report"
    let conversation: Conversation
    let message: PrivateMessage
    /// Those around it, which may be shown, too.
    let neighbours: [PrivateMessage]
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "backPath": conversation.path
        case "otherName": MessageWords.name(conversation.other, phrases)
        case "reportPath": "\(conversation.path)/report/\(message.id)"
        case "reportedText": message.body
        case "hasNeighbours": !neighbours.isEmpty
        case "neighbours":
            neighbours.map { neighbour in
                NeighbourBox(
                    message: neighbour, conversation: conversation,
                    isTicked: form?.all("shown").contains(neighbour.id.text) ?? false, visit: visit)
            }
        case "reasonChoice": reason
        case "noteArea":
            Field("note", key: "flag_note", value: form?["note"] ?? "", problem: problem, phrases: phrases).with {
                $0.rows = 4
                $0.isRequired = false
                $0.maxLength = 1000
                $0.autocomplete = "off"
            }
        case "problems": FormProblem.all(problem, phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var reason: Field {
        Field("reason", key: "flag_reason", value: form?["reason"] ?? "", problem: problem, phrases: phrases)
            .with { field in
                let chosen = field.value
                field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
                field.options += MessageReportReason.allCases.map {
                    .init($0.rawValue, phrases.text("reason_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                }
            }
    }
}

private struct NeighbourBox: MustacheParent {
    let message: PrivateMessage
    let conversation: Conversation
    let isTicked: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "neighbourID": message.id.text
        case "neighbourText": message.body.count > 200 ? message.body.prefix(200) + " …" : message.body
        case "neighbourName":
            message.author == conversation.other.id
                ? MessageWords.name(conversation.other, visit.phrases) : visit.phrases.text("messages_you")
        case "isTicked": isTicked
        default: nil
        }
    }
}

/// What the member reported, and what became of it.
struct MessageReportsPage: Page {
    static let template = "message_reports"
    let found: Paged<MessageCase>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "reports": found.items.map { OwnReportRow(found: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("/messages/reports", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

private struct OwnReportRow: MustacheParent {
    let found: MessageCase
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "aboutName": MessageWords.name(found.about, visit.phrases)
        case "reasonText": visit.phrases.text("reason_\(found.reason)")
        case "stateText": visit.phrases.text("message_case_state_\(found.state.rawValue)")
        case "wordTexts": found.words.isEmpty ? [] : [found.words]
        case "answerTexts": found.answer.isEmpty ? [] : [found.answer]
        case "openedAt": Moment(found.openedAt, visit)
        default: nil
        }
    }
}

/// Messages that wait for a moderator, and those that were reported.
struct MessageCaseQueuePage: Page {
    static let template = "message_case_queue"
    let waiting: Paged<MessageCase>
    let isFirst: Bool
    let decided: MessageCaseID?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "cases":
            waiting.items.map { found in
                let isDecided = found.id == decided
                return MessageCaseRow(
                    found: found, form: isDecided ? form : nil, problem: isDecided ? problem : nil, visit: visit)
            }
        case "isEmpty": waiting.items.isEmpty
        case "pager": Pager("/moderation/messages", isFirst: isFirst, next: waiting.next)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct MessageCaseRow: MustacheParent {
    let found: MessageCase
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "aboutName": MessageWords.name(found.about, phrases)
        case "aboutPaths":
            found.about.displayName.isEmpty ? [] : ["/moderation/members/\(Links.escaped(found.about.username))"]
        case "kindText": phrases.text("message_case_\(found.kind.rawValue)")
        case "reasonText":
            phrases.text(found.kind == .held ? "message_held_\(found.reason)" : "reason_\(found.reason)")
        case "openerTexts":
            found.openedBy.map { [phrases.text("mentoring_case_from", ["name": MessageWords.name($0, phrases)])] }
                ?? []
        case "wordTexts": found.words.isEmpty ? [] : [found.words]
        case "shownMessages": found.shown.map { ShownMessage(shown: $0, visit: visit) }
        case "openedAt": Moment(found.openedAt, visit)
        case "isLateCase": visit.now.since(found.openedAt) > MessageLimits.acknowledging
        case "isOwn": [found.about.id, found.openedBy?.id].contains(visit.principal.member?.id)
        case "decisionPath": "/moderation/messages/\(found.id)/decision"
        case "grantText": phrases.text("message_case_grant_\(found.kind.rawValue)")
        case "refuseText": phrases.text("message_case_refuse_\(found.kind.rawValue)")
        case "answer":
            Field(
                "answer", key: "message_case_answer", value: form?["answer"] ?? "", problem: problem, phrases: phrases
            ).with {
                $0.rows = 3
                $0.maxLength = 500
                $0.isRequired = false
                $0.autocomplete = "off"
            }
        default: nil
        }
    }
}

private struct ShownMessage: MustacheParent {
    let shown: MessageCase.Shown
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "shownName": MessageWords.name(shown.author, visit.phrases)
        case "shownText": shown.message.body
        case "isJudged": shown.isJudged
        case "shownAt": Moment(shown.message.createdAt, visit)
        default: nil
        }
    }
}
