import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// One mentorship as one of the two sees it.
struct MentorshipPage: Page {
    static let template = "mentorship"
    let mentorship: Mentorship
    let side: MentorshipSide
    /// Who fits next, after a no: a username.
    let next: String?
    let messages: Paged<MentorshipMessage>
    let meetings: [Meeting]
    let goals: [MentorshipGoal]
    /// The reader's own.
    let feedback: MentorshipFeedback?
    /// For the mentee, once the mentor said yes.
    let mentor: AcceptedMentor?
    /// What became of a request that waited for a moderator.
    let held: MentoringCase?
    let isFirst: Bool
    /// What was typed and refused.
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var course: MentorshipCourse { mentorship.course }
    private var other: MentoringName { mentorship.name(of: side.other) }

    func child(named name: String) -> Any? {
        switch name {
        case "otherName": MentorshipWords.name(other, phrases)
        case "otherPaths": other.displayName.isEmpty ? [] : [Links.member(other.username)]
        case "roleText": phrases.text("mentorship_as_\(side.rawValue)")
        case "trackText": phrases.text("mentorship_track_\(mentorship.track.rawValue)")
        case "standingText": MentorshipWords.state(course, phrases)
        case "standingNotes": notes
        case "heldAnswers": held.map { $0.answer.isEmpty ? [] : [$0.answer] } ?? []
        case "mentorLines": mentorLines
        case "tellsMentor": !mentorLines.isEmpty
        case "reportPath": "\(mentorship.path)/report"
        case "deadlines": deadlines
        case "goalText": mentorship.request.goal
        case "backgroundText": mentorship.request.background
        case "questionText": mentorship.request.question
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: act(named: name)
        }
    }

    private func act(named name: String) -> Any? {
        switch name {
        case "stepPath": "\(mentorship.path)/steps"
        case "presentVersion": "\(mentorship.version)"
        case "stepForms":
            mentorship.steps(of: side, at: visit.now).map { event in
                StepForm(
                    event: event, course: course, side: side, form: form?["step"] == event.rawValue ? form : nil,
                    problem: problem,
                    phrases: phrases)
            }
        case "againPaths": isLeft ? ["/mentors"] : []
        case "nextMentors": next.map { [$0] } ?? []
        case "keptTexts": keptTexts
        case "nextPaths": side == .mentee && [.declined, .expired].contains(course.state) ? ["/mentors"] : []
        case "feedbackSections":
            FeedbackSection(mentorship, given: feedback, form: form, problem: problem, visit: visit).map { [$0] } ?? []
        case "meetingPaths": course.acceptedAt == nil ? [] : ["\(mentorship.path)/meetings"]
        case "hasNoNext": meetings.isEmpty
        case "goalPaths": course.acceptedAt == nil ? [] : ["\(mentorship.path)/goals"]
        case "hasNoGoals": goals.isEmpty
        case "goals": goals.map { GoalRow(goal: $0, mentorship: mentorship, visit: visit) }
        case "notesPath": "\(mentorship.path)/notes"
        case "nextMeetings":
            meetings.map {
                MeetingRow(meeting: $0, mentorship: mentorship, zones: [side: visit.timeZone], visit: visit)
            }
        case "messagePaths": course.takesWords(of: side) ? ["\(mentorship.path)/messages"] : []
        case "messageFormID": "message-\(mentorship.id)-\(messages.items.first?.number ?? 0)"
        case "messageField": messageField
        case "messages": messages.items.map { MentorshipMessageRow(message: $0, visit: visit) }
        case "hasNoMessages": messages.items.isEmpty
        case "pager": Pager(mentorship.path, isFirst: isFirst, next: messages.next)
        default: nil
        }
    }

    /// What was typed for something that can be done no longer: never lost.
    private var keptTexts: [String] {
        guard problem != nil, let form else { return [] }
        let hasForm =
            form["step"] == nil
            ? course.takesWords(of: side)
            : mentorship.steps(of: side, at: visit.now).contains { $0.rawValue == form["step"] }
        guard !hasForm, form["rating"] == nil else { return [] }
        return [form["body"], form["question"], form["reason"]].compactMap { $0 }.filter { $0.count > 12 }
    }

    private var mentorLines: [String] {
        guard let mentor else { return [] }
        return (mentor.employer.isEmpty ? [] : [phrases.text("mentorship_employer", ["employer": mentor.employer])])
            + mentor.stays.map { MentoringWords.stay($0, isExact: true, visit) }
    }

    /// What the reader should know besides where it stands.
    private var notes: [String] {
        let isOver = course.state.isEnded
        let name = MentorshipWords.name(other, phrases)
        var notes: [String] = []
        if course.isHeld { notes.append(phrases.text("mentorship_held")) }
        if course.heldAt != nil, course.ending == .ended || course.ending == .expired {
            notes.append(phrases.text("mentorship_not_released"))
        }
        if let reason = course.declineReason { notes.append(phrases.text("decline_reason_\(reason.rawValue)")) }
        if let owes = course.owes, !isOver || course.ending == .timedOut {
            let whose = owes == side ? "mentorship_owes_you" : "mentorship_owes_other"
            notes.append(phrases.text(whose, ["name": name]))
        }
        if course.finished.count == 1, !isOver {
            let whose = course.finished.contains(side) ? "mentorship_finished_you" : "mentorship_finished_other"
            notes.append(phrases.text(whose, ["name": name]))
        }
        if mentorship.isPriority, course.state == .requested {
            notes.append(phrases.text(side == .mentor ? "mentorship_priority_mentor" : "mentorship_priority_mentee"))
        }
        if let asked = course.extending, !isOver { notes.append(extensionText(asked, name)) }
        if let day = course.resumeOn, !isOver {
            notes.append(phrases.text("mentorship_resume_on", ["day": day.description]))
        }
        return notes
    }

