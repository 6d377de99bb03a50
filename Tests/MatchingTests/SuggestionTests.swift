import TestSupport
import Testing

@testable import Matching

@Suite("Suggestions")
struct SuggestionTests {
    private func communities(_ count: Int, _ body: (RandomCommunity, inout Seeded, String) -> Void) {
        var random = Seeded()
        for number in 0..<count {
            let community = RandomCommunity(&random, mentors: 150, mentees: 8)
            body(community, &random, "\(random), community \(number)")
        }
    }

    /// Invariant 15, and that masks and maps lose nobody.
    @Test func theBestAreThoseOfJudgingEverybody() {
        var shown = 0
        communities(12) { community, random, about in
            let index = community.index
            for mentee in community.mentees {
                let query = CompiledQuery(mentee, in: index, seed: "day")
                let all = index.all(for: mentee).sorted { one, two in
                    let ties = [one, two].map { query.tie(index.columns.digests[index.row(of: $0.id) ?? 0]) }
                    return (-one.score.total, ties[0], one.id) < (-two.score.total, ties[1], two.id)
                }
                let count = random.below(20) + 1
                let best = index.best(for: mentee, seed: "day", count: count)
                #expect(best.map(\.id) == all.prefix(count).map(\.id), "\(about), \(mentee.id)")
                #expect(best.map(\.score) == all.prefix(count).map(\.score), "\(about)")
                shown += best.count
            }
        }
        #expect(shown > 100)
    }

    /// Invariants 3 and 6: nobody whom a filter refuses; the same for any order of rows, and after patches.
    @Test func theOrderOfRowsAndPatchesChangeNothing() {
        communities(6) { community, random, about in
            let index = community.index
            var patched = MentorIndex(
                community.mentors.map { mentor in
                    var old = mentor
                    old.topics = [1]
                    old.skills = [3, 4, 5]
                    old.isAccepting.toggle()
                    return old
                }.shuffled(using: &random), settings: community.settings)
            for (number, mentor) in community.mentors.shuffled(using: &random).enumerated() {
                patched.update(mentor, sequence: Int64(number))
            }
            #expect(patched.sequence == Int64(community.mentors.count - 1))
            for mentee in community.mentees {
                let (one, two) = (
                    index.suggestions(for: mentee, seed: "s", count: 5).items,
                    patched.suggestions(for: mentee, seed: "s", count: 5).items
                )
                #expect(
                    one.map(\.mentor) == two.map(\.mentor) && one.map(\.explanation) == two.map(\.explanation),
                    "\(about)")
                let allowed = Set(index.all(for: mentee).map(\.id))
                #expect(allowed.isSuperset(of: one.map(\.mentor)), "\(about)")
            }
            var gone = index
            gone.remove(community.mentors[0].id, sequence: 99)
            let isGone = community.mentees.allSatisfy { mentee in
                !gone.all(for: mentee).contains { $0.id == community.mentors[0].id }
            }
            #expect(isGone && gone.sequence == 99)
        }
    }

    /// Invariant 16.
    @Test func partsAddUpAndABetterFeatureNeverLowersTheRank() {
        communities(4) { community, random, about in
            for mentee in community.mentees {
                let before = community.index.best(for: mentee, seed: "day", count: 150)
                for (_, score) in before {
                    #expect(score.parts.reduce(0) { $0 + $1.points } == score.total, "\(about)")
                }
                guard !before.isEmpty else { continue }
                let place = random.below(before.count)
                let id = before[place].id
                var better = community
                for at in better.mentors.indices where better.mentors[at].id == id {
                    better.mentors[at].answers = ShrunkShare(good: 90_000_000, all: 90_000_000)
                    better.mentors[at].openRequests = 0
                }
                let after = better.index.best(for: mentee, seed: "day", count: 150)
                let now = after.firstIndex { $0.id == id } ?? .max
                #expect(now <= place, "\(about)")
            }
        }
    }

    /// Mentors alike but for what is told.
    private func mentors(_ count: Int, _ change: (Int, inout MentorFacts) -> Void) -> RandomCommunity {
        var random = Seeded(1)
        var community = RandomCommunity(&random, mentors: 1, mentees: 1)
        community.mentors = (0..<count).map { number in
            var mentor = MentorFacts(id: "m\(number)")
            (mentor.languages, mentor.topics, mentor.isAsyncOnly) = ([LanguageLevel(1, 6)], [1], true)
            mentor.pastMentees = 9
            change(number, &mentor)
            return mentor
        }
        var mentee = MenteeFacts(id: "asks")
        (mentee.languages, mentee.topics, mentee.isAsyncOnly) = ([LanguageLevel(1, 6)], [1], true)
        community.mentees = [mentee]
        return community
    }

    private func shown(_ community: RandomCommunity, _ count: Int, _ ledger: ExposureLedger = .init()) -> [String] {
        community.index.suggestions(for: community.mentees[0], seed: "d", count: count, ledger: ledger).items.map(
            \.mentor)
    }

    @Test func oneEmployerDoesNotFillTheList() {
        let community = mentors(6) { number, mentor in
            mentor.employer = number < 4 ? 1 : UInt32(number)
            mentor.experienceMonths = number < 4 ? 60 : 6
        }
        let three = Set(shown(community, 3))
        #expect(three.isSuperset(of: ["m4", "m5"]) && three.count == 3)
    }

    @Test func somebodyNewHasAPlaceWhenNearlyAsGood() {
        let community = mentors(8) { number, mentor in
            mentor.pastMentees = number == 7 ? 2 : 3
            mentor.answers = ShrunkShare(good: number == 7 ? 0 : 1_000_000, all: 1_000_000)
        }
        #expect(shown(community, 3).last == "m7")
        var far = community
        far.mentors[7].experienceMonths = 0
        far.mentors[7].languages = [LanguageLevel(1, 4)]
        far.mentors[7].openRequests = 9
        far.mentees[0].experienceMonths = 12
        for at in 0..<7 { far.mentors[at].experienceMonths = 60 }
        #expect(!shown(far, 3).contains("m7"))
    }

    /// Invariant 19: never more often than eight times a free seat in seven days, in any order of days.
    @Test func nobodyIsShownTooOften() {
        var random = Seeded()
        var ledger = ExposureLedger()
        var days: [Int] = []
        var day = 20_000
        for _ in 0..<600 {
            if ledger.take("m0", freeSeats: 2, on: day) { days.append(day) }
            day += random.below(6) == 0 ? 1 : 0
            let week = days.count { $0 > day - 7 }
            #expect(week <= 16 && week == ledger.count("m0", on: day), "\(random)")
        }
        let community = mentors(3) { _, _ in }
        var full = ExposureLedger()
        while full.take("m1", freeSeats: 2, on: community.settings.day) {}
        #expect(Set(shown(community, 3, full)) == ["m0", "m2"])
        #expect(full.count("m1", on: community.settings.day) == 16)
        let later = full.mayShow("m1", freeSeats: 2, on: community.settings.day + 7)
        #expect(later)
    }

    @Test func tooManyRequestsLeaveTheWaitlist() {
        let community = mentors(2) { number, mentor in mentor.openRequests = number == 0 ? 4 : 3 }
        let items = community.index.suggestions(for: community.mentees[0], seed: "d").items
        #expect(items.first { $0.mentor == "m0" }?.isWaitlistOnly == true)
        #expect(items.first { $0.mentor == "m1" }?.isWaitlistOnly == false)
    }

    @Test func nobodyMeansWhatCanBeRelaxed() {
        var community = mentors(2) { _, _ in }
        community.mentees[0].neededLanguages = [7]
        let none = community.index.suggestions(for: community.mentees[0], seed: "d")
        #expect(none.items.isEmpty && none.relaxations == [.language, .topic])
        community.mentors = []
        let empty = community.index.suggestions(for: community.mentees[0], seed: "d", count: 1)
        #expect(empty.items.isEmpty)
    }

    @Test func daysDrawOtherTies() {
        let community = mentors(40) { _, _ in }
        let orders = Set(
            (0..<5).map { day in
                community.index.best(for: community.mentees[0], seed: "\(day)", count: 10).map(\.id)
            })
        #expect(orders.count == 5)
    }
}

