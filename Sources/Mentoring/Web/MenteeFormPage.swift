import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// The form in which a member says what they look for in a mentor.
struct MenteeFormPage: Page {
    static let template = "mentee_form"
    let own: OwnMentoring
    let known: KnownProfile
    /// Pathways to choose from, by id.
    let pathways: [(value: String, label: String)]
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var make: FieldMaker { FieldMaker(prefix: "mentee", form: form, problem: problem, visit: visit) }
    private var phrases: Phrasebook { visit.phrases }
    /// Of a new profile what the account says.
    private var content: MenteeContent {
        if let stored = own.mentee?.content { return stored }
        var content = MenteeContent()
        (content.languages, content.origin) = (known.languages, known.origin)
        content.destinations = known.destination.map { [MenteeDestination(country: $0)] } ?? []
        return content
    }

    func child(named name: String) -> Any? {
        switch name {
        case "revision": problem?.kind == .stale ? revision : form?["revision"] ?? revision
        case "problems":
            FormProblem.all(
                problem, phrases, labels: MentoringWords.labels("mentee", MenteeDraft.CodingKeys.self, phrases))
        case "hasProblems": problem != nil
        case "topicChecks": make.checks("topics", content.topics.map(\.rawValue), MentoringWords.topics(phrases))
        case "destinationRows": destinations
        case "pathwayRows": wanted
        case "isAsyncOnly": make.isTicked("isAsyncOnly", content.isAsyncOnly)
        case "isOriented": make.isTicked("isOriented", content.isOriented)
        case "asksAge": !own.isAdult
        case "isAdult": make.isTicked("isAdult", false)
        case "adultErrors": make.error("isAdult").map { [$0] } ?? []
        default: field(named: name)
        }
    }

    private var revision: String { own.mentee.map { "\($0.revision)" } ?? "" }

    private func field(named name: String) -> Any? {
        switch name {
        case "goal": make.field(name, content.goal, most: 1000, isRequired: true).with { $0.rows = 5 }
        case "skills": make.field(name, content.skills.joined(separator: ", "), most: 800)
        case "languages":
            make.field(name, LevelText.text(content.languages), most: 300, isRequired: true).with {
                $0.direction = "ltr"
            }
        case "neededLanguages":
            make.field(name, content.neededLanguages.joined(separator: ", "), most: 60).with { $0.direction = "ltr" }
        case "origin": make.country(name, content.origin ?? "")
        case "employer": make.field(name, content.employer, most: 120)
        case "experienceYears":
            make.field(name, "\(content.experienceYears)", most: 2, isRequired: true).with { $0.direction = "ltr" }
        case "timeline":
            make.choice(
                name, content.timeline.rawValue,
                MenteeTimeline.allCases.map { ($0.rawValue, phrases.text("mentee_timeline_\($0.rawValue)")) })
        default: nil
        }
    }

    private var destinations: FieldRows {
        let stored = content.destinations
        return make.rows("destinations", count: stored.count, more: 1, most: 5) { row in
            let one = stored.indices.contains(row) ? stored[row] : nil
            return FieldRows.Row(
                title: phrases.text("mentee_destination_number", ["number": "\(row + 1)"]),
                fields: [
                    make.countryPart("destinationCountry", row, one?.country),
                    make.part("destinationCity", row, one?.city ?? "", most: 60),
                ])
        }
    }

    private var wanted: FieldRows {
        let stored = content.pathways
        return make.rows("pathways", count: stored.count, more: 1, most: 5) { row in
            FieldRows.Row(
                title: phrases.text("mentee_pathway_number", ["number": "\(row + 1)"]),
                fields: [
                    FieldRows.Kind(
                        field: make.choice(
                            "pathway\(row)", stored.indices.contains(row) ? stored[row] : "", pathways,
                            empty: "choose_nothing"
                        ).with { $0.key = "mentee_pathway" })
                ])
        }
    }
}