    private func extensionText(_ asked: MentorshipExtension, _ name: String) -> String {
        let end = course.endOf(weeks: asked.weeks).map { phrases.day(CivilDay($0)) } ?? ""
        let whose = asked.by == side ? "mentorship_extension_you" : "mentorship_extension_other"
        return phrases.text(whose, ["name": name, "weeks": "\(asked.weeks)", "day": end])
    }

    /// Whether the reader is a mentee who has been without a mentor since it ended, not long ago.
    private var isLeft: Bool {
        guard side == .mentee, course.isMenteeLeft, let ended = course.endedAt else { return false }
        return visit.now < ended.advanced(by: MentorshipLimits.priority)
    }

    private var deadlines: [MentorshipDeadline] {
        let key =
            course.isHeld
            ? "mentorship_deadline_held"
            : course.state == .active && course.deadlineAt == course.endsAt
                ? "mentorship_deadline_term" : "mentorship_deadline_\(course.state.rawValue)"
        return course.deadlineAt.map { [MentorshipDeadline(label: phrases.text(key), time: $0, visit: visit)] } ?? []
    }

    private var messageField: Field {
        Field(
            "body", key: "mentorship_message", value: form?["step"] == nil ? form?["body"] ?? "" : "",
            problem: problem, phrases: phrases
        ).with {
            $0.rows = 4
            $0.maxLength = 4000
            $0.autocomplete = "off"
        }
    }
}

private struct MentorshipDeadline: MustacheParent {
    let label: String
    let time: Timestamp
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "deadlineLabel": label
        case "deadline": Moment(time, visit)
        default: nil
        }
    }
}

/// The form of a step that the reader may take: a button, or some fields and a button.
private struct StepForm: MustacheParent {
    let event: MentorshipEvent
    let course: MentorshipCourse
    let side: MentorshipSide
    /// What was typed into this one and refused.
    let form: Form?
    let problem: Problem?
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "stepName": event.rawValue
        case "stepLabel": phrases.text("mentorship_step_\(event.rawValue)")
        case "stepTexts": phrases.phrase("mentorship_about_\(event.rawValue)").map { [$0] } ?? []
        case "isPlainStep": choices.isEmpty && areas.isEmpty && inputs.isEmpty
        case "isOpenStep": event == .accept || isAnswer || form != nil
        case "isMainStep": [.accept, .resume].contains(event) || isAnswer
        case "stepChoices": choices
        case "stepAreas": areas
        case "stepInputs": inputs
        default: nil
        }
    }

    /// The other has proposed to go on longer.
    private var isAnswer: Bool { event == .extend && course.extending?.by == side.other }

    private func field(_ name: String, _ key: String, value: String = "") -> Field {
        Field(name, key: key, value: form?[name] ?? value, problem: form == nil ? nil : problem, phrases: phrases)
            .with { $0.autocomplete = "off" }
    }

    private var choices: [Field] {
        guard event == .decline else { return [] }
        return [
            field("reason", "decline_reason").with { field in
                let chosen = field.value
                field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
                field.options += DeclineReason.allCases.map { reason in
                    .init(
                        reason.rawValue, phrases.text("decline_reason_\(reason.rawValue)"),
                        isSelected: reason.rawValue == chosen)
                }
            }
        ]
    }

    private var areas: [Field] {
        switch event {
        case .askMore:
            [
                field("question", "mentorship_inquiry").with {
                    $0.rows = 4
                    $0.maxLength = 2000
                }
            ]
        case .end:
            [
                field("reason", "mentorship_end_reason").with {
                    $0.rows = 3
                    $0.maxLength = 1000
                    $0.isRequired = false
                }
            ]
        default: []
        }
    }

    private var inputs: [Field] {
        switch event {
        case .accept:
            [
                field("weeks", "mentorship_weeks", value: "\(MentorshipLimits.weeks)").with {
                    $0.inputType = "number"
                    $0.direction = "ltr"
                }
            ]
        case .extend:
            [
                field("weeks", "mentorship_extend", value: "\(longer)").with {
                    $0.inputType = "number"
                    $0.direction = "ltr"
                }
            ]
        case .pause:
            [
                field("until", "mentorship_until").with {
                    $0.inputType = "date"
                    $0.direction = "ltr"
                }
            ]
        default: []
        }
    }

    /// What the other proposed, or four weeks more.
    private var longer: Int {
        course.extending?.weeks ?? min(course.weeks + 4, MentorshipLimits.weekRange.upperBound)
    }
}

private struct MentorshipMessageRow: MustacheParent {
    let message: MentorshipMessage
    let visit: Visit

    private var isOwn: Bool { message.author.id == visit.principal.member?.id }

    func child(named name: String) -> Any? {
        switch name {
        case "authorName": MentorshipWords.name(message.author, visit.phrases)
        case "messageText": message.body
        case "isOwnMessage": isOwn
        case "messageReportPaths":
            isOwn ? [] : ["/mentoring/mentorships/\(message.mentorship)/report?message=\(message.id)"]
        case "written": Moment(message.createdAt, visit)
        default: nil
        }
    }
}
