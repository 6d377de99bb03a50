import Core
import Moderation
import Mustache
import Texts
import WebSupport

/// What moderators did, for everyone: no names, no words.
struct LogPage: Page {
    static let template = "moderation_log"
    let entries: Paged<ModerationEntry>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "entries": entries.items.map { PublicEntryRow(entry: $0, visit: visit) }
        case "isEmpty": entries.items.isEmpty
        case "pager": Pager("/moderation-log", isFirst: isFirst, next: entries.next)
        default: nil
        }
    }
}

private struct PublicEntryRow: MustacheParent {
    let entry: ModerationEntry
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "actionText": entry.actionText(visit.phrases)
        case "reasonTexts": entry.reasonText(visit.phrases).map { [$0] } ?? []
        case "doneAt": Moment(entry.createdAt, visit)
        default: nil
        }
    }
}

/// All that was done, for staff.
struct AuditPage: Page {
    static let template = "moderation_audit"
    let entries: Paged<ModerationEntry>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "entries": entries.items.map { AuditRow(entry: $0, visit: visit) }
        case "isEmpty": entries.items.isEmpty
        case "pager": Pager("/moderation/audit", isFirst: isFirst, next: entries.next)
        case "moderationTabs": ModerationTab.all(current: "audit", visit.phrases)
        default: nil
        }
    }
}

/// A line of the log as staff see it.
struct AuditRow: MustacheParent {
    let entry: ModerationEntry
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "actionText": entry.actionText(visit.phrases)
        case "reasonTexts": entry.reasonText(visit.phrases).map { [$0] } ?? []
        case "noteText": entry.note
        case "actorName": entry.actor.map(\.displayName) ?? visit.phrases.text("log_program")
        case "members": entry.member.map { [MemberLink(member: $0, visit: visit)] } ?? []
        case "targetPaths": entry.targetPath.map { [$0] } ?? []
        case "doneAt": Moment(entry.createdAt, visit)
        default: nil
        }
    }
}

/// A member, with the page where moderators see what is known of them.
struct MemberLink: MustacheParent {
    /// `nil` for whoever wrote without a name.
    let member: ReviewItem.Person?
    /// What they are called in the thread instead.
    var pseudonym: Int?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "personName":
            pseudonym.map(visit.phrases.pseudonym) ?? member.flatMap { $0.displayName.isEmpty ? nil : $0.displayName }
                ?? visit.phrases.text("former_member")
        case "personPath":
            member.map { "/moderation/members/\(Links.escaped($0.username))" } ?? "/help#anonymous"
        default: nil
        }
    }
}

extension ModerationEntry {
    /// Where it is; of members their own link leads there.
    var targetPath: String? {
        switch targetType {
        case .member: nil
        case .post, .thread: "/posts/\(targetID)"
        case .job: "/jobs/\(targetID)/-"
        case .employer: "/employers/\(Links.escaped(targetID))"
        case .tag: Links.tag(targetID)
        case .pattern: "/moderation/patterns"
        }
    }

    func actionText(_ phrases: Phrasebook) -> String {
        phrases.text("log_\(action.rawValue)", ["what": phrases.text("target_\(targetType.rawValue)")])
    }

    /// Reasons have words; what has none says nothing.
    func reasonText(_ phrases: Phrasebook) -> String? { phrases.phrase("reason_\(reason)") }
}

/// The tabs above the pages of moderators.
struct ModerationTab: MustacheParent {
    let name: String
    let isCurrent: Bool
    let phrases: Phrasebook

    static func all(current: String, _ phrases: Phrasebook) -> [ModerationTab] {
        ["queue", "jobs", "mentors", "mentorships", "messages", "suggestions", "tags", "patterns", "audit", "log"].map {
            ModerationTab(name: $0, isCurrent: $0 == current, phrases: phrases)
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "tabPath":
            [
                "queue": "/moderation", "jobs": "/moderation/jobs", "mentors": "/moderation/mentors",
                "mentorships": "/moderation/mentorships", "messages": "/moderation/messages",
                "suggestions": "/moderation/suggestions",
                "tags": "/moderation/tags", "patterns": "/moderation/patterns",
                "audit": "/moderation/audit",
            ][self.name] ?? "/moderation-log"
        case "tabLabel": phrases.text("moderation_tab_\(self.name)")
        case "isCurrentTab": isCurrent
        default: nil
        }
    }
}
