import Core
import Matching
import Mentoring
import Mustache
import Texts
import WebSupport

/// One mentor.
struct MentorPage: Page {
    static let template = "mentor"
    let mentor: Mentor
    /// `nil` on one's own page, and of who is not verified.
    let waitlist: Waitlist?
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
        case "askPaths":
            !isOwn && !isUnwanted && visit.principal.canAskMentors && mentor.takesRequests(on: day)
                && (waitlist?.isFull != true || waitlist?.own?.state == .offered)
                ? ["/mentoring/mentorships/new?mentor=\(mentor.member.username)"] : []
        case "lines":
            waitlist.flatMap { $0.isFull || $0.own != nil ? [WaitlistPart(list: $0, visit: visit)] : nil } ?? []
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
        let key = name == "level" ? "mentor_lower_level" : "mentor_lower_note"
        let field = Field(name, key: key, value: form?[name] ?? "", problem: problem, phrases: phrases)
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
