/// What the matcher knows of a mentee, from one snapshot. Nothing of it says what status or family somebody has, nor
/// why they leave.
package struct MenteeFacts: Sendable {
    package struct Destination: Sendable, Hashable {
        package let country: CountryCode
        package let place: PlaceCode?

        package init(_ country: CountryCode, place: PlaceCode? = nil) {
            self.country = country
            self.place = place
        }
    }

    package var id: String
    package var identities: [IdentityCode] = []
    package var isSuspended = false
    package var isAdult = true
    package var languages: [LanguageLevel] = []
    /// One of these must be shared, when there are any.
    package var neededLanguages: [LanguageCode] = []
    package var topics: [TopicCode] = []
    /// In order, each once.
    package var skills: [SkillCode] = [] { didSet { skills = Set(skills).sorted() } }
    package var destinations: [Destination] = []
    package var origin: CountryCode?
    package var pathways: [VisaTag] = []
    package var availability = Availability()
    package var isAsyncOnly = false
    package var experienceMonths = 0
    package var gender: Gender?
    package var genderRule = GenderRule.anybody
    package var employer: EmployerCode?
    package var refusesSameEmployer = false
    /// Employers whose people the mentee wants to avoid; private.
    package var avoidedEmployers: [EmployerCode] = []
    /// Which of goal text, profile and orientation are done: 0 to 3.
    package var preparations = 0
    /// Meetings kept and messages answered, of those there were.
    package var reliability = ShrunkShare()
    /// What lies between this mentee and a mentor, by the mentor's id.
    package var past: [String: PairPast] = [:]

    package init(id: String) { self.id = id }
}

/// What lies between a mentee and a mentor. Days are counted since 1970.
package struct PairPast: Sendable, Equatable {
    /// A block in either direction, a mentorship that one of them called problematic, or a report that was upheld.
    package var isApart = false
    /// The last day on which this mentor declined this mentee, or let the request expire.
    package var declinedOn: Int?
    /// The mentee said "not this one".
    package var isUnwanted = false
    /// One manages or interviews the other, as declared.
    package var isSuperior = false
    /// The last day of a mentorship after which not both asked for another.
    package var completedOn: Int?
    /// A request waits between the two, or they are mentor and mentee: no reason against, but nothing to suggest.
    package var isTogether = false

    package init() {}
}
