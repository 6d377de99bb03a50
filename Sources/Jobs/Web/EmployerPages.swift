import Core
import Jobs
import Mustache
import Texts
import WebSupport

/// An employer with its open jobs; for staff the form that verifies it.
struct EmployerPage: Page {
    static let template = "employer"
    let content: EmployerPageContent
    let isFirst: Bool
    /// Who speaks for it; for staff.
    var speakers: [EmployerSpeaker] = []
    var form: Form?
    /// What was refused when a member was to be named who speaks for it.
    var speakerForm: Form?
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
        case "jobs": content.jobs.items.map { JobRow(job: $0, visit: visit) }
        case "isEmpty": content.jobs.items.isEmpty
        case "pager": Pager("/employers/\(employer.slug)", isFirst: isFirst, next: content.jobs.next)
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
        default: speakerPart(name)
        }
    }

    private func speakerPart(_ name: String) -> Any? {
        switch name {
        case "speakers": speakers.map { SpeakerRow(speaker: $0, employer: employer, visit: visit) }
        case "hasNoSpeakers": speakers.isEmpty
        case "speakerPaths":
            visit.principal.isStaff && visit.principal.member != nil
                ? ["/moderation/employers/\(employer.slug)/speakers"] : []
        case "hasSpeakerProblems": speakerForm != nil
        case "hasDecisionProblems": speakerForm == nil
        case "username": speakerField(name, "speaker_username").with { $0.direction = "ltr" }
        case "proof": speakerField(name, "speaker_proof").with { $0.rows = 3 }
        default: nil
        }
    }

    private func speakerField(_ name: String, _ key: String) -> Field {
        Field(
            name, key: key, value: speakerForm?[name] ?? "", problem: speakerForm == nil ? nil : problem,
            phrases: visit.phrases
        ).with {
            $0.autocomplete = "off"
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
            name, key: "employer_\(name)", value: form?[name] ?? value, problem: speakerForm == nil ? problem : nil,
            phrases: visit.phrases
        ).with {
            $0.isRequired = false
            $0.autocomplete = "off"
        }
    }
}

/// A member who speaks for an employer, with the button that takes it back.
private struct SpeakerRow: MustacheParent {
    let speaker: EmployerSpeaker
    let employer: Employer
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "personName": speaker.displayName
        case "personPath": Links.member(speaker.username)
        case "speakerNote": speaker.proof
        case "since": Moment(speaker.since, visit)
        case "removePath": "/moderation/employers/\(employer.slug)/speakers/\(speaker.username)/remove"
        case "formTokens": visit.formToken.map { [$0] } ?? []
        default: nil
        }
    }
}

/// Jobs that wait for a moderator, and open ones that are reported.
struct HeldJobsPage: Page {
    static let template = "job_held"
    let jobs: Paged<Job>
    var reported: [ReportedJob] = []
    /// What is said against those that are held.
    var reports: [JobID: [JobReport]] = [:]
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
                row($0, reports[$0.id] ?? [])
            }
        case "reported": reported.map { row($0.job, $0.reports) }
        case "hasReported": !reported.isEmpty
        case "isEmpty": jobs.items.isEmpty && reported.isEmpty
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        case "pager": Pager("/moderation/jobs", isFirst: isFirst, next: jobs.next)
        default: nil
        }
    }

    private func row(_ job: Job, _ reports: [JobReport]) -> HeldJob {
        HeldJob(
            job: job, reports: reports, note: job.id == refused ? note : "",
            problem: job.id == refused ? problem : nil, visit: visit)
    }
}

/// What a member said against an advert, without the member.
private struct ReportRow: MustacheParent {
    let report: JobReport
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "reasonText": visit.phrases.text("reason_\(report.reason.rawValue)")
        case "reportNotes": report.note.isEmpty ? [] : [report.note]
        case "reportedAt": Moment(report.createdAt, visit)
        default: nil
        }
    }
}

private struct HeldJob: MustacheParent {
    let job: Job
    let reports: [JobReport]
    let note: String
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "employerPath": job.employer.path
        case "warnings": job.signals.map { SignalView(signal: $0, visit: visit) }
        case "appeals": job.appeal.isEmpty ? [] : [job.appeal]
        case "reports": reports.map { ReportRow(report: $0, visit: visit) }
        case "approveLabel": visit.phrases.text(job.isOpen ? "job_keep_open" : "job_approve")
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
