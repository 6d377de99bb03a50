import Core
import Foundation
import Matching
import Storage

/// The matching: made outside of every transaction, from what one moment of the database had, and stored with all that
/// it takes to make it anew.
extension RoundService {
    /// Told how many lists are made, of how many.
    package typealias Progress = @Sendable (_ done: Int, _ all: Int) -> Void

    /// Makes the matchings that wait. One that goes wrong says so to staff and keeps no other from being made.
    package func runDue() async throws {
        for run in try await store.read({ try RoundRunRepository.waiting(in: $0) }) {
            _ = try await work(run, { _, _ in })
        }
    }

    /// Runs a round now: freezes it first where it is still being ranked.
    /// - Returns: the matching that was made; `nil` when another worker has it.
    /// - Throws: `notFound`; `conflict` with `round_step` when there is nothing to run, with `round_unverified` when
    ///   what was found does not hold.
    package func run(_ id: RoundID, progress: @escaping Progress) async throws -> RoundReport? {
        let run = try await store.write { transaction -> RoundRun in
            let round = try RoundRepository.round(id, isStaff: true, in: transaction)
            guard let round else { throw Problem.notFound }
            if round.state == .ranking { try move(round, .freeze, by: .staff, in: transaction) }
            let runs = try RoundRunRepository.runs(of: id, in: transaction)
            if let failed = runs.first(where: { $0.failure != nil }) {
                try RoundRunRepository.restart(failed, in: transaction)
                return failed
            }
            guard let waiting = runs.first(where: \.isRunning) else { throw Problem(.conflict, "round_step") }
            return waiting
        }
        guard try await work(run, progress) else { return nil }
        let text = try await store.read { try RoundRunRepository.report(run.number, of: id, in: $0) }
        guard let text else { throw Problem(.conflict, "round_unverified") }
        return RoundReport(text: text)
    }

    /// - Returns: whether it was this worker who did it.
    private func work(_ run: RoundRun, _ progress: @escaping Progress) async throws -> Bool {
        let worker: RoundID = ids.next(at: clock.now)
        guard try await claim(run, by: worker.text, done: 0, all: 0) else { return false }
        // What lapsed holds no seat.
        try await mentorships.settleDue()
        let now = clock.now
        let read = try await store.read { transaction -> (round: Round, input: RoundInput)? in
            guard let round = try RoundRepository.round(run.round, isStaff: true, in: transaction) else { return nil }
            return (round, try RoundInput.read(round, run: run.number, at: now, in: transaction))
        }
        guard let read, !read.round.state.isEnded else {
            try await store.write { try RoundRunRepository.fail(run, "round_step", at: now, in: $0) }
            return true
        }
        let plan = FrozenRound(read.input, read.round, run, on: CivilDay(now))
        let found = try await match(plan, run, worker.text, progress)
        guard found.verification.holds else {
            try await store.write { try RoundRunRepository.fail(run, "round_unverified", at: now, in: $0) }
            return true
        }
        try await keep(found, plan, read.round, run, worker.text)
        return true
    }

    private func claim(_ run: RoundRun, by worker: String, done: Int, all: Int) async throws -> Bool {
        try await store.write {
            try RoundRunRepository.claim(run, by: worker, done: done, all: all, at: clock.now, in: $0)
        }
    }

    /// Makes lists on all processors while another task writes down how far it is: as often as that takes.
    private func match(
        _ plan: FrozenRound, _ run: RoundRun, _ worker: String, _ progress: @escaping Progress
    ) async throws -> ProgrammeRound {
        let all = plan.plan.mentees.count
        let (news, teller) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        return try await withThrowingTaskGroup(of: ProgrammeRound?.self) { group in
            group.addTask {
                let found = await ProgrammeRound(plan.plan, plan.index) { done in
                    teller.yield(done)
                    progress(done, all)
                }
                teller.finish()
                return found
            }
            group.addTask {
                for await done in news { _ = try await claim(run, by: worker, done: done, all: all) }
                return nil
            }
            var found: ProgrammeRound?
            for try await result in group { found = result ?? found }
            guard let found else { throw CancellationError() }
            return found
        }
    }

    // MARK: Keeping

    private static let pieceLength = 200_000
    private static let offersAtOnce = 500

    /// Stores what was found in short transactions, the last of which makes it count.
    private func keep(
        _ found: ProgrammeRound, _ plan: FrozenRound, _ round: Round, _ run: RoundRun, _ worker: String
    ) async throws {
        let snapshot: RoundID = ids.next(at: clock.now)
        let text = try RoundInstanceRecord(found, round, run, snapshot: snapshot.text, names: plan.names).text()
        try await store.write { try RoundRunRepository.clear(run, in: $0) }
        for (position, piece) in Self.pieces(text).enumerated() {
            try await store.write { try RoundRunRepository.add([(position, piece)], to: run, in: $0) }
        }
        let offers = try plan.offers(found) { ids.next(at: clock.now) }
        for begin in stride(from: 0, to: offers.count, by: Self.offersAtOnce) {
            let some = offers[begin..<min(begin + Self.offersAtOnce, offers.count)]
            try await store.write { try OfferRepository.add(some, to: run, at: clock.now, in: $0) }
        }
        let (digest, report) = (ContentDigest.text(of: text), try plan.report(found).text())
        try await store.write { transaction in
            let now = clock.now
            // Another worker took over, or staff cancelled the round meanwhile.
            guard
                try RoundRunRepository.claim(
                    run, by: worker, done: plan.plan.mentees.count, all: plan.plan.mentees.count, at: now,
                    in: transaction),
                let round = try RoundRepository.round(run.round, isStaff: true, in: transaction),
                !round.state.isEnded
            else { return }
            try RoundRunRepository.finish(
                run, snapshot: snapshot.text, digest: digest, report: report, at: now, in: transaction)
            if run.number == 0 {
                try move(round, .match, by: .program, in: transaction)
            } else {
                // The mini-round is told as it is found: staff has looked at the round.
                try publish(run.number, of: run.round, at: now, in: transaction)
            }
        }
    }

