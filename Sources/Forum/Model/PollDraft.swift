import Core
import Foundation

/// What is filled in for a poll.
package struct PollDraft: Codable, Sendable, Equatable {
    package var question: String?
    package var options: [String]?
    package var isMultiple: Bool?
    /// `YYYY-MM-DD`: the last day.
    package var closesOn: String?
    /// `afterVoting` or `atEnd`.
    package var showsResults: String?

    package init(
        question: String?, options: [String]?, isMultiple: Bool?, closesOn: String?, showsResults: String?
    ) {
        self.question = question
        self.options = options
        self.isMultiple = isMultiple
        self.closesOn = closesOn
        self.showsResults = showsResults
    }

    struct Valid: Sendable, Equatable {
        let question: String
        let options: [String]
        let isMultiple: Bool
        let closesOn: CivilDay
        let results: Poll.Results

        /// The end of the last day by clocks of a zone.
        func closesAt(in zone: String) -> Timestamp {
            let midnight = closesOn.adding(1).start
            let zone = TimeZone(identifier: zone) ?? .gmt
            func ahead(_ time: Timestamp) -> Span { .seconds(Int64(zone.secondsFromGMT(for: time.date))) }
            // Twice: the clocks may be set between the one midnight and the other.
            let near = midnight.advanced(by: -ahead(midnight))
            return midnight.advanced(by: -ahead(near))
        }

        /// Whether the poll says this already.
        func isSame(as poll: Poll) -> Bool {
            question == poll.question && options == poll.options.map(\.label) && isMultiple == poll.isMultiple
                && closesOn == poll.closesOn && results == poll.results
        }
    }

    /// Notes what is wrong under `poll/…`.
    func validated(at now: Timestamp, _ validation: inout Validation) -> Valid {
        let question = validation.text(question, "poll/question", Poll.questionLength)
        let options = Self.validated(options ?? [], &validation)
        let results = validation.choice(showsResults, "poll/showsResults", default: Poll.Results.afterVoting)
        let today = CivilDay(now)
        let day = CivilDay(UserText.clean(closesOn ?? "", .line))
        if let day {
            // From yesterday in UTC on, for which it is today somewhere: whether it is over already is seen later.
            let days = today.adding(-1)...today.adding(Poll.longest)
            validation.require(days.contains(day), "poll/closesOn", "poll_day", ["max": "\(Poll.longest)"])
        } else {
            validation.refuse("poll/closesOn", "day_form")
        }
        return Valid(
            question: question, options: options, isMultiple: isMultiple ?? false, closesOn: day ?? today,
            results: results)
    }

    private static func validated(_ values: [String], _ validation: inout Validation) -> [String] {
        var options: [String] = []
        for value in values {
            let option = validation.text(value, "poll/options", Poll.optionLength)
            validation.require(!options.contains(option), "poll/options", "poll_option_twice")
            options.append(option)
        }
        validation.require(
            Poll.optionCount.contains(values.count), "poll/options", "poll_options",
            ["min": "\(Poll.optionCount.lowerBound)", "max": "\(Poll.optionCount.upperBound)"])
        return options
    }
}

/// A poll that is not asked yet, as a draft keeps it.
package struct DraftedPoll: Codable, Sendable, Equatable {
    package let question: String
    package let options: [String]
    package let isMultiple: Bool
    package let closesOn: String
    package let showsResults: String

    /// Nothing must be complete, only not too long.
    init(_ draft: PollDraft, _ validation: inout Validation) {
        question = validation.text(draft.question, "poll", 0...400)
        let lines = draft.options ?? []
        validation.require(lines.count <= 50, "poll", "too_many", ["max": "50"])
        options = lines.prefix(50).map { validation.text($0, "poll", 0...400) }
        isMultiple = draft.isMultiple ?? false
        closesOn = validation.text(draft.closesOn, "poll", 0...40)
        showsResults = validation.text(draft.showsResults, "poll", 0...40)
    }
}

/// `PUT threads/{id}/poll/vote`
package struct PollVoteDraft: CheckedDraft {
    /// Places of the options, counted from 0; none takes the vote back.
    package let choices: [Int]

    package init(choices: [Int]) { self.choices = choices }

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        validation.count(choices.count, "choices", atMost: Poll.optionCount.upperBound)
        try validation.check()
    }
}
