import TestSupport
import Testing

@testable import Matching

@Suite("Programme rounds")
struct ProgrammeRoundTests {
    private func plan(_ random: inout Seeded, _ community: RandomCommunity) -> RoundPlan {
        // A mentee who is a mentor, too, has another id of that side in a round.
        var seen: Set<String> = []
        var plan = RoundPlan(
            seed: "round-\(random.below(100))", mentees: community.mentees.filter { seen.insert($0.id).inserted })
        plan.length = 5
        for mentee in plan.mentees where random.below(2) == 0 {
            plan.rankings[mentee.id] = (0..<4).map { _ in random.pick(community.mentors).id } + ["nobody"]
        }
        for mentor in community.mentors {
            for mentee in plan.mentees where random.below(4) == 0 {
                plan.answers[mentor.id, default: [:]][mentee.id] = random.pick([.prefer, .accept, .refuse])
            }
        }
        return plan
    }

    private func pairs(_ round: ProgrammeRound) -> [String] { round.pairs.map { "\($0.mentee) \($0.mentor)" } }

    /// Invariants 1 to 6, on what people said.
    @Test func roundsHoldWhateverIsSaid() async {
        var random = Seeded()
        var matched = 0
        for _ in 0..<12 {
            let community = RandomCommunity(&random, mentors: 40, mentees: 40)
            let (plan, index) = (plan(&random, community), community.index)
            let round = await ProgrammeRound(plan, index)
            #expect(round.verification.holds, "\(random)")
            matched += round.figures.matched
            let facts = Dictionary(uniqueKeysWithValues: plan.mentees.map { ($0.id, $0) })
            for (mentee, mentor) in round.pairs {
                let allowed = facts[mentee].map { index.all(for: $0).contains { $0.id == mentor } }
                let isRefused = plan.answers[mentor]?[mentee] == .refuse
                #expect(allowed == true && !isRefused, "\(random)")
            }
            for (place, id) in round.mentees.enumerated() {
                let list = round.instance.wishes[place].map { round.mentors[$0] }
                let own = list.prefix { plan.rankings[id]?.contains($0) == true }
                let ranked = plan.rankings[id] ?? []
                let places = own.compactMap { ranked.firstIndex(of: $0) }
                #expect(list.count <= plan.length + 10 && places == places.sorted(), "\(random)")
            }
            for (mentor, order) in round.instance.orders.enumerated() {
                let answers = order.map { plan.answers[round.mentors[mentor]]?[round.mentees[$0]] == .prefer }
                let preferredFirst = zip(answers, answers.dropFirst()).allSatisfy { $0 || !$1 }
                #expect(preferredFirst, "\(random)")
            }
            var turned = plan
            turned.mentees.shuffle(using: &random)
            let again = await ProgrammeRound(
                turned, MentorIndex(community.mentors.shuffled(using: &random), settings: community.settings))
            #expect(pairs(again) == pairs(round) && again.instance == round.instance, "\(random)")
        }
        #expect(matched > 20)
    }

    /// Invariant 13: locked pairs stay, and their seats are gone.
    @Test func lockedPairsStayOut() async throws {
        var random = Seeded()
        for _ in 0..<6 {
            let community = RandomCommunity(&random, mentors: 30, mentees: 30)
            var plan = plan(&random, community)
            let first = await ProgrammeRound(plan, community.index)
            let kept = Array(first.pairs.prefix(3))
            plan.locked = kept
            let second = await ProgrammeRound(plan, community.index)
            #expect(second.verification.holds && second.locked.map(\.mentee) == kept.map(\.mentee), "\(random)")
            let isOut = kept.allSatisfy { !second.mentees.contains($0.mentee) }
            #expect(isOut, "\(random)")
            for mentor in community.mentors {
                let now = (kept + second.pairs).count { $0.mentor == mentor.id }
                #expect(now <= max(0, mentor.freeSeats), "\(random)")
            }
        }
    }

    /// Equals are told apart by the round's lottery alone.
    @Test func equalsGoByLot() async {
        var random = Seeded(3)
        var community = RandomCommunity(&random, mentors: 1, mentees: 1)
        var mentor = MentorFacts(id: "m")
        (mentor.languages, mentor.topics, mentor.isAsyncOnly) = ([LanguageLevel(1, 6)], [1], true)
        community.mentors = [mentor]
        let mentees = ["a", "b", "c", "d"].map { id in
            var mentee = MenteeFacts(id: id)
            (mentee.languages, mentee.topics, mentee.isAsyncOnly) = ([LanguageLevel(1, 6)], [1], true)
            return mentee
        }
        for number in 0..<10 {
            let round = await ProgrammeRound(RoundPlan(seed: "s\(number)", mentees: mentees), community.index)
            let lottery = Lottery(seed: "s\(number)")
            let byLot = mentees.map(\.id).sorted { lottery.number(of: $0) < lottery.number(of: $1) }.prefix(2)
            #expect(Set(round.pairs.map(\.mentee)) == Set(byLot))
        }
    }

    /// Who has only mentors whom everybody asks for is given others.
    @Test func listsOfTheCrowdedAreToppedUp() async {
        var random = Seeded(4)
        var community = RandomCommunity(&random, mentors: 1, mentees: 1)
        community.mentors = (0..<30).map { number in
            var mentor = MentorFacts(id: "m\(number)")
            (mentor.languages, mentor.topics, mentor.isAsyncOnly) = ([LanguageLevel(1, 6)], [1], true)
            mentor.capacity = 1
            mentor.answers = ShrunkShare(good: number < 5 ? 50_000_000 : 0, all: 50_000_000)
            return mentor
        }
        let mentees = (0..<30).map { number in
            var mentee = MenteeFacts(id: "e\(number)")
            (mentee.languages, mentee.topics, mentee.isAsyncOnly) = ([LanguageLevel(1, 6)], [1], true)
            return mentee
        }
        var plan = RoundPlan(seed: "s", mentees: mentees)
        plan.length = 5
        let round = await ProgrammeRound(plan, community.index)
        #expect(round.instance.wishes.allSatisfy { $0.count == 15 } && round.figures.matched > 5)
    }
}
