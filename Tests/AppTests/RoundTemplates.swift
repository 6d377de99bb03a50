import Core
import Mentoring
import TestSupport

/// How templates of rounds are reached.
enum RoundTemplates {
    /// In the language of the others: a round that is open, and one that was matched and published.
    static func pages(_ app: TestApp) async throws -> [String: Answer] {
        let mentor = try await app.member("helmsman", roles: [.mentor])
        let staff = try await app.member("steward", roles: [.moderator])
        try await app.mentor(mentor)
        let rounds = app.services.rounds
        var draft = RoundDraft()
        (draft.name, draft.track, draft.joinsUntil, draft.ranksUntil) = ("Spring", "career", "2026-12-05", "2026-12-19")
        let open = try await rounds.make(draft, as: staff.principal).round
        _ = try await rounds.take(.open, open.id, as: staff.principal)
        let ranking = try await rounds.make(draft, as: staff.principal).round
        _ = try await rounds.take(.open, ranking.id, as: staff.principal)
        _ = try await rounds.join(
            RoundMembershipDraft(side: "mentor", seats: 1), ranking.id, as: mentor.principal)
        _ = try await rounds.take(.rank, ranking.id, as: staff.principal)
        let found = try await published(draft, staff, app)
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        return [
            "round": try await app.get(found.path, as: staff.browser),
            "round_list": try await app.get("/mentoring/rounds", as: staff.browser),
            "round_form": try await app.get("/mentoring/rounds/new", as: staff.browser),
            "round_ranking": try await app.get("\(ranking.path)/ranking", as: mentor.browser),
            "round_report": try await app.get("\(found.path)/report", as: staff.browser),
        ]
    }

    /// A round with nobody in it, matched and published.
    private static func published(
        _ draft: RoundDraft, _ staff: TestMember, _ app: TestApp
    ) async throws -> Round {
        let rounds = app.services.rounds
        let round = try await rounds.make(draft, as: staff.principal).round
        for step in [RoundEvent.open, .rank, .freeze] {
            _ = try await rounds.take(step, round.id, as: staff.principal)
        }
        try await rounds.runDue()
        return try await rounds.take(.publish, round.id, as: staff.principal)
    }
}
