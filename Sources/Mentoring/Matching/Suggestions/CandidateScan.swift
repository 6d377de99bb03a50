/// A mentor by an upper bound of the score, or by the score itself, in the order in which they are shown.
package struct CandidateKey: Sendable, Equatable {
    package let total: Int32
    let tie: UInt64
    let row: Int32

    /// Total downwards, then by the keyed hash, then by row, which is the order of ids.
    @inline(__always) func precedes(_ other: CandidateKey) -> Bool {
        if total != other.total { return total > other.total }
        return tie != other.tie ? tie < other.tie : row < other.row
    }
}

/// The best so many keys: a heap with the last of them on top.
struct BoundedHeap {
    private let capacity: Int
    private(set) var keys: [CandidateKey] = []

    init(capacity: Int) {
        self.capacity = max(1, capacity)
        keys.reserveCapacity(self.capacity)
    }

    /// The total that a newcomer must at least have.
    @inline(__always) var threshold: Int32 { keys.count < capacity ? .min : keys[0].total }

    mutating func insert(_ key: CandidateKey) {
        if keys.count < capacity {
            keys.append(key)
            var place = keys.count - 1
            while place > 0, keys[(place - 1) / 2].precedes(keys[place]) {
                keys.swapAt(place, (place - 1) / 2)
                place = (place - 1) / 2
            }
        } else if key.precedes(keys[0]) {
            keys[0] = key
            var place = 0
            while place * 2 + 1 < keys.count {
                var below = place * 2 + 1
                if below + 1 < keys.count, keys[below].precedes(keys[below + 1]) { below += 1 }
                guard keys[place].precedes(keys[below]) else { break }
                keys.swapAt(place, below)
                place = below
            }
        }
    }
}

extension MentorIndex {
    /// The best mentors by an upper bound of their score, in order: one pass over all. The bound is the score itself but
    /// for time, of which the map of quarter hours knows the most that it can be.
    package func scan(
        _ query: CompiledQuery, most: Int, after: CandidateKey? = nil, onlyNew: Bool = false
    ) -> [CandidateKey] {
        var heap = BoundedHeap(capacity: most)
        let required: MentorColumns.Flags = onlyNew ? [.takesPart, .isNew] : .takesPart
        let isAsync = query.mentee.isAsyncOnly
        let most = Int32(Feature.availability.menteeWeight * 1000)
        query.skills.withUnsafeBufferPointer { skills in
            for row in columns.flags.indices where columns.flags[row].isSuperset(of: required) {
                guard columns.fits(row, query) else { continue }
                let rest = columns.total(row, query, skills)
                guard rest + most >= heap.threshold else { continue }
                var time = Int32(60_000)
                if !isAsync || !columns.flags[row].contains(.isAsyncOnly) {
                    let quarters = schedules.common(columns.schedules[row], query.schedule.quarters)
                    // Two meetings of half an hour, in every week.
                    guard quarters >= 4 else { continue }
                    time = Int32(Feature.availability.menteeWeight * PairScore.availability(minutes: quarters * 15))
                }
                guard rest + time >= heap.threshold, !query.excluded.contains(row) else { continue }
                let key = CandidateKey(total: rest + time, tie: query.tie(columns.digests[row]), row: Int32(row))
                if let after, !after.precedes(key) { continue }
                heap.insert(key)
            }
        }
        return heap.keys.sorted { $0.precedes($1) }
    }
}

extension MentorColumns {
    /// Tests by masks: never refuses whom the exact rules let pass.
    @inline(__always) fileprivate func fits(_ row: Int, _ query: CompiledQuery) -> Bool {
        guard languages[row].x & query.languages.x & query.needed != 0, topics[row] & query.topics != 0,
            query.genders >> UInt16(genders[row]) & 1 == 1
        else { return false }
        let employer = employers[row]
        if employer == Self.noEmployer { return true }
        if employer == query.employer, query.mentee.refusesSameEmployer || flags[row].contains(.refusesSameEmployer) {
            return false
        }
        return query.mentee.avoidedEmployers.isEmpty || !query.mentee.avoidedEmployers.contains(employer)
    }

    /// The score without time.
    @inline(__always) fileprivate func total(
        _ row: Int, _ query: CompiledQuery, _ weights: UnsafeBufferPointer<Int32>
    ) -> Int32 {
        var common: Int32 = 0
        for place in skills[row].range { common &+= weights[Int(skillPool[place])] }
        let alike = SkillWeights.similarity(wanted: query.wanted, offered: Int(offered[row]), common: Int(common))
        let both = languages[row] & query.languages
        let language = both.z != 0 ? 1000 : both.y != 0 ? 800 : 600
        return fixed[row] + Int32(Feature.skills.menteeWeight * alike)
            + Int32(Feature.corridor.menteeWeight) * corridor(row, query)
            + Int32(Feature.visa.menteeWeight) * visa(row, query)
            + Int32(Feature.language.menteeWeight * language)
            + Int32(
                Feature.stage.menteeWeight
                    * PairScore.stage(monthsAhead: Int(months[row]) - query.mentee.experienceMonths))
    }

    @inline(__always) private func corridor(_ row: Int, _ query: CompiledQuery) -> Int32 {
        var best: Int32 = 0
        for place in stays[row].range {
            let stay = stayPool[place]
            var worth = query.stays[Int(stay.country)]
            if worth == 600, stay.place != Self.noPlace,
                query.mentee.destinations.contains(where: {
                    $0.country.number == stay.country && $0.place == stay.place
                })
            {
                worth = 700
            }
            best = max(best, worth)
        }
        return best > 0 ? min(1000, best + query.origins[Int(origins[row])]) : 0
    }

    @inline(__always) private func visa(_ row: Int, _ query: CompiledQuery) -> Int32 {
        var best: Int32 = 0
        for place in experiences[row].range {
            let experience = experiencePool[place]
            for wanted in query.mentee.pathways where wanted.country == experience.tag.country {
                if wanted == experience.tag {
                    best = max(best, experience.worth)
                } else if wanted.category == experience.tag.category {
                    best = max(best, Int32(VisaExperience.alike))
                }
            }
        }
        return best
    }
}
