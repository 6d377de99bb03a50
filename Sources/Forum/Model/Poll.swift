import Core

/// A question with answers to choose from, part of a thread's opening post. Nobody is told who chose what.
package struct Poll: Sendable, Equatable {
    /// Who sees the results before the end.
    package enum Results: String, Sendable, Codable, CaseIterable {
        /// Those who have voted.
        case afterVoting
        /// Nobody.
        case atEnd
    }

    package struct Option: Sendable, Equatable {
        package let label: String
        package let votes: Int
    }

    package let threadID: ThreadID
    package let question: String
    package let options: [Option]
    /// Whether one may choose more than one.
    package let isMultiple: Bool
    package let results: Results
    /// The last day, where the one lives who asks.
    package let closesOn: CivilDay
    package let closesAt: Timestamp
    /// Whether devices have been given the results.
    package let isSettled: Bool
    /// Members who voted.
    package let voters: Int
    /// Positions that the reader chose, in their order.
    package let choices: [Int]

    package static let optionCount = 2...10
    package static let questionLength = 5...200
    package static let optionLength = 1...100
    /// Days from today that a poll may be open.
    package static let longest = 90

    package func isOpen(at now: Timestamp) -> Bool { now < closesAt }

    /// Whether the reader is shown how others voted.
    package func showsResults(at now: Timestamp) -> Bool {
        !isOpen(at: now) || (results == .afterVoting && !choices.isEmpty)
    }

    /// What is searched for words of scams.
    package var words: String { ([question] + options.map(\.label)).joined(separator: "\n") }
}

/// A poll as the API and sync show it: results only where the reader may know them.
package struct PollRecord: Codable, Sendable {
    package struct PollCounts: Codable, Sendable {
        /// Members who voted.
        package let voters: Int
        /// Votes of each option, in their order.
        package let votes: [Int]
    }

    /// The thread's.
    package let id: ThreadID
    package let threadId: ThreadID
    package let question: String
    package let options: [String]
    package let isMultiple: Bool
    package let showsResults: Poll.Results
    package let closesOn: CivilDay
    package let closesAt: Timestamp
    package let isClosed: Bool
    /// With the API: the places of the options that one chose, counted from 0; sync has a row of one's own for them.
    package let choices: [Int]?
    /// After the end, and before it for those who voted, where the poll says so.
    package let results: PollCounts?

    private init(_ poll: Poll, isClosed: Bool, showsResults: Bool, choices: [Int]?) {
        id = poll.threadID
        threadId = poll.threadID
        question = poll.question
        options = poll.options.map(\.label)
        isMultiple = poll.isMultiple
        self.showsResults = poll.results
        closesOn = poll.closesOn
        closesAt = poll.closesAt
        self.isClosed = isClosed
        self.choices = choices
        results = showsResults ? PollCounts(voters: poll.voters, votes: poll.options.map(\.votes)) : nil
    }

    /// As its reader sees it now.
    package init(_ poll: Poll, at now: Timestamp) {
        self.init(
            poll, isClosed: !poll.isOpen(at: now), showsResults: poll.showsResults(at: now), choices: poll.choices)
    }

    /// The same for all who may read the thread: what replicas hold.
    init(shared poll: Poll) {
        self.init(poll, isClosed: poll.isSettled, showsResults: poll.isSettled, choices: nil)
    }
}

/// `pollVote/{threadId}`: what a member chose, for their own devices.
struct PollVoteRecord: Codable, Sendable {
    let id: ThreadID
    let threadId: ThreadID
    let choices: [Int]
}
