import Applications
import Core
import Jobs
import JobsWeb
import Mustache
import Texts
import WebSupport

/// One's own applications by stage.
struct ApplicationsPage: Page {
    static let template = "application_list"
    let applications: Paged<JobApplication>
    let counts: [StageCount]
    /// The one that was asked for.
    let stage: ApplicationStage?
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": counts.isEmpty
        case "isStageEmpty": !counts.isEmpty && applications.items.isEmpty
        case "stageTabs": counts.isEmpty ? [] : tabs
        case "stageGroups": groups
        case "pager": Pager(path(stage), isFirst: isFirst, next: applications.next)
        default: nil
        }
    }

    private func path(_ stage: ApplicationStage?) -> String {
        stage.map { "/applications?stage=\($0.rawValue)" } ?? "/applications"
    }

    private var tabs: [StageTab] {
        let all = StageTab(
            path: path(nil), label: visit.phrases.text("applications_all"),
            count: counts.reduce(0) { $0 + $1.count }, isCurrent: stage == nil)
        return [all]
            + counts.map {
                StageTab(
                    path: path($0.stage), label: visit.phrases.text("application_stage_\($0.stage.rawValue)"),
                    count: $0.count, isCurrent: stage == $0.stage)
            }
    }

    private var groups: [StageGroup] {
        ApplicationStage.allCases.compactMap { stage in
            let own = applications.items.filter { $0.stage == stage }
            return own.isEmpty ? nil : StageGroup(stage: stage, applications: own, visit: visit)
        }
    }
}

private struct StageTab: MustacheParent {
    let path: String
    let label: String
    let count: Int
    let isCurrent: Bool

    func child(named name: String) -> Any? {
        switch name {
        case "tabPath": path
        case "tabLabel": label
        case "tabCount": "\(count)"
        case "isCurrentTab": isCurrent
        default: nil
        }
    }
}

private struct StageGroup: MustacheParent {
    let stage: ApplicationStage
    let applications: [JobApplication]
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "groupID": "stage-\(stage.rawValue)"
        case "groupLabel": visit.phrases.text("application_stage_\(stage.rawValue)")
        case "applications": applications.map { ApplicationRow(application: $0, visit: visit) }
        default: nil
        }
    }
}

/// An application in two or three lines.
struct ApplicationRow: MustacheParent {
    let application: JobApplication
    let visit: Visit

    private var content: ApplicationContent { application.content }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "applicationPath": application.path
        case "applicationTitle": content.title
        case "applicationEmployer": content.employerName
        case "stageText": phrases.text("application_stage_\(application.stage.rawValue)")
        case "isWon": application.stage == .accepted
        case "sinceText":
            phrases.text("application_since", ["day": DayText.full(application.stageOn, phrases)])
        case "offerTexts": content.offer.map { [OfferWords(visit).gross($0)] } ?? []
        case "stepTexts": steps
        case "stepDays": days
        case "isOverdue": isOverdue
        default: nil
        }
    }

    private var steps: [String] { content.nextStep.isEmpty || application.stage.isEnded ? [] : [content.nextStep] }

    private var days: [String] {
        guard let day = content.nextOn, !application.stage.isEnded else { return [] }
        return [phrases.text("application_next_on", ["day": DayText.full(day, phrases)])]
    }

    private var isOverdue: Bool {
        content.nextOn.map { $0 < CivilDay(visit.now) && !application.stage.isEnded } ?? false
    }
}

/// One application, with its history and a form that moves it.
struct ApplicationPage: Page {
    static let template = "application"
    let application: JobApplication
    /// The job of the site, where it may still be read.
    let job: Job?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }
    private var content: ApplicationContent { application.content }

    func child(named name: String) -> Any? {
        switch name {
        case "shownApplication": ApplicationRow(application: application, visit: visit)
        case "movePath": "\(application.path)/stage"
        case "jobPaths": job.map { [$0.path] } ?? []
        case "jobNotes": jobNote.map { [$0] } ?? []
        case "outsideLinks": content.link.isEmpty ? [] : [content.link]
        case "ownNotes": content.notes.isEmpty ? [] : [content.notes]
        case "offerFacts": content.offer.map { OfferWords(visit).facts($0) } ?? []
        case "hasOffer": content.offer != nil
        case "moves": application.moves.reversed().map { MoveRow(move: $0, visit: visit) }
        case "stageChoice": stageChoice
        case "dayField": DayText.field("on", key: "stage_on", form?["on"] ?? "", problem, phrases)
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private var jobNote: String? {
        guard application.jobID != nil else { return nil }
        guard let job else { return phrases.text("application_job_gone") }
        return job.isOpen ? nil : phrases.text("job_state_\(job.state.rawValue)")
    }

    private var stageChoice: Field {
        Field("stage", key: "application_stage", value: "", problem: problem, phrases: phrases).with {
            $0.options = StageWords.options(chosen: form?["stage"] ?? application.stage.rawValue, phrases)
        }
    }
}

private struct MoveRow: MustacheParent {
    let move: ApplicationMove
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "movedTo": visit.phrases.text("application_stage_\(move.stage.rawValue)")
        case "movedOn": DayText.full(move.on, visit.phrases)
        default: nil
        }
    }
}

/// Whether an application is really to go.
struct ApplicationRemovalPage: Page {
    static let template = "application_remove"
    let application: JobApplication
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        ApplicationRow(application: application, visit: visit).child(named: name)
    }
}
