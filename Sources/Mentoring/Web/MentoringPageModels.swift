import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// How a member stands as mentor and as mentee, and where to go on.
struct OwnMentoringPage: Page {
    static let template = "mentoring"
    let own: OwnMentoring
    let day: CivilDay
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "isMentor": own.mentor != nil
        case "isMentee": own.mentee != nil
        case "mentorStates": own.mentor.map { [state(of: $0)] } ?? []
        case "mentorLevels": own.mentor.map { [phrases.text("mentor_level_\($0.verification)")] } ?? []
        case "ownPaths": own.mentor.flatMap { $0.listedAt == nil ? nil : [$0.path] } ?? []
        case "reviewTexts": own.review.map { [told(of: $0)] } ?? []
        case "reviewAnswers": own.review.flatMap { $0.answer.isEmpty ? nil : [$0.answer] } ?? []
        case "goalTexts": own.mentee.map { [$0.content.goal] } ?? []
        case "topicTexts": (own.mentee?.content.topics ?? []).map { MentoringWords.topic($0, phrases) }
        case "hourTexts": HoursWords.lines(own.hours, on: day, visit)
        case "hasNoHours": own.hours.windows.isEmpty
        case "nextLevels": nextLevel.map { ["\($0)"] } ?? []
        case "nextLevelTexts": nextLevel.map { [phrases.text("mentor_ask_level_\($0)")] } ?? []
        case "note":
            Field("note", key: "mentor_level_note", value: form?["note"] ?? "", problem: problem, phrases: phrases)
                .with {
                    $0.rows = 4
                    $0.maxLength = 1000
                    $0.autocomplete = "off"
                }
        case "problems": FormProblem.all(problem, phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    /// The level that a mentor may ask for now.
    private var nextLevel: Int? {
        guard let mentor = own.mentor, (1...2).contains(mentor.verification), own.review?.state != .open else {
            return nil
        }
        return mentor.verification + 1
    }

    private func state(of mentor: Mentor) -> String {
        if let until = [mentor.content.pausedUntil, mentor.stoppedUntil].compactMap({ $0 }).max(), day < until {
            return phrases.text("mentor_state_paused", ["day": until.description])
        }
        if mentor.content.capacity == 0 || !mentor.content.isAccepting { return phrases.text("mentor_state_closed") }
        return phrases.text("mentor_state_open", count: mentor.content.capacity)
    }

    private func told(of review: MentorReview) -> String {
        phrases.text("mentor_review_\(review.state.rawValue)", ["level": "\(review.level)"])
    }
}

/// The form in which a member says when they have time.
struct HoursPage: Page {
    static let template = "mentoring_hours"
    let stored: HoursRecord
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var make: FieldMaker { FieldMaker(prefix: "hours", form: form, problem: problem, visit: visit) }
    private var phrases: Phrasebook { visit.phrases }
    private var zone: String { visit.principal.member?.timeZone ?? "UTC" }

    func child(named name: String) -> Any? {
        switch name {
        case "windowRows": windows
        case "exceptionRows": exceptions
        case "problems":
            FormProblem.all(
                problem, phrases, labels: MentoringWords.labels("hours", HoursDraft.CodingKeys.self, phrases))
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var windows: FieldRows {
        make.rows("windows", count: stored.windows.count, more: 2, most: 14) { row in
            let window = stored.windows.indices.contains(row) ? stored.windows[row] : nil
            let days = form?.all("windowDays\(row)") ?? (window?.weekdays ?? []).map { "\($0)" }
            return FieldRows.Row(
                title: phrases.text("hours_window_number", ["number": "\(row + 1)"]),
                fields: [
                    time("windowStart", row, window?.start), time("windowEnd", row, window?.end),
                    make.part("windowZone", row, window?.zone ?? zone, most: 64, isLatin: true),
                ],
                days: (1...7).map { day in
                    CheckList.Item(
                        value: "\(day)", label: phrases.text("weekday_\(day)"), isChosen: days.contains("\(day)"))
                }, daysName: "windowDays\(row)")
        }
    }

    private var exceptions: FieldRows {
        make.rows("exceptions", count: stored.exceptions.count, more: 1, most: 30) { row in
            let one = stored.exceptions.indices.contains(row) ? stored.exceptions[row] : nil
            let day = make.part("exceptionDay", row, one?.on ?? "", most: 10, isLatin: true)
            return FieldRows.Row(
                title: phrases.text("hours_exception_number", ["number": "\(row + 1)"]),
                fields: [
                    FieldRows.Kind(
                        field: make.choice(
                            "exceptionFree\(row)", one?.isFree == true ? "free" : "busy",
                            [("busy", phrases.text("hours_busy")), ("free", phrases.text("hours_free"))]
                        ).with { $0.key = "hours_exceptionFree" }),
                    FieldRows.Kind(field: day.field.with { $0.inputType = "date" }),
                    time("exceptionStart", row, one?.start), time("exceptionEnd", row, one?.end),
                    make.part("exceptionZone", row, one?.zone ?? zone, most: 64, isLatin: true),
                ])
        }
    }

    private func time(_ name: String, _ row: Int, _ stored: String?) -> FieldRows.Kind {
        // A browser's field of time knows no 24:00.
        let part = make.part(name, row, stored == "24:00" ? "00:00" : stored ?? "", most: 5, isLatin: true)
        return FieldRows.Kind(field: part.field.with { $0.inputType = "time" })
    }
}

/// The form of private rules, for the member alone.
struct PrivateRulesPage: Page {
    static let template = "mentoring_rules"
    let own: OwnPrivateRules
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var rules: PrivateRules { own.rules }
    private var make: FieldMaker { FieldMaker(prefix: "rules", form: form, problem: problem, visit: visit) }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "gender":
            make.choice(
                name, rules.gender?.code ?? "",
                ["woman", "non_binary", "man", "other"].map { ($0, phrases.text("gender_\($0)")) },
                empty: "choose_nothing")
        case "genderRule":
            make.choice(
                name, rules.genderRule.code,
                ["anybody", "women_only", "women_and_non_binary_only"].map { ($0, phrases.text("gender_rule_\($0)")) })
        case "countsGender": make.isTicked(name, rules.countsGender)
        case "refusesSameEmployer": make.isTicked(name, rules.refusesSameEmployer)
        case "avoidedEmployers":
            make.field(name, rules.avoidedEmployers.joined(separator: "\n"), most: 2400).with { $0.rows = 4 }
        case "keptApart":
            make.field(name, own.keptApart.map(\.username).joined(separator: ", "), most: 800).with {
                $0.direction = "ltr"
            }
        case "unwantedMentors": own.unwanted.map { UnwantedRow(name: $0, phrases: phrases) }
        case "hasUnwanted": !own.unwanted.isEmpty
        case "problems":
            FormProblem.all(
                problem, phrases, labels: MentoringWords.labels("rules", PrivateRulesDraft.CodingKeys.self, phrases))
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct UnwantedRow: MustacheParent {
    let name: MentoringName
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "mentorName": MentoringWords.name(self.name, phrases)
        case "unwantedPath": "/mentors/\(self.name.username)/unwanted"
        default: nil
        }
    }
}
