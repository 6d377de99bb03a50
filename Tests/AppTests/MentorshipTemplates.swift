import Core
import Mentoring
import TestSupport
import Testing

/// How templates of mentorships are reached.
enum MentorshipTemplates {
    /// In the language of the others: a request that a mentor reads.
    static func pages(_ app: TestApp) async throws -> [String: Answer] {
        let mentor = try await app.member("pilot", roles: [.mentor])
        let mentee = try await app.member("pupil")
        try await app.mentor(mentor)
        try await app.trust(mentee, 1)
        try await app.mentee(mentee)
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        let mentorship = try await ask("pilot", as: mentee, app)
        let staff = try await app.member("watch", roles: [.moderator])
        let found = try await app.services.mentoringCases.report(
            MentorshipReportDraft(reason: "spam", note: "Sent to everybody."), in: mentorship.id,
            as: mentor.principal)
        #expect(found.isNew)
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        let asked = try await app.get(mentorship.path, as: mentor.browser)
        _ = try await app.services.mentorships.take(
            try MentorshipAcceptance().step(.accept), mentorship.id, as: mentor.principal)
        _ = try await meet(in: mentorship.id, as: mentee, app)
        let office = try await announce("An hour for letters", as: mentor, app)
        let scout = try await app.member("scout")
        try await findable(scout, by: mentor, app)
        var draft = InvitationDraft()
        (draft.mentee, draft.track, draft.message) = (
            "scout", "career", "I went the way that you are on four years ago."
        )
        let form = try await app.get("/mentoring/invitations/new?mentee=scout", as: mentor.browser)
        let mentees = try await app.get("/mentoring/mentees", as: mentor.browser)
        _ = try await app.services.mentorships.invite(draft, as: mentor.principal)
        try await app.change(
            "UPDATE account SET language = (SELECT min(language) FROM account WHERE username = 'asker')")
        let mentorships = app.services.mentorships
        _ = try await mentorships.add(
            MentorshipGoalDraft(body: "A letter to the employer."), to: mentorship.id, as: mentee.principal)
        let note = try await mentorships.add(
            MentorshipNoteDraft(body: "The letter takes three weeks."), to: mentorship.id, as: mentor.principal
        ).note
        return [
            "invitation_form": form, "findable_mentees": mentees,
            "invitation_list": try await app.get("/mentoring/invitations", as: scout.browser),
            "office_hour": try await app.get(office.path, as: mentor.browser),
            "office_hour_list": try await app.get("/mentoring/office-hours", as: mentee.browser),
            "office_hour_form": try await app.get("/mentoring/office-hours/new", as: mentor.browser),
            "meeting_list": try await app.get("\(mentorship.path)/meetings", as: mentor.browser),
            "meeting_form": try await app.get("\(mentorship.path)/meetings/new", as: mentor.browser),
            "mentorship_goals": try await app.get("\(mentorship.path)/goals", as: mentor.browser),
            "mentorship_notes": try await app.get("\(mentorship.path)/notes", as: mentor.browser),
            "mentorship_line": try await app.get("\(mentorship.path)/notes/\(note.id)", as: mentor.browser),
            "mentorship": asked,
            "waitlist": try await app.get("/mentoring/waitlist", as: mentee.browser),
            "mentoring_cases": try await app.get("/mentoring/cases", as: mentor.browser),
            "mentoring_case_queue": try await app.get("/moderation/mentorships", as: staff.browser),
            "mentorship_report": try await app.get("\(mentorship.path)/report", as: mentor.browser),
            "mentorship_list": try await app.get("/mentoring/mentorships", as: mentor.browser),
            "mentorship_form": try await app.get("/mentoring/mentorships/new?mentor=pilot", as: mentee.browser),
        ]
    }

    /// Proposes a meeting, and another a week later.
    static func meet(
        in id: MentorshipID, as member: TestMember, at place: String = "By telephone.", _ app: TestApp
    ) async throws -> Meeting {
        var draft = MeetingDraft()
        (draft.day, draft.time, draft.place) = (CivilDay(app.clock.clock.now).adding(7).description, "18:00", place)
        (draft.repeats, draft.count) = ("weekly", 2)
        let made = try await app.services.mentorships.propose(draft, in: id, as: member.principal)
        return try #require(made.meetings.first)
    }

    /// Makes a member one whom a mentor may find: both write, and neither needs hours.
    static func findable(
        _ member: TestMember, by mentor: TestMember, _ app: TestApp
    ) async throws {
        try await app.change("UPDATE mentor_profile SET is_async_only = 1 WHERE account_id = \(mentor.id)")
        var wish = MenteeDraft()
        (wish.goal, wish.timeline, wish.isAsyncOnly) = ("To find work in Berlin within a year.", "year", true)
        (wish.topics, wish.languages) = (["cv"], [KnownLanguage(code: "en", level: 6)])
        (wish.destinations, wish.isAdult) = ([MenteeDestination(country: "DE")], true)
        _ = try await app.services.mentoring.setMentee(wish, as: member.principal)
        try await app.services.mentorships.setFindable(true, as: member.principal)
    }

    /// Announces office hours in a week.
    static func announce(
        _ title: String, as mentor: TestMember, at place: String = "By telephone.", _ app: TestApp
    ) async throws -> OfficeHour {
        var draft = OfficeHourDraft()
        (draft.title, draft.place, draft.language) = (title, place, "ur")
        (draft.day, draft.time) = (CivilDay(app.clock.clock.now).adding(7).description, "18:00")
        return try await app.services.mentorships.announce(draft, as: mentor.principal).office
    }

    /// Asks a mentor, as one whom the program knows.
    static func ask(
        _ mentor: String, as mentee: TestMember, goal: String = "To move to Berlin.", _ app: TestApp
    ) async throws -> Mentorship {
        var draft = MentorshipDraft()
        (draft.mentor, draft.track, draft.goal) = (mentor, "career", goal)
        draft.background = String(repeating: "Six years of services at a bank in Lahore. ", count: 4)
        draft.question = "How did you word the letter to your employer?"
        guard case .member(var principal) = mentee.principal else { throw Problem.notFound }
        principal.trust = .known
        return try await app.services.mentorships.ask(draft, as: .member(principal)).mentorship
    }
}
