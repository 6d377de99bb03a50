import Core
import Moderation
import Mustache
import Texts
import WebSupport

/// How a member stands: trust, suspension, what was decided of their posts.
struct StandingPage: Page {
    static let template = "moderation_standing"
    let standing: Standing
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "suspensions":
            standing.suspension.map { [SuspensionView(suspension: $0, visit: visit)] } ?? []
        case "canAppealSuspension": standing.canAppealSuspension
        case "isSilenced": standing.facts.silencedAt != nil
        case "hasUpheldFlag": standing.progress.hasUpheldFlag
        case "levelText": visit.phrases.text("level_\(standing.facts.trust.rawValue)")
        case "levelMeaning": visit.phrases.text("level_meaning_\(standing.facts.trust.rawValue)")
        case "levelNext": visit.phrases.text("level_next_\(standing.facts.trust.rawValue)")
        case "ownItems": standing.items.map { OwnItemRow(own: $0, visit: visit) }
        case "hasItems": !standing.items.isEmpty
        case "textArea": appealArea(form, problem, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

/// Until when and why a member may not write.
struct SuspensionView: MustacheParent {
    let suspension: Suspension
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "suspendedUntil": Moment(suspension.until, visit)
        case "suspensionReason": suspension.reason
        case "suspendedAt": Moment(suspension.createdAt, visit)
        case "isRunning": suspension.isRunning(at: visit.now)
        default: nil
        }
    }
}

/// One's own post in the queue, or what was decided of it.
private struct OwnItemRow: MustacheParent {
    let own: Standing.OwnItem
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "ownTitle": own.title.isEmpty ? visit.phrases.text("own_item_\(own.item.targetType.rawValue)") : own.title
        case "ownPaths": own.state == nil || own.item.postID == nil ? [] : ["/posts/\(own.item.targetID)"]
        case "standsText":
            visit.phrases.text(
                own.item.decision.map { "stands_\($0.rawValue)" } ?? "stands_open_\(own.item.cause.rawValue)")
        case "reasonTexts": own.reasons.map { visit.phrases.text("reason_\($0.rawValue)") }
        case "openedAt": Moment(own.item.decidedAt ?? own.item.openedAt, visit)
        case "mendPaths": own.canMend ? ["/posts/\(own.item.targetID)/edit"] : []
        case "appealPaths": own.canAppeal ? ["/standing/\(own.item.id)/appeal"] : []
        default: nil
        }
    }
}

/// The form by which an author says that a decision is wrong.
struct AppealPage: Page {
    static let template = "moderation_appeal"
    let own: Standing.OwnItem
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "ownTitle": own.title.isEmpty ? visit.phrases.text("own_item_\(own.item.targetType.rawValue)") : own.title
        case "standsText": visit.phrases.text("stands_\(own.item.decision?.rawValue ?? "hide")")
        case "appealPath": "/standing/\(own.item.id)/appeal"
        case "textArea": appealArea(form, problem, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private func appealArea(_ form: Form?, _ problem: Problem?, _ visit: Visit) -> Field {
    Field("text", key: "appeal_text", value: form?["text"] ?? "", problem: problem, phrases: visit.phrases).with {
        $0.rows = 6
        $0.maxLength = 2000
    }
}