    /// The text in pieces that are no longer than so many bytes.
    private static func pieces(_ text: String) -> [String] {
        // All of it is ASCII: ids and hexadecimal digits.
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: pieceLength).map {
            String(decoding: bytes[$0..<min($0 + pieceLength, bytes.count)], as: UTF8.self)
        }
    }
}

/// A round as the matcher reads it. Mentees have the names of the published instance, so that the lottery can be drawn
/// anew by whoever has it; mentors keep their ids.
struct FrozenRound: Sendable {
    let plan: RoundPlan
    let index: MentorIndex
    let names: RoundNames
    private let input: RoundInput
    private let lexicon: Lexicon
    private let menteeOf: [String: MenteeSource]

    init(_ input: RoundInput, _ round: Round, _ run: RoundRun, on day: CivilDay) {
        self.input = input
        let names = RoundNames(salt: run.salt)
        self.names = names
        var lexicon = Lexicon(input.mentors)
        let mentors = input.mentors.map { source in
            var facts = lexicon.facts(source, categories: input.categories, on: day)
            facts.capacity = facts.taken + max(0, min(facts.freeSeats, input.rest.seats[source.id] ?? 0))
            return facts
        }
        var settings = MatchSettings(
            day: day, weights: SkillWeights(of: mentors), areas: MatchGeography.areaOf,
            originGroups: MatchGeography.originGroupOf)
        settings.usualAnswers = input.usualAnswers
        self.lexicon = lexicon
        index = MentorIndex(mentors, settings: settings)
        menteeOf = Dictionary(
            input.mentees.map { (names.name(of: $0.id), $0) }, uniquingKeysWith: { first, _ in first })
        let book = lexicon
        var plan = RoundPlan(
            seed: run.seed,
            mentees: input.mentees.map { source in
                var facts = book.facts(source, categories: input.categories)
                facts.isSuspended = input.suspended.contains(source.id)
                facts.id = names.name(of: source.id)
                return facts
            })
        plan.length = round.listLength
        plan.rankings = Dictionary(
            input.wishes.map { (names.name(of: $0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        for said in input.answers where said.answer != .ok {
            plan.answers[said.mentor, default: [:]][names.name(of: said.mentee)] =
                said.answer == .prefer ? .prefer : .refuse
        }
        plan.locked = Self.locked(input.pairs, plan, index, names)
        // Who was offered to whom is not offered again.
        for pair in input.rest.barred { plan.answers[pair.mentor, default: [:]][names.name(of: pair.mentee)] = .refuse }
        self.plan = plan
    }

    /// Pairs of staff that hold still; the mentees of others are matched like everybody. Staff knows better what two have
    /// to talk of, and when and how; nobody sets aside what keeps people apart.
    private static func locked(
        _ pairs: [RoundPair], _ plan: RoundPlan, _ index: MentorIndex, _ names: RoundNames
    ) -> [(mentee: String, mentor: String)] {
        let staffs: Set<HardFilter> = [.language, .time, .topic, .declined, .coolDown]
        let facts = Dictionary(plan.mentees.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var taken: [String: Int] = [:]
        return pairs.compactMap { pair in
            let name = names.name(of: pair.mentee.id.text)
            guard let mentee = facts[name], let mentor = index.facts(of: pair.mentor.id.text) else { return nil }
            let holds = HardFilter.allCases.filter { !staffs.contains($0) }.allSatisfy {
                $0.passes(mentor, mentee, index.settings, overlaps: [])
            }
            let isRefused = plan.answers[mentor.id]?[name] == .refuse
            guard holds, !isRefused, mentee.past[mentor.id]?.isUnwanted != true,
                taken[mentor.id, default: 0] < mentor.freeSeats
            else { return nil }
            taken[mentor.id, default: 0] += 1
            return (name, mentor.id)
        }
    }

    /// What is offered to whom, with reasons: first what staff put together.
    func offers(_ found: ProgrammeRound, id: () -> OfferID) throws -> [OfferRepository.New] {
        let facts = Dictionary(plan.mentees.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let pairs =
            found.locked.map { (mentee: $0.mentee, mentor: $0.mentor, choice: 0) }
            + found.mentees.indices.compactMap { place in
                found.matching.mentor(of: place).map { row in
                    (
                        mentee: found.mentees[place], mentor: found.mentors[row],
                        choice: Int(found.matching.choices[place]) + 1
                    )
                }
            }
        return try pairs.compactMap { name, mentor, choice in
            guard let mentee = menteeOf[name], let wanted = facts[name] else { return nil }
            var words = OfferExplanation()
            if let suggestion = index.suggestion(of: mentor, for: wanted) {
                words.reasons = suggestion.explanation.reasons.compactMap { MatchReason($0, lexicon) }
                    .map(SuggestionRecord.Reason.init)
                words.caveat = suggestion.explanation.caveat?.rawValue
                words.band = suggestion.explanation.band
            }
            return OfferRepository.New(
                id: id(), mentor: mentor, mentee: mentee.id, choice: choice,
                explanation: String(decoding: try encoder.encode(words), as: UTF8.self))
        }
    }

    func report(_ found: ProgrammeRound) -> RoundReport {
        let mentees = found.mentees.enumerated().compactMap { place, name in
            menteeOf[name].map { (content: $0.content, isMatched: found.matching.mentor(of: place) != nil) }
        }
        return RoundReport(
            found.figures, locked: input.rest.locked + found.locked.count, cells: RoundReport.cells(mentees))
    }
}
