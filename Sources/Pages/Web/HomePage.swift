import Accounts
import Core
import Forum
import ForumWeb
import Mustache
import Texts
import Timelines
import Visas
import VisasWeb
import WebSupport

/// The first page: for visitors what this is, for members what to do next.
struct HomePage: Page {
    static let template = "home"

    /// A short list of threads, with what of it is unread.
    struct List: Sendable {
        var threads: [ForumThread] = []
        var unread: [ThreadID: Int] = [:]
    }

    var living = List()
    var corridors: [Corridor] = []
    var steps: [NextStep] = []
    var followed = List()
    var waiting = List()
    var newest = List()
    let visit: Visit

    private func rows(_ list: List) -> [ThreadRow] {
        list.threads.map { ThreadRow($0, unread: list.unread[$0.id] ?? 0, visit: visit) }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "queryText": ""
        case "isMember": visit.principal.member != nil
        case "livingThreads": rows(living)
        case "corridorRows": corridors.map { CorridorRow(corridor: $0, visit: visit) }
        case "nextSteps": steps.map { StepRow(step: $0, visit: visit) }
        case "followedThreads": rows(followed)
        case "hasFollowed": !followed.threads.isEmpty
        case "waitingThreads": rows(waiting)
        case "hasWaiting": !waiting.threads.isEmpty
        case "newThreads": rows(newest)
        case "hasNew": !newest.threads.isEmpty
        default: nil
        }
    }
}

/// What a member could do next, most pressing first.
enum NextStep: Sendable {
    /// Somebody answered one's question, and no answer is accepted yet.
    case lookAtAnswers(ForumThread)
    /// The step of a checklist that must begin first.
    case checklist(ChecklistPage, ChecklistStep, CivilDay)
    /// It is time to say whether one still waits for a decision.
    case stillWaiting(Timeline)
    /// A profile without a destination tells those who answer little.
    case completeProfile
}

private struct StepRow: MustacheParent {
    let step: NextStep
    let visit: Visit

    func child(named name: String) -> Any? {
        switch (name, step) {
        case ("stepText", .lookAtAnswers(let thread)):
            visit.phrases.text("step_answers", count: thread.answerCount, ["title": thread.title])
        case ("stepPath", .lookAtAnswers(let thread)): thread.path
        case ("stepLabel", .lookAtAnswers): visit.phrases.text("step_answers_button")
        case ("stepText", .checklist(_, let step, let day)):
            visit.phrases.text("step_checklist", ["step": step.item.label, "day": FactText.day(day, visit.phrases)])
        case ("stepPath", .checklist(let own, _, _)): own.checklist.checklistPath
        case ("stepLabel", .checklist): visit.phrases.text("step_checklist_button")
        case ("stepText", .stillWaiting(let timeline)):
            visit.phrases.text("step_waiting", ["name": timeline.pathwayName])
        case ("stepPath", .stillWaiting(let timeline)): "/timelines/\(timeline.id)"
        case ("stepLabel", .stillWaiting): visit.phrases.text("step_waiting_button")
        case ("stepText", .completeProfile): visit.phrases.text("step_profile")
        case ("stepPath", .completeProfile): "/settings/profile"
        case ("stepLabel", .completeProfile): visit.phrases.text("step_profile_button")
        default: nil
        }
    }
}

private struct CorridorRow: MustacheParent {
    let corridor: Corridor
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "corridorLabel":
            Names.corridor(from: corridor.origin, to: corridor.destination, visit.language) ?? ""
        case "corridorCount": "\(corridor.members)"
        default: nil
        }
    }
}
