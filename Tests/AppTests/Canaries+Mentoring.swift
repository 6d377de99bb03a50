import Core
import Mentoring
import Storage
import TestSupport

/// Words of mentors and mentees that somebody may not see.
extension Canaries {
    /// A mentor who is a mentee, too: the employer, private rules and what was written to moderators are for no other.
    static func mentoring(of owner: TestMember, judgedBy moderator: TestMember, _ app: TestApp) async throws {
        let mentoring = app.services.mentoring
        var mentor = MentorDraft()
        mentor.about = "Six years of back-end work, then a Blue Card. I tell how it went for me."
        (mentor.topics, mentor.languages) = (["cv"], [KnownLanguage(code: "en", level: 6)])
        (mentor.employer, mentor.isAsyncOnly, mentor.isAdult) = ("The canaryemployer of mine", true, true)
        _ = try await mentoring.setMentor(mentor, as: owner.principal)
        if let review = try await mentoring.own(as: owner.principal).review {
            _ = try await mentoring.decide(
                MentorDecisionDraft(decision: "grant", basis: "profile", answer: "The canaryanswer to a mentor."),
                on: review.id, as: moderator.principal)
        }
        var mentee = MenteeDraft()
        (mentee.goal, mentee.timeline) = ("The canarygoal of a mentee, and more.", "year")
        (mentee.topics, mentee.languages) = (["cv"], [KnownLanguage(code: "en", level: 6)])
        (mentee.destinations, mentee.isAsyncOnly) = ([MenteeDestination(country: "DE")], true)
        _ = try await mentoring.setMentee(mentee, as: owner.principal)
        var rules = PrivateRulesDraft()
        (rules.gender, rules.avoidedEmployers) = ("woman", ["The canaryavoided firm"])
        try await mentoring.setRules(rules, as: owner.principal)
    }

    /// One that has begun: a request, and words of the mentor.
    static func mentorship(
        of mentee: TestMember, with mentor: TestMember, _ app: TestApp
    ) async throws -> Mentorship {
        try await app.mentor(mentor)
        try await app.adult(mentee)
        let asked = try await MentorshipTemplates.ask(
            mentor.username, as: mentee, goal: "The canarymentorgoal of mine.", app)
        let accepted = try await app.services.mentorships.take(
            try MentorshipAcceptance().step(.accept), asked.id, as: mentor.principal)
        _ = try await app.services.mentorships.write(
            MentorshipMessageDraft(body: "The canarymentorwords of mine."), to: asked.id, as: mentor.principal)
        _ = try await app.services.mentoringCases.report(
            MentorshipReportDraft(reason: "harassment", note: "The canaryreportword of mine."), in: asked.id,
            as: mentee.principal)
        _ = try await MentorshipTemplates.meet(
            in: asked.id, as: mentee, at: "The canarymeetingplace of ours.", app)
        let office = try await MentorshipTemplates.announce(
            "An hour of the mentor's", as: mentor, at: "The canarygroupplace of ours.", app)
        _ = try await app.services.mentorships.setSeat(true, in: office.id, as: mentee.principal)
        try await app.change(
            """
            INSERT INTO mentorship_invitation (id, mentor_id, mentee_id, track, state, message, created_at, deadline_at)
            VALUES ('0199f4b0-0000-7000-8000-0000000000d1', \(mentor.id), \(mentee.id), 'language', 'open',
                'The canaryinvitation of mine.', 1, 4000000000000)
            """)
        try await app.change("INSERT INTO mentee_findable (account_id, since) VALUES (\(mentee.id), 1)")
        try await app.services.store.write { transaction in
            let id = "0199f4b0-0000-7000-8000-0000000000d1"
            try transaction.execute(
                """
                INSERT INTO mentorship_feedback (id, mentorship_id, side, account_id, rating, is_problematic, body,
                    created_at)
                VALUES (\(id), \(asked.id), 'mentee', \(mentee.id), 5, 0, 'The canaryfeedback of mine.', 1)
                """)
            transaction.touch(.enters(scope: "u:\(mentee.id)", entity: "feedback", id: id))
        }
        let mentorships = app.services.mentorships
        _ = try await mentorships.add(
            MentorshipGoalDraft(
                id: MentorshipGoalID(trusted: "0199f4b0-0000-7000-8000-0000000000d2"),
                body: "The canarysharedgoal of ours."), to: asked.id, as: mentee.principal)
        _ = try await mentorships.add(
            MentorshipNoteDraft(
                id: MentorshipNoteID(trusted: "0199f4b0-0000-7000-8000-0000000000d3"),
                body: "The canarynoteofmine alone."), to: asked.id, as: mentee.principal)
        return accepted
    }

    /// A draft; a round in which the mentee ranked the mentor; one in which the two were found.
    static func rounds(
        mentee: TestMember, mentor: TestMember, _ app: TestApp
    ) async throws -> [String] {
        let ids = (1...3).map { "0199f4b0-0000-7000-8000-0000000000b\($0)" }
        for (id, round) in zip(ids, [("The canaryround of staff", "draft"), ("R", "ranking"), ("P", "published")]) {
            try await app.change(
                """
                INSERT INTO mentoring_round (id, name, track, state, joins_until, ranks_until, list_length, created_at,
                    opened_at, updated_at)
                VALUES (\(id), \(round.0), 'career', \(round.1), '2026-12-05', '2026-12-19', 30, 1,
                    \(round.1 == "draft" ? nil : 1), 1)
                """)
        }
        for statement: Query in [
            """
            INSERT INTO mentoring_round_member (round_id, account_id, side, seats, joined_at)
            VALUES (\(ids[1]), \(mentee.id), 'mentee', 0, 1), (\(ids[1]), \(mentor.id), 'mentor', 1, 1)
            """,
            """
            INSERT INTO mentoring_round_wish (round_id, mentee_id, mentor_id, place)
            VALUES (\(ids[1]), \(mentee.id), \(mentor.id), 1)
            """,
            """
            INSERT INTO mentoring_round_run (round_id, run, seed, salt, begun_at, finished_at, published_at, deadline_at)
            VALUES (\(ids[2]), 0, 's', 'canarysalt', 1, 1, 1, 4000000000000)
            """,
            """
            INSERT INTO mentoring_offer (id, round_id, run, mentor_id, mentee_id, state, choice, explanation, created_at,
                updated_at)
            VALUES ('0199f4b0-0000-7000-8000-0000000000c1', \(ids[2]), 0, \(mentor.id), \(mentee.id), 'open', 1, '{}',
                1, 1)
            """,
        ] { try await app.change(statement) }
        return ids
    }
}
