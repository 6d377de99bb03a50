import Core
import Mentoring
import Mustache
import Texts
import WebSupport

enum MentoringCaseWords {
    static func kind(_ found: MentoringCase, _ phrases: Phrasebook) -> String {
        phrases.text("mentoring_case_\(found.kind.rawValue)")
    }

    /// Why it waits, or what is wrong.
    static func reason(_ found: MentoringCase, _ phrases: Phrasebook) -> String {
        phrases.text(found.kind == .report ? "reason_\(found.reason)" : "mentoring_case_reason_\(found.reason)")
    }
}

/// The member's pauses, and what they asked moderators for.
struct OwnMentoringCasesPage: Page {
    static let template = "mentoring_cases"
    let found: Paged<MentoringCase>
    let pauses: [MentoringPause]
    let isFirst: Bool
    let appealed: MentoringPauseID?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "pauses":
            pauses.map { pause in
                let isAppealed = pause.id == appealed
                return PauseRow(
                    pause: pause, form: isAppealed ? form : nil, problem: isAppealed ? problem : nil, visit: visit)
            }
        case "cases": found.items.map { OwnCaseRow(found: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("/mentoring/cases", isFirst: isFirst, next: found.next)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct PauseRow: MustacheParent {
    let pause: MentoringPause
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pauseText":
            visit.phrases.text("mentoring_pause_\(pause.side.rawValue)", ["day": visit.phrases.day(pause.until)])
        case "appealPaths": pause.appeal == nil ? ["/mentoring/pauses/\(pause.id)/appeal"] : []
        case "appealTexts":
            pause.appeal.map { [visit.phrases.text("mentoring_case_state_\($0.rawValue)")] } ?? []
        case "appealField":
            Field("text", key: "pause_appeal", value: form?["text"] ?? "", problem: problem, phrases: visit.phrases)
                .with {
                    $0.rows = 4
                    $0.maxLength = 2000
                    $0.autocomplete = "off"
                }
        default: nil
        }
    }
}

private struct OwnCaseRow: MustacheParent {
    let found: MentoringCase
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "kindText": MentoringCaseWords.kind(found, visit.phrases)
        case "reasonText": MentoringCaseWords.reason(found, visit.phrases)
        case "stateText": visit.phrases.text("mentoring_case_state_\(found.state.rawValue)")
        case "isOpen": found.state == .open
        case "wordTexts": found.words.isEmpty ? [] : [found.words]
        case "answerTexts": found.answer.isEmpty ? [] : [found.answer]
        case "mentorshipPaths": found.mentorship.map { ["/mentoring/mentorships/\($0)"] } ?? []
        case "openedAt": Moment(found.openedAt, visit)
        default: nil
        }
    }
}

/// The form by which one of the two asks moderators to look.
struct MentorshipReportPage: Page {
    static let template = "mentorship_report"
    let mentorship: Mentorship
    let message: MentorshipMessage?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "backPath": mentorship.path
        case "reportPath": "\(mentorship.path)/report"
        case "messageIDs": message.map { [$0.id.text] } ?? []
        case "shownTexts": shown
        case "hasShown": !shown.isEmpty
        case "otherName":
            visit.principal.member.flatMap { mentorship.side(of: $0.id) }.map {
                MentorshipWords.name(mentorship.name(of: $0.other), phrases)
            }
        case "reasonChoice": reason
        case "noteArea":
            Field("note", key: "flag_note", value: form?["note"] ?? "", problem: problem, phrases: phrases).with {
                $0.rows = 4
                $0.isRequired = false
                $0.maxLength = 1000
                $0.autocomplete = "off"
            }
        case "problems": FormProblem.all(problem, phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    /// What a moderator will read besides the note: the message, or the request that the mentor reports.
    private var shown: [String] {
        if let message { return [message.body] }
        guard mentorship.mentor.id == visit.principal.member?.id else { return [] }
        return [mentorship.request.goal, mentorship.request.background, mentorship.request.question]
    }

    private var reason: Field {
        Field("reason", key: "flag_reason", value: form?["reason"] ?? "", problem: problem, phrases: phrases)
            .with { field in
                let chosen = field.value
                field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
                field.options += MentorshipReportReason.allCases.map {
                    .init($0.rawValue, phrases.text("reason_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                }
            }
    }
}

/// What waits for a moderator.
struct MentoringCaseQueuePage: Page {
    static let template = "mentoring_case_queue"
    let waiting: Paged<MentoringCase>
    let isFirst: Bool
    let decided: MentoringCaseID?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "cases":
            waiting.items.map { found in
                let isDecided = found.id == decided
                return CaseRow(
                    found: found, form: isDecided ? form : nil, problem: isDecided ? problem : nil, visit: visit)
            }
        case "isEmpty": waiting.items.isEmpty
        case "pager": Pager("/moderation/mentorships", isFirst: isFirst, next: waiting.next)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct CaseRow: MustacheParent {
    let found: MentoringCase
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "aboutName": MentorshipWords.name(found.about, phrases)
        case "aboutPaths": found.about.displayName.isEmpty ? [] : [Links.member(found.about.username)]
        case "kindText": MentoringCaseWords.kind(found, phrases)
        case "reasonText": MentoringCaseWords.reason(found, phrases)
        case "openerTexts":
            found.kind == .report
                ? [
                    phrases.text(
                        "mentoring_case_from",
                        [
                            "name": found.openedBy.map { MentorshipWords.name($0, phrases) }
                                ?? phrases.text("former_member")
                        ])
                ] : []
        case "wordTexts": found.words.isEmpty ? [] : [found.words]
        case "contents": contents
        case "openedAt": Moment(found.openedAt, visit)
        case "isLateCase": visit.now.since(found.openedAt) > SafetyLimits.acknowledging
        case "isOwn": [found.about.id, found.openedBy?.id].contains(visit.principal.member?.id)
        case "decisionPath": "/moderation/mentorships/\(found.id)/decision"
        case "grantText": phrases.text("mentoring_case_grant_\(found.kind.rawValue)")
        case "refuseText": phrases.text("mentoring_case_refuse_\(found.kind.rawValue)")
        case "answer":
            Field(
                "answer", key: "mentoring_case_answer", value: form?["answer"] ?? "", problem: problem, phrases: phrases
            )
            .with {
                $0.rows = 3
                $0.maxLength = 500
                $0.isRequired = false
                $0.autocomplete = "off"
            }
        default: nil
        }
    }

    /// What a moderator may read, part by part.
    private var contents: [CasePart] {
        switch found.content {
        case .request(let request, let mentor):
            [
                CasePart(label: phrases.text("mentoring_case_for"), text: MentorshipWords.name(mentor, phrases)),
                CasePart(label: phrases.text("label_mentorship_goal"), text: request.goal),
                CasePart(label: phrases.text("label_mentorship_background"), text: request.background),
                CasePart(label: phrases.text("label_mentorship_question"), text: request.question),
            ]
        case .message(let text): [CasePart(label: phrases.text("mentoring_case_message"), text: text)]
        case .pause(let pause):
            [CasePart(label: phrases.text("mentoring_case_until"), text: phrases.day(pause.until))]
        case .none: []
        }
    }
}

private struct CasePart: MustacheParent {
    let label: String
    let text: String

    func child(named name: String) -> Any? {
        switch name {
        case "partLabel": label
        case "partText": text
        default: nil
        }
    }
}
