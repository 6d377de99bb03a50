import Core
import Matching
import Storage

/// What a matching starts from, as one moment of the database had it.
struct RoundInput: Sendable {
    let rest: RoundRest
    let mentors: [MentorSource]
    let mentees: [MenteeSource]
    /// Of those whose account is shut out, and of those who pause.
    let suspended: Set<String>
    /// By mentee, the best first.
    let wishes: [String: [String]]
    let answers: [(mentor: String, mentee: String, answer: RoundAnswer)]
    /// Whom staff put together: of the round itself, not of the rest.
    let pairs: [RoundPair]
    let categories: [String: VisaCategory]
    /// How usual it is to be answered in time, in millionths.
    let usualAnswers: Int

    private static let batch = 500

    /// Reads all of it by a fixed number of questions for each five hundred members.
    static func read(
        _ round: Round, run: Int, at now: Timestamp, in transaction: any Transaction
    ) throws -> RoundInput {
        let day = CivilDay(now)
        let rest = try RoundRest.read(round, run: run, at: now, in: transaction)
        var (mentors, mentees): ([MentorSource], [MenteeSource]) = ([], [])
        var good: Set<String> = []
        for ids in batches(rest.seats.keys.sorted()) {
            mentors += try MentorSourceRepository.sources(of: ids, on: day, in: transaction)
        }
        for ids in batches(rest.mentees) {
            mentees += try MenteeSourceRepository.sources(of: ids, on: day, in: transaction)
            good.formUnion(try MenteeSourceRepository.good(ids, on: day, in: transaction))
        }
        return RoundInput(
            rest: rest, mentors: mentors, mentees: mentees, suspended: Set(rest.mentees).subtracting(good),
            wishes: try RoundMemberRepository.wishes(of: round.id, in: transaction),
            answers: try RoundMemberRepository.answers(of: round.id, in: transaction),
            pairs: run == 0 ? try RoundPairRepository.pairs(in: round.id, transaction) : [],
            categories: try MentorSourceRepository.categories(in: transaction),
            usualAnswers: try MatchHistory.usualAnswers(on: day, in: transaction))
    }

    private static func batches(_ ids: [String]) -> [[String]] {
        stride(from: 0, to: ids.count, by: batch).map { Array(ids[$0..<min($0 + batch, ids.count)]) }
    }
}

/// SQL by which the matcher learns of many mentees at once; internal to the feature.
enum MenteeSourceRepository {
    static func sources(
        of ids: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> [MenteeSource] {
        let contents = try MenteeRepository.contents(of: ids, in: transaction)
        let adults = try MenteeRepository.adults(ids, in: transaction)
        let hours = try MenteeRepository.hours(of: ids, in: transaction)
        let rules = try PrivateRuleRepository.rules(of: ids, in: transaction)
        let pasts = try PrivateRuleRepository.pasts(ofAll: ids, in: transaction)
        let reliability = try MatchHistory.reliability(of: ids, on: day, in: transaction)
        return contents.sorted { $0.key < $1.key }.map { id, content in
            MenteeSource(
                id: id, content: content, isAdult: adults.contains(id), hours: hours[id] ?? Availability(),
                rules: rules[id] ?? PrivateRules(), past: pasts[id] ?? [:],
                reliability: reliability[id] ?? ShrunkShare())
        }
    }

    /// Those whose account is in good standing and who are not made to pause.
    static func good(
        _ ids: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> Set<String> {
        let good = try transaction.rows(
            "SELECT id FROM account_standing WHERE \(transaction.dialect.anyOf("id", ids)) AND is_good = 1"
        ) { $0.text(0) }
        return Set(good).subtracting(
            try MentoringPauseRepository.pausedMentees(of: ids, on: day, in: transaction))
    }
}
