import Foundation

/// What each skill says about who offers it: the rarer the more, `ln(1 + N / (1 + n))` with `n` of `N` mentors offering
/// it. Millionths, frozen for a snapshot.
package struct SkillWeights: Sendable {
    private let weights: [Int32]
    /// The weight of a skill that nobody offers.
    private let unheard: Int32

    /// - Parameter offers: how many mentors offer each skill, by its code.
    package init(offers: [Int], mentors: Int) {
        weights = offers.map { Self.weight(mentors, $0) }
        unheard = Self.weight(mentors, 0)
    }

    /// Counted over the skills of eligible mentors.
    package init(of mentors: some Collection<MentorFacts>) {
        var offers: [Int] = []
        for skill in mentors.lazy.flatMap(\.skills) {
            if Int(skill) >= offers.count {
                offers += [Int](repeating: 0, count: Int(skill) + 1 - offers.count)
            }
            offers[Int(skill)] += 1
        }
        self.init(offers: offers, mentors: mentors.count)
    }

    private static func weight(_ mentors: Int, _ offers: Int) -> Int32 {
        Int32((log(1 + Double(mentors) / Double(1 + offers)) * 1_000_000).rounded())
    }

    package subscript(_ skill: SkillCode) -> Int {
        Int(Int(skill) < weights.count ? weights[Int(skill)] : unheard)
    }

    package func sum(_ skills: some Sequence<SkillCode>) -> Int { skills.reduce(0) { $0 + self[$1] } }

    /// A. Tversky's index (Features of Similarity, 1977) with 1 for what is wanted and missing, 0.2 for what is offered
    /// beyond: `I / (I + (W - I) + 0.2 (O - I))` in thousandths, rounded half up.
    @inline(__always) package static func similarity(wanted: Int, offered: Int, common: Int) -> Int {
        let whole = 5 * wanted + offered - common
        return whole > 0 ? (10_000 * common + whole) / (2 * whole) : 0
    }
}
