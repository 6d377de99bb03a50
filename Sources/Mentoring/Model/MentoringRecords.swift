import Core

/// A mentor as others get it: coarse. Neither the employer's name nor seats, months nor private rules are in it.
package struct MentorRecord: Codable, Sendable {
    /// A stay by its years.
    package struct Stay: Codable, Sendable {
        package let country: String
        package let city: String
        package let since: Int
        /// `null` for still.
        package let until: Int?
    }

    package let member: MentoringName
    package let about: String
    /// ISO 3166-1 alpha-2.
    package let origin: String?
    /// "Large bank": never the name.
    package let employerKind: String
    package let experienceYears: Int
    package let isAsyncOnly: Bool
    package let takesRequests: Bool
    /// 1 to 3, 0 for none yet.
    package let verification: Int
    package let topics: [MentoringTopic]
    package let skills: [String]
    package let languages: [KnownLanguage]
    package let stays: [Stay]
    package let experiences: [MentorExperience]
    package let stages: [MentoringStage]
    /// Mentorships that were completed.
    package let finishedMentorships: Int
    /// Questions that had waited and that the mentor answered.
    package let answeredQuestions: Int
    /// Office hours that took place.
    package let heldOfficeHours: Int

    package init(_ mentor: Mentor, on day: CivilDay) {
        let content = mentor.content
        member = mentor.member
        about = content.about
        origin = content.origin
        employerKind = content.employerKind
        experienceYears = content.experienceYears
        isAsyncOnly = content.isAsyncOnly
        takesRequests = mentor.takesRequests(on: day)
        verification = mentor.verification
        topics = content.topics
        skills = content.skills
        languages = content.languages
        stays = content.stays.map { stay in
            Stay(
                country: stay.country, city: stay.city, since: Int(stay.since.prefix(4)) ?? 0,
                until: stay.until.flatMap { Int($0.prefix(4)) })
        }
        experiences = content.experiences
        stages = content.stages
        finishedMentorships = mentor.outcomes.finished
        answeredQuestions = mentor.outcomes.answered
        heldOfficeHours = mentor.outcomes.held
    }
}

extension Mentor {
    /// Whether the mentor says that requests are welcome.
    package func takesRequests(on day: CivilDay) -> Bool {
        verification > 0 && content.isAccepting && content.capacity > 0 && !isPaused(on: day)
    }
}

/// A mentor's own profile as the mentor gets it.
package struct OwnMentorRecord: Codable, Sendable {
    package let capacity: Int
    package let isAccepting: Bool
    /// The first day after a pause.
    package let pausedUntil: CivilDay?
    package let weeklyRequests: Int
    package let takesQuestions: Bool
    package let about: String
    package let origin: String?
    package let employer: String
    package let employerKind: String
    package let experienceYears: Int
    package let isAsyncOnly: Bool
    package let topics: [MentoringTopic]
    package let skills: [String]
    package let languages: [KnownLanguage]
    package let stays: [MentorStay]
    package let experiences: [MentorExperience]
    package let stages: [MentoringStage]
    package let verification: Int
    package let updatedAt: Timestamp
    package let revision: Int64

    package init(_ mentor: Mentor) {
        let content = mentor.content
        capacity = content.capacity
        isAccepting = content.isAccepting
        pausedUntil = content.pausedUntil
        weeklyRequests = content.weeklyRequests
        takesQuestions = content.takesQuestions
        about = content.about
        origin = content.origin
        employer = content.employer
        employerKind = content.employerKind
        experienceYears = content.experienceYears
        isAsyncOnly = content.isAsyncOnly
        topics = content.topics
        skills = content.skills
        languages = content.languages
        stays = content.stays
        experiences = content.experiences
        stages = content.stages
        verification = mentor.verification
        updatedAt = mentor.updatedAt
        revision = mentor.revision
    }
}

/// A mentee's own profile as the mentee gets it.
package struct OwnMenteeRecord: Codable, Sendable {
    package let goal: String
    package let origin: String?
    package let experienceYears: Int
    package let timeline: MenteeTimeline
    package let isAsyncOnly: Bool
    package let isOriented: Bool
    package let employer: String
    package let topics: [MentoringTopic]
    package let skills: [String]
    package let languages: [KnownLanguage]
    package let neededLanguages: [String]
    package let destinations: [MenteeDestination]
    package let pathways: [String]
    package let updatedAt: Timestamp
    package let revision: Int64

    package init(_ mentee: Mentee) {
        let content = mentee.content
        goal = content.goal
        origin = content.origin
        experienceYears = content.experienceYears
        timeline = content.timeline
        isAsyncOnly = content.isAsyncOnly
        isOriented = content.isOriented
        employer = content.employer
        topics = content.topics
        skills = content.skills
        languages = content.languages
        neededLanguages = content.neededLanguages
        destinations = content.destinations
        pathways = content.pathways
        updatedAt = mentee.updatedAt
        revision = mentee.revision
    }
}

/// A level that was asked for, as the mentor and moderators get it.
package struct MentorReviewRecord: Codable, Sendable {
    package let id: MentorReviewID
    package let mentor: MentoringName
    package let level: Int
    package let note: String
    package let state: MentorReviewState
    package let basis: MentorReviewBasis?
    package let answer: String
    package let vouches: Int
    package let openedAt: Timestamp
    package let decidedAt: Timestamp?

    package init(_ review: MentorReview) {
        id = review.id
        mentor = review.mentor
        level = review.level
        note = review.note
        state = review.state
        basis = review.basis
        answer = review.answer
        vouches = review.vouches
        openedAt = review.openedAt
        decidedAt = review.decidedAt
    }
}
