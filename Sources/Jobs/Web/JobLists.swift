import Core
import Hummingbird
import Jobs
import Mustache
import Texts
import WebSupport

/// The form that narrows the list, as it was filled.
struct JobFilterForm: Sendable {
    private let typed: [(name: String, value: String)]
    var problem: Problem?
    private let visit: Visit

    /// Where most members look; any other country may be in the address.
    private static let countries = [
        "AE", "AT", "AU", "BH", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "JP", "KW", "MY", "NL", "NO",
        "NZ",
        "OM", "PK", "PT", "QA", "SA", "SE", "SG", "US",
    ]

    /// How the keys of its texts begin.
    private static let keys = "filter"

    init(_ request: Request, visit: Visit) {
        typed = ["country", "sponsorship", "remote", "skill", "language", "salary", "currency"].map {
            ($0, request.typed($0))
        }
        self.visit = visit
    }

    func value(_ name: String) -> String { typed.first { $0.name == name }?.value ?? "" }

    /// The address of the list with what was asked for, on the page after `cursor`.
    var path: String {
        let query = typed.filter { !$0.value.isEmpty }.map { "\($0.name)=\(Links.escaped($0.value))" }
        return query.isEmpty ? "/jobs" : "/jobs?\(query.joined(separator: "&"))"
    }

    var isEmpty: Bool { typed.allSatisfy(\.value.isEmpty) }

    var hidden: [HiddenField] {
        typed.filter { !$0.value.isEmpty }.map { HiddenField(name: $0.name, value: $0.value) }
    }

    private func field(_ name: String) -> Field {
        Field(name, key: "\(Self.keys)_\(name)", value: value(name), problem: problem, phrases: visit.phrases).with {
            $0.isRequired = false
            $0.autocomplete = "off"
        }
    }

    private func choice(_ name: String, _ options: [(value: String, label: String)]) -> Field {
        field(name).with { field in
            let value = value(name)
            field.options = [Field.Option("", visit.phrases.text("filter_any"), isSelected: value.isEmpty)]
            field.options += options.map { Field.Option($0.value, $0.label, isSelected: $0.value == value) }
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "country":
            choice(
                name,
                Set(Self.countries).union(value(name).isEmpty ? [] : [value(name)])
                    .map { ($0, Names.country($0, visit.language)) }.sorted { $0.1 < $1.1 })
        case "sponsorship":
            choice(name, Sponsorship.allCases.map { ($0.rawValue, JobWords(visit).sponsorship($0)) })
        case "remote":
            choice(name, RemoteKind.allCases.map { ($0.rawValue, visit.phrases.text("remote_\($0.rawValue)")) })
        case "skill", "language", "salary": field(name).with { $0.maxLength = 40 }
        case "currency": choice(name, Currency.codes.sorted().map { ($0, $0) })
        default: nil
        }
    }
}

/// All open jobs, or those that were asked for.
struct JobListPage: Page {
    static let template = "job_list"
    var form: JobFilterForm
    var filter = JobFilter()
    var jobs = Paged<Job>(items: [], next: nil)
    var rates: ExchangeRates?
    var isFirst = true
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "jobs": rows
        case "isEmpty": jobs.items.isEmpty
        case "isFiltered": !form.isEmpty
        case "canPost": visit.principal.canPostJobs
        case "isMember": visit.principal.member != nil
        case "canSaveSearch": visit.principal.member != nil && !form.isEmpty && form.problem == nil
        case "hiddenFields": form.hidden
        case "formTokens": visit.formToken.map { [$0] } ?? []
        case "rateDays": rateNote.map { [$0] } ?? []
        case "feedPath": filter.country.map { "/feeds/jobs.atom?country=\($0)" } ?? "/feeds/jobs.atom"
        case "problems": FormProblem.all(form.problem, visit.phrases)
        case "hasProblems": form.problem != nil
        case "pager": Pager(form.path, isFirst: isFirst, next: jobs.next)
        default: form.child(named: name)
        }
    }

    private var rows: [JobRow] {
        let own = filter.salary.flatMap { salary in rates.map { (salary.currency, $0) } }
        return jobs.items.map { JobRow(job: $0, own: own, visit: visit) }
    }

    /// How salaries of other currencies were compared.
    private var rateNote: String? {
        guard filter.salary != nil, let rates else { return nil }
        return rates.day.isEmpty
            ? visit.phrases.text("rates_none") : visit.phrases.text("rates_of", ["day": rates.day])
    }
}

/// What a member has posted.
struct OwnJobsPage: Page {
    static let template = "job_mine"
    let jobs: Paged<Job>
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "jobs": jobs.items.map { OwnJob(job: $0, visit: visit) }
        case "isEmpty": jobs.items.isEmpty
        case "canPost": visit.principal.canPostJobs
        case "pager": Pager("/jobs/mine", isFirst: isFirst, next: jobs.next)
        default: nil
        }
    }
}

private struct OwnJob: MustacheParent {
    let job: Job
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "statePath": "/jobs/\(job.id)/state"
        case "editPaths": visit.principal.canEdit(job) ? ["/jobs/\(job.id)/edit"] : []
        case "steps": visit.principal.steps(of: job).map { StepView(step: $0, job: job, visit: visit) }
        case "validText":
            visit.phrases.text(job.isOpen ? "job_valid_through" : "job_was_valid_through", ["day": job.content.lastDay])
        case "formTokens": visit.formToken.map { [$0] } ?? []
        default: JobRow(job: job, showsState: true, visit: visit).child(named: name)
        }
    }
}

/// A button by which a poster moves a job.
struct StepView: MustacheParent {
    let step: JobStep
    let job: Job
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "stepName": step.rawValue
        case "stepLabel":
            visit.phrases.text(step == .renew && !job.isOpen ? "job_step_reopen" : "job_step_\(step.rawValue)")
        case "stepTitle": job.content.title
        default: nil
        }
    }
}

/// What a member keeps.
struct SavedJobsPage: Page {
    static let template = "job_saved"
    let jobs: Paged<Job>
    let removed: Int
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .jobs }

    func child(named name: String) -> Any? {
        switch name {
        case "jobs": jobs.items.map { SavedJob(job: $0, visit: visit) }
        case "isEmpty": jobs.items.isEmpty
        case "removedTexts": removed == 0 ? [] : [visit.phrases.text("saved_jobs_removed", count: removed)]
        case "pager": Pager("/jobs/saved", isFirst: isFirst, next: jobs.next)
        default: nil
        }
    }
}

private struct SavedJob: MustacheParent {
    let job: Job
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "savedPath": "/jobs/\(job.id)/saved"
        case "formTokens": visit.formToken.map { [$0] } ?? []
        default: JobRow(job: job, showsState: !job.isOpen, visit: visit).child(named: name)
        }
    }
}
