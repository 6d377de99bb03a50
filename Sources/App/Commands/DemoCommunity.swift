import Accounts
import Core
import Embedded
import Foundation

/// The demonstration community as `Sources/App/Data/demo.json` holds it. Times count back from the day it is loaded,
/// so that it is always a living one.
struct DemoCommunity: Decodable {
    let categories: [Category]
    let members: [Member]
    let threads: [Thread]

    struct Category: Decodable {
        let slug: String
        let name: String
        let description: String
    }

    struct Member: Decodable {
        let username: String
        let displayName: String
        let roles: [Role]
        let origin: String?
        let destination: String?
        let stage: String
        let languages: [Profile.SpokenLanguage]
        let skills: [String]
        let timeZone: String
        let about: String
        let locale: String
        let joinedDaysAgo: Double
    }

    struct Thread: Decodable {
        let category: String
        let author: String
        let kind: String
        let title: String
        let body: String
        let tags: [String]
        let daysAgo: Double
        let votes: Int
        let answers: [Answer]
        let pathway: String?
        let poll: Poll?
        let suggestions: [Suggestion]?
    }

    struct Poll: Decodable {
        let question: String
        let options: [String]
        /// Of as many members as they say, for each option.
        let votes: [Int]
        /// Days after the thread was started.
        let closesAfterDays: Int
    }

    /// A change of a guide that waits: some words in the place of others.
    struct Suggestion: Decodable {
        let author: String
        let note: String
        let find: String
        let replace: String
    }

    struct Answer: Decodable {
        let author: String
        let anonymous: Bool?
        let body: String
        let hoursAfter: Double
        let votes: Int
        let accepted: Bool?
        let trueAsOf: String?
        let replyTo: Int?
    }

    /// How many things there are to load.
    var steps: Int { categories.count + members.count + threads.reduce(0) { $0 + 1 + $1.answers.count } }

    /// - Throws: `unavailable` when the binary carries none.
    static func embedded() throws -> DemoCommunity {
        guard let file = EmbeddedFile.at("Sources/App/Data/demo.json") else {
            throw Problem(.unavailable, "internal")
        }
        return try JSONDecoder().decode(DemoCommunity.self, from: file.data)
    }
}
