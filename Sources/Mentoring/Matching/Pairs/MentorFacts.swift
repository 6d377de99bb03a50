/// What the matcher knows of a mentor, from one snapshot.
package struct MentorFacts: Sendable {
    /// A country where the mentor lived.
    package struct Stay: Sendable, Hashable {
        package let country: CountryCode
        package let place: PlaceCode?
        package let months: Int
        /// The year of moving there.
        package let since: Int

        package init(country: CountryCode, place: PlaceCode? = nil, months: Int, since: Int) {
            self.country = country
            self.place = place
            self.months = months
            self.since = since
        }
    }

    /// A pathway that the mentor went, and when.
    package struct Experience: Sendable, Hashable {
        package let tag: VisaTag
        package let year: Int

        package init(_ tag: VisaTag, year: Int) {
            self.tag = tag
            self.year = year
        }
    }

    package var id: String
    package var identities: [IdentityCode] = []
    /// 1 to 3, 0 for none.
    package var verification = 1
    package var isAccepting = true
    package var isPaused = false
    package var isSuspended = false
    package var isAdult = true
    /// Stars that mentees gave, and how many: a gate, never a feature.
    package var ratingSum = 0
    package var ratingCount = 0
    /// 0 to 10; 0 is a break.
    package var capacity = 2
    /// Seats of accepted, active and paused mentorships.
    package var taken = 0
    package var openRequests = 0
    package var pastMentees = 0
    package var languages: [LanguageLevel] = []
    package var topics: [TopicCode] = []
    /// In order, each once.
    package var skills: [SkillCode] = [] { didSet { skills = Set(skills).sorted() } }
    package var stays: [Stay] = []
    package var origin: CountryCode?
    package var experiences: [Experience] = []
    package var availability = Availability()
    package var isAsyncOnly = false
    package var experienceMonths = 0
    package var answers = ShrunkShare()
    /// Hours until most requests are answered; `nil` when too few were.
    package var typicalAnswerHours: Int?
    package var gender: Gender?
    package var genderRule = GenderRule.anybody
    package var employer: EmployerCode?
    package var refusesSameEmployer = false
    package var place: PlaceCode?

    package init(id: String) { self.id = id }

    package var freeSeats: Int { min(max(capacity, 0), 10) - taken }
}
