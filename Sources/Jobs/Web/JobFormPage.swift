import Core
import Jobs
import Mustache
import Texts
import WebSupport

/// The form that posts a job or changes one.
struct JobFormPage: Page {
    static let template = "job_form"
    /// `nil` for a new one.
    let job: Job?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "isNewJob": job == nil
        case "formHeading": phrases.text(job == nil ? "job_new_heading" : "job_edit_heading")
        case "formID": form?["formID"] ?? "job-new"
        // After a conflict the form goes on from the job as it is now.
        case "revision":
            problem?.kind == .stale ? revision : form?["revision"] ?? revision
        case "problems": FormProblem.all(problem, phrases)
        case "hasProblems": problem != nil
        case "asksDistinct": problem?.code == "job_same"
        case "otherPaths": problem?.arguments["job"].map { [$0] } ?? []
        case "relocationOptions": RelocationItem.allCases.map(option)
        default: field(named: name)
        }
    }

    private var revision: String { job.map { "\($0.revision)" } ?? "" }

    private func option(_ item: RelocationItem) -> RelocationOption {
        let chosen = form.map { $0.all("relocation").contains(item.rawValue) } ?? job?.content.relocation.contains(item)
        return RelocationOption(
            value: item.rawValue, label: phrases.text("relocation_\(item.rawValue)"), isChosen: chosen ?? false)
    }

    private func field(named name: String) -> Field? {
        switch name {
        case "employerName", "title": field(name).with { $0.maxLength = 120 }
        case "body", "sponsorshipEvidence":
            field(name).with {
                $0.rows = name == "body" ? 14 : 3
                $0.isRequired = name == "body"
            }
        case "city", "salaryMin", "salaryMax", "weeklyHours", "repaymentMonths", "skills", "languages",
            "eligibleRegions", "validThrough":
            field(name).with {
                $0.isRequired = false
                $0.inputType = name == "validThrough" ? "date" : "text"
                $0.direction = ["city", "skills"].contains(name) ? "auto" : "ltr"
            }
        case "applyURL", "sourceURL":
            field(name).with {
                $0.inputType = "url"
                $0.direction = "ltr"
                $0.isRequired = name == "applyURL"
            }
        default: choice(named: name)
        }
    }

    private func choice(named name: String) -> Field? {
        switch name {
        case "country":
            choice(
                name, CountryCode.all.map { ($0, Names.country($0, visit.language)) }.sorted { $0.1 < $1.1 }, "choose")
        case "remote": choice(name, RemoteKind.allCases.map { ($0.rawValue, phrases.text("remote_\($0.rawValue)")) })
        case "contract":
            choice(name, ContractKind.allCases.map { ($0.rawValue, phrases.text("contract_\($0.rawValue)")) })
        case "seniority":
            choice(name, Seniority.allCases.map { ($0.rawValue, phrases.text("seniority_\($0.rawValue)")) }, "not_said")
        case "currency": choice(name, Currency.codes.sorted().map { ($0, $0) }, "not_said")
        case "period":
            choice(name, PayPeriod.allCases.map { ($0.rawValue, phrases.text("period_\($0.rawValue)")) }, "not_said")
        case "sponsorship":
            choice(name, Sponsorship.allCases.map { ($0.rawValue, phrases.text("sponsorship_\($0.rawValue)")) })
        default: nil
        }
    }

    private func choice(_ name: String, _ options: [(value: String, label: String)], _ empty: String? = nil) -> Field {
        field(name).with { field in
            let chosen = field.value
            field.isRequired = name == "country"
            field.options = empty.map { [Field.Option("", phrases.text($0), isSelected: chosen.isEmpty)] } ?? []
            field.options += options.map { Field.Option($0.value, $0.label, isSelected: $0.value == chosen) }
        }
    }

    private func field(_ name: String) -> Field {
        Field(name, key: "job_\(name)", value: form?[name] ?? stored(name), problem: problem, phrases: phrases).with {
            $0.autocomplete = "off"
        }
    }

    /// What the job says now; of a new one the usual.
    private func stored(_ name: String) -> String {
        guard let content = job?.content else { return name == "sponsorship" ? Sponsorship.unknown.rawValue : "" }
        func amount(_ units: Int64?) -> String {
            units.map { Amount(units: $0, currency: content.pay?.currency ?? "").amount } ?? ""
        }
        return switch name {
        case "employerName": content.employerName
        case "title": content.title
        case "body": content.body
        case "country": content.country
        case "city": content.city
        case "remote": content.remote.rawValue
        case "contract": content.contract.rawValue
        case "seniority": content.seniority?.rawValue ?? ""
        case "weeklyHours": content.weeklyHours
        case "salaryMin": amount(content.pay?.minimum)
        case "salaryMax": amount(content.pay?.maximum)
        case "currency": content.pay?.currency ?? ""
        case "period": content.pay?.period.rawValue ?? ""
        case "sponsorship": content.sponsorship.rawValue
        case "sponsorshipEvidence": content.sponsorshipEvidence
        case "skills": content.skills.joined(separator: ", ")
        case "languages": content.languages.joined(separator: ", ")
        case "eligibleRegions": content.regions.joined(separator: ", ")
        case "repaymentMonths": content.repaymentMonths.map { "\($0)" } ?? ""
        case "applyURL": content.applyURL
        case "sourceURL": content.sourceURL
        case "validThrough": content.lastDay
        default: ""
        }
    }
}

private struct RelocationOption: MustacheParent {
    let value: String
    let label: String
    let isChosen: Bool

    func child(named name: String) -> Any? {
        switch name {
        case "itemValue": value
        case "itemLabel": label
        case "isChosen": isChosen
        default: nil
        }
    }
}
