import Core
import Forum
import Hummingbird
import Mustache
import WebSupport

/// Voting in a thread's poll.
extension ForumPages {
    @Sendable package func submitPollVote(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: ThreadID = try context.id("id")
        let takesBack = form.wants("clear")
        do {
            let choices = try takesBack ? [] : form.choices
            let draft = PollVoteDraft(choices: choices)
            try draft.check(at: context.visit.now)
            _ = try await forum.votePoll(draft, in: id, as: context.principal)
        } catch let problem as Problem where problem.belongsToForm {
            let page = try await forum.page(of: id, as: context.principal)
            let view = ThreadView(page: page, isFirst: true, pollProblem: problem, visit: context.visit)
            return pages.response(view, context.visit, refusing: problem)
        }
        let path = try await forum.thread(id, as: context.principal).path.encodedPath
        return .seeOther("\(path)#poll", flash: takesBack ? "poll_taken_back" : "poll_voted")
    }
}

extension Form {
    /// The places of the options that were ticked.
    /// - Throws: `invalid` naming `choices` for none, and for what is no place.
    fileprivate var choices: [Int] {
        get throws {
            let ticked = all("choice")
            let choices = ticked.compactMap { Int($0) }
            guard choices.count == ticked.count else { throw Problem.invalid("choices", "unknown_choice") }
            guard !choices.isEmpty else { throw Problem.invalid("choices", "poll_choose") }
            return choices
        }
    }

    /// The poll of a form of a new thread; `nil` where neither a question nor options are filled in.
    var poll: PollDraft? {
        let hasWords = ["pollQuestion", "pollOptions"].contains { !(self[$0] ?? "").allSatisfy(\.isWhitespace) }
        return hasWords ? editedPoll : nil
    }

    /// The poll of a form that asks for one; `nil` where it does not.
    var editedPoll: PollDraft? {
        guard let question = self["pollQuestion"] else { return nil }
        let lines = (self["pollOptions"] ?? "").split(whereSeparator: \.isNewline).map(String.init)
        return PollDraft(
            question: question, options: lines.filter { !$0.allSatisfy(\.isWhitespace) },
            isMultiple: self["pollMultiple"] == "many", closesOn: self["pollClosesOn"],
            showsResults: self["pollResults"])
    }
}

extension Problem {
    /// The same with fields named as the form of a poll names them.
    var ofPollForm: Problem {
        let names = [
            "poll/question": "pollQuestion", "poll/options": "pollOptions", "poll/closesOn": "pollClosesOn",
            "poll/showsResults": "pollResults",
        ]
        var problem = self
        problem.fields = fields.map { FieldProblem(names[$0.field] ?? $0.field, $0.code, $0.arguments) }
        return problem
    }
}

/// The part of a form that asks for a poll.
struct PollFields: MustacheParent {
    var form: Form?
    /// The poll that is changed.
    var poll: Poll?
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "isPollFilled": poll != nil || form?.poll != nil
        case "pollQuestion": field("pollQuestion", poll?.question ?? "").with { $0.maxLength = 200 }
        case "pollOptions":
            field("pollOptions", (poll?.options ?? []).map(\.label).joined(separator: "\n")).with { $0.rows = 4 }
        case "pollMultiple":
            choice("pollMultiple", poll?.isMultiple == true ? "many" : "one", ["one", "many"]) { "poll_choose_\($0)" }
        case "pollClosesOn":
            field("pollClosesOn", "\(poll?.closesOn ?? CivilDay(visit.now).adding(7))").with { $0.inputType = "date" }
        case "pollResults":
            choice("pollResults", (poll?.results ?? .afterVoting).rawValue, Poll.Results.allCases.map(\.rawValue)) {
                "poll_results_\($0)"
            }
        default: nil
        }
    }

    private func field(_ name: String, _ value: String) -> Field {
        Field(name, value: form?[name] ?? value, problem: problem, phrases: visit.phrases).with {
            $0.isRequired = poll != nil
        }
    }

    private func choice(
        _ name: String, _ value: String, _ values: [String], key: (String) -> String
    ) -> Field {
        let chosen = form?[name] ?? value
        let options = values.map { Field.Option($0, visit.phrases.text(key($0)), isSelected: $0 == chosen) }
        return field(name, value).with {
            $0.options = options
            $0.isRequired = true
        }
    }
}

