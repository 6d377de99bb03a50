import Core
import Matching
import Storage

/// What a matching starts from, as one moment of the database had it.
struct RoundInput: Sendable {
    let rest: RoundRest
    let mentors: [MentorSource]
    let mentees: [MenteeSource]
    /// Of those whose account is shut out.
    let suspended: Set<String>
    /// By mentee, the best first.
    let wishes: [String: [String]]
    let answers: [(mentor: String, mentee: String, answer: RoundAnswer)]
    let categories: [String: VisaCategory]

    private static let batch = 500

    /// Reads all of it by a fixed number of questions for each five hundred members.
    static func read(
        _ round: Round, run: Int, at now: Timestamp, in transaction: any Transaction
    ) throws -> RoundInput {
        let rest = try RoundRest.read(round, run: run, at: now, in: transaction)
        var (mentors, mentees): ([MentorSource], [MenteeSource]) = ([], [])
        var good: Set<String> = []
        for ids in batches(rest.seats.keys.sorted()) {
            mentors += try MentorSourceRepository.sources(of: ids, in: transaction)
        }
        for ids in batches(rest.mentees) {
            mentees += try MenteeSourceRepository.sources(of: ids, in: transaction)
            good.formUnion(try MenteeSourceRepository.good(ids, in: transaction))
        }
        return RoundInput(
            rest: rest, mentors: mentors, mentees: mentees, suspended: Set(rest.mentees).subtracting(good),
            wishes: try RoundMemberRepository.wishes(of: round.id, in: transaction),
            answers: try RoundMemberRepository.answers(of: round.id, in: transaction),
            categories: try MentorSourceRepository.categories(in: transaction))
    }

    private static func batches(_ ids: [String]) -> [[String]] {
        stride(from: 0, to: ids.count, by: batch).map { Array(ids[$0..<min($0 + batch, ids.count)]) }
    }
}

/// SQL by which the matcher learns of many mentees at once; internal to the feature.
enum MenteeSourceRepository {
    static func sources(of ids: [String], in transaction: any Transaction) throws -> [MenteeSource] {
        let contents = try MenteeRepository.contents(of: ids, in: transaction)
        let adults = try MenteeRepository.adults(ids, in: transaction)
        let hours = try MenteeRepository.hours(of: ids, in: transaction)
        let rules = try PrivateRuleRepository.rules(of: ids, in: transaction)
        let pasts = try PrivateRuleRepository.pasts(ofAll: ids, in: transaction)
        return contents.sorted { $0.key < $1.key }.map { id, content in
            MenteeSource(
                id: id, content: content, isAdult: adults.contains(id), hours: hours[id] ?? Availability(),
                rules: rules[id] ?? PrivateRules(), past: pasts[id] ?? [:])
        }
    }

    static func good(_ ids: [String], in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            "SELECT id FROM account_standing WHERE \(transaction.dialect.anyOf("id", ids)) AND is_good = 1"
        ) { $0.text(0) }
    }
}
