import Core
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("No page of mentorships reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct MentorshipPlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")
    private static let other = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000008")

    /// 200 members, 4,000 mentorships among them, and ten messages in some.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO mentorship (id, mentor_id, mentee_id, track, state, goal, background, question, deadline_at,
            remind_at, holds_seat, weeks, requested_at, outcome, outcome_at, ended_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8005-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 200 + 1),
            printf('0199f4b0-0000-7000-8000-%012d', (i * 7 + i / 200) % 200 + 1), 'career',
            CASE i / 200 % 4 WHEN 0 THEN 'requested' WHEN 1 THEN 'active' ELSE 'completed' END, 'G', 'B', 'Q',
            CASE WHEN i / 200 % 4 < 2 THEN i END, CASE WHEN i / 200 % 4 < 2 THEN i END, i / 200 % 4 = 1, 12, i,
            CASE WHEN i / 200 % 4 > 0 THEN 'answered' END, i, i, i FROM n WHERE true
        ON CONFLICT DO NOTHING
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO mentorship_message (id, mentorship_id, number, author_id, body, created_at)
        SELECT printf('0199f4b0-0000-7000-8006-%012d', i), mentorship.id, i, mentorship.mentor_id, 'B', i
        FROM n JOIN mentorship ON mentorship.id = printf('0199f4b0-0000-7000-8005-%012d', i / 200 % 400 + 1)
        """,
        """
        INSERT INTO mentorship_event (id, mentorship_id, event, actor, account_id, to_state, version,
            idempotency_key, created_at)
        SELECT id, id, 'request', 'mentee', mentee_id, 'requested', 1, id, requested_at FROM mentorship
        """,
        """
        INSERT INTO mentor_wait (id, mentor_id, mentee_id, state, joined_at, offered_at, offer_until)
        SELECT id, mentor_id, mentee_id, CASE requested_at % 4 WHEN 0 THEN 'waiting' WHEN 1 THEN 'offered' ELSE 'taken' END,
            requested_at, CASE WHEN requested_at % 4 > 0 THEN requested_at END,
            CASE requested_at % 4 WHEN 1 THEN requested_at END
        FROM mentorship WHERE true ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO mentoring_pause (id, account_id, side, began_at, until_day)
        SELECT id, mentee_id, 'mentee', requested_at, '2026-12-20' FROM mentorship
        """,
        """
        INSERT INTO mentoring_case (id, kind, account_id, opened_by, mentorship_id, target_id, reason, words, state,
            opened_at)
        SELECT id, 'report', mentor_id, mentee_id, id, id, 'spam', 'W',
            CASE requested_at % 4 WHEN 0 THEN 'open' ELSE 'granted' END, requested_at FROM mentorship
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO meeting (id, mentorship_id, series_id, state, starts_at, minutes, zone, place, proposed_by,
            missed_by, struck, struck_at, remind_at, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8007-%012d', i), mentorship.id,
            printf('0199f4b0-0000-7000-8007-%012d', i / 5), CASE i % 3 WHEN 0 THEN 'no_show' ELSE 'confirmed' END,
            i, 60, 'UTC', '', 'mentor', CASE i % 3 WHEN 0 THEN 'mentee' END, CASE i % 3 WHEN 0 THEN 'mentee' END,
            CASE i % 3 WHEN 0 THEN i END, CASE i % 3 WHEN 1 THEN i END, i, i
        FROM n JOIN mentorship ON mentorship.id = printf('0199f4b0-0000-7000-8005-%012d', i / 200 % 400 + 1)
        """,
        """
        INSERT INTO meeting_event (id, meeting_id, event, actor, account_id, to_state, version, idempotency_key,
            created_at)
        SELECT meeting.id, meeting.id, 'propose', 'mentor', mentorship.mentor_id, 'proposed', 1, meeting.id, 1
        FROM meeting JOIN mentorship ON mentorship.id = meeting.mentorship_id
        """,
        """
        INSERT INTO mentor_profile (account_id, capacity, is_accepting, weekly_requests, about, employer, employer_kind,
            experience_years, is_async_only, topics, skills, languages, stages, verification, listed_at, created_at,
            updated_at)
        SELECT id, 2, 1, 5, 'A', '', '', 5, 0, 'cv', 'swift', 'en 6', '', 1, created_at, 1, 1 FROM account
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO office_hour (id, mentor_id, state, title, body, starts_at, minutes, zone, place, language, seats,
            remind_at, held_at, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8009-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 200 + 1), 'open',
            'T', '', i, 60, 'UTC', 'P', 'ur', 5, CASE WHEN i > 1000 THEN i END, CASE WHEN i < 1000 THEN i END, i, i
        FROM n
        """,
        """
        INSERT INTO office_hour_seat (office_hour_id, account_id, taken_at)
        SELECT office_hour.id, account.id, 1 FROM office_hour CROSS JOIN account
        WHERE (office_hour.starts_at + account.created_at) % 40 = 0
        """,
        """
        INSERT INTO mentorship_invitation (id, mentor_id, mentee_id, track, state, message, created_at, deadline_at)
        SELECT '0199f4b0-0000-7000-800a-' || substr(id, 25), mentor_id, mentee_id, 'language',
            CASE updated_at % 2 WHEN 0 THEN 'open' ELSE 'declined' END, 'M', updated_at, updated_at
        FROM mentorship WHERE updated_at <= 200
        """,
        "INSERT INTO mentee_findable (account_id, since) SELECT id, created_at FROM account",
    ]

    @Test(arguments: [false, true])
    func everyReadWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                try Self.readLists(recorder)
                try Self.readLoad(recorder)
                try Self.readMeetings(recorder)
                try Self.readOfficeHours(recorder)
                try Self.readInvitations(recorder)
                try Self.readSafety(recorder)
                try Self.readWaitlists(recorder)
                return recorder.plans
            }
            #expect(plans.count > 20)
            for step in plans {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each"].contains(table)
                #expect(!isScan, "analysed \(analysed): \(step)")
            }
        }
    }

    private static func readLists(_ transaction: any Transaction) throws {
        let id = MentorshipID(trusted: "0199f4b0-0000-7000-8005-000000000007")
        for cursor in [nil, PageCursor(key: 3000, id: "x")] {
            for side in MentorshipSide.allCases {
                let found = try MentorshipRepository.list(
                    side, of: member, after: cursor, limit: 5, in: transaction)
                #expect(!found.isEmpty)
            }
        }
        _ = try MentorshipRepository.byID([id.text], of: member, in: transaction)
        _ = try MentorshipRepository.byID([id.text], in: transaction)
        _ = try MentorshipRepository.live(between: member, and: other, in: transaction)
        _ = try MentorshipRepository.live(of: member, in: transaction)
        _ = try MentorshipRepository.first(of: member, at: Timestamp(milliseconds: 1), in: transaction)
        for track in [nil, MentorshipTrack.career] {
            _ = try MentorshipRepository.left(member, on: track, since: Timestamp(milliseconds: 1), in: transaction)
        }
        _ = try MentorshipRepository.all(of: member, in: transaction)
        _ = try MentorshipRepository.openRequests(of: member, on: .career, besides: id, in: transaction)
        _ = try MentorshipRepository.due(at: Timestamp(milliseconds: 900), limit: 30, in: transaction)
        _ = try MentorshipRepository.toRemind(at: Timestamp(milliseconds: 900), limit: 30, in: transaction)
        let messages = try MentorshipMessageRepository.messages(in: id, before: .max, limit: 5, transaction)
        #expect(messages.count == 6)
        _ = try MentorshipMessageRepository.byID([messages[0].id.text], of: member, in: transaction)
        _ = try MentorshipEventRepository.event("k", of: member, in: id, transaction)
    }

    private static func readSafety(_ transaction: any Transaction) throws {
        for cursor in [nil, PageCursor(key: 300, id: "x")] {
            let waiting = try MentoringCaseRepository.open(after: cursor, limit: 5, in: transaction)
            #expect(waiting.count == 6)
            _ = try MentoringCaseRepository.withContents(waiting, in: transaction)
            _ = try MentoringCaseRepository.opened(by: member, after: cursor, limit: 5, in: transaction)
        }
        _ = try MentoringCaseRepository.found(.report, "x", by: member, in: transaction)
        _ = try MentoringPauseRepository.present(
            of: member, on: CivilDay(Timestamp(milliseconds: 100)), in: transaction)
        _ = try MentoringPauseRepository.all(of: member, in: transaction)
        _ = try MentoringPauseRepository.byID(["x"], in: transaction)
        _ = try MentoringPauseRepository.ends(of: [member.text], in: transaction)
        _ = try MentoringPauseRepository.lastLifted(of: member, as: .mentee, in: transaction)
        _ = try MentorshipLoad.areApart(member, other, in: transaction)
    }

    private static func readWaitlists(_ transaction: any Transaction) throws {
        let now = Timestamp(milliseconds: 100)
        _ = try MentorWaitRepository.open(of: member, in: transaction)
        _ = try MentorWaitRepository.all(of: member, in: transaction)
        _ = try MentorWaitRepository.open(of: member, for: other, in: transaction)
        _ = try MentorWaitRepository.byID([member.text], of: member, in: transaction)
        _ = try MentorWaitRepository.line(of: member, limit: 5, in: transaction)
        _ = try MentorWaitRepository.isAnybodyWaiting(for: member, in: transaction)
        _ = try MentorWaitRepository.offers(of: member, at: now, in: transaction)
        _ = try MentorWaitRepository.waits(for: member, in: transaction)
        _ = try MentorWaitRepository.mentors(after: member.text, limit: 5, in: transaction)
        _ = try MentorWaitRepository.due(at: now, limit: 5, in: transaction)
    }

    private static func readMeetings(_ transaction: any Transaction) throws {
        let mentorship = MentorshipID(trusted: "0199f4b0-0000-7000-8005-000000000007")
        let now = Timestamp(milliseconds: 100)
        for cursor in [nil, PageCursor(key: 3000, id: "x")] {
            let found = try MeetingRepository.meetings(in: mentorship, after: cursor, limit: 5, transaction)
            #expect(found.count == 6)
        }
        let open = try MeetingRepository.open(in: mentorship, after: now, limit: 3, transaction)
        let id = try #require(open.first).id
        _ = try MeetingRepository.byID([id.text], of: member, in: transaction)
        _ = try MeetingRepository.byID([id.text], in: transaction)
        _ = try MeetingRepository.later(of: id, after: now, in: transaction)
        _ = try MeetingRepository.toRemind(at: now, limit: 30, in: transaction)
        _ = try MeetingRepository.zones(of: [member, other], in: transaction)
        _ = try MeetingRepository.event("k", of: member, in: id, transaction)
        _ = try MeetingRepository.proposer(of: id, in: transaction)
        _ = try FeedbackRepository.feedback(of: member, on: mentorship, in: transaction)
        _ = try FeedbackRepository.byID([mentorship.text], of: member, in: transaction)
        _ = try FeedbackRepository.exists(MentorshipFeedbackID(trusted: "x"), in: transaction)
        _ = try FeedbackRepository.ratings(of: [member.text], in: transaction)
        _ = try FeedbackRepository.all(of: member, in: transaction)
        _ = try MentorshipLoad.areApart(member, other, in: transaction)
        _ = try GoalRepository.goals(in: mentorship, transaction)
        _ = try GoalRepository.byID([mentorship.text], of: member, in: transaction)
        _ = try GoalRepository.added(by: member, in: transaction)
        _ = try GoalRepository.exists(MentorshipGoalID(trusted: "x"), in: transaction)
        for cursor in [nil, PageCursor(key: 3000, id: "x")] {
            _ = try NoteRepository.notes(of: member, in: mentorship, after: cursor, limit: 5, transaction)
        }
        _ = try NoteRepository.byID([mentorship.text], of: member, in: transaction)
        _ = try NoteRepository.all(of: member, in: transaction)
        _ = try NoteRepository.count(of: member, in: mentorship, transaction)
        _ = try NoteRepository.exists(MentorshipNoteID(trusted: "x"), in: transaction)
        _ = try PrivateRuleRepository.pasts(of: member, in: transaction)
        _ = try PrivateRuleRepository.pasts(ofAll: [member.text, other.text], in: transaction)
        for side in MentorshipSide.allCases {
            _ = try MeetingRepository.strikes(of: member, as: side, since: now, in: transaction)
        }
    }

    private static func readOfficeHours(_ transaction: any Transaction) throws {
        let now = Timestamp(milliseconds: 1500)
        let reader = Principal.system(reason: "plans")
        let first = try OfficeHourRepository.upcoming(
            at: now, after: nil, limit: 5, visibleTo: reader, in: transaction)
        #expect(first.count == 6)
        let id = try #require(first.first).id
        let cursor = PageCursor(key: 1700, id: id.text)
        _ = try OfficeHourRepository.upcoming(at: now, after: cursor, limit: 5, visibleTo: reader, in: transaction)
        _ = try OfficeHourRepository.own(of: member, since: now, in: transaction)
        _ = try OfficeHourRepository.byID([id.text], of: member, in: transaction)
        _ = try OfficeHourRepository.byID([id.text], in: transaction)
        _ = try OfficeHourRepository.one(id, visibleTo: reader, in: transaction)
        _ = try OfficeHourRepository.exists(id, in: transaction)
        _ = try OfficeHourRepository.ahead(of: member, at: now, in: transaction)
        _ = try OfficeHourRepository.seated(in: id, transaction)
        _ = try OfficeHourRepository.seats(of: member, with: other, at: now, in: transaction)
        _ = try OfficeHourRepository.due(at: now, limit: 30, in: transaction)
        _ = try OfficeHourRepository.held(by: [member.text], in: transaction)
    }

    private static func readInvitations(_ transaction: any Transaction) throws {
        let now = Timestamp(milliseconds: 1500)
        for cursor in [nil, PageCursor(key: 3000, id: "x")] {
            for side in MentorshipSide.allCases {
                _ = try InvitationRepository.list(side, of: member, after: cursor, limit: 5, in: transaction)
            }
            _ = try InvitationRepository.findable(after: cursor, limit: 5, in: transaction)
        }
        let id = InvitationID(trusted: "0199f4b0-0000-7000-800a-000000000007")
        _ = try InvitationRepository.one(id, of: member, in: transaction)
        _ = try InvitationRepository.byID([id.text], in: transaction)
        _ = try InvitationRepository.open(of: member, in: transaction)
        _ = try InvitationRepository.due(at: now, limit: 30, in: transaction)
        _ = try InvitationRepository.counts(of: member, since: now, at: now, in: transaction)
        _ = try InvitationRepository.isInvited(other, by: member, since: now, in: transaction)
        _ = try InvitationRepository.isFindable(member, in: transaction)
    }

    private static func readLoad(_ transaction: any Transaction) throws {
        let now = Timestamp(milliseconds: 100)
        #expect(try MentorshipLoad.taken(of: member, at: now, in: transaction) > 0)
        _ = try MentorshipLoad.openRequests(of: member, at: now, in: transaction)
        _ = try MentorshipLoad.openRequests(ofMentee: member, at: now, in: transaction)
        for side in MentorshipSide.allCases {
            _ = try MentorshipLoad.weekly(side, member, at: now, in: transaction)
        }
        _ = try MentorshipLoad.hasSeat(member, on: .career, at: now, in: transaction)
        _ = try MentorshipLoad.mustWait(member, for: other, at: now, in: transaction)
        _ = try MentorshipLoad.isAway(member, in: transaction)
        _ = try MentorSeats.loads(
            of: [member.text], on: CivilDay(year: 2026, month: 11, day: 21), in: transaction)
        _ = try MentorSeats.pasts(of: member, in: transaction)
        let day = CivilDay(year: 2026, month: 11, day: 21)
        _ = try MatchHistory.answering(of: [member.text], on: day, in: transaction)
        _ = try MatchHistory.usualAnswers(on: day, in: transaction)
        _ = try MatchHistory.reliability(of: [member.text], on: day, in: transaction)
        _ = try MentoringPauseRepository.pausedMentees(of: [member.text], on: day, in: transaction)
        _ = try MentorRepository.name("m", visibleTo: .visitor, in: transaction)
        _ = try PrivateRuleRepository.keptApart(by: member, in: transaction)
    }
}