@Suite("Why a mentor is suggested")
struct ExplanationTests {
    /// Invariant 18: from a fixed list, at most three, the weightiest first, nothing secret.
    @Test func reasonsAreFewAndNeverSecret() {
        let known: Set<String> = [
            "common_skills", "moved_there", "same_pathway", "common_time", "common_languages", "answers_soon",
            "seats_free",
        ]
        var random = Seeded()
        var seen: Set<String> = []
        for _ in 0..<8 {
            let community = RandomCommunity(&random, mentors: 150, mentees: 8)
            let index = community.index
            for mentee in community.mentees {
                for item in index.suggestions(for: mentee, seed: "d", count: 10).items {
                    let (codes, why) = (item.explanation.reasons.map(\.code), item.explanation)
                    seen.formUnion(codes)
                    #expect(
                        codes.count <= 3 && Set(codes).count == codes.count && known.isSuperset(of: codes), "\(random)")
                    #expect((1...5).contains(why.band) && (why.band - 1) * 200_000 <= item.score.total, "\(random)")
                    let weak = why.caveat.map { item.score[$0] < 300 && $0.menteeWeight > 0 } ?? true
                    #expect(weak, "\(random)")
                }
            }
        }
        #expect(seen == known)
        #expect(known.isDisjoint(with: HardFilter.allCases.map(\.rawValue) + HardFilter.secret.map { "\($0)" }))
    }

    @Test func reasonsSayWhatTheMentorDid() throws {
        var random = Seeded(2)
        var community = RandomCommunity(&random, mentors: 1, mentees: 1)
        let (de, pk) = (RandomCommunity.countries[0], RandomCommunity.countries[4])
        let evening = WeeklyWindow(weekdays: 0x1F, start: 19 * 60, end: 21 * 60, zone: "Asia/Karachi")
        var mentor = MentorFacts(id: "m")
        (mentor.languages, mentor.topics, mentor.skills) = ([LanguageLevel(1, 6)], [1], [4, 2])
        mentor.stays = [.init(country: de, months: 40, since: 2023)]
        mentor.origin = pk
        mentor.availability = Availability(windows: [evening])
        mentor.typicalAnswerHours = 60
        var mentee = MenteeFacts(id: "asks")
        (mentee.languages, mentee.topics, mentee.skills) = ([LanguageLevel(1, 5)], [1], [2, 4])
        mentee.destinations = [.init(de)]
        mentee.availability = mentor.availability
        (community.mentors, community.mentees) = ([mentor], [mentee])
        let found = try #require(community.index.suggestions(for: mentee, seed: "d").items.first)
        #expect(
            found.explanation.reasons == [
                .skills([2, 4]), .moved(from: pk, to: de, year: 2023), .time(minutes: 600, isEvening: true),
            ])
        #expect(found.explanation.caveat == .visa)
    }
}
