import Applications
import Core
import Jobs
import Mustache
import Texts
import WebSupport

/// The form of a new application, and of all that is said of one.
struct ApplicationFormPage: Page {
    static let template = "application_form"
    let application: JobApplication?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    init(application: JobApplication?, form: Form? = nil, problem: Problem? = nil, visit: Visit) {
        (self.application, self.form, self.problem, self.visit) = (application, form, problem, visit)
    }

    var section: Section? { .jobs }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "formHeading": phrases.text(application == nil ? "application_new" : "application_edit")
        case "formPath": application.map { "\($0.path)/edit" } ?? "/applications"
        case "formBack": application?.path ?? "/applications"
        case "formID": "application-new"
        case "revisions": application.map { [revision($0)] } ?? []
        case "isNewApplication": application == nil
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: field(named: name)
        }
    }

    /// After a conflict the form goes on from the application as it is now.
    private func revision(_ application: JobApplication) -> String {
        (problem?.kind == .stale ? nil : form?["revision"]) ?? "\(application.revision)"
    }

    private func field(named name: String) -> Any? {
        switch name {
        case "employerName": text(name, 120, isRequired: true)
        case "title": text(name, 120, isRequired: true)
        case "link":
            text(name, 500).with {
                $0.inputType = "url"
                $0.direction = "ltr"
            }
        case "stage":
            text(name, 0).with { field in
                field.isRequired = true
                field.options = StageWords.options(chosen: form?["stage"] ?? "interested", phrases)
            }
        case "stageOn": DayText.field(name, key: "stage_on", form?[name] ?? "", problem, phrases)
        case "nextStep": text(name, 200)
        case "nextOn": DayText.field(name, key: "application_\(name)", form?[name] ?? stored(name), problem, phrases)
        case "notes": text(name, 10_000).with { $0.rows = 8 }
        default: offerField(named: name)
        }
    }

    private func offerField(named name: String) -> Any? {
        switch name {
        case "offerGross": text(name, 15).with { $0.direction = "ltr" }
        case "offerHours": text(name, 5).with { $0.direction = "ltr" }
        case "offerRelocation": text(name, 500).with { $0.rows = 3 }
        case "offerCurrency": choice(name, Currency.codes.sorted().map { ($0, $0) }, isEmptyToo: true)
        case "offerPeriod":
            choice(
                name, PayPeriod.allCases.map { ($0.rawValue, phrases.text("period_\($0.rawValue)")) }, isEmptyToo: true)
        case "offerSponsorship":
            choice(
                name,
                [OfferSponsorship.unknown, .yes, .no].map {
                    ($0.rawValue, phrases.text("offer_sponsorship_\($0.rawValue)"))
                }, isEmptyToo: false)
        default: nil
        }
    }

    private func text(_ name: String, _ most: Int, isRequired: Bool = false) -> Field {
        Field(
            name, key: "application_\(name)", value: form?[name] ?? stored(name), problem: problem, phrases: phrases
        ).with {
            $0.isRequired = isRequired
            $0.autocomplete = "off"
            $0.maxLength = most > 0 ? most : nil
        }
    }

    private func choice(_ name: String, _ options: [(String, String)], isEmptyToo: Bool) -> Field {
        text(name, 0).with { field in
            let chosen = field.value
            field.options = isEmptyToo ? [.init("", phrases.text("not_said"), isSelected: chosen.isEmpty)] : []
            field.options += options.map { Field.Option($0.0, $0.1, isSelected: $0.0 == chosen) }
        }
    }

    /// What the application says now.
    private func stored(_ name: String) -> String {
        guard let content = application?.content else { return name == "offerSponsorship" ? "unknown" : "" }
        let offer = content.offer
        return switch name {
        case "employerName": content.employerName
        case "title": content.title
        case "link": content.link
        case "nextStep": content.nextStep
        case "nextOn": content.nextOn?.description ?? ""
        case "notes": content.notes
        case "offerGross": offer.map { Amount(units: $0.gross, currency: $0.currency).amount } ?? ""
        case "offerCurrency": offer?.currency ?? ""
        case "offerPeriod": offer?.period.rawValue ?? ""
        case "offerHours": offer?.weeklyHours ?? ""
        case "offerRelocation": offer?.relocation ?? ""
        case "offerSponsorship": offer?.sponsorship.rawValue ?? "unknown"
        default: ""
        }
    }
}
