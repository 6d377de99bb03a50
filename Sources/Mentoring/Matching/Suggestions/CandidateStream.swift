/// A mentor who passed the exact rules.
package struct Candidate: Sendable {
    let key: CandidateKey
    package let score: PairScore

    var row: Int { Int(key.row) }
}

/// Mentors for a mentee, best first, exactly: a batch by its upper bounds, each judged by the exact rules, and the next
/// batch only when it is needed. A mentor is given out once no other can still be better (R. Fagin and others, Optimal
/// Aggregation Algorithms for Middleware, 2003).
struct CandidateStream {
    private let index: MentorIndex
    private let query: CompiledQuery
    private let onlyNew: Bool
    private let admits: ((MentorFacts) -> Bool)?
    private var batch: Int
    private var bounds: [CandidateKey] = []
    private var place = 0
    private var isComplete = false
    /// Judged and waiting, the best last.
    private var ready: [Candidate] = []

    init(
        _ index: MentorIndex, _ query: CompiledQuery, batch: Int, onlyNew: Bool = false,
        admits: ((MentorFacts) -> Bool)? = nil
    ) {
        self.index = index
        self.query = query
        self.batch = max(batch, 16)
        self.onlyNew = onlyNew
        self.admits = admits
    }

    mutating func next() -> Candidate? {
        while true {
            if place == bounds.count, !isComplete { fetch() }
            let bound = place < bounds.count ? bounds[place] : nil
            if let best = ready.last, bound.map(best.key.precedes) ?? true {
                ready.removeLast()
                return best
            }
            guard let bound else { return nil }
            place += 1
            judge(bound)
        }
    }

    private mutating func fetch() {
        bounds = index.scan(query, most: batch, after: bounds.last, onlyNew: onlyNew)
        place = 0
        isComplete = bounds.count < batch
        batch *= 4
    }

    private mutating func judge(_ bound: CandidateKey) {
        let row = Int(bound.row)
        guard admits?(index.mentors[row].facts) ?? true, let score = index.judge(row, query) else { return }
        let key = CandidateKey(total: Int32(score.total), tie: bound.tie, row: bound.row)
        let at = ready.firstIndex { $0.key.precedes(key) } ?? ready.count
        ready.insert(Candidate(key: key, score: score), at: at)
    }
}
