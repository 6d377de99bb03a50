import Core
import Hummingbird
import Matching
import Mentoring
import Mustache
import Texts
import WebSupport

/// The form that narrows the list of mentors, as it was filled.
struct MentorFilterForm: Sendable {
    private let country: String
    private let topic: String
    private let language: String
    private let pathway: String
    var problem: Problem?
    private let visit: Visit

    init(_ request: Request, visit: Visit) {
        (country, topic) = (request.typed("country"), request.typed("topic"))
        (language, pathway) = (request.typed("language"), request.typed("pathway"))
        self.visit = visit
    }

    var isEmpty: Bool { [country, topic, language, pathway].allSatisfy(\.isEmpty) }
    var pathwayID: String { pathway }

    /// The address of the list with what was asked for, on the page after `cursor`.
    var path: String {
        let query = [("country", country), ("topic", topic), ("language", language), ("pathway", pathway)]
            .filter { !$0.1.isEmpty }.map { "\($0.0)=\(Links.escaped($0.1))" }
        return query.isEmpty ? "/mentors" : "/mentors?\(query.joined(separator: "&"))"
    }

    func child(named name: String) -> Any? {
        switch name {
        case "country": field("country", country)
        case "language": field("language", language).with { $0.direction = "ltr" }
        case "topic":
            field("topic", topic).with { field in
                field.options = [.init("", visit.phrases.text("filter_any"), isSelected: topic.isEmpty)]
                field.options += MentoringWords.topics(visit.phrases).map {
                    Field.Option($0.value, $0.label, isSelected: $0.value == topic)
                }
            }
        default: nil
        }
    }

    private func field(_ name: String, _ value: String) -> Field {
        Field(name, key: "mentors_\(name)", value: value, problem: problem, phrases: visit.phrases).with {
            $0.isRequired = false
            $0.autocomplete = "off"
        }
    }
}

/// Mentors: those who fit the reader, and all.
struct MentorListPage: Page {
    static let template = "mentor_list"
    var form: MentorFilterForm
    var found = Paged<Mentor>(items: [], next: nil)
    var suggestions: MentorSuggestions?
    /// The reader has not said yet what they look for.
    var needsProfile = false
    var pathways: [String: PathwayName] = [:]
    var day = CivilDay(daysSince1970: 0)
    var isFirst = true
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "hasSuggestions": suggestions.map { !$0.items.isEmpty } ?? false
        case "suggestions":
            (suggestions?.items ?? []).map {
                SuggestionRow(suggestion: $0, pathways: pathways, day: day, visit: visit)
            }
        case "relaxTexts": relaxation.map { [$0] } ?? []
        case "needsProfile": needsProfile
        case "mentors": found.items.map { MentorRow(mentor: $0, day: day, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "isFiltered": !form.isEmpty
        case "pathwayTexts": pathways[form.pathwayID].map { [$0.name] } ?? []
        case "pathwayValues": form.pathwayID.isEmpty ? [] : [form.pathwayID]
        case "problems": FormProblem.all(form.problem, phrases)
        case "hasProblems": form.problem != nil
        case "pager": Pager(form.path, isFirst: isFirst, next: found.next)
        default: form.child(named: name)
        }
    }

    /// Chosen from the reader's own settings: never why somebody was not suggested.
    private var relaxation: String? {
        guard let suggestions, suggestions.items.isEmpty else { return nil }
        let names = suggestions.relaxations.map { phrases.text("relax_\($0.rawValue)") }
        return phrases.text("mentors_none_fit", ["list": MentoringWords.list(names, visit.language)])
    }
}

/// A mentor in a few lines: coarse.
struct MentorRow: MustacheParent {
    let mentor: Mentor
    let day: CivilDay
    let visit: Visit

    private var content: MentorContent { mentor.content }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorName": MentoringWords.name(mentor.member, phrases)
        case "mentorPath": mentor.path
        case "levelText": phrases.text("mentor_level_\(mentor.verification)")
        case "stateTexts": mentor.takesRequests(on: day) ? [] : [phrases.text("mentor_not_now")]
        case "placeTexts":
            content.stays.first.map { [MentoringWords.stay($0, visit)] } ?? []
        case "workTexts": content.employerKind.isEmpty ? [] : [content.employerKind]
        case "topicTexts": content.topics.prefix(6).map { MentoringWords.topic($0, phrases) }
        case "skillNames": Array(content.skills.prefix(8))
        case "outcomeTexts": outcomes
        case "languagesText": MentoringWords.languages(content.languages, visit)
        default: nil
        }
    }
}

extension MentorRow {
    /// What the mentor has done for others, if anything.
    private var outcomes: [String] {
        [
            ("mentor_finished", mentor.outcomes.finished), ("mentor_answered", mentor.outcomes.answered),
            ("mentor_held", mentor.outcomes.held),
        ]
        .filter { $0.1 > 0 }.map { phrases.text($0.0, count: $0.1) }
    }
}

/// A mentor who fits, and why.
struct SuggestionRow: MustacheParent {
    let suggestion: SuggestedMentor
    let pathways: [String: PathwayName]
    let day: CivilDay
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "shownMentor": MentorRow(mentor: suggestion.mentor, day: day, visit: visit)
        case "suggestedPath": suggestion.mentor.path
        case "bandText": visit.phrases.text("match_band_\(suggestion.band)")
        case "reasonTexts": suggestion.reasons.map { MentoringWords.reason($0, pathways, visit) }
        case "caveatTexts": suggestion.caveat.map { [visit.phrases.text("match_caveat_\($0.rawValue)")] } ?? []
        case "waitTexts": suggestion.isWaitlistOnly ? [visit.phrases.text("mentor_waitlist_only")] : []
        case "hourTexts": HoursWords.lines(suggestion.hours, on: day, visit)
        default: nil
        }
    }
}
