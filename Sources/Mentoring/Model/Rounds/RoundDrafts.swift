import Core

/// What staff say of a round to make it.
package struct RoundDraft: CheckedDraft, Equatable {
    package var name: String?
    package var track: String?
    /// Last day of joining, `YYYY-MM-DD` in UTC.
    package var joinsUntil: String?
    /// Last day of ranking.
    package var ranksUntil: String?
    /// Mentors in the list of a mentee at most; 30 unless told.
    package var listLength: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case name, track, joinsUntil, ranksUntil, listLength
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    struct Valid: Sendable {
        let name: String
        let track: MentorshipTrack
        let joinsUntil: CivilDay
        let ranksUntil: CivilDay
        let listLength: Int
    }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let name = validation.text(name, "name", 3...80)
        let track = validation.choice(track, "track", default: MentorshipTrack.career)
        let today = CivilDay(now)
        let joins = Self.day(joinsUntil, "joinsUntil", from: today, of: today, &validation)
        let ranks = Self.day(ranksUntil, "ranksUntil", from: (joins ?? today).adding(1), of: today, &validation)
        validation.range(listLength ?? RoundLimits.listLength, "listLength", RoundLimits.listLengths)
        try validation.check()
        return Valid(
            name: name, track: track, joinsUntil: joins ?? today, ranksUntil: ranks ?? today,
            listLength: listLength ?? RoundLimits.listLength)
    }

    private static func day(
        _ text: String?, _ field: String, from first: CivilDay, of today: CivilDay, _ validation: inout Validation
    ) -> CivilDay? {
        let text = validation.text(text, field, 1...10)
        guard !text.isEmpty else { return nil }
        guard let day = CivilDay(text) else {
            validation.refuse(field, "day_form")
            return nil
        }
        let last = today.adding(RoundLimits.daysAhead)
        validation.require(
            !(day < first) && !(last < day), field, "round_day",
            ["first": first.description, "last": last.description])
        return day
    }
}

/// How a member takes part.
package struct RoundMembershipDraft: CheckedDraft, Equatable {
    /// `mentee` or `mentor`.
    package var side: String?
    /// How many mentees a mentor takes at most; as many as they have room for unless told.
    package var seats: Int?

    package init(side: String? = nil, seats: Int? = nil) { (self.side, self.seats) = (side, seats) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case side, seats }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> RoundMembership {
        var validation = Validation()
        let side = validation.choice(side, "side", default: MentorshipSide.mentee)
        validation.range(seats ?? 10, "seats", 1...10)
        try validation.check()
        return RoundMembership(side: side, seats: side == .mentor ? seats ?? 10 : 0)
    }
}

/// Whom a mentee would like best: all of it, each time.
package struct RoundRankingDraft: CheckedDraft, Equatable {
    /// Usernames of mentors, the best first.
    package var mentors: [String]?

    package init(mentors: [String]? = nil) { self.mentors = mentors }

    package enum CodingKeys: String, CodingKey, CaseIterable { case mentors }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `mentors`.
    func validated() throws -> [String] {
        var validation = Validation()
        let names = (mentors ?? []).map { $0.lowercased() }
        validation.require(mentors != nil, "mentors", "required")
        validation.count(names.count, "mentors", atMost: RoundLimits.ranked)
        validation.require(Set(names).count == names.count, "mentors", "listed_twice")
        try validation.check()
        return names
    }
}

/// What a mentor says of a mentee who ranked them.
package enum RoundAnswer: String, Codable, Sendable, CaseIterable {
    case prefer, ok, no
}

/// What a mentor says of some mentees; of the others it stays as it was.
package struct RoundAnswersDraft: CheckedDraft, Equatable {
    package struct One: Codable, Sendable, Equatable {
        /// The mentee's username.
        package var mentee: String
        package var answer: String

        package init(mentee: String, answer: String) { (self.mentee, self.answer) = (mentee, answer) }
    }

    package var answers: [One]?

    package init(answers: [One]? = nil) { self.answers = answers }

    package enum CodingKeys: String, CodingKey, CaseIterable { case answers }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming the fields.
    func validated() throws -> [(mentee: String, answer: RoundAnswer)] {
        var validation = Validation()
        validation.require(answers != nil, "answers", "required")
        validation.count(answers?.count ?? 0, "answers", atMost: 100)
        let known = (answers ?? []).enumerated().map { place, one in
            let answer = RoundAnswer(rawValue: one.answer)
            validation.require(answer != nil, "answers/\(place)/answer", "unknown_choice")
            return (one.mentee.lowercased(), answer ?? .ok)
        }
        validation.require(Set(known.map(\.0)).count == known.count, "answers", "listed_twice")
        try validation.check()
        return known
    }
}
