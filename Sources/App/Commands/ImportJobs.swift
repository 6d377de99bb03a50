import ArgumentParser
import Core
import Foundation

/// `karwan import jobs FILE --feed https://firm.example/jobs.json --member USERNAME`
struct ImportJobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: """
            Adverts of a feed: JSON Feed, with a job's own fields under `_job`, Atom, or a thread "Who is hiring?" of \
            Hacker News as its search service gives it (https://hn.algolia.com/api/v1/items/NUMBER).
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var source: ImportSource

    @Option(help: "Address or name of the feed: the same item of it is the same job.")
    var feed: String

    @Option(help: "Username of who answers for the adverts.")
    var member: String

    @Option(help: "Country of adverts that name none, such as DE.")
    var country: String?

    func run() async throws {
        try await source.run(on: database, shipped: nil) { services, data, skips in
            let poster = try await services.accounts.member(member, as: .system(reason: "import"))
            return try await services.jobs.importJobs(
                data, feed: feed, country: country, by: poster.id, skippingBroken: skips)
        }
    }
}
