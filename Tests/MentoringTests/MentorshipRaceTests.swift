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
}
