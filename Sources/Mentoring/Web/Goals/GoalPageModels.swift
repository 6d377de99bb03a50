import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// What the two want to reach.
struct GoalListPage: Page {
    static let template = "mentorship_goals"
    let mentorship: Mentorship
    let goals: [MentorshipGoal]
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var side: MentorshipSide { mentorship.reader(visit) }
    private var takesMore: Bool { mentorship.course.state.isLive && goals.count < MentorshipLimits.goals }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorshipPath": mentorship.path
        case "otherName": MentorshipWords.name(mentorship.name(of: side.other), phrases)
        case "isEmpty": goals.isEmpty
        case "goals": goals.map { GoalRow(goal: $0, mentorship: mentorship, visit: visit) }
        // What was typed is shown again whatever happened meanwhile.
        case "addPaths": takesMore || form != nil ? ["\(mentorship.path)/goals"] : []
        case "formID": "goal-\(mentorship.id)-\(goals.last?.id.text ?? "")"
        case "body":
            Field("body", key: "mentorship_new_goal", value: form?["body"] ?? "", problem: problem, phrases: phrases)
                .with { ($0.maxLength, $0.autocomplete) = (MentorshipLimits.goalLength.upperBound, "off") }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }
}

/// A goal, and what the reader may do with it.
struct GoalRow: MustacheParent {
    let goal: MentorshipGoal
    let mentorship: Mentorship
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var side: MentorshipSide { mentorship.reader(visit) }
    private var isLive: Bool { mentorship.course.state.isLive }
    private var path: String { "\(mentorship.path)/goals/\(goal.id)" }

    func child(named name: String) -> Any? {
        switch name {
        case "goalText": goal.body
        case "isDone": goal.doneAt != nil
        case "doneTimes": goal.doneAt.map { [Moment($0, visit)] } ?? []
        case "addedText":
            goal.side == side
                ? phrases.text("goal_added_you")
                : phrases.text(
                    "goal_added_other", ["name": MentorshipWords.name(mentorship.name(of: goal.side), phrases)])
        case "tickPaths": isLive ? [path] : []
        case "changePaths": isLive && goal.side == side ? [path] : []
        default: nil
        }
    }
}

/// What the reader noted of a mentorship.
struct NoteListPage: Page {
    static let template = "mentorship_notes"
    let mentorship: Mentorship
    let notes: Paged<MentorshipNote>
    let isFirst: Bool
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var path: String { "\(mentorship.path)/notes" }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorshipPath": mentorship.path
        case "otherName":
            MentorshipWords.name(mentorship.name(of: mentorship.reader(visit).other), phrases)
        case "isEmpty": notes.items.isEmpty
        case "notes": notes.items.map { NoteRow(note: $0, path: "\(path)/\($0.id)", visit: visit) }
        case "addPath": path
        case "formID": "note-\(mentorship.id)-\(notes.items.first?.id.text ?? "")"
        case "body":
            Field("body", key: "mentorship_new_note", value: form?["body"] ?? "", problem: problem, phrases: phrases)
                .with { field in
                    (field.rows, field.maxLength) = (4, MentorshipLimits.noteLength.upperBound)
                    field.autocomplete = "off"
                }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        case "pager": Pager(path, isFirst: isFirst, next: notes.next)
        default: nil
        }
    }
}

private struct NoteRow: MustacheParent {
    let note: MentorshipNote
    let path: String
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "noteText": note.body
        case "notePath": path
        case "written": Moment(note.updatedAt, visit)
        default: nil
        }
    }
}

/// A goal or a note of one's own, to write it anew or to remove it.
struct MentorshipLinePage: Page {
    enum Line {
        case goal(MentorshipGoal)
        case note(MentorshipNote)
    }

    static let template = "mentorship_line"
    let mentorship: Mentorship
    let line: Line
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    private var listPath: String {
        switch line {
        case .goal: "\(mentorship.path)/goals"
        case .note: "\(mentorship.path)/notes"
        }
    }

    private var linePath: String {
        switch line {
        case .goal(let goal): "\(listPath)/\(goal.id)"
        case .note(let note): "\(listPath)/\(note.id)"
        }
    }

    private var version: Int64 {
        switch line {
        case .goal(let goal): goal.version
        case .note(let note): note.version
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "listPath": listPath
        case "linePath": linePath
        case "listHeading": phrases.text(isGoal ? "goals_heading" : "notes_heading")
        case "lineHeading": phrases.text(isGoal ? "goal_change" : "note_change")
        case "lineVersion": "\(version)"
        case "body": body
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private var isGoal: Bool { if case .goal = line { true } else { false } }

    private var body: Field {
        let stored: String =
            switch line {
            case .goal(let goal): goal.body
            case .note(let note): note.body
            }
        let key = isGoal ? "mentorship_own_goal" : "mentorship_own_note"
        let length = isGoal ? MentorshipLimits.goalLength : MentorshipLimits.noteLength
        return Field("body", key: key, value: form?["body"] ?? stored, problem: problem, phrases: phrases).with {
            ($0.rows, $0.maxLength, $0.autocomplete) = (isGoal ? 3 : 8, length.upperBound, "off")
        }
    }
}
