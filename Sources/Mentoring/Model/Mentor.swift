import Core
import Matching

/// What mentors offer and mentees ask for.
package enum MentoringTopic: String, Codable, Sendable, CaseIterable {
    case cv, interviews
    case jobSearch = "job_search"
    case salary, portfolio
    case systemDesign = "system_design"
    case careerChange = "career_change"
    case leadership, freelancing, founding, study
    /// How it went, never what somebody else is to do: experience, not advice.
    case visaSteps = "visa_steps"
    case documents, relocation, housing, language
    case returning = "return"
}

/// How far a mentee is on the way, as profiles of members have it.
package enum MentoringStage: String, Codable, Sendable, CaseIterable {
    case considering, preparing, applying, waiting, moved, settled, returned
}

/// A language and how well: 1 to 6 as A1 to C2.
package struct KnownLanguage: Codable, Sendable, Hashable {
    /// BCP 47.
    package var code: String
    package var level: Int

    package init(code: String, level: Int) { (self.code, self.level) = (code, level) }
}

/// A country where a mentor lived after leaving.
package struct MentorStay: Codable, Sendable, Hashable {
    /// ISO 3166-1 alpha-2.
    package var country: String
    /// Empty when it is not told.
    package var city: String
    /// `YYYY-MM`.
    package var since: String
    /// `YYYY-MM`; `nil` for still.
    package var until: String?

    package init(country: String, city: String = "", since: String, until: String? = nil) {
        (self.country, self.city, self.since, self.until) = (country, city, since, until)
    }
}

/// A pathway that a mentor went.
package struct MentorExperience: Codable, Sendable, Hashable {
    package var pathwayId: String
    package var year: Int

    package init(pathwayId: String, year: Int) { (self.pathwayId, self.year) = (pathwayId, year) }
}

/// A member as others see them.
package struct MentoringName: Codable, Sendable, Equatable {
    package let id: MemberID
    package let username: String
    package let displayName: String
}

/// What a mentor says of themselves, checked.
package struct MentorContent: Sendable, Equatable {
    /// 0 to 10; 0 is a break.
    package var capacity = 2
    package var isAccepting = true
    /// The first day after a pause.
    package var pausedUntil: CivilDay?
    /// Most requests in seven days.
    package var weeklyRequests = 5
    /// Whether questions of the forum that wait are offered, at most five a week.
    package var takesQuestions = true
    package var about = ""
    package var origin: String?
    /// For the matcher alone until a request is accepted.
    package var employer = ""
    /// What others read before that: "large bank".
    package var employerKind = ""
    package var experienceYears = 0
    package var isAsyncOnly = false
    package var topics: [MentoringTopic] = []
    package var skills: [String] = []
    package var languages: [KnownLanguage] = []
    package var stays: [MentorStay] = []
    package var experiences: [MentorExperience] = []
    package var stages: [MentoringStage] = []

    package init() {}
}

/// A member who is a mentor.
package struct Mentor: Sendable, Equatable {
    package let member: MentoringName
    package let content: MentorContent
    /// 0 for none yet, 1 to 3.
    package let verification: Int
    /// Since when others find the mentor; `nil` before the first level.
    package let listedAt: Timestamp?
    package let updatedAt: Timestamp
    package let revision: Int64
    package var outcomes = MentorOutcomes()
    /// The first day after a pause for missed meetings.
    package var stoppedUntil: CivilDay?

    package var path: String { "/mentors/\(member.username)" }

    package func isPaused(on day: CivilDay) -> Bool {
        [content.pausedUntil, stoppedUntil].contains { $0.map { day < $0 } ?? false }
    }
}

/// What decides whether a mentor may be asked at all.
package struct MentorStanding: Sendable, Equatable {
    package let id: MemberID
    package let capacity: Int
    package let isAccepting: Bool
    package let isPaused: Bool
    /// 0 to 3; from 1 on others may ask.
    package let verification: Int
    /// Most requests in seven days.
    package let weeklyRequests: Int
    /// Said to be 18 or older.
    package let isAdult: Bool
    /// The account is neither suspended, silenced, leaving nor closed.
    package let isGood: Bool

    package init(
        id: MemberID, capacity: Int, isAccepting: Bool, isPaused: Bool, verification: Int, weeklyRequests: Int,
        isAdult: Bool, isGood: Bool
    ) {
        self.id = id
        self.capacity = capacity
        self.isAccepting = isAccepting
        self.isPaused = isPaused
        self.verification = verification
        self.weeklyRequests = weeklyRequests
        self.isAdult = isAdult
        self.isGood = isGood
    }

    /// Whether requests reach the mentor, seats aside.
    package var takesRequests: Bool { isAccepting && !isPaused && verification >= 1 && isAdult && isGood }
}
