import Core
import Matching
import Testing

@testable import Mentoring

@Suite("Words of mentors as numbers")
struct LexiconTests {
    private static let day = CivilDay(year: 2026, month: 11, day: 21)

    private func source(_ id: String, _ change: (inout MentorContent) -> Void) -> MentorSource {
        var content = MentorContent()
        change(&content)
        return MentorSource(
            id: id, content: content, verification: 1, isAdult: true, isGood: true, hours: Availability(),
            rules: PrivateRules(), load: MentorSeats.Load())
    }

    @Test func employersAreOneByWhateverFormOfCompany() {
        #expect(Lexicon.employer("SAP SE") == Lexicon.employer("Sap"))
        #expect(Lexicon.employer("Gleis GmbH & Co. ltd") == "gleis")
        #expect(Lexicon.employer("Systems (Pvt) Ltd.") == "systems")
        #expect(Lexicon.employer("The Company") == "the company")
        #expect(Lexicon.employer(" — ") == nil)
        #expect(Lexicon.employer("Siemens") != Lexicon.employer("Siemens Energy"))
    }

    @Test func numbersFollowFromTheWordsAndNotFromTheirOrder() {
        let one = source("a") { $0.skills = ["swift", "kotlin"] }
        let other = source("b") { $0.skills = ["ada", "machine learning"] }
        let (forth, back) = (Lexicon([one, other]), Lexicon([other, one]))
        #expect(forth.skills.words == back.skills.words)
        #expect(forth.skills.words == ["ada", "kotlin", "machine learning", "swift"])
        #expect(Lexicon.skill("Machine-Learning") == "machine learning")
    }

    @Test func aMenteesOwnWordsAreNotKept() {
        let lexicon = Lexicon([source("a") { $0.skills = ["swift"] }])
        var content = MenteeContent()
        content.skills = ["swift", "cobol"]
        let mentee = MenteeSource(
            id: "m", content: content, isAdult: true, hours: Availability(), rules: PrivateRules(), past: [:])
        let facts = lexicon.facts(mentee, categories: [:])
        #expect(facts.skills == [0, 1])
        #expect(lexicon.skills.words == ["swift"])
    }

    @Test func monthsOfAStayAreCountedUntilToday() {
        let mentor = source("a") { content in
            content.stays = [
                MentorStay(country: "DE", city: "Berlin", since: "2026-05"),
                MentorStay(country: "NL", since: "2019-01", until: "2021-03"),
            ]
            content.pausedUntil = CivilDay(year: 2026, month: 11, day: 22)
            content.experiences = [
                MentorExperience(pathwayId: "de-eu-blue-card", year: 2026),
                MentorExperience(pathwayId: "zz", year: 2020),
            ]
        }
        var lexicon = Lexicon([mentor])
        let facts = lexicon.facts(mentor, categories: ["de-eu-blue-card": .work], on: Self.day)
        #expect(facts.stays.map(\.months) == [6, 26])
        #expect(facts.stays.map(\.since) == [2026, 2019])
        #expect(facts.isPaused)
        // A pathway that there is no more is nothing to be compared.
        #expect(facts.experiences.count == 1)
        let next = lexicon.facts(mentor, categories: [:], on: Self.day.adding(1))
        #expect(!next.isPaused)
    }

    @Test func aVocabularyThatIsFullTakesNoMore() {
        var words = Vocabulary(["a", "b"], most: 2)
        #expect(words.code(of: "c") == nil && words.code(of: "b") == 1)
        #expect(words[5] == nil && words[0] == "a")
    }

    @Test func clocksAreReadAsPeopleWriteThem() {
        let read = ["00:00", "24:00", "23:59", "24:01", "7:30", "12:60", "12:30:00", "", "ab:cd"].map(Clockface.minutes)
        #expect(read == [0, 1440, 1439, nil, nil, nil, 750, nil, nil])
        #expect(Clockface.text(425) == "07:05")
    }
}
