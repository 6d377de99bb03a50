import Core
import Storage
import Sync
import SyncProtocol

/// Polls: asked with a thread, answered until their last day is over. One account has one vote, and no answer, row or
/// count tells anybody who voted, or how, before the poll says so.
extension ForumService {
    /// By the clock that decides whether a poll is over.
    package var now: Timestamp { clock.now }

    /// The poll of a thread as the reader sees it; `nil` where there is none.
    /// - Throws: `notFound` for a thread that the reader may not see.
    package func poll(of id: ThreadID, as principal: Principal) async throws -> Poll? {
        try await store.read { transaction in
            _ = try visibleThread(id, as: principal, in: transaction)
            return try poll(of: id, as: principal, in: transaction)
        }
    }

    /// The same within a transaction that is open already, for a thread that the reader may see.
    package func poll(of id: ThreadID, as principal: Principal, in transaction: any Transaction) throws -> Poll? {
        try PollRepository.poll(of: id, chosenBy: principal.member?.id, in: transaction)
    }

    func insertPoll(
        _ valid: PollDraft.Valid?, of thread: ThreadID, by member: Principal.Member,
        in transaction: any WriteTransaction
    ) throws {
        guard let valid else { return }
        let closesAt = try closing(valid, for: member)
        try PollRepository.insert(valid, of: thread, closesAt: closesAt, in: transaction)
        transaction.touch(.enters(scope: ForumScope.thread(thread), entity: "poll", id: thread.text))
    }

    private func closing(_ valid: PollDraft.Valid, for member: Principal.Member) throws -> Timestamp {
        let closesAt = valid.closesAt(in: member.timeZone)
        guard closesAt > clock.now else {
            throw Problem.invalid("poll/closesOn", "poll_day", ["max": "\(Poll.longest)"])
        }
        return closesAt
    }

    /// Another question, other options, another end: only while nobody has voted.
    /// - Returns: whether anything changed.
    func changePoll(
        _ valid: PollDraft.Valid?, of thread: ThreadID, by member: Principal.Member,
        in transaction: any WriteTransaction
    ) throws -> Bool {
        guard let valid else { return false }
        guard let poll = try PollRepository.poll(of: thread, chosenBy: nil, in: transaction) else {
            throw Problem(.conflict, "no_poll")
        }
        if valid.isSame(as: poll) { return false }
        guard poll.isOpen(at: clock.now) else { throw Problem(.conflict, "poll_closed") }
        guard poll.voters == 0 else { throw Problem(.conflict, "poll_has_votes") }
        let closesAt = valid.closesOn == poll.closesOn ? poll.closesAt : try closing(valid, for: member)
        try PollRepository.remove(of: thread, in: transaction)
        try PollRepository.insert(valid, of: thread, closesAt: closesAt, in: transaction)
        transaction.touch(.changes(entity: "poll", id: thread.text))
        return true
    }

    /// With its thread's words a poll goes, and with it what was chosen.
    static func removePoll(of thread: ThreadID, in transaction: any WriteTransaction) throws {
        guard try PollRepository.poll(of: thread, chosenBy: nil, in: transaction) != nil else { return }
        for voter in try PollRepository.voters(of: thread, in: transaction) {
            transaction.touch(.leaves(scope: ForumScope.member(voter), entity: "pollVote", id: thread.text))
        }
        transaction.touch(.leaves(scope: ForumScope.thread(thread), entity: "poll", id: thread.text))
        try PollRepository.remove(of: thread, in: transaction)
    }

    // MARK: Votes

    /// Votes, votes otherwise, or takes the vote back with no choice at all.
    /// - Throws: `signInRequired`; `forbidden`, with `group_members_only` in a group of others; `notFound` for a thread
    ///   that is not there for all who may read it, or has no poll; `conflict` with `poll_closed`; `invalid` naming
    ///   `choices`.
    package func votePoll(_ draft: PollVoteDraft, in id: ThreadID, as principal: Principal) async throws -> Poll {
        try await store.write { try votePoll(draft, in: id, as: principal, in: $0) }
    }

