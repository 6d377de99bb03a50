import Core
import Messages
import Mustache
import Texts
import WebSupport

enum MessageWords {
    /// One who is gone has no name.
    static func name(_ person: Correspondent, _ phrases: Phrasebook) -> String {
        person.displayName.isEmpty ? phrases.text("former_member") : person.displayName
    }

    static func area(_ form: Form?, _ problem: Problem?, _ phrases: Phrasebook) -> Field {
        Field("body", key: "message_body", value: form?["body"] ?? "", problem: problem, phrases: phrases).with {
            $0.rows = 5
            $0.maxLength = MessageLimits.length.upperBound
            $0.autocomplete = "off"
        }
    }
}

/// The member's conversations, what was written last first.
struct ConversationListPage: Page {
    static let template = "conversation_list"
    let found: Paged<Conversation>
    /// Whether of those that were taken off the list.
    let isHidden: Bool
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "conversations": found.items.map { ConversationRow(conversation: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "isHidden": isHidden
        case "pager": Pager(isHidden ? "/messages?list=hidden" : "/messages", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

private struct ConversationRow: MustacheParent {
    let conversation: Conversation
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "conversationPath": conversation.path
        case "otherName": MessageWords.name(conversation.other, visit.phrases)
        case "unreadTexts":
            conversation.unread == 0 ? [] : [visit.phrases.text("messages_unread", count: conversation.unread)]
        case "previewText": conversation.preview
        case "isLastOwn": conversation.isLastOwn
        case "writtenLast": Moment(conversation.lastAt, visit)
        default: nil
        }
    }
}

/// The form that begins a conversation.
struct MessageFormPage: Page {
    static let template = "message_form"
    /// A username, as it was asked for.
    let to: String
    /// Empty where nobody takes the message.
    let name: String
    var form: Form?
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "otherName": self.name.isEmpty ? "@\(UserText.clean(to, .line))" : self.name
        case "otherUsername": to
        case "formID": "message-new-\(to)"
        case "messageField": MessageWords.area(form, problem, visit.phrases)
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        default: nil
        }
    }
}

/// What two members wrote to each other, the newest first, as one of them sees it.
struct ConversationPage: Page {
    static let template = "conversation"
    let conversation: Conversation
    let found: Paged<PrivateMessage>
    let isFirst: Bool
    /// What was typed and refused.
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var canWrite: Bool {
        conversation.canWrite ?? false && (try? visit.principal.requireWriter()) != nil
    }

    func child(named name: String) -> Any? {
        switch name {
        case "otherName": MessageWords.name(conversation.other, phrases)
        case "otherID": conversation.other.id.text
        case "otherPaths":
            conversation.other.displayName.isEmpty ? [] : [Links.member(conversation.other.username)]
        case "sendPaths": canWrite ? [conversation.path] : []
        case "isClosed": !canWrite
        // Kept until something is written: the same form sent twice is one message.
        case "messageFormID": "message-\(conversation.id)-\(found.items.first?.number ?? 0)"
        case "messageField": MessageWords.area(form, problem, phrases)
        case "keptTexts": canWrite ? [] : form?["body"].map { [$0] } ?? []
        case "messages": found.items.map { MessageRow(message: $0, conversation: conversation, visit: visit) }
        case "pager": Pager(conversation.path, isFirst: isFirst, next: found.next)
        case "hidePath": "\(conversation.path)/hidden"
        case "isHidden": conversation.isHidden
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }
}

/// One message.
struct MessageRow: MustacheParent {
    let message: PrivateMessage
    let conversation: Conversation
    let visit: Visit

    private var isOwn: Bool { message.author == visit.principal.member?.id }

    func child(named name: String) -> Any? {
        switch name {
        case "authorName":
            isOwn ? visit.phrases.text("messages_you") : MessageWords.name(conversation.other, visit.phrases)
        case "bodyHTML": OutsideLinks.guarded(message.html, own: visit.site)
        case "isOwnMessage": isOwn
        case "isUnread": !isOwn && message.number > conversation.readNumber
        case "stateTexts":
            message.state == .sent ? [] : [visit.phrases.text("message_state_\(message.state.rawValue)")]
        // Its author knows what it is.
        case "warningTexts":
            isOwn
                ? [] : message.warning.map { [visit.phrases.text("message_warning_\($0.rawValue)")] } ?? []
        case "messageReportPaths": isOwn ? [] : ["\(conversation.path)/report/\(message.id)"]
        case "written": Moment(message.createdAt, visit)
        default: nil
        }
    }
}

/// Who may write to the member first.
struct MessageSettingsPage: Page {
    static let template = "message_settings"
    let allows: String
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "allowsChoice":
            Field("allows", key: "message_allows", value: allows, problem: problem, phrases: visit.phrases).with {
                field in
                field.options = MessageAllowance.allCases.map {
                    .init(
                        $0.rawValue, visit.phrases.text("message_allows_\($0.rawValue)"),
                        isSelected: $0.rawValue == allows)
                }
            }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        default: nil
        }
    }
}
