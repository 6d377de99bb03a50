import Core
import Matching
import Storage

/// Whether two may be brought together: the rules of the matcher, inside the transaction of who asks.
extension MentorshipService {
    /// Seats and requests are counted elsewhere, ages asked for by name.
    private static let judged = HardFilter.allCases.filter { $0 != .seats && $0 != .age }

    /// - Throws: `conflict` with `mentee_profile_missing`; with `mentor_not_open` for all that is not told; with
    ///   `mentor_unfit_language`, `mentor_unfit_times` or `mentor_unfit_topic`, which the mentee can change.
    func checkFit(
        of mentee: MemberID, with mentor: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws {
        guard let source = try MenteeSource.of(mentee, in: transaction) else {
            throw Problem(.conflict, "mentee_profile_missing")
        }
        guard let unfit = try unfitness(of: source, with: mentor, by: Self.judged, at: now, in: transaction) else {
            return
        }
        throw Problem(.conflict, unfit.code)
    }

    /// Whether the private rules of both still accept the other, where they were put together some days ago.
    /// - Throws: `conflict` with `mentor_not_open`.
    func checkPrivateRules(
        of mentee: MemberID, with mentor: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws {
        guard let source = try MenteeSource.of(mentee, in: transaction) else { return }
        let rules: [HardFilter] = [.blocks, .employer, .gender]
        guard try unfitness(of: source, with: mentor, by: rules, at: now, in: transaction) == nil else {
            throw Problem(.conflict, "mentor_not_open")
        }
    }

    /// What keeps the two apart; `nil` when nothing does.
    private func unfitness(
        of source: MenteeSource, with mentor: MemberID, by judged: [HardFilter], at now: Timestamp,
        in transaction: any Transaction
    ) throws -> Unfitness? {
        let day = CivilDay(now)
        let sources = try MentorSourceRepository.sources(of: [mentor.text], on: day, in: transaction)
        guard let other = sources.first else { return .closed }
        var lexicon = Lexicon(sources)
        // Kinds of pathways weigh, but keep nobody apart.
        let mentors = lexicon.facts(other, categories: [:], on: day)
        let mentees = lexicon.facts(source, categories: [:])
        let settings = MatchSettings(day: day, weights: SkillWeights(of: [mentors]))
        var book = ScheduleBook(first: settings.firstWeek)
        let (theirs, own) = (book.schedule(of: mentors.availability), book.schedule(of: mentees.availability))
        let overlaps = zip(theirs.weeks, own.weeks).map { WeekOverlap($0, $1) }
        let failed = judged.filter { !$0.passes(mentors, mentees, settings, overlaps: overlaps) }
        guard failed.allSatisfy({ !HardFilter.secret.contains($0) }) else { return .closed }
        return failed.first.map(Unfitness.init)
    }
}

/// Why a request cannot be made, as the mentee may know it: by their own settings alone.
private enum Unfitness {
    case closed, language, times, topic

    init(_ filter: HardFilter) {
        switch filter {
        case .language: self = .language
        case .time: self = .times
        case .topic: self = .topic
        case .samePerson, .state, .seats, .blocks, .declined, .employer, .gender, .age, .coolDown: self = .closed
        }
    }

    var code: String {
        switch self {
        case .closed: "mentor_not_open"
        case .language: "mentor_unfit_language"
        case .times: "mentor_unfit_times"
        case .topic: "mentor_unfit_topic"
        }
    }
}
