import Core
import Matching
import Storage

/// SQL by which the matcher learns of mentors; internal to the feature.
enum MentorSourceRepository {
    /// What of the change index concerns mentors after a change, in order: at most `limit`, each mentor once a change.
    static func changes(
        after sequence: Int64, limit: Int, in transaction: any Transaction
    ) throws -> [(id: String, sequence: Int64, isThere: Bool)] {
        try transaction.rows(
            """
            SELECT row_id, ver, state FROM change_index_entry
            WHERE scope = \(MentorRepository.scope) AND ver > \(sequence) ORDER BY ver, entity, row_id LIMIT \(limit)
            """
        ) { ($0.text(0), $0.integer(1), $0.flag(2)) }
    }

    /// The last change of any mentor.
    static func lastChange(in transaction: any Transaction) throws -> Int64 {
        try transaction.number(
            "SELECT COALESCE(max(ver), 0) FROM change_index_entry WHERE scope = \(MentorRepository.scope)")
    }

    /// Ids of mentors in their order, a batch at a time.
    static func ids(after id: String, limit: Int, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            "SELECT account_id FROM mentor_profile WHERE account_id > \(id) ORDER BY account_id LIMIT \(limit)"
        ) { $0.text(0) }
    }

    /// All that is known of some mentors: a fixed number of questions, however many they are.
    /// - Parameter day: from which what was done before is counted back.
    static func sources(
        of ids: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> [MentorSource] {
        guard !ids.isEmpty else { return [] }
        let mentors = try MentorRepository.mentors(ids, visibleTo: .system(reason: "matching"), in: transaction)
        let good = Set(
            try transaction.rows(
                """
                SELECT id FROM account_standing WHERE \(transaction.dialect.anyOf("id", ids)) AND is_good = 1
                """
            ) { $0.text(0) })
        let adults = try MenteeRepository.adults(ids, in: transaction)
        let hours = try MenteeRepository.hours(of: ids, in: transaction)
        let rules = try PrivateRuleRepository.rules(of: ids, in: transaction)
        let loads = try MentorSeats.loads(of: ids, on: day, in: transaction)
        return mentors.map { mentor in
            let id = mentor.member.id.text
            return MentorSource(
                id: id, content: mentor.content, stoppedUntil: mentor.stoppedUntil, verification: mentor.verification,
                isAdult: adults.contains(id),
                isGood: good.contains(id), hours: hours[id] ?? Availability(), rules: rules[id] ?? PrivateRules(),
                load: loads[id] ?? MentorSeats.Load())
        }
    }

    /// Which kind each pathway is of.
    static func categories(in transaction: any Transaction) throws -> [String: VisaCategory] {
        let rows = try transaction.rows("SELECT id, category FROM pathway") {
            ($0.text(0), MatchGeography.category($0.text(1)))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// All pathways by id, with their names.
    static func pathways(in transaction: any Transaction) throws -> [String: PathwayName] {
        let rows = try transaction.rows("SELECT id, country, slug, name FROM pathway") {
            ($0.text(0), PathwayName(country: $0.text(1), slug: $0.text(2), name: $0.text(3)))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    // MARK: Exposure

    /// How often mentors were shown on each of the days from one on.
    static func exposure(
        since day: Int, in transaction: any Transaction
    ) throws -> [(mentor: String, day: Int, shown: Int)] {
        try transaction.rows(
            "SELECT mentor_id, day, shown FROM mentor_exposure WHERE day >= \(day) ORDER BY mentor_id, day"
        ) { ($0.text(0), $0.int(1), $0.int(2)) }
    }

    /// Whom a mentee was shown on a day.
    static func shown(to mentee: MemberID, on day: Int, in transaction: any Transaction) throws -> Set<String> {
        Set(
            try transaction.rows(
                "SELECT mentor_id FROM mentor_shown WHERE mentee_id = \(mentee) AND day = \(day)"
            ) { $0.text(0) })
    }
}
