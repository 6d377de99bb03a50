import Core
import Jobs

/// The open jobs of the data to measure with.
extension BenchCommunity {
    private static let skills = [
        "swift", "kotlin", "java", "python", "go", "rust", "react", "postgresql", "kubernetes", "aws", "linux", "sap",
    ]
    private static let places = [
        ("DE", "Berlin", "EUR"), ("DE", "Munich", "EUR"), ("NL", "Amsterdam", "EUR"), ("GB", "London", "GBP"),
        ("CA", "Toronto", "CAD"), ("AE", "Dubai", "AED"), ("IE", "Dublin", "EUR"), ("US", "Austin", "USD"),
    ]

    /// A job follows from its number and the seed alone, so that several may be written at once.
    /// - Throws: nothing in truth: each is a job that the form takes.
    func job(_ number: Int) throws -> JobService.JobToLoad {
        var numbers = SeededNumbers(seed: seed &+ UInt64(number + 1) &* 0x5851_F42D_4C95_7F2D)
        // Number 0 is the oldest: a list begins with the last.
        let age = Double(size.jobs - number) / Double(size.jobs)
        let postedAt = Self.end.advanced(by: Span(milliseconds: -Int64(age * 29 * 86_400_000)))
        let (country, city, currency) = Self.places[numbers.below(Self.places.count)]
        let salary = 35_000 + numbers.below(60) * 1_000
        var draft = JobDraft()
        draft.employerName = "Employer \(numbers.below(max(1, size.jobs / 20)) + 1)"
        let known = Set((0..<3).map { _ in Self.skills[numbers.below(Self.skills.count)] }).sorted()
        draft.title = "Developer, \(known.joined(separator: " and ")), team \(number + 1)"
        draft.body = BenchWords.body(&numbers)
        (draft.country, draft.city, draft.currency, draft.period) = (country, city, currency, "year")
        (draft.salaryMin, draft.salaryMax) = ("\(salary)", "\(salary + 8_000)")
        draft.weeklyHours = 40
        draft.remote = RemoteKind.allCases[numbers.below(4) % 3].rawValue
        draft.sponsorship = [Sponsorship.unknown, .unknown, .confirmed, .likely][numbers.below(4)].rawValue
        if draft.sponsorship != "unknown" { draft.sponsorshipEvidence = "We help with the visa." }
        draft.skills = known
        draft.languages = numbers.below(3) == 0 ? ["de", "en"] : ["en"]
        draft.applyURL = "https://jobs.example.org/\(number + 1)"
        return try JobService.JobToLoad(
            id: Self.job(number, at: postedAt.milliseconds), poster: Self.member(number % size.members), draft: draft,
            postedAt: postedAt)
    }
}
