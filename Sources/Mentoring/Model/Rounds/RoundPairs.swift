import Core
import Storage

/// Two whom staff knows to belong together: matched before the others.
package struct RoundPair: Codable, Sendable, Equatable {
    package let mentee: MentoringName
    package let mentor: MentoringName
}

/// Which two of a round belong together.
package struct RoundPairDraft: CheckedDraft, Equatable {
    /// Usernames.
    package var mentee: String?
    package var mentor: String?

    package init(mentee: String? = nil, mentor: String? = nil) { (self.mentee, self.mentor) = (mentee, mentor) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case mentee, mentor }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming the fields.
    func validated() throws -> (mentee: String, mentor: String) {
        var validation = Validation()
        let names = (
            mentee: validation.text(mentee, "mentee", 1...40), mentor: validation.text(mentor, "mentor", 1...40)
        )
        try validation.check()
        return names
    }
}

extension RoundService {
    /// Puts two together before the matching; whom the mentee stood with before counts no longer. For staff, until the
    /// freeze. What keeps two apart for ever does so here, too, and is not told.
    /// - Throws: `notFound` for who is no staff; `invalid` naming `mentee` or `mentor` for who does not take part as one;
    ///   `forbidden` with `own_review` for oneself; `conflict` with `round_frozen`, `round_pair_apart` or `slot_taken`.
    package func pair(_ draft: RoundPairDraft, in id: RoundID, as principal: Principal) async throws -> RoundPair {
        guard principal.isStaff else { throw Problem.notFound }
        let member = try principal.requireWriter().id
        let names = try draft.validated()
        return try await store.write { transaction in
            try requireOpen(id, principal, transaction)
            let pair = RoundPair(
                mentee: try part(.mentee, names.mentee, "mentee", in: id, transaction),
                mentor: try part(.mentor, names.mentor, "mentor", in: id, transaction))
            // Nobody learns of what keeps themselves and another apart.
            guard ![pair.mentee.id, pair.mentor.id].contains(member) else { throw Problem(.forbidden, "own_review") }
            guard try !MentorshipLoad.areApart(pair.mentor.id, pair.mentee.id, in: transaction) else {
                throw Problem(.conflict, "round_pair_apart")
            }
            let seats = try seats(of: pair.mentor.id, in: id, transaction)
            try RoundPairRepository.remove(pair.mentee.id, from: id, transaction)
            guard try RoundPairRepository.count(of: pair.mentor.id, in: id, transaction) < seats else {
                throw Problem(.conflict, "slot_taken")
            }
            try RoundPairRepository.add(pair, to: id, at: clock.now, transaction)
            return pair
        }
    }

    /// Lets a mentee be matched like the others again. Said twice, it is said once.
    /// - Throws: `notFound` for who is no staff; `conflict` with `round_frozen`.
    package func unpair(_ username: String, in id: RoundID, as principal: Principal) async throws {
        guard principal.isStaff else { throw Problem.notFound }
        try await store.write { transaction in
            try requireOpen(id, principal, transaction)
            guard let mentee = try MentorshipLoad.member(username, in: transaction) else { return }
            try RoundPairRepository.remove(mentee.id, from: id, transaction)
        }
    }

    /// As many as the mentor gives to the round and has free.
    private func seats(of mentor: MemberID, in id: RoundID, _ transaction: any Transaction) throws -> Int {
        let given = try RoundMemberRepository.membership(of: mentor, in: id, transaction)?.seats ?? 0
        let standing = try MentorRepository.standing(of: mentor, on: today, in: transaction)
        let taken = try MentorshipLoad.taken(of: mentor, at: clock.now, in: transaction)
        return min(given, (standing?.capacity ?? 0) - taken)
    }

    private func requireOpen(_ id: RoundID, _ principal: Principal, _ transaction: any Transaction) throws {
        guard try round(id, as: principal, transaction).state.isOpen else { throw Problem(.conflict, "round_frozen") }
    }

    private func part(
        _ side: MentorshipSide, _ username: String, _ field: String, in id: RoundID, _ transaction: any Transaction
    ) throws -> MentoringName {
        guard let name = try MentorshipLoad.member(username, in: transaction),
            let part = try RoundMemberRepository.membership(of: name.id, in: id, transaction), part.side == side
        else { throw Problem.invalid(field, "round_no_part") }
        return name
    }
}

/// SQL over pairs that staff put together; internal to the feature.
enum RoundPairRepository {
    /// In the order of the mentees' ids: on every engine the same.
    static func pairs(in round: RoundID, _ transaction: any Transaction) throws -> [RoundPair] {
        try transaction.rows(
            """
            SELECT mentee.id, mentee.username, mentee.display_name, mentor.id, mentor.username, mentor.display_name
            FROM mentoring_round_pair AS pair CROSS JOIN account_public AS mentee
                CROSS JOIN account_public AS mentor
            WHERE pair.round_id = \(round) AND mentee.id = pair.mentee_id AND mentor.id = pair.mentor_id
            ORDER BY pair.mentee_id
            """
        ) { row in
            RoundPair(
                mentee: MentoringName(id: row.id(0), username: row.text(1), displayName: row.text(2)),
                mentor: MentoringName(id: row.id(3), username: row.text(4), displayName: row.text(5)))
        }
    }

    static func count(of mentor: MemberID, in round: RoundID, _ transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                "SELECT count(*) FROM mentoring_round_pair WHERE mentor_id = \(mentor) AND round_id = \(round)"))
    }

    static func add(
        _ pair: RoundPair, to round: RoundID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_round_pair (round_id, mentee_id, mentor_id, created_at)
            VALUES (\(round), \(pair.mentee.id), \(pair.mentor.id), \(now))
            """)
    }

    static func remove(_ mentee: MemberID, from round: RoundID, _ transaction: any WriteTransaction) throws {
        try transaction.execute(
            "DELETE FROM mentoring_round_pair WHERE round_id = \(round) AND mentee_id = \(mentee)")
    }
}
