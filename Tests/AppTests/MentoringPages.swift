import Core
import Mentoring
import TestSupport

/// How templates of mentors and mentees are reached.
enum MentoringPages {
    /// A mentor with a level, one who asks for the first, and a mentee who fits.
    static func pages(_ app: TestApp) async throws -> [String: Answer] {
        let (guide, asking) = (try await app.member("pathfinder"), try await app.member("wayfarer"))
        let moderator = try await app.member("arbiter", roles: [.moderator])
        let mentoring = app.services.mentoring
        for mentor in [guide, asking] {
            _ = try await mentoring.setMentor(profile, as: mentor.principal)
            _ = try await mentoring.setHours(hours, as: mentor.principal)
        }
        for review in try await mentoring.openReviews(as: moderator.principal).items
        where review.mentor.id == guide.id {
            _ = try await mentoring.decide(
                MentorDecisionDraft(decision: "grant", basis: "profile"), on: review.id, as: moderator.principal)
        }
        _ = try await mentoring.setMentee(wish, as: asking.principal)
        try await mentoring.setUnwanted(true, "pathfinder", as: moderator.principal)
        try await mentoring.makeFigures()
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        var pages: [String: Answer] = [:]
        for (template, path) in [
            "mentoring": "/mentoring", "mentor_form": "/mentoring/mentor-profile",
            "mentee_form": "/mentoring/mentee-profile", "mentor_questions": "/mentoring/questions",
            "mentoring_hours": "/mentoring/availability",
            "mentor_list": "/mentors",
        ] { pages[template] = try await app.get(path, as: asking.browser) }
        for (template, path) in [
            "mentoring_rules": "/mentoring/rules", "mentor": "/mentors/pathfinder",
            "mentor_queue": "/moderation/mentors", "mentoring_figures": "/moderation/mentoring",
            "mentoring_public": "/insight/mentoring",
        ] { pages[template] = try await app.get(path, as: moderator.browser) }
        return pages
    }

    private static var profile: MentorDraft {
        var draft = MentorDraft()
        draft.about = "Six years of back-end work, then a Blue Card. I tell how it went for me."
        (draft.topics, draft.skills, draft.stages) = (["cv", "interviews"], ["kotlin"], ["applying"])
        draft.languages = [KnownLanguage(code: "ur", level: 6)]
        draft.stays = [MentorStay(country: "DE", city: "Berlin", since: "2022-03")]
        draft.experiences = [MentorExperience(pathwayId: "de-eu-blue-card", year: 2022)]
        (draft.origin, draft.employerKind, draft.isAdult) = ("PK", "large bank", true)
        return draft
    }

    private static var hours: HoursDraft {
        var draft = HoursDraft()
        draft.windows = [HoursWindow(weekdays: [1, 2, 3], start: "17:00", end: "21:00", zone: "Europe/Berlin")]
        draft.exceptions = [
            HoursException(isFree: false, on: "2026-12-25", start: "00:00", end: "24:00", zone: "Europe/Berlin")
        ]
        return draft
    }

    private static var wish: MenteeDraft {
        var draft = MenteeDraft()
        draft.goal = "A first job as a developer in Germany."
        (draft.topics, draft.skills, draft.timeline) = (["cv"], ["kotlin"], "year")
        draft.languages = [KnownLanguage(code: "ur", level: 6)]
        draft.destinations = [MenteeDestination(country: "DE", city: "Berlin")]
        draft.pathways = ["de-eu-blue-card"]
        return draft
    }
}
