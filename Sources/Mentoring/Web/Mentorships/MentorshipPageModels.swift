import Core
import Mentoring
import Mustache
import Texts
import WebSupport

enum MentorshipWords {
    /// One who is gone has no name.
    static func name(_ name: MentoringName, _ phrases: Phrasebook) -> String {
        name.displayName.isEmpty ? phrases.text("former_member") : name.displayName
    }

    /// Where it stands, or how it ended.
    static func state(_ course: MentorshipCourse, _ phrases: Phrasebook) -> String {
        if course.isHeld { return phrases.text("mentorship_state_held") }
        guard let ending = course.ending else { return phrases.text("mentorship_state_\(course.state.rawValue)") }
        return phrases.text("mentorship_ending_\(ending.rawValue)")
    }
}

/// The member's mentorships, on either side.
struct MentorshipListPage: Page {
    static let template = "mentorship_list"
    let found: Paged<Mentorship>
    /// What is to be answered before all else.
    let first: [Mentorship]
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorships": found.items.compactMap { MentorshipRow(mentorship: $0, visit: visit) }
        case "firstLists": first.isEmpty ? [] : [FirstRequests(first: first, visit: visit)]
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("/mentoring/mentorships", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

private struct FirstRequests: MustacheParent {
    let first: [Mentorship]
    let visit: Visit

    func child(named name: String) -> Any? {
        name == "mentorships" ? first.compactMap { MentorshipRow(mentorship: $0, visit: visit) } : nil
    }
}

/// A mentorship in two lines.
struct MentorshipRow: MustacheParent {
    let mentorship: Mentorship
    let side: MentorshipSide
    let visit: Visit

    init?(mentorship: Mentorship, visit: Visit) {
        guard let side = visit.principal.member.flatMap({ mentorship.side(of: $0.id) }) else { return nil }
        (self.mentorship, self.side, self.visit) = (mentorship, side, visit)
    }

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorshipPath": mentorship.path
        case "otherName": MentorshipWords.name(mentorship.name(of: side.other), phrases)
        case "roleText": phrases.text("mentorship_as_\(side.rawValue)")
        case "trackText": phrases.text("mentorship_track_\(mentorship.track.rawValue)")
        case "standingText": MentorshipWords.state(mentorship.course, phrases)
        case "isYourTurn": !mentorship.course.state.isEnded && mentorship.course.owes == side
        case "goalText": String(mentorship.request.goal.prefix(160))
        case "changed": Moment(mentorship.updatedAt, visit)
        default: nil
        }
    }
}

/// The form by which a mentor is asked.
struct MentorshipFormPage: Page {
    static let template = "mentorship_form"
    let mentor: MentoringName
    /// What left the mentee without a mentor: its words are asked with again.
    let left: Mentorship?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    init(mentor: MentoringName, left: Mentorship?, form: Form? = nil, problem: Problem? = nil, visit: Visit) {
        (self.mentor, self.left, self.problem, self.visit) = (mentor, left, problem, visit)
        self.form =
            form
            ?? left.map { left in
                Form(filled: [
                    "track": left.track.rawValue, "goal": left.request.goal, "background": left.request.background,
                    "question": left.request.question,
                ])
            }
    }

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorName": MentorshipWords.name(mentor, phrases)
        case "mentorUsername": mentor.username
        case "mentorPath": "/mentors/\(mentor.username)"
        case "isLeft": left != nil
        case "formID": "mentor-request-\(mentor.username)"
        case "track": trackChoice
        case "goal": area(name)
        case "background": area(name)
        case "question": area(name)
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private var trackChoice: Field {
        Field("track", key: "mentorship_track", value: form?["track"] ?? "", problem: problem, phrases: phrases)
            .with { field in
                let chosen = field.value
                field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
                field.options += MentorshipTrack.allCases.map { track in
                    .init(
                        track.rawValue, phrases.text("mentorship_track_\(track.rawValue)"),
                        isSelected: track.rawValue == chosen)
                }
            }
    }

    private func area(_ name: String) -> Field {
        Field(name, key: "mentorship_\(name)", value: form?[name] ?? "", problem: problem, phrases: phrases).with {
            $0.rows = 4
            $0.maxLength = 2000
            $0.autocomplete = "off"
        }
    }
}
