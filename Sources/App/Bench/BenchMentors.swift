import Accounts
import Core
import Foundation
import Matching
import Mentoring

/// Mentors to measure with, besides the members of the data, and one member who looks for one.
struct BenchMentors {
    private static let skills = [
        "swift", "kotlin", "java", "python", "go", "rust", "react", "postgresql", "kubernetes", "aws", "linux", "sap",
    ]
    private static let places = [
        ("DE", "Berlin", "Europe/Berlin"), ("DE", "Munich", "Europe/Berlin"), ("NL", "Amsterdam", "Europe/Amsterdam"),
        ("GB", "London", "Europe/London"), ("CA", "Toronto", "America/Toronto"), ("AE", "Dubai", "Asia/Dubai"),
    ]
    private static let batch = 2_000
    /// Behind the members of all sizes.
    private static let first = 1_000_000

    let count: Int
    let seed: UInt64
    let services: Services

    func load() async throws {
        let hash = try await services.passwordHash(BenchLoader.password)
        for start in stride(from: 0, to: count, by: Self.batch) {
            let range = start..<min(start + Self.batch, count)
            try await services.accounts.load(range.map(account), passwordHash: hash)
            try await services.mentoring.load(range.map(mentor))
        }
        try await services.mentoring.load(Self.wish, hours: Self.evenings("Asia/Karachi"), of: BenchCommunity.member(0))
    }

    private static func id(_ number: Int) -> MemberID { BenchCommunity.member(first + number) }

    private func account(_ number: Int) -> AccountService.MemberToLoad {
        AccountService.MemberToLoad(
            id: Self.id(number), username: "guide-\(number + 1)", displayName: "Guide \(number + 1)", origin: "PK",
            destination: "DE", joinedAt: BenchCommunity.end.advanced(by: .days(-700)))
    }

    /// A mentor follows from their number and the seed alone.
    private func mentor(_ number: Int) -> MentoringService.MentorToLoad {
        var numbers = SeededNumbers(seed: seed &+ UInt64(number + 1) &* 0x2545_F491_4F6C_DD1D)
        let (country, city, zone) = Self.places[numbers.below(Self.places.count)]
        var content = MentorContent()
        content.about = "I tell how it went for me, what I would do again and what not."
        (content.capacity, content.origin) = (1 + numbers.below(4), "PK")
        content.experienceYears = 2 + numbers.below(15)
        content.topics = [MentoringTopic.cv, .interviews, .jobSearch, .salary].filter { _ in numbers.below(2) == 0 }
        if content.topics.isEmpty { content.topics = [.relocation] }
        content.skills = Set((0..<4).map { _ in Self.skills[numbers.below(Self.skills.count)] }).sorted()
        content.languages = [
            KnownLanguage(code: "en", level: 4 + numbers.below(3)), KnownLanguage(code: "ur", level: 6),
        ]
        content.stays = [MentorStay(country: country, city: city, since: "20\(12 + numbers.below(12))-03")]
        return MentoringService.MentorToLoad(
            id: Self.id(number), content: content, hours: Self.evenings(zone),
            listedAt: BenchCommunity.end.advanced(by: .minutes(-Int64(number))))
    }

    private static func evenings(_ zone: String) -> Availability {
        Availability(windows: [
            WeeklyWindow(weekdays: 0b001_1111, start: 17 * 60, end: 22 * 60, zone: zone),
            WeeklyWindow(weekdays: 0b110_0000, start: 10 * 60, end: 16 * 60, zone: zone),
        ])
    }

    private static var wish: MenteeContent {
        var content = MenteeContent()
        (content.goal, content.origin) = ("A first job as a developer in Germany within a year.", "PK")
        (content.experienceYears, content.topics) = (3, [.cv, .interviews])
        content.skills = ["kotlin", "postgresql", "linux"]
        content.languages = [KnownLanguage(code: "en", level: 5), KnownLanguage(code: "ur", level: 6)]
        content.destinations = [MenteeDestination(country: "DE", city: "Berlin"), MenteeDestination(country: "NL")]
        return content
    }
}
