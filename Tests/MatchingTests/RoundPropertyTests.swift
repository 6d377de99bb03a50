import Matching
import TestSupport
import Testing

/// The invariants of mentoring.md, section 7, that concern rounds.
@Suite("Properties of every round")
struct RoundPropertyTests {
    /// Random rounds of a size, with a text that names seed and number.
    private func rounds(
        _ count: Int, mentees: Int, mentors: Int, _ body: (RandomRound, inout Seeded, String) throws -> Void
    ) rethrows {
        var random = Seeded()
        for number in 0..<count {
            let round = RoundInstance.random(
                &random, mentees: random.below(mentees) + 1, mentors: random.below(mentors) + 1)
            try body(round, &random, "\(random), round \(number)")
        }
    }

    /// Invariants 1, 2, 4 and 5, by a look of the test's own.
    @Test func nobodyWouldRatherHaveEachOther() {
        rounds(150, mentees: 30, mentors: 10) { round, _, about in
            let (instance, matching) = (round.instance, round.instance.matching())
            let proof = RoundVerification(matching, of: instance)
            #expect(proof.holds, "\(about)")
            var held: [Int: [Int]] = [:]
            for mentee in round.wishes.indices {
                guard let mentor = matching.mentor(of: mentee) else { continue }
                held[mentor, default: []].append(mentee)
                let isMutual = round.wishes[mentee].contains(mentor) && round.orders[mentor].1.contains(mentee)
                #expect(isMutual, "\(about)")
            }
            for (mentor, (capacity, order)) in round.orders.enumerated() {
                let mine = held[mentor] ?? []
                #expect(mine.count <= capacity, "\(about)")
                let worst = mine.compactMap { order.firstIndex(of: $0) }.max() ?? -1
                for (rank, mentee) in order.enumerated() where mine.count < capacity || (capacity > 0 && rank < worst) {
                    guard let place = round.wishes[mentee].firstIndex(of: mentor) else { continue }
                    let got = RandomRound.place(mentee, in: round.wishes, of: matching)
                    #expect(got <= place, "\(about): \(mentee) and \(mentor)")
                }
            }
        }
    }

    /// Invariant 6: neither the order of rows nor of proposals shows.
    @Test func theOrderOfRowsChangesNothing() {
        rounds(100, mentees: 25, mentors: 8) { round, random, about in
            let (mentees, mentors) = (
                Array(round.wishes.indices).shuffled(using: &random),
                Array(round.orders.indices).shuffled(using: &random)
            )
            func place(_ old: Int, in order: [Int]) -> Int { order.firstIndex(of: old) ?? -1 }
            let turned = RandomRound(
                wishes: mentees.map { round.wishes[$0].map { place($0, in: mentors) } },
                orders: mentors.map { mentor in
                    (round.orders[mentor].0, round.orders[mentor].1.map { place($0, in: mentees) })
                })
            let (before, after) = (round.instance.matching(), turned.instance.matching())
            let same = mentees.enumerated().allSatisfy { new, old in
                before.mentor(of: old).map { place($0, in: mentors) } == after.mentor(of: new)
            }
            #expect(same, "\(about)")
        }
    }

