import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// What a member says in a round: numbers for mentors, or words for mentees.
struct RoundRankingPage: Page {
    static let template = "round_ranking"
    let ranking: RoundRanking
    let pathways: [String: PathwayName]
    let isFirst: Bool
    let today: CivilDay
    /// What was typed and refused.
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var round: Round { ranking.round }

    func child(named name: String) -> Any? {
        switch name {
        case "isMentee": ranking.side == .mentee
        case "takesRankings": round.takesRankings(on: today)
        case "rankingPath": "\(round.path)/ranking"
        case "rankedMentors":
            ranking.mentors.map {
                RankedMentorRow(
                    ranked: $0, pathways: pathways, day: today, form: form, problem: problem, visit: visit)
            }
        case "hasNoMentors": ranking.mentors.isEmpty
        case "incoming":
            ranking.mentees.items.map { IncomingRow(incoming: $0, form: form, problem: problem, visit: visit) }
        case "hasNoMentees": ranking.mentees.items.isEmpty
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: labels)
        case "pager": Pager("\(round.path)/ranking", isFirst: isFirst, next: ranking.mentees.next)
        default: RoundRow(round: round, phrases: phrases).child(named: name)
        }
    }

    private var labels: [String: String] {
        Dictionary(
            ranking.mentors.map { one in
                let member = one.suggestion.mentor.member
                return ("place-\(member.username)", MentoringWords.name(member, phrases))
            }, uniquingKeysWith: { first, _ in first })
    }
}

/// A mentor with a field for their place.
private struct RankedMentorRow: MustacheParent {
    let ranked: RankedMentor
    let pathways: [String: PathwayName]
    let day: CivilDay
    let form: Form?
    let problem: Problem?
    let visit: Visit
    private var username: String { ranked.suggestion.mentor.member.username }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorUsername": username
        case "isNot": form?.all("not").contains(username) ?? false
        case "placeField":
            Field(
                "place-\(username)", key: "round_place",
                value: form?["place-\(username)"] ?? ranked.place.map { "\($0)" } ?? "", problem: problem,
                phrases: visit.phrases
            ).with {
                $0.inputType = "number"
                $0.direction = "ltr"
                $0.autocomplete = "off"
                $0.isRequired = false
            }
        default:
            SuggestionRow(suggestion: ranked.suggestion, pathways: pathways, day: day, visit: visit)
                .child(named: name)
        }
    }
}

/// A mentee who ranked the mentor.
private struct IncomingRow: MustacheParent {
    let incoming: IncomingMentee
    let form: Form?
    let problem: Problem?
    let visit: Visit
    private var phrases: Phrasebook { visit.phrases }
    private var username: String { incoming.mentee.username }

    func child(named name: String) -> Any? {
        switch name {
        case "menteeName": MentoringWords.name(incoming.mentee, phrases)
        case "menteeUsername": username
        case "menteePath": Links.member(username)
        case "goalText": incoming.goal
        case "topicTexts": incoming.topics.map { MentoringWords.topic($0, phrases) }
        case "placeTexts": incoming.destinations.prefix(3).map { Names.country($0.country, visit.language) }
        case "answerField":
            Field(
                "answer-\(username)", key: "round_answer",
                value: form?["answer-\(username)"] ?? incoming.answer.rawValue, problem: problem, phrases: phrases
            ).with { field in
                let chosen = field.value
                field.autocomplete = "off"
                field.options = RoundAnswer.allCases.map { answer in
                    .init(
                        answer.rawValue, phrases.text("round_answer_\(answer.rawValue)"),
                        isSelected: answer.rawValue == chosen)
                }
            }
        default: nil
        }
    }
}
