import Mentoring
import MentoringWeb
import WebSupport

/// Mentors and mentees, as pages and as JSON.
extension Routes {
    func registerMentoring(_ list: inout RouteList) {
        list.member(.get, "/mentoring", mentoring.ownPage)
        list.member(.post, "/mentoring/level", mentoring.submitLevel)
        list.member(.get, "/mentoring/mentor-profile", mentoring.mentorFormPage)
        list.member(.post, "/mentoring/mentor-profile", mentoring.submitMentor)
        list.member(.get, "/mentoring/mentee-profile", mentoring.menteeFormPage)
        list.member(.post, "/mentoring/mentee-profile", mentoring.submitMentee)
        list.member(.get, "/mentoring/availability", mentoring.hoursPage)
        list.member(.post, "/mentoring/availability", mentoring.submitHours)
        list.member(.get, "/mentoring/rules", mentoring.rulesPage)
        list.member(.post, "/mentoring/rules", mentoring.submitRules)
        list.member(.get, "/mentoring/questions", mentoring.questionsPage)
        list.member(.post, "/mentoring/questions/:id/pass", mentoring.submitQuestionPass)
        list.member(.get, "/mentors", mentoring.listPage)
        list.member(.get, "/mentors/:username", mentoring.mentorPage)
        list.member(.post, "/mentors/:username/unwanted", mentoring.submitUnwanted)
        list.moderator(.post, "/mentors/:username/level", mentoring.submitLoweredLevel)
        list.moderator(.get, "/moderation/mentors", mentoring.queuePage)
        list.moderator(.get, "/moderation/mentoring", mentoring.figuresPage)
        list.visitor(.get, "/insight/mentoring", mentoring.publicFiguresPage)
        list.moderator(.post, "/moderation/mentors/:id/decision", mentoring.submitDecision)
        registerMentors(&list)
        registerOwnMentoring(&list)
        registerMentorLevels(&list)
        registerMentorQuestions(&list)
        registerMentoringFigures(&list)
    }

    private func registerMentoringFigures(_ list: inout RouteList) {
        list.moderator(
            .get, "/api/v1/mentoring-figures",
            .reads("How mentoring serves those who look for somebody: the last night's figures."),
            mentoringAPI.showFigures)
        list.visitor(
            .get, "/api/v1/insight/mentoring",
            .reads("How many of those who look for a mentor find one: no number is of a few."),
            mentoringAPI.showPublicFigures)
    }

    private func registerMentors(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/mentors",
            .lists(
                "Mentors whose first level was granted, the newest first.",
                .text("country", "ISO 3166-1 alpha-2: where they lived."),
                .choice("topic", MentoringTopic.self, "What they offer."),
                .text("language", "BCP 47: what they speak at B2 or better."),
                .text("pathway", "Which pathway they went.")), mentoringAPI.list)
        list.visitor(
            .get, "/api/v1/pathways/:id/mentors",
            .reads("How many mentors went a pathway; with a token also some of them who take requests, coarse."),
            mentoringAPI.went)
        list.member(
            .get, "/api/v1/mentors/suggestions",
            .reads("The mentors who fit best today, with reasons, or which must-haves could be relaxed.")
                .refusing(.conflict), mentoringAPI.suggest)
        list.member(.get, "/api/v1/mentors/:username", .reads("A mentor, coarse."), mentoringAPI.show)
        list.member(
            .put, "/api/v1/mentors/:username/unwanted", .does("Is never suggested this mentor again."),
            mentoringAPI.setUnwanted)
        list.member(
            .delete, "/api/v1/mentors/:username/unwanted", .does("May be suggested this mentor again."),
            mentoringAPI.setUnwanted)
    }

    private func registerOwnMentoring(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/me/mentor-profile", .reads("One's own profile as a mentor.").refusing(.notFound),
            mentoringAPI.showMentor)
        list.member(
            .put, "/api/v1/me/mentor-profile",
            .changes(
                "Becomes a mentor, or says anew what one offers. The first level is asked for by it.", ifMatch: true),
            mentoringAPI.setMentor)
        list.member(
            .get, "/api/v1/me/mentee-profile", .reads("One's own profile as a mentee.").refusing(.notFound),
            mentoringAPI.showMentee)
        list.member(
            .put, "/api/v1/me/mentee-profile", .changes("Says what one looks for in a mentor.", ifMatch: true),
            mentoringAPI.setMentee)
        list.member(
            .get, "/api/v1/me/availability", .reads("One's own hours, as mentor and as mentee."),
            mentoringAPI.showHours)
        list.member(
            .put, "/api/v1/me/availability", .changes("Says when one has time."), mentoringAPI.setHours)
        list.member(
            .get, "/api/v1/me/matching-rules", .reads("One's own private rules: nobody else reads them."),
            mentoringAPI.showRules)
        list.member(
            .put, "/api/v1/me/matching-rules", .changes("Says whom one wants to meet and whom not."),
            mentoringAPI.setRules)
    }

    private func registerMentorQuestions(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/me/mentor-questions",
            .reads("Questions that nobody has answered and that were offered to one as a mentor."),
            mentoringAPI.listQuestions)
        list.member(
            .delete, "/api/v1/me/mentor-questions/:id", .does("Passes a question on to other mentors."),
            mentoringAPI.passQuestion)
    }

    private func registerMentorLevels(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/me/mentor-review", .reads("The level that one asked for last.").refusing(.notFound),
            mentoringAPI.showReview)
        list.member(
            .post, "/api/v1/me/mentor-review", .creates("Asks for the next level."), mentoringAPI.askLevel)
        list.moderator(
            .get, "/api/v1/mentor-reviews", .lists("Levels that mentors asked for, the oldest first."),
            mentoringAPI.listReviews)
        list.moderator(
            .post, "/api/v1/mentor-reviews/:id/decision", .changes("Grants or refuses a level."),
            mentoringAPI.decide)
        list.moderator(
            .put, "/api/v1/mentors/:username/level", .changes("Takes levels back."), mentoringAPI.lower)
    }
}
