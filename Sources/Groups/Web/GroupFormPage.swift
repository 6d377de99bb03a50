import Core
import Groups
import Texts
import WebSupport

/// The form that founds a group or changes one.
struct GroupFormPage: Page {
    static let template = "group_form"
    let group: MemberGroup?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    init(group: MemberGroup?, form: Form? = nil, problem: Problem? = nil, visit: Visit) {
        (self.group, self.form, self.problem, self.visit) = (group, form, problem, visit)
    }

    var section: Section? { .groups }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "formHeading": phrases.text(group == nil ? "group_new" : "group_edit")
        case "formBack": group?.path ?? "/groups"
        case "formID": "group-new"
        case "revisions": group.map { [revision($0)] } ?? []
        case "nameField": text("name", group?.content.name ?? "", most: 80)
        case "aboutField": text("about", group?.content.about ?? "", most: 4000).with { $0.rows = 6 }
        case "sightFields": group == nil ? [choice("visibility", "", sights)] : []
        case "joiningField": choice("joining", group?.content.joining.rawValue ?? "", joinings)
        case "questionsField":
            text("questions", group?.content.questions.joined(separator: "\n") ?? "", most: 700).with {
                $0.rows = 4
                $0.isRequired = false
            }
        case "daysField":
            text("memberDays", group?.content.memberDays.map { "\($0)" } ?? "", most: 4).with {
                $0.direction = "ltr"
                $0.isRequired = false
            }
        case "asksDeclaration": group == nil
        case "isWomanChosen": form?["isWoman"] == "on"
        case "declarationErrors":
            problem?.fields.first { $0.field == "isWoman" }.map { [phrases.text("field_\($0.code)", $0.arguments)] }
                ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    /// After a conflict the form goes on from what is there now.
    private func revision(_ group: MemberGroup) -> String {
        (problem?.kind == .stale ? nil : form?["revision"]) ?? "\(group.revision)"
    }

    private var sights: [(String, String)] {
        GroupSight.allCases.map { ($0.rawValue, phrases.text("group_sight_\($0.rawValue)")) }
    }

    /// A group of women stays one, and no other becomes one.
    private var joinings: [(String, String)] {
        let isOfWomen = group?.content.joining == .women
        return GroupJoining.allCases.filter { group == nil || ($0 == .women) == isOfWomen }
            .map { ($0.rawValue, phrases.text("group_joining_\($0.rawValue)")) }
    }

    private func text(_ name: String, _ stored: String, most: Int) -> Field {
        Field(name, key: "group_\(name)", value: form?[name] ?? stored, problem: problem, phrases: phrases).with {
            $0.autocomplete = "off"
            $0.maxLength = most
        }
    }

    private func choice(_ name: String, _ stored: String, _ options: [(String, String)]) -> Field {
        text(name, stored, most: 10).with { field in
            let chosen = field.value
            field.options = group == nil ? [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)] : []
            field.options += options.map { Field.Option($0.0, $0.1, isSelected: $0.0 == chosen) }
        }
    }
}
