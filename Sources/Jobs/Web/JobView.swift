import Core
import Foundation
import Jobs
import Mustache
import Texts
import WebSupport

/// A job's page.
struct JobView: Page {
    static let template = "job"
    let page: JobPage
    /// Where people reach the site.
    let site: String
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var job: Job { page.job }
    private var content: JobContent { page.job.content }
    private var words: JobWords { JobWords(visit) }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "bodyHTML": OutsideLinks.guarded(job.html, own: visit.site)
        case "postingJSON": JobPosting(job, site: site, sponsorship: words.sponsorship(content.sponsorship)).text
        case "isMarked": job.isOpen
        case "facts": facts
        case "checks": page.checks.map { CheckView(check: $0, visit: visit) }
        case "hasChecks": !page.checks.isEmpty
        case "lacksPay": content.pay == nil
        case "sponsorshipQuotes": content.sponsorshipEvidence.isEmpty ? [] : [content.sponsorshipEvidence]
        case "sponsorshipDays":
            job.sponsorshipAt.map { [phrases.text("sponsorship_as_of", ["day": String($0.rfc3339.prefix(10))])] } ?? []
        case "registers": page.register.map { [RegisterView(standing: $0, visit: visit)] } ?? []
        case "employerPath": job.employer.path
        case "employerStateText": phrases.text("employer_\(job.employer.state.rawValue)")
        case "fromTexts": fromTexts
        case "warnings": shownSignals.map { SignalView(signal: $0, visit: visit) }
        case "hasWarnings": !shownSignals.isEmpty
        case "allSkills": content.skills.map { SkillView(skill: $0) }
        case "notOpenTexts": job.isOpen ? [] : [phrases.text(noteKey)]
        case "linksAnswered": job.isOpen ? page.linkAnsweredAt.map { [Moment($0, visit)] } ?? [] : []
        case "reasons": page.reason.isEmpty ? [] : [page.reason]
        case "sourceURLs": content.sourceURL.isEmpty ? [] : [content.sourceURL]
        default: act(named: name) ?? JobRow(job: job, visit: visit).child(named: name)
        }
    }

    /// Whose word the advert is, where that is known.
    private var fromTexts: [String] {
        if job.isFromEmployer { return [phrases.text("job_from_employer")] }
        return job.employer.state == .verified ? [phrases.text("job_from_member")] : []
    }

    private var noteKey: String { page.hasLostLink ? "job_note_link" : "job_note_\(job.state.rawValue)" }

    /// What the reader may do.
    private func act(named name: String) -> Any? {
        let principal = visit.principal
        return switch name {
        case "applyURLs": job.isOpen ? [content.applyURL] : []
        case "savePaths": principal.canSave(job) ? ["/jobs/\(job.id)/saved"] : []
        case "trackIDs": principal.canSave(job) ? [job.id.text] : []
        case "saveValue": page.isSaved ? "off" : "on"
        case "saveLabel": phrases.text(page.isSaved ? "job_let_go" : "job_save")
        case "filledPaths": principal.canReportFilled(job) ? ["/jobs/\(job.id)/filled"] : []
        case "editPaths": principal.canEdit(job) ? ["/jobs/\(job.id)/edit"] : []
        case "statePath": "/jobs/\(job.id)/state"
        case "steps": principal.steps(of: job).map { StepView(step: $0, job: job, visit: visit) }
        case "appealPaths": principal.canAppeal(job, at: visit.now) ? ["/jobs/\(job.id)/appeal"] : []
        case "appealText":
            Field("text", key: "job_appeal", value: form?["text"] ?? "", problem: problem, phrases: phrases).with {
                $0.rows = 5
            }
        case "reportPaths": principal.canReport(job) ? ["/jobs/\(job.id)/report"] : []
        case "isReporting": form?["reason"] != nil || form?["note"] != nil
        case "reportReason":
            Field("reason", key: "job_report_reason", value: "", problem: problem, phrases: phrases).with { field in
                let chosen = form?["reason"]
                field.options =
                    [Field.Option("", phrases.text("choose"), isSelected: (chosen ?? "").isEmpty)]
                    + JobReportReason.allCases.map {
                        Field.Option(
                            $0.rawValue, phrases.text("reason_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                    }
            }
        case "reportNote":
            Field("note", key: "flag_note", value: form?["note"] ?? "", problem: problem, phrases: phrases).with {
                $0.rows = 3
                $0.isRequired = false
                $0.maxLength = 1000
            }
        case "decisionPaths": principal.canDecide(job) && job.isOpen ? ["/moderation/jobs/\(job.id)"] : []
        case "problems": FormProblem.all(problem, phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    /// Poster and staff see all signals, readers such as weigh something.
    private var shownSignals: [FraudSignal] {
        job.posterID == visit.principal.member?.id || visit.principal.isStaff ? job.signals : job.warnings
    }

    private var facts: [FactView] {
        var facts: [(String, String)] = [
            ("job_fact_place", words.place(content)),
            ("job_fact_contract", phrases.text("contract_\(content.contract.rawValue)")),
        ]
        if !content.weeklyHours.isEmpty {
            facts.append(("job_fact_hours", phrases.text("job_hours", ["hours": content.weeklyHours])))
        }
        if let seniority = content.seniority {
            facts.append(("job_fact_seniority", phrases.text("seniority_\(seniority.rawValue)")))
        }
        if !content.languages.isEmpty {
            facts.append(("job_fact_languages", list(content.languages.map { Names.language($0, visit.language) })))
        }
        if !content.relocation.isEmpty {
            facts.append(
                ("job_fact_relocation", list(content.relocation.map { phrases.text("relocation_\($0.rawValue)") })))
        }
        if let months = content.repaymentMonths, months > 0 {
            facts.append(("job_fact_repayment", phrases.text("job_repayment", count: months)))
        }
        if !content.regions.isEmpty {
            facts.append(("job_fact_regions", list(content.regions.map { Names.country($0, visit.language) })))
        }
        facts.append(("job_fact_valid", content.lastDay))
        return facts.map { FactView(label: phrases.text($0.0), value: $0.1) }
    }

    private func list(_ values: [String]) -> String { values.joined(separator: visit.language == .urdu ? "، " : ", ") }
}

struct FactView: MustacheParent, Sendable {
    let label: String
    let value: String

    func child(named name: String) -> Any? {
        switch name {
        case "factLabel": label
        case "factValue": value
        default: nil
        }
    }
}

struct SignalView: MustacheParent, Sendable {
    let signal: FraudSignal
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "signalText": visit.phrases.text("signal_\(signal.id.rawValue)")
        default: nil
        }
    }
}

/// Whether the job pays what a route asks, and why.
struct CheckView: MustacheParent, Sendable {
    let check: LineCheck
    let visit: Visit

    func child(named name: String) -> Any? {
        let line = check.line
        return switch name {
        case "checkName": line.name
        case "checkPath": line.path
        case "verdictText": visit.phrases.text("verdict_\(check.verdict.rawValue)")
        case "isMet": check.verdict == .meets
        case "isMissed": check.verdict == .fails
        case "lineText":
            JobWords(visit).salary(
                Pay(minimum: line.amount, maximum: nil, currency: line.currency, period: line.period))
        case "reasonText":
            visit.phrases.text("line_\(check.reason.rawValue)", ["appliesTo": check.appliesTo])
        case "recheckTexts": line.needsRecheck ? [visit.phrases.text("line_recheck")] : []
        case "asOfTexts": line.asOf.isEmpty ? [] : [visit.phrases.text("line_as_of", ["day": line.asOf])]
        default: nil
        }
    }
}

/// The job as search engines read it (schema.org JobPosting): what the page shows, and nothing else.
struct JobPosting: Sendable {
    private let job: Job
    private let site: String
    private let sponsorship: String

    /// - Parameter sponsorship: what the page says of it: schema.org has no field for that.
    init(_ job: Job, site: String, sponsorship: String) {
        (self.job, self.site, self.sponsorship) = (job, site, sponsorship)
    }

    /// JSON that may stand inside a script element: nothing in it opens or ends a tag.
    var text: String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        guard let data = try? JSONSerialization.data(withJSONObject: fields, options: options) else { return "{}" }
        return [("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e")].reduce(String(decoding: data, as: UTF8.self)) {
            $0.replacing($1.0, with: $1.1)
        }
    }

    private var description: String {
        let quote = job.content.sponsorshipEvidence
        let said = quote.isEmpty ? "" : "<blockquote><p>\(HTMLEscaping.escaped(quote))</p></blockquote>"
        return "\(job.html)<p>\(HTMLEscaping.escaped(sponsorship))</p>\(said)"
    }

    private var fields: [String: Any] {
        let content = job.content
        var address = ["@type": "PostalAddress", "addressCountry": content.country]
        if !content.city.isEmpty { address["addressLocality"] = content.city }
        var organization: [String: Any] = ["@type": "Organization", "name": job.employer.name]
        if !job.employer.site.isEmpty { organization["sameAs"] = job.employer.site }
        let place: [String: Any] = ["@type": "Place", "address": address]
        var fields: [String: Any] = [
            "@context": "https://schema.org/", "@type": "JobPosting", "title": content.title,
            "description": description,
            "datePosted": String((job.postedAt ?? job.createdAt).rfc3339.prefix(10)),
            "validThrough": content.validThrough.rfc3339, "hiringOrganization": organization, "jobLocation": place,
            "employmentType": employmentType, "directApply": false, "url": site + job.path,
            "identifier": ["@type": "PropertyValue", "name": "Karwan", "value": job.id.text],
        ]
        if content.remote != .none {
            let countries = content.regions.isEmpty ? [content.country] : content.regions
            fields["jobLocationType"] = "TELECOMMUTE"
            fields["applicantLocationRequirements"] = countries.map { ["@type": "Country", "name": $0] }
        }
        if let pay = content.pay { fields["baseSalary"] = salary(pay) }
        if !content.skills.isEmpty { fields["skills"] = content.skills.joined(separator: ", ") }
        return fields
    }

    private var employmentType: String {
        switch job.content.contract {
        case .contractor: "CONTRACTOR"
        case .temporary, .fixed: "TEMPORARY"
        case .internship: "INTERN"
        case .permanent: (job.content.weeklyMinutes ?? 2400) < 30 * 60 ? "PART_TIME" : "FULL_TIME"
        }
    }

    private func salary(_ pay: Pay) -> [String: Any] {
        func amount(_ units: Int64) -> Any {
            Decimal(string: Amount(units: units, currency: pay.currency).amount).map { $0 as NSDecimalNumber } ?? 0
        }
        var value: [String: Any] = ["@type": "QuantitativeValue", "unitText": pay.period.rawValue.uppercased()]
        switch (pay.minimum, pay.maximum) {
        case (let low?, let high?) where low != high:
            value["minValue"] = amount(low)
            value["maxValue"] = amount(high)
        case (let low, let high): value["value"] = (low ?? high).map(amount)
        }
        return ["@type": "MonetaryAmount", "currency": pay.currency, "value": value]
    }
}