/// A poll as a reader of its thread sees it.
struct PollView: MustacheParent {
    let poll: Poll
    let thread: ForumThread
    var problem: Problem?
    let visit: Visit

    private var isOpen: Bool { poll.isOpen(at: visit.now) }
    private var canVote: Bool { visit.principal.canVote(in: poll, of: thread, at: visit.now) }
    private var hasVoted: Bool { !poll.choices.isEmpty }

    func child(named name: String) -> Any? {
        switch name {
        case "pollQuestion": poll.question
        case "pollEnd": visit.phrases.text(isOpen ? "poll_until" : "poll_closed")
        case "pollCloses": Moment(poll.closesAt, visit)
        case "pollRules": isOpen ? [visit.phrases.text("poll_rule_\(poll.results.rawValue)")] : []
        case "canVotePoll": canVote
        case "pollPath": "/threads/\(thread.id)/poll"
        case "pollHint": visit.phrases.text(poll.isMultiple ? "poll_choose_many" : "poll_choose_one")
        case "pollErrors": problem.map { [text(of: $0)] } ?? []
        case "isPollMultiple": poll.isMultiple
        case "pollOptions": poll.options.indices.map(option)
        case "pollButton": visit.phrases.text(hasVoted ? "poll_vote_again" : "poll_vote")
        case "hasVotedInPoll": hasVoted
        // Who may not vote reads the options all the same.
        case "listsPollOptions": !canVote && !poll.showsResults(at: visit.now)
        case "pollSignInPaths": isOpen && visit.principal.member == nil ? [Links.signIn(back: visit.here)] : []
        case "pollTables": poll.showsResults(at: visit.now) ? [PollTable(poll: poll, visit: visit)] : []
        default: nil
        }
    }

    private func option(_ position: Int) -> PollOptionView {
        PollOptionView(
            label: poll.options[position].label, position: position, isChosen: poll.choices.contains(position))
    }

    private func text(of problem: Problem) -> String {
        guard let field = problem.fields.first else {
            return visit.phrases.text("problem_\(problem.code)", problem.arguments)
        }
        return visit.phrases.text("field_\(field.code)", field.arguments)
    }
}

private struct PollOptionView: MustacheParent {
    let label: String
    let position: Int
    let isChosen: Bool

    func child(named name: String) -> Any? {
        switch name {
        case "pollOptionLabel": label
        case "pollOptionValue": "\(position)"
        case "isPollOptionChosen": isChosen
        default: nil
        }
    }
}

/// Results of a poll: in numbers, and as bars beside them.
private struct PollTable: MustacheParent {
    let poll: Poll
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pollVoters": visit.phrases.text("poll_voters", count: poll.voters)
        case "pollRows": poll.options.indices.map(row)
        default: nil
        }
    }

    private func row(_ position: Int) -> Row {
        let option = poll.options[position]
        // Of those who voted: where one may choose several, the shares come to more than a hundred.
        let share = poll.voters == 0 ? 0 : (option.votes * 200 + poll.voters) / (poll.voters * 2)
        return Row(option: option, share: share, isOwn: poll.choices.contains(position))
    }

    private struct Row: MustacheParent {
        let option: Poll.Option
        let share: Int
        let isOwn: Bool

        func child(named name: String) -> Any? {
            switch name {
            case "pollRowLabel": option.label
            case "pollRowVotes": "\(option.votes)"
            case "pollRowShare": "\(share)"
            case "isPollRowOwn": isOwn
            default: nil
            }
        }
    }
}
