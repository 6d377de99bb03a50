import Core
import Matching
import Storage

/// SQL over private rules: for the matcher, and for the member whose they are. Nothing else reads these tables but the
/// figures for staff, which count the genders of those who let them.
enum PrivateRuleRepository {
    static func rules(of ids: [String], in transaction: any Transaction) throws -> [String: PrivateRules] {
        let rows = try transaction.rows(
            """
            SELECT account_id, gender, gender_rule, refuses_same_employer, avoided_employers,
                counts_gender
            FROM mentoring_private_rule WHERE \(transaction.dialect.anyOf("account_id", ids))
            """
        ) { row in
            var rules = PrivateRules()
            rules.gender = row.textOrNil(1).flatMap { code in Gender.allCases.first { $0.code == code } }
            rules.genderRule = GenderRule.allCases.first { $0.code == row.text(2) } ?? .anybody
            rules.refusesSameEmployer = row.flag(3)
            rules.avoidedEmployers = Lines.values(row.text(4))
            rules.countsGender = row.flag(5)
            return (row.text(0), rules)
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    static func put(
        _ rules: PrivateRules, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_private_rule (account_id, gender, gender_rule, refuses_same_employer,
                avoided_employers, counts_gender, updated_at)
            VALUES (\(member), \(rules.gender?.code), \(rules.genderRule.code), \(rules.refusesSameEmployer),
                \(Lines.text(rules.avoidedEmployers)), \(rules.countsGender), \(now))
            ON CONFLICT (account_id) DO UPDATE SET gender = excluded.gender, gender_rule = excluded.gender_rule,
                refuses_same_employer = excluded.refuses_same_employer,
                avoided_employers = excluded.avoided_employers, counts_gender = excluded.counts_gender,
                updated_at = excluded.updated_at
            """)
    }

    /// All that a member said.
    static func own(of member: MemberID, in transaction: any Transaction) throws -> OwnPrivateRules {
        var own = OwnPrivateRules()
        own.rules = try rules(of: [member.text], in: transaction)[member.text] ?? PrivateRules()
        own.keptApart = try keptApart(by: member, in: transaction)
        own.unwanted = try unwanted(by: member, in: transaction)
        return own
    }

    // MARK: Household and work

    static let mostKeptApart = 20

    static func keptApart(by member: MemberID, in transaction: any Transaction) throws -> [MentoringName] {
        try transaction.rows(
            """
            SELECT member.id, member.username, member.display_name
            FROM mentoring_kept_apart AS kept CROSS JOIN account_public AS member
            WHERE kept.account_id = \(member) AND member.id = kept.other_id
            ORDER BY member.username, member.id
            """
        ) { MentoringName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    /// In the place of those named before.
    static func putKeptApart(
        _ others: [MemberID], of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM mentoring_kept_apart WHERE account_id = \(member)")
        try transaction.execute(
            all: others.map { other in
                """
                INSERT INTO mentoring_kept_apart (account_id, other_id, created_at)
                VALUES (\(member), \(other), \(now)) ON CONFLICT (account_id, other_id) DO NOTHING
                """
            })
    }

    // MARK: Not this one

    static let mostUnwanted = 200

    static func unwanted(by member: MemberID, in transaction: any Transaction) throws -> [MentoringName] {
        try transaction.rows(
            """
            SELECT member.id, member.username, member.display_name
            FROM mentoring_unwanted AS unwanted CROSS JOIN account_public AS member
            WHERE unwanted.account_id = \(member) AND member.id = unwanted.mentor_id
            ORDER BY unwanted.created_at DESC, member.id
            """
        ) { MentoringName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    static func setUnwanted(
        _ isOn: Bool, _ mentor: MemberID, by member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        guard isOn else {
            try transaction.execute(
                "DELETE FROM mentoring_unwanted WHERE account_id = \(member) AND mentor_id = \(mentor)")
            return
        }
        try transaction.execute(
            """
            INSERT INTO mentoring_unwanted (account_id, mentor_id, created_at) VALUES (\(member), \(mentor), \(now))
            ON CONFLICT (account_id, mentor_id) DO NOTHING
            """)
    }

    /// Mentors with whom the mentee is not to be brought together: blocks in either direction, what was problematic, and "not
    /// this one".
    static func pasts(of member: MemberID, in transaction: any Transaction) throws -> [String: PairPast] {
        var pasts = [member.text: try MentorSeats.pasts(of: member, in: transaction)]
        try note(&pasts, of: "one_id = \(member)", unwanted: "account_id = \(member)", in: transaction)
        return pasts[member.text] ?? [:]
    }

    /// The same of many mentees, by their ids.
    static func pasts(
        ofAll ids: [String], in transaction: any Transaction
    ) throws -> [String: [String: PairPast]] {
        var pasts = try MentorSeats.pasts(ofAll: ids, in: transaction)
        let dialect = transaction.dialect
        try note(
            &pasts, of: dialect.anyOf("one_id", ids), unwanted: dialect.anyOf("account_id", ids), in: transaction)
        return pasts
    }

    private static func note(
        _ pasts: inout [String: [String: PairPast]], of isOne: Query, unwanted isUnwanted: Query,
        in transaction: any Transaction
    ) throws {
        for (mentee, other) in try transaction.rows(
            "SELECT one_id, other_id FROM mentoring_apart WHERE \(isOne)",
            { ($0.text(0), $0.text(1)) })
        {
            pasts[mentee, default: [:]][other, default: PairPast()].isApart = true
        }
        for (mentee, mentor) in try transaction.rows(
            "SELECT account_id, mentor_id FROM mentoring_unwanted WHERE \(isUnwanted)", { ($0.text(0), $0.text(1)) })
        {
            pasts[mentee, default: [:]][mentor, default: PairPast()].isUnwanted = true
        }
    }
}