    /// Invariants 8 and 9, against all stable matchings there are.
    @Test func noStableMatchingIsBetterForAnyMentee() {
        rounds(250, mentees: 6, mentors: 4) { round, _, about in
            let (instance, found) = (round.instance, round.instance.matching())
            let stable = instance.allStable()
            #expect(stable.contains(found), "\(about)")
            let mine = found.choices.map { $0 < 0 ? Int32.max : $0 }
            for other in stable {
                let theirs = other.choices.map { $0 < 0 ? Int32.max : $0 }
                let isBest = zip(mine, theirs).allSatisfy { $0 <= $1 }
                #expect(isBest, "\(about)")
                let sameMatched = zip(mine, theirs).allSatisfy { ($0 == .max) == ($1 == .max) }
                #expect(sameMatched, "\(about): rural hospitals")
                for mentor in instance.capacities.indices {
                    let one = found.mentors.indices.filter { Int(found.mentors[$0]) == mentor }
                    let two = other.mentors.indices.filter { Int(other.mentors[$0]) == mentor }
                    #expect(one.count == two.count, "\(about)")
                    if one.count < Int(instance.capacities[mentor]) { #expect(one == two, "\(about)") }
                }
            }
        }
    }

    @Test func mentorsWhoProposeNeverGiveMenteesMore() {
        rounds(100, mentees: 30, mentors: 8) { round, _, about in
            let (mine, theirs) = (round.instance.matching(), round.instance.mentorOptimal())
            let stable = RoundVerification(theirs, of: round.instance).holds
            #expect(stable, "\(about)")
            for mentee in round.wishes.indices {
                let (one, two) = (
                    RandomRound.place(mentee, in: round.wishes, of: mine),
                    RandomRound.place(mentee, in: round.wishes, of: theirs)
                )
                #expect(one <= two && (one == .max) == (two == .max), "\(about)")
            }
        }
    }

    /// Invariant 10.
    @Test func moreSeatsHurtNoMenteeAndMoreMenteesHelpNone() {
        rounds(120, mentees: 15, mentors: 6) { round, random, about in
            func places(_ matching: RoundMatching) -> [Int] {
                round.wishes.indices.map { RandomRound.place($0, in: round.wishes, of: matching) }
            }
            let before = places(round.instance.matching())
            var more = round
            more.orders[random.below(more.orders.count)].0 += 1
            let withSeat = zip(places(more.instance.matching()), before).allSatisfy { $0 <= $1 }
            #expect(withSeat, "\(about): a seat")
            var newcomer = round
            newcomer.wishes.append(Array(round.orders.indices).shuffled(using: &random))
            for mentor in newcomer.orders.indices {
                let at = random.below(newcomer.orders[mentor].1.count + 1)
                newcomer.orders[mentor].1.insert(round.wishes.count, at: at)
            }
            let withMentee = zip(places(newcomer.instance.matching()), before).allSatisfy { $0 >= $1 }
            #expect(withMentee, "\(about): a mentee")
        }
    }

    /// Invariant 11: what a mentee says instead of the truth gets nobody better, judged by the truth.
    @Test func misreportsGainNothing() {
        rounds(150, mentees: 12, mentors: 6) { round, random, about in
            let honest = round.instance.matching()
            let liar = random.below(round.wishes.count)
            for _ in 0..<4 {
                var lie = round
                var list = Array(round.orders.indices).shuffled(using: &random)
                list.removeLast(random.below(list.count))
                lie.wishes[liar] = list
                let got = RandomRound.place(liar, in: round.wishes, of: lie.instance.matching())
                let true_ = RandomRound.place(liar, in: round.wishes, of: honest)
                #expect(got >= true_, "\(about)")
            }
        }
    }

    @Test func figuresAreWhatTheySay() {
        #expect(FairnessFigures.gini([]) == 0 && FairnessFigures.gini([3, 3, 3]) == 0)
        #expect(FairnessFigures.gini([0, 0, 0, 8]) == 750 && FairnessFigures.gini([1, 3]) == 250)
        let instance = RoundInstance(
            mentees: [[0, 1], [0], [0, 1], [1]],
            mentors: [(capacity: 1, mentees: [2, 1, 0]), (capacity: 2, mentees: [0])])
        let figures = FairnessFigures(instance.matching(), of: instance)
        #expect(figures.matched == 2 && figures.firstChoice == 1 && figures.topThree == 2 && figures.seats == 3)
        #expect(figures.matchedShare == 500 && figures.firstChoiceShare == 250)
    }

    @Test func aWrongMatchingIsNoticed() {
        let instance = RoundInstance(
            mentees: [[0, 1], [0, 1]], mentors: [(capacity: 1, mentees: [0, 1]), (capacity: 1, mentees: [0, 1])])
        let crossed = RoundVerification(instance.matching(of: [1, 0]), of: instance)
        #expect(crossed.blocking == [.init(mentee: 0, mentor: 0)])
        let crowded = RoundVerification(instance.matching(of: [0, 0]), of: instance)
        #expect(crowded.overfull == [0])
        let invented = RoundVerification(RoundMatching(mentors: [0, 1], choices: [1, 1]), of: instance)
        #expect(invented.unlisted == [.init(mentee: 0, mentor: 0)])
        let refused = RoundVerification(instance.matching(), of: instance) { mentee, _ in mentee != 1 }
        #expect(refused.filtered == [.init(mentee: 1, mentor: 1)] && !refused.holds)
    }
}
