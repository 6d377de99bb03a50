import Core
import Embedded
import Foundation

/// What members of the demonstration wait for, apply for and offer, as `Sources/App/Data/demo-listings.json` holds it.
/// Days count back from the day it is loaded.
struct DemoListings: Decodable {
    let timelines: [Timeline]
    let applications: [Application]
    let opportunities: [Opportunity]
    let talent: [Entry]

    struct Timeline: Decodable {
        let member: String
        let pathway: String
        let office: String
        let lane: String
        let nationality: String
        let visibility: String
        let dependants: Bool?
        let filedDaysAgo: Int?
        let enteredDaysAgo: Int
        let confirmedDaysAgo: Int?
        let events: [Event]

        struct Event: Decodable {
            let type: String
            let daysAgo: Int
            let note: String?
        }
    }

    /// One of demo-member's: of a job of the demonstration by its employer, or of any other.
    struct Application: Decodable {
        let job: String?
        let title: String?
        let employer: String?
        let link: String?
        let daysAgo: Int
        let moves: [Move]
        let nextStep: String?
        let nextInDays: Int?
        let notes: String
        let offer: Offer?

        struct Offer: Decodable {
            let gross: String
            let currency: String
            let period: String
            let hours: Double
            let relocation: String
            let sponsorship: String
        }
    }

    /// A stage, and how many days ago it was come to.
    struct Move: Decodable {
        let stage: String
        let daysAgo: Int

        init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            stage = try pair.decode(String.self)
            daysAgo = try pair.decode(Int.self)
        }
    }

    struct Opportunity: Decodable {
        let poster: String
        let kind: String
        let destination: String
        let seats: Int
        let daysAgo: Int
        let title: String
        let body: String
        let interests: [Interest]
        let state: String?

        struct Interest: Decodable {
            let member: String
            let note: String
            let reply: String?
        }
    }

    struct Entry: Decodable {
        let member: String
        let headline: String
        let skills: [String]
        let destinations: [String]
        let noticeWeeks: Int
        let reason: String
        let daysAgo: Int
        let lookedAtBy: [String]
    }

    /// - Throws: `unavailable` when the binary carries none.
    static func embedded() throws -> DemoListings {
        guard let file = EmbeddedFile.at("Sources/App/Data/demo-listings.json") else {
            throw Problem(.unavailable, "internal")
        }
        return try JSONDecoder().decode(DemoListings.self, from: file.data)
    }
}
