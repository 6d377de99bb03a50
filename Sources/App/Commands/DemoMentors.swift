import Core
import Embedded
import Foundation
import Mentoring

/// Mentors and mentees of the demonstration community, as `Sources/App/Data/demo-mentors.json` holds them.
struct DemoMentors: Decodable {
    struct Guide: Decodable {
        let username: String
        let level: Int
        let profile: MentorDraft
        let hours: HoursDraft
    }

    struct Seeker: Decodable {
        let username: String
        let profile: MenteeDraft
        let hours: HoursDraft
    }

    let mentors: [Guide]
    let mentees: [Seeker]

    static func embedded() throws -> DemoMentors? {
        guard let file = EmbeddedFile.at("Sources/App/Data/demo-mentors.json") else { return nil }
        return try JSONDecoder().decode(DemoMentors.self, from: file.data)
    }

    /// Loads whoever has no profile yet.
    func load(_ members: [String: Principal], _ mentoring: MentoringService) async throws {
        guard let moderator = members["demo-moderator"] else { return }
        for guide in mentors {
            guard let mentor = members[guide.username] else { continue }
            if try await mentoring.own(as: mentor).mentor != nil { continue }
            _ = try await mentoring.setMentor(guide.profile, as: mentor)
            _ = try await mentoring.setHours(guide.hours, as: mentor)
            for level in 1...guide.level { try await grant(level, to: mentor, by: moderator, mentoring) }
        }
        for seeker in mentees {
            guard let mentee = members[seeker.username] else { continue }
            if try await mentoring.own(as: mentee).mentee != nil { continue }
            _ = try await mentoring.setMentee(seeker.profile, as: mentee)
            _ = try await mentoring.setHours(seeker.hours, as: mentee)
        }
    }

    private func grant(
        _ level: Int, to mentor: Principal, by moderator: Principal, _ mentoring: MentoringService
    ) async throws {
        if level > 1 {
            let draft = MentorReviewDraft(level: level, note: "The moderators of the demonstration know.")
            _ = try await mentoring.requestLevel(draft, as: mentor)
        }
        guard let review = try await mentoring.own(as: mentor).review else { return }
        let basis = [MentorReviewBasis.profile, .workEmail, .evidence][level - 1]
        _ = try await mentoring.decide(
            MentorDecisionDraft(decision: "grant", basis: basis.rawValue), on: review.id, as: moderator)
    }
}
