import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// What a member's account says already, so that less is to be typed.
package struct KnownProfile: Sendable {
    package var skills: [String] = []
    package var languages: [KnownLanguage] = []
    package var origin: String?
    package var destination: String?

    package init() {}
}

/// The form by which one becomes a mentor, or says anew what one offers.
struct MentorFormPage: Page {
    static let template = "mentor_form"
    let own: OwnMentoring
    let known: KnownProfile
    /// Pathways to choose from, by id.
    let pathways: [(value: String, label: String)]
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var make: FieldMaker { FieldMaker(prefix: "mentor", form: form, problem: problem, visit: visit) }
    private var phrases: Phrasebook { visit.phrases }
    private var stored: MentorContent? { own.mentor?.content }
    /// Of a new profile what the account says.
    private var content: MentorContent {
        if let stored { return stored }
        var content = MentorContent()
        (content.skills, content.languages, content.origin) = (known.skills, known.languages, known.origin)
        return content
    }

    func child(named name: String) -> Any? {
        switch name {
        case "isNewMentor": own.mentor == nil
        // After a conflict the form goes on from the profile as it is now.
        case "revision": problem?.kind == .stale ? revision : form?["revision"] ?? revision
        case "problems":
            FormProblem.all(
                problem, phrases, labels: MentoringWords.labels("mentor", MentorDraft.CodingKeys.self, phrases))
        case "hasProblems": problem != nil
        case "topicChecks": make.checks("topics", content.topics.map(\.rawValue), MentoringWords.topics(phrases))
        case "stageChecks": make.checks("stages", content.stages.map(\.rawValue), MentoringWords.stages(phrases))
        case "stayRows": stays
        case "experienceRows": experiences
        case "isAccepting": make.isTicked("isAccepting", content.isAccepting)
        case "takesQuestions": make.isTicked("takesQuestions", content.takesQuestions)
        case "isAsyncOnly": make.isTicked("isAsyncOnly", content.isAsyncOnly)
        case "asksAge": !own.isAdult
        case "isAdult": make.isTicked("isAdult", false)
        case "adultErrors": make.error("isAdult").map { [$0] } ?? []
        default: field(named: name)
        }
    }

    private var revision: String { own.mentor.map { "\($0.revision)" } ?? "" }

    private func field(named name: String) -> Any? {
        switch name {
        case "about": make.field(name, content.about, most: 2000, isRequired: true).with { $0.rows = 8 }
        case "skills": make.field(name, content.skills.joined(separator: ", "), most: 1200)
        case "languages":
            make.field(name, LevelText.text(content.languages), most: 300, isRequired: true).with {
                $0.direction = "ltr"
            }
        case "origin": make.country(name, content.origin ?? "")
        case "employer": make.field(name, content.employer, most: 120)
        case "employerKind": make.field(name, content.employerKind, most: 60)
        case "experienceYears": number(name, content.experienceYears)
        case "capacity":
            make.choice(name, "\(content.capacity)", (0...10).map { ("\($0)", "\($0)") })
        case "weeklyRequests": number(name, content.weeklyRequests)
        case "pausedUntil":
            make.field(name, content.pausedUntil?.description ?? "", most: 10).with {
                $0.inputType = "date"
                $0.direction = "ltr"
            }
        default: nil
        }
    }

    private func number(_ name: String, _ value: Int) -> Field {
        make.field(name, "\(value)", most: 2, isRequired: true).with { $0.direction = "ltr" }
    }

    private var stays: FieldRows {
        let stays = content.stays
        return make.rows("stays", count: stays.count, more: 1, most: 8) { row in
            let stay = stays.indices.contains(row) ? stays[row] : nil
            return FieldRows.Row(
                title: phrases.text("mentor_stay_number", ["number": "\(row + 1)"]),
                fields: [
                    make.countryPart("stayCountry", row, stay?.country),
                    make.part("stayCity", row, stay?.city ?? "", most: 60),
                    month("staySince", row, stay?.since), month("stayUntil", row, stay?.until),
                ])
        }
    }

    private func month(_ name: String, _ row: Int, _ stored: String?) -> FieldRows.Kind {
        let part = make.part(name, row, stored ?? "", most: 7, isLatin: true)
        return FieldRows.Kind(field: part.field.with { $0.inputType = "month" })
    }

    private var experiences: FieldRows {
        let went = content.experiences
        return make.rows("experiences", count: went.count, more: 1, most: 8) { row in
            let one = went.indices.contains(row) ? went[row] : nil
            return FieldRows.Row(
                title: phrases.text("mentor_experience_number", ["number": "\(row + 1)"]),
                fields: [
                    FieldRows.Kind(
                        field: make.choice(
                            "experiencePathway\(row)", one?.pathwayId ?? "", pathways, empty: "choose_nothing"
                        ).with { $0.key = "mentor_experiencePathway" }),
                    make.part("experienceYear", row, one.map { "\($0.year)" } ?? "", most: 4, isLatin: true),
                ])
        }
    }
}
