import Core
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("Seats")
struct MentorshipRaceTests {
    private static let many = 200

    /// Requests of as many mentees, each on the mentor's one seat.
    private static func plant(_ mentor: TestMember, _ app: TestApp) async throws -> [MentorshipID] {
        let now = app.clock.clock.now
        let ids: [MentorshipID] = (1...many).map { _ in app.services.ids.next(at: now) }
        try await app.services.store.write { transaction in
            for (number, id) in ids.enumerated() {
                let mentee: MemberID = app.services.ids.next(at: now)
                try transaction.execute(
                    """
                    INSERT INTO account (id, username, email, email_verified_at, password_hash, display_name, state,
                        time_zone, language, consent_version, created_at, updated_at)
                    VALUES (\(mentee), \("mentee\(number)"), \("mentee\(number)@example.org"), 1, '', 'M', 'active',
                        'UTC', 'en', 1, 1, 1)
                    """)
                let mentorship = Mentorship(
                    id: id, mentor: MentoringName(id: mentor.id, username: "", displayName: ""),
                    mentee: MentoringName(id: mentee, username: "", displayName: ""), track: .career,
                    request: MentorshipRequest(goal: "G", background: "B", question: "Q"),
                    course: MentorshipCourse(requestedAt: now), updatedAt: now, version: 1)
                try MentorshipRepository.insert(mentorship, at: now, in: transaction)
            }
        }
        return ids
    }

    @Test func ofTwoHundredWhoAreAcceptedAtOnceTheLastSeatTakesOne() async throws {
        try await TestApp.run(tampering: true) { app in
            let mentor = try await app.member("mentor", roles: [.mentor])
            try await app.mentor(mentor, capacity: 1)
            let ids = try await Self.plant(mentor, app)
            let outcomes = await withTaskGroup(of: String.self) { group in
                for id in ids {
                    group.addTask {
                        do {
                            var step = MentorshipStep(.accept)
                            step.version = 1
                            _ = try await app.services.mentorships.take(step, id, as: mentor.principal)
                            return "accepted"
                        } catch { return (error as? Problem)?.code ?? "\(error)" }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == ["accepted": 1, "slot_taken": Self.many - 1])
            let seats = try await app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1")
            let open = try await app.count("SELECT count(*) FROM mentorship WHERE state = 'requested'")
            let events = try await app.count("SELECT count(*) FROM mentorship_event")
            #expect(seats == 1 && open == Self.many - 1 && events == 1)
        }
    }

    /// As many members of age.
    private static func members(_ app: TestApp) async throws -> [Principal] {
        let now = app.clock.clock.now
        let sample = try await app.member("sample")
        guard case .member(let known) = sample.principal else { return [] }
        let ids: [MemberID] = (1...many).map { _ in app.services.ids.next(at: now) }
        try await app.services.store.write { transaction in
            for (number, id) in ids.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO account (id, username, email, email_verified_at, password_hash, display_name, state,
                        time_zone, language, consent_version, created_at, updated_at)
                    VALUES (\(id), \("taker\(number)"), \("taker\(number)@example.org"), 1, '', 'M', 'active',
                        'UTC', 'en', 1, 1, 1)
                    """)
                try transaction.execute("INSERT INTO mentoring_adult (account_id, confirmed_at) VALUES (\(id), 1)")
            }
        }
        return ids.map { id in
            var member = known
            member.id = id
            return .member(member)
        }
    }

    @Test func ofTwoHundredWhoTakeTheLastSeatOfOfficeHoursAtOnceOneGetsIt() async throws {
        try await TestApp.run(tampering: true) { app in
            let mentor = try await app.member("mentor", roles: [.mentor])
            try await app.mentor(mentor)
            var draft = OfficeHourDraft()
            (draft.title, draft.place, draft.language, draft.seats) = ("Interviews", "A link", "ur", 2)
            (draft.day, draft.time) = ("2026-11-24", "18:00")
            let office = try await app.services.mentorships.announce(draft, as: mentor.principal).office
            let takers = try await Self.members(app)
            try #require(takers.count == Self.many)
            _ = try await app.services.mentorships.setSeat(true, in: office.id, as: takers[0])
            let outcomes = await withTaskGroup(of: String.self) { group in
                for taker in takers.dropFirst() {
                    group.addTask {
                        do {
                            _ = try await app.services.mentorships.setSeat(true, in: office.id, as: taker)
                            return "taken"
                        } catch { return (error as? Problem)?.code ?? "\(error)" }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == ["taken": 1, "slot_taken": Self.many - 2])
            let seats = try await app.count("SELECT count(*) FROM office_hour_seat")
            let taken = try await app.count("SELECT taken FROM office_hour")
            #expect(seats == 2 && taken == 2)
        }
    }

    /// An invitation of the mentor to each of them, who look for just that.
    private static func invited(
        _ takers: [Principal], by mentor: TestMember, _ app: TestApp
    ) async throws -> [(taker: Principal, invitation: InvitationID)] {
        let now = app.clock.clock.now
        return try await app.services.store.write { transaction in
            try takers.map { taker in
                let mentee = try taker.requireMember().id
                _ = try transaction.execute(
                    """
                    INSERT INTO mentee_profile (account_id, goal, experience_years, timeline, is_async_only, employer,
                        topics, skills, languages, needed_languages, destinations, pathways, created_at, updated_at)
                    VALUES (\(mentee), 'A first job.', 4, 'year', 1, '', 'cv', '', 'en 5', '', 'DE', '', 1, 1)
                    """)
                let invitation = Invitation(
                    id: app.services.ids.next(at: now),
                    mentor: MentoringName(id: mentor.id, username: "", displayName: ""),
                    mentee: MentoringName(id: mentee, username: "", displayName: ""), track: .career,
                    message: "I went that way.", state: .open, createdAt: now,
                    deadlineAt: now.advanced(by: .days(7)))
                try InvitationRepository.insert(invitation, in: transaction)
                return (taker, invitation.id)
            }
        }
    }

    @Test func ofTwoHundredWhoSayYesToTheLastSeatOneGetsItAndTheOthersTheirNextChoice() async throws {
        try await TestApp.run(tampering: true) { app in
            let mentor = try await app.member("mentor", roles: [.mentor])
            try await app.mentor(mentor, capacity: 1)
            var others: Set<String> = []
            for number in 1...24 {
                let other = try await app.member("other\(number)")
                try await app.mentor(other, capacity: 10)
                others.insert(other.username)
            }
            let invited = try await Self.invited(try await Self.members(app), by: mentor, app)
            try #require(invited.count == Self.many)
            let (mentoring, mentorships) = (app.services.mentoring, app.services.mentorships)
            let outcomes = await withTaskGroup(of: (String, String?).self) { group in
                for (taker, invitation) in invited {
                    group.addTask {
                        do {
                            _ = try await mentoring.orNextChoice(as: taker) {
                                try await mentorships.answer(.accept, invitation, as: taker)
                            }
                            return ("accepted", nil)
                        } catch let problem as Problem { return (problem.code, problem.arguments["next"]) } catch {
                            return ("\(error)", nil)
                        }
                    }
                }
                return await group.reduce(into: [(String, String?)]()) { $0.append($1) }
            }
            let refused = outcomes.filter { $0.0 == "slot_taken" }
            #expect(outcomes.count { $0.0 == "accepted" } == 1 && refused.count == Self.many - 1)
            let next = refused.compactMap(\.1)
            #expect(next.count == refused.count && others.isSuperset(of: next))
            let seats = try await app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1")
            let all = try await app.count("SELECT count(*) FROM mentorship")
            #expect(seats == 1 && all == 1)
        }
    }
}
