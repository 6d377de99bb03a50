import Core
import Jobs
import Mustache
import Texts
import WebSupport

/// An employer with its open jobs; for staff the form that verifies it.
struct EmployerPage: Page {
    static let template = "employer"
    let content: EmployerPageContent
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var employer: Employer { content.employer }

    func child(named name: String) -> Any? {
        switch name {
        case "registers": content.register.map { [RegisterView(standing: $0, visit: visit)] } ?? []
        case "employerTitle": employer.name
        case "employerStateText": visit.phrases.text("employer_\(employer.state.rawValue)")
        case "isVerifiedEmployer": employer.state == .verified
        case "facts": facts
        case "sites": employer.site.isEmpty ? [] : [employer.site]
        case "jobs": content.jobs.map { JobRow(job: $0, visit: visit) }
        case "isEmpty": content.jobs.isEmpty
        case "decisionPaths":
            visit.principal.isStaff && visit.principal.member != nil ? ["/moderation/employers/\(employer.slug)"] : []
        case "state":
            field(name, employer.state.rawValue).with { field in
                let chosen = field.value
                field.options = Employer.State.allCases.map {
                    Field.Option(
                        $0.rawValue, visit.phrases.text("employer_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                }
            }
        case "legalName": field(name, employer.legalName)
        case "site": field(name, employer.site).with { $0.direction = "ltr" }
        case "registerId": field(name, employer.registerID).with { $0.direction = "ltr" }
        case "evidence": field(name, employer.evidence).with { $0.rows = 4 }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var facts: [FactView] {
        [
            ("employer_fact_country", Names.country(employer.country, visit.language)),
            ("employer_fact_legal", employer.legalName), ("employer_fact_register", employer.registerID),
        ].filter { !$0.1.isEmpty }.map { FactView(label: visit.phrases.text($0.0), value: $0.1) }
    }

    private func field(_ name: String, _ value: String) -> Field {
        Field(
            name, key: "employer_\(name)", value: form?[name] ?? value, problem: problem, phrases: visit.phrases
        ).with {
            $0.isRequired = false
            $0.autocomplete = "off"
        }
    }
}

/// Jobs that wait for a moderator.
struct HeldJobsPage: Page {
    static let template = "job_held"
    let jobs: Paged<Job>
    let isFirst: Bool
    /// The job whose decision was refused, with what was typed.
    let refused: JobID?
    let note: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "jobs":
            jobs.items.map {
                HeldJob(
                    job: $0, note: $0.id == refused ? note : "", problem: $0.id == refused ? problem : nil,
                    visit: visit)
            }
        case "isEmpty": jobs.items.isEmpty
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        case "pager": Pager("/moderation/jobs", isFirst: isFirst, next: jobs.next)
        default: nil
        }
    }
}

private struct HeldJob: MustacheParent {
    let job: Job
    let note: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "employerPath": job.employer.path
        case "warnings": job.signals.map { SignalView(signal: $0, visit: visit) }
        case "appeals": job.appeal.isEmpty ? [] : [job.appeal]
        case "decisionPaths": visit.principal.canDecide(job) ? ["/moderation/jobs/\(job.id)"] : []
        case "noteID": "note-\(job.id)"
        case "noteText": note
        case "noteErrors":
            problem?.fields.first.map { [visit.phrases.text("field_\($0.code)", $0.arguments)] } ?? []
        case "formTokens": visit.formToken.map { [$0] } ?? []
        default: JobRow(job: job, showsState: true, visit: visit).child(named: name)
        }
    }
}