    func votePoll(
        _ draft: PollVoteDraft, in id: ThreadID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Poll {
        let member = try principal.requireWriter()
        let thread = try visibleThread(id, as: principal, in: transaction)
        guard thread.state == .published, let poll = try poll(of: id, as: principal, in: transaction) else {
            throw Problem.notFound
        }
        guard principal.isAtHome(in: thread) else { throw Problem(.forbidden, "group_members_only") }
        guard poll.isOpen(at: clock.now) else { throw Problem(.conflict, "poll_closed") }
        let choices = try Self.checked(draft, for: poll)
        guard choices != poll.choices else { return poll }
        try count(choices, insteadOf: poll.choices, in: id, transaction)
        try PollRepository.setBallot(choices, of: id, by: member.id, at: clock.now, in: transaction)
        let scope = ForumScope.member(member.id)
        transaction.touch(
            choices.isEmpty
                ? .leaves(scope: scope, entity: "pollVote", id: id.text)
                : .enters(scope: scope, entity: "pollVote", id: id.text))
        guard let voted = try self.poll(of: id, as: principal, in: transaction) else { throw Problem.notFound }
        return voted
    }

    private static func checked(_ draft: PollVoteDraft, for poll: Poll) throws -> [Int] {
        let choices = Set(draft.choices).sorted()
        guard choices.allSatisfy(poll.options.indices.contains) else {
            throw Problem.invalid("choices", "unknown_choice")
        }
        guard poll.isMultiple || choices.count <= 1 else { throw Problem.invalid("choices", "poll_one_choice") }
        return choices
    }

    private func count(
        _ choices: [Int], insteadOf before: [Int], in thread: ThreadID, _ transaction: any WriteTransaction
    ) throws {
        for position in Set(choices).subtracting(before).sorted() {
            try PollRepository.count(1, position, of: thread, in: transaction)
        }
        for position in Set(before).subtracting(choices).sorted() {
            try PollRepository.count(-1, position, of: thread, in: transaction)
        }
        let difference = (choices.isEmpty ? 0 : 1) - (before.isEmpty ? 0 : 1)
        if difference != 0 { try PollRepository.countVoter(difference, of: thread, in: transaction) }
    }

    // MARK: The end

    /// Gives devices the results of polls that are over, some at a time: the hourly run.
    package func settlePolls() async throws {
        while true {
            let due = try await store.read { try PollRepository.due(at: clock.now, limit: 100, in: $0) }
            guard !due.isEmpty else { return }
            try await store.write { transaction in
                try PollRepository.settle(due, in: transaction)
                for thread in due { transaction.touch(.changes(entity: "poll", id: thread.text)) }
            }
        }
    }
}

// MARK: Sync

private struct PollVoting: Decodable {
    let threadId: ThreadID
    let choices: [Int]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case threadId, choices
    }
}

extension ForumService {
    var pollVote: SyncedMutation {
        SyncedMutation(name: "poll.vote") { arguments, principal, _ in
            let sent: PollVoting = try arguments.decode(allowing: PollVoting.CodingKeys.self)
            let draft = PollVoteDraft(choices: sent.choices)
            try draft.check(at: clock.now)
            return { transaction in
                let poll = try votePoll(draft, in: sent.threadId, as: principal, in: transaction)
                guard !poll.choices.isEmpty else { return .asAsked }
                let record = PollVoteRecord(id: poll.threadID, threadId: poll.threadID, choices: poll.choices)
                return MutationEffect(rows: [SyncedRow(key: "pollVote/\(poll.threadID)", value: record)])
            }
        }
    }
}

/// Polls with their threads: results once they are settled, the same for all.
struct PollCollection: SyncedCollection {
    let entity = "poll"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let seen = try ThreadRepository.ids(ids, visibleTo: .member(viewer), in: transaction)
        let polls = try PollRepository.polls(of: seen, chosenBy: nil, in: transaction)
        return Dictionary(uniqueKeysWithValues: polls.map { ($0.threadID.text, PollRecord(shared: $0)) })
    }
}

/// What the member chose, by thread.
struct PollVoteCollection: SyncedCollection {
    let entity = "pollVote"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let ballots = try PollRepository.ballots(of: viewer.id, in: ids, transaction)
        return Dictionary(uniqueKeysWithValues: ballots.map { ($0.id.text, $0) })
    }
}
