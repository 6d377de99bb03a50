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

    /// An hour in which a mentor answers many.
    struct Hour: Decodable {
        let mentor: String
        let daysAhead: Int
        let draft: OfficeHourDraft
    }

    /// A round that members may join.
    struct Round: Decodable {
        let name: String
        let track: String
        let joinsForDays: Int
        let ranksForDays: Int
        let mentors: [String]
        let mentees: [String]
    }

    let mentors: [Guide]
    let mentees: [Seeker]
    let officeHour: Hour
    let round: Round

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

    /// Announces the office hour, unless it is there; opens the round, unless there is any.
    func begin(_ members: [String: Principal], _ services: Services) async throws {
        let today = services.rounds.today
        if let mentor = members[officeHour.mentor] {
            var draft = officeHour.draft
            draft.day = today.adding(officeHour.daysAhead).description
            if try await services.mentorships.ownOfficeHours(as: mentor).isEmpty {
                _ = try await services.mentorships.announce(draft, as: mentor)
            }
        }
        guard let moderator = members["demo-moderator"],
            try await services.rounds.rounds(limit: 1, as: moderator).items.isEmpty
        else { return }
        var draft = RoundDraft()
        (draft.name, draft.track) = (round.name, round.track)
        draft.joinsUntil = today.adding(round.joinsForDays).description
        draft.ranksUntil = today.adding(round.joinsForDays + round.ranksForDays).description
        let made = try await services.rounds.make(draft, as: moderator).round
        _ = try await services.rounds.take(.open, made.id, as: moderator)
        for (side, names) in [("mentor", round.mentors), ("mentee", round.mentees)] {
            for member in names.compactMap({ members[$0] }) {
                _ = try await services.rounds.join(RoundMembershipDraft(side: side), made.id, as: member)
            }
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
