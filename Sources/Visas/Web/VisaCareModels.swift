import Core
import Mustache
import Texts
import Visas
import WebSupport

/// The form by which a member says that something is wrong.
struct ReportPage: Page {
    static let template = "visa_report"
    let pathway: Pathway
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "pathwayPath": pathway.path
        case "reportPath": "\(pathway.path)/report"
        case "fieldChoice": fieldChoice
        case "bodyArea":
            Field("body", key: "report_body", value: form?["body"] ?? "", problem: problem, phrases: visit.phrases)
                .with {
                    $0.rows = 5
                    $0.maxLength = 2000
                }
        case "linkField":
            Field("link", key: "report_link", value: form?["link"] ?? "", problem: problem, phrases: visit.phrases)
                .with {
                    $0.inputType = "url"
                    $0.direction = "ltr"
                    $0.maxLength = 500
                }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var fieldChoice: Field {
        Field("field", key: "report_field", value: "", problem: problem, phrases: visit.phrases).with { field in
            field.isRequired = false
            let whole = Field.Option("", visit.phrases.text("report_whole"), isSelected: form?["field"] == nil)
            field.options =
                [whole]
                + PathwayField.allCases.filter(\.isEditable).map {
                    Field.Option(
                        $0.rawValue, visit.phrases.text("pathway_field_\($0.rawValue)"),
                        isSelected: $0.rawValue == form?["field"])
                }
        }
    }
}

/// Which field is to be corrected.
struct EditChoicePage: Page {
    static let template = "visa_edit_choice"
    let pathway: Pathway
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "pathwayPath": pathway.path
        case "editFields":
            PathwayField.allCases.filter(\.isEditable).map { EditChoice(field: $0, pathway: pathway, visit: visit) }
        default: nil
        }
    }
}

private struct EditChoice: MustacheParent {
    let field: PathwayField
    let pathway: Pathway
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "fieldLabel": visit.phrases.text("pathway_field_\(field.rawValue)")
        case "fieldPath": "\(pathway.path)/edit?field=\(field.rawValue)"
        case "isReviewed": field.needsReview
        default: nil
        }
    }
}

/// The form by which a member corrects a field.
struct EditPage: Page {
    static let template = "visa_edit"
    let pathway: Pathway
    let field: PathwayField
    let day: CivilDay
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .visas }

    /// Names of the texts of a value, by how it is written.
    private static let keys: [PathwayField.Form: String] = [
        .line: "fact_line", .block: "fact_block", .status: "fact_status", .link: "fact_link", .flag: "fact_flag",
        .months: "fact_months", .days: "fact_days", .fee: "fact_fee", .salary: "fact_salary",
        .salaries: "fact_salaries", .requirements: "fact_requirements", .lines: "fact_lines",
        .statusByNationality: "fact_status_by_nationality", .linesByNationality: "fact_lines_by_nationality",
    ]

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "pathwayPath": pathway.path
        case "editPath": "\(pathway.path)/edit"
        case "fieldName": field.rawValue
        case "fieldLabel": visit.phrases.text("pathway_field_\(field.rawValue)")
        case "versionText": form?["version"] ?? "\(pathway.version)"
        case "isReviewed": field.needsReview
        case "valueAreas": isArea ? [valueField] : []
        case "valueChoices": isChoice ? [valueField] : []
        case "valueFields": isArea || isChoice ? [] : [valueField]
        case "sourceFields": [text("sourceURL", "url"), text("sourceName", "text"), text("asOf", "date")]
        case "confidenceChoice": confidenceChoice
        case "fromField": text("effectiveFrom", "date")
        case "noteArea":
            Field("note", key: "edit_note", value: form?["note"] ?? "", problem: problem, phrases: visit.phrases).with {
                $0.rows = 3
                $0.isRequired = false
                $0.maxLength = 1000
            }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var isChoice: Bool { field.form == .status || field.form == .flag }

    private var isArea: Bool {
        [.block, .salaries, .requirements, .lines, .statusByNationality, .linesByNationality].contains(field.form)
    }

    private var valueField: Field {
        let value = form?["value"] ?? pathway.text(field)
        let key = Self.keys[field.form] ?? "fact_line"
        return Field("value", key: key, value: value, problem: problem, phrases: visit.phrases).with {
            $0.direction = "ltr"
            $0.rows = 8
            $0.isRequired = false
            $0.options = options(value)
        }
    }

    private func options(_ value: String) -> [Field.Option] {
        if field.form == .status {
            return PathwayStatus.allCases.map {
                Field.Option(
                    $0.rawValue, visit.phrases.text("pathway_status_\($0.rawValue)"), isSelected: $0.rawValue == value)
            }
        }
        let answers = ["yes", "no"].map {
            Field.Option($0, visit.phrases.text("answer_\($0)"), isSelected: $0 == value)
        }
        return [Field.Option("", visit.phrases.text("fact_unknown"), isSelected: value.isEmpty)] + answers
    }

    private static let optional: Set<String> = ["sourceName", "effectiveFrom"]

    private func text(_ name: String, _ type: String) -> Field {
        let fallback = name == "asOf" ? day.description : ""
        return Field(
            name, key: Self.labels[name] ?? name, value: form?[name] ?? fallback, problem: problem,
            phrases: visit.phrases
        ).with {
            $0.inputType = type
            $0.direction = type == "text" ? "auto" : "ltr"
            $0.isRequired = !Self.optional.contains(name)
        }
    }

    private static let labels = [
        "sourceURL": "edit_source", "sourceName": "edit_source_name", "asOf": "edit_as_of",
        "effectiveFrom": "edit_effective",
    ]

    private var confidenceChoice: Field {
        Field("confidence", key: "edit_confidence", value: "", problem: problem, phrases: visit.phrases).with { field in
            field.options = Confidence.allCases.map {
                Field.Option(
                    $0.rawValue, visit.phrases.text("confidence_\($0.rawValue)"),
                    isSelected: $0.rawValue == form?["confidence"] ?? "medium")
            }
        }
    }
}
