import Mentoring
import MentoringWeb
import WebSupport

/// Rounds of the mentoring programme, as pages and as JSON.
extension Routes {
    func registerRounds(_ list: inout RouteList) {
        list.member(.get, "/mentoring/rounds", rounds.listPage)
        list.moderator(.get, "/mentoring/rounds/new", rounds.newPage)
        list.moderator(.post, "/mentoring/rounds/new", rounds.submitNew)
        list.member(.get, "/mentoring/rounds/:id", rounds.page)
        list.member(.post, "/mentoring/rounds/:id/membership", rounds.submitMembership)
        list.member(.get, "/mentoring/rounds/:id/ranking", rounds.rankingPage)
        list.member(.post, "/mentoring/rounds/:id/ranking", rounds.submitRanking)
        list.member(.post, "/mentoring/rounds/:id/offers/:offer", rounds.submitOffer)
        list.member(.get, "/mentoring/rounds/:id/instance", rounds.instanceFile)
        list.moderator(.get, "/mentoring/rounds/:id/edit", rounds.editPage)
        list.moderator(.post, "/mentoring/rounds/:id/edit", rounds.submitEdit)
        list.moderator(.post, "/mentoring/rounds/:id/pairs", rounds.submitPair)
        list.moderator(.post, "/mentoring/rounds/:id/steps", rounds.submitStep)
        list.moderator(.get, "/mentoring/rounds/:id/report", rounds.reportPage)
        registerRoundMembers(&list)
        registerRoundResults(&list)
        registerRoundSteps(&list)
    }

    private func registerRoundMembers(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/rounds", .lists("Rounds, the newest first; drafts for staff alone."), roundAPI.list)
        list.member(
            .get, "/api/v1/rounds/:id", .reads("A round, and one's own part in it.").refusing(.notFound),
            roundAPI.show)
        list.member(
            .put, "/api/v1/rounds/:id/membership",
            .changes("Takes part as a mentee or a mentor, while the round is open for joining.")
                .refusing(.notFound, .forbidden), roundAPI.join)
        list.member(
            .delete, "/api/v1/rounds/:id/membership",
            .does("Takes part no longer: until the ranking ends.").refusing(.notFound), roundAPI.leave)
        list.member(
            .get, "/api/v1/rounds/:id/ranking",
            .reads(
                "A mentee's mentors, those ranked first; or the mentees who ranked a mentor.",
                .text("after", "`next` of the page before, of mentees.")
            ).refusing(.notFound, .conflict), roundAPI.ranking)
        list.member(
            .put, "/api/v1/rounds/:id/ranking",
            .changes("Says whom one would like best, the best first, ten at most.").refusing(.notFound),
            roundAPI.rank)
        list.member(
            .put, "/api/v1/rounds/:id/answers",
            .changes("A mentor says prefer, ok or no of mentees who ranked them.").refusing(.notFound),
            roundAPI.answer)
    }

    private func registerRoundResults(_ list: inout RouteList) {
        list.member(
            .get, "/api/v1/rounds/:id/result", .reads("What the round found for oneself.").refusing(.notFound),
            roundAPI.result)
        list.member(
            .post, "/api/v1/rounds/:id/offers/:offer/confirm",
            .changes("Says yes; once both have, the mentorship is accepted: 409 where no seat is left.")
                .refusing(.notFound), roundAPI.answerOffer(.yes))
        list.member(
            .post, "/api/v1/rounds/:id/offers/:offer/decline", .changes("Says no.").refusing(.notFound),
            roundAPI.answerOffer(.no))
        list.member(
            .get, "/api/v1/rounds/:id/instance",
            .reads(
                "A matching without names, as `karwan match --instance` reads it, with its result.",
                .text("run", "0 for the round itself, 1 for the mini-round among the rest.")
            ).refusing(.notFound), roundAPI.instance)
        list.moderator(
            .get, "/api/v1/rounds/:id/report", .reads("How evenly the round served those who took part."),
            roundAPI.report)
    }

    private func registerRoundSteps(_ list: inout RouteList) {
        list.moderator(
            .post, "/api/v1/rounds", .creates("Makes a round that staff alone sees until it is opened."),
            roundAPI.create)
        list.moderator(
            .put, "/api/v1/rounds/:id",
            .changes("Says anew what a round is, before it is opened.", ifMatch: true), roundAPI.change)
        list.moderator(
            .post, "/api/v1/rounds/:id/pairs",
            .changes("Puts two who take part together before the matching: 409 where nothing may."), roundAPI.pair)
        list.moderator(
            .delete, "/api/v1/rounds/:id/pairs/:mentee", .does("Lets a mentee be matched like the others."),
            roundAPI.unpair)
        func step(_ event: RoundEvent, _ summary: String) {
            list.moderator(
                .post, "/api/v1/rounds/:id/\(event.rawValue)", .changes(summary, ifMatch: true),
                roundAPI.take(event))
        }
        step(.open, "Opens the round for joining.")
        step(.rank, "Ends joining: members rank.")
        step(.freeze, "Fixes what was said; the matching is made.")
        step(.publish, "Sends what was found and verified as offers.")
        step(.refill, "Matches the rest on the seats that nobody confirmed.")
        step(.close, "Ends the round.")
        step(.cancel, "Gives the round up before it is published.")
        list.moderator(
            .post, "/api/v1/rounds/:id/retry", .does("Makes a matching that failed anew."), roundAPI.retry)
    }
}
