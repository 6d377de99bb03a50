/// All mentors of a snapshot, in memory: facts by row for exact rules, columns for scans. It is patched, mentor by
/// mentor, as changes come in.
package struct MentorIndex: Sendable {
    package let settings: MatchSettings
    /// The change up to which the index is current.
    package private(set) var sequence: Int64
    private(set) var mentors: [Row] = []
    private(set) var schedules: ScheduleBook
    private(set) var columns = MentorColumns()
    private var rows: [String: Int] = [:]

    /// A mentor's facts, behind one reference: two processors that judge pairs do not count each of its lists.
    final class Row: Sendable {
        let facts: MentorFacts

        init(_ facts: MentorFacts) { self.facts = facts }
    }

    /// Rows are in the order of ids, so that the order in which mentors were read does not matter.
    package init(_ mentors: [MentorFacts], settings: MatchSettings, sequence: Int64 = 0) {
        self.settings = settings
        self.sequence = sequence
        schedules = ScheduleBook(first: settings.firstWeek)
        for mentor in mentors.sorted(by: { $0.id < $1.id }) { put(mentor) }
    }

    /// Takes over a mentor as they are after a change. Weights of skills stay those of the snapshot.
    package mutating func update(_ mentor: MentorFacts, sequence: Int64) {
        put(mentor)
        self.sequence = max(self.sequence, sequence)
    }

    /// A mentor who is no more takes no part.
    package mutating func remove(_ id: String, sequence: Int64) {
        if let row = rows[id] {
            var gone = mentors[row].facts
            gone.isAccepting = false
            put(gone)
        }
        self.sequence = max(self.sequence, sequence)
    }

    /// What is known of a mentor; `nil` for who has no row.
    package func facts(of id: String) -> MentorFacts? { rows[id].map { mentors[$0].facts } }

    /// Topics for which more requests are open than their mentors have seats, and at least some.
    package func crowdedTopics(least: Int) -> Set<TopicCode> {
        var demand: [TopicCode: (open: Int, free: Int)] = [:]
        for mentor in mentors where HardFilter.isReady(mentor.facts, settings) {
            for topic in mentor.facts.topics {
                demand[topic, default: (0, 0)].open += mentor.facts.openRequests
                demand[topic, default: (0, 0)].free += max(0, mentor.facts.freeSeats)
            }
        }
        return Set(demand.filter { $0.value.open >= least && $0.value.open > $0.value.free }.keys)
    }

    /// How many mentors there are rows of.
    package var count: Int { mentors.count }

    package func row(of id: String) -> Int? { rows[id] }

    private mutating func put(_ mentor: MentorFacts) {
        let row = rows[mentor.id] ?? mentors.count
        if row == mentors.count { mentors.append(Row(mentor)) } else { mentors[row] = Row(mentor) }
        rows[mentor.id] = row
        let schedule = schedules.place(of: mentor.availability)
        columns.set(row, mentor, settings, schedule: schedule)
    }

    /// The hours of a mentee in the reference weeks.
    func schedule(of mentee: MenteeFacts) -> Schedule {
        var book = schedules.withoutSchedules
        return book.schedule(of: mentee.availability)
    }

    /// The exact rules for one pair: `nil` when a hard filter refuses it.
    func judge(_ row: Int, _ query: CompiledQuery) -> PairScore? {
        let (mentor, overlaps) = (mentors[row], schedules.overlaps(columns.schedules[row], query.schedule))
        guard HardFilter.first(mentor.facts, query.mentee, settings, overlaps: overlaps) == nil else { return nil }
        return PairScore.of(mentor.facts, query.mentee, settings, overlaps: overlaps)
    }

    /// Every mentor who passes the hard filters for a mentee, judged one by one without columns: what a scan is held
    /// against.
    package func all(for mentee: MenteeFacts) -> [(id: String, score: PairScore)] {
        let schedule = schedule(of: mentee)
        return mentors.indices.compactMap { row in
            let overlaps = schedules.overlaps(columns.schedules[row], schedule)
            guard HardFilter.first(mentors[row].facts, mentee, settings, overlaps: overlaps) == nil else { return nil }
            return (mentors[row].facts.id, PairScore.of(mentors[row].facts, mentee, settings, overlaps: overlaps))
        }
    }
}
