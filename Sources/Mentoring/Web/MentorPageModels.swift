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
    func path(after cursor: PageCursor? = nil) -> String {
        let pairs = [("country", country), ("topic", topic), ("language", language), ("pathway", pathway)]
            .filter { !$0.1.isEmpty }.map { "\($0.0)=\(Links.escaped($0.1))" }
        let query = (pairs + (cursor.map { ["after=\($0.text)"] } ?? [])).joined(separator: "&")
        return query.isEmpty ? "/mentors" : "/mentors?\(query)"
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
        case "pager":
            MentorPager(newer: isFirst ? nil : form.path(), older: found.next.map { form.path(after: $0) })
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

struct MentorPager: MustacheParent {
    let newer: String?
    let older: String?

    func child(named name: String) -> Any? {
        switch name {
        case "newerPaths": newer.map { [$0] } ?? []
        case "olderPaths": older.map { [$0] } ?? []
        default: nil
        }
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
        case "languagesText": MentoringWords.languages(content.languages, visit)
        default: nil
        }
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

/// One mentor.
struct MentorPage: Page {
    static let template = "mentor"
    let mentor: Mentor
    let hours: Availability
    let pathways: [String: PathwayName]
    let day: CivilDay
    let isUnwanted: Bool
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var content: MentorContent { mentor.content }
    private var phrases: Phrasebook { visit.phrases }
    private var isOwn: Bool { mentor.member.id == visit.principal.member?.id }
    private var mayLower: Bool { visit.principal.isStaff && !isOwn && mentor.verification > 0 }

    func child(named name: String) -> Any? {
        switch name {
        case "shownMentor": MentorRow(mentor: mentor, day: day, visit: visit)
        case "memberPath": Links.member(mentor.member.username)
        case "aboutText": content.about
        case "originTexts": content.origin.map { [Names.country($0, visit.language)] } ?? []
        case "stayTexts": content.stays.map { MentoringWords.stay($0, visit) }
        case "hasStays": !content.stays.isEmpty
        case "wentRows": content.experiences.map { WentRow(went: $0, pathway: pathways[$0.pathwayId]) }
        case "hasWent": !content.experiences.isEmpty
        case "yearsText": phrases.text("mentor_years", count: content.experienceYears)
        case "stageTexts": content.stages.map { phrases.text("stage_\($0.rawValue)") }
        case "hasStages": !content.stages.isEmpty
        case "hourTexts": HoursWords.lines(hours, on: day, visit)
        case "hasHours": !hours.windows.isEmpty
        case "asyncTexts": content.isAsyncOnly ? [phrases.text("mentor_async")] : []
        case "editPaths": isOwn ? ["/mentoring/mentor-profile"] : []
        case "unwantedPaths": isOwn ? [] : ["\(mentor.path)/unwanted"]
        case "isUnwanted": isUnwanted
        case "levelPaths": mayLower ? ["\(mentor.path)/level"] : []
        case "level", "note": lowering(named: name)
        case "problems": FormProblem.all(problem, phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private func lowering(named name: String) -> Field {
        let field = Field(
            name, key: "mentor_lower_\(name)", value: form?[name] ?? "", problem: problem, phrases: phrases)
        return field.with { field in
            field.autocomplete = "off"
            if name == "note" { (field.rows, field.maxLength) = (3, 500) }
            if name == "level" {
                field.options = (0..<max(1, mentor.verification)).map {
                    Field.Option("\($0)", phrases.text("mentor_level_\($0)"), isSelected: "\($0)" == field.value)
                }
            }
        }
    }
}

private struct WentRow: MustacheParent {
    let went: MentorExperience
    let pathway: PathwayName?

    func child(named name: String) -> Any? {
        switch name {
        case "wentName": pathway?.name ?? went.pathwayId
        case "wentPaths": pathway.map { [$0.path] } ?? []
        case "wentYear": "\(went.year)"
        default: nil
        }
    }
}

/// Levels that mentors asked for.
struct MentorQueuePage: Page {
    static let template = "mentor_queue"
    let waiting: Paged<MentorReview>
    let isFirst: Bool
    let decided: MentorReviewID?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "reviews":
            waiting.items.map { review in
                let isDecided = review.id == decided
                return ReviewRow(
                    review: review, form: isDecided ? form : nil, problem: isDecided ? problem : nil, visit: visit)
            }
        case "isEmpty": waiting.items.isEmpty
        case "pager":
            MentorPager(
                newer: isFirst ? nil : "/moderation/mentors",
                older: waiting.next.map { "/moderation/mentors?after=\($0.text)" })
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct ReviewRow: MustacheParent {
    let review: MentorReview
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorName": MentoringWords.name(review.mentor, phrases)
        case "mentorPath": "/mentors/\(review.mentor.username)"
        case "askedText": phrases.text("mentor_asks_level", ["level": "\(review.level)"])
        case "vouchText": phrases.text("mentor_vouches", count: review.vouches)
        case "noteTexts": review.note.isEmpty ? [] : [review.note]
        case "openedAt": Moment(review.openedAt, visit)
        case "isOwn": review.mentor.id == visit.principal.member?.id
        case "decisionPath": "/moderation/mentors/\(review.id)/decision"
        case "basis": basis
        case "answer":
            Field("answer", key: "mentor_answer", value: form?["answer"] ?? "", problem: problem, phrases: phrases)
                .with {
                    $0.rows = 3
                    $0.maxLength = 500
                    $0.isRequired = false
                    $0.autocomplete = "off"
                }
        default: nil
        }
    }

    private var basis: Field {
        let good = MentorReviewBasis.allCases.filter { $0.level == review.level }
        return Field(
            "basis", key: "mentor_basis", value: form?["basis"] ?? good.first?.rawValue ?? "", problem: problem,
            phrases: phrases
        ).with { field in
            let chosen = field.value
            field.options = good.map {
                Field.Option(
                    $0.rawValue, phrases.text("mentor_basis_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
            }
        }
    }
}
