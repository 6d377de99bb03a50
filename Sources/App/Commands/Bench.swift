import Accounts
import ArgumentParser
import Core
import Forum
import Foundation
import Hummingbird
import Logging
import NIOCore
import StorageSQLite

/// `karwan bench …`: data to measure with, and the limits that `make bench` compares with.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads data to measure with.",
        subcommands: [Load.self, Mentors.self, PageRate.self, ReplyRate.self, Constant.self])

    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Fills an empty database: small has 50,000 posts and 1,000 jobs, large 1,000,000 and 20,000; 250 timelines, and 5,000."
        )

        @OptionGroup var database: DatabaseOption
        @Option(help: "small or large.") var size: BenchSizeName = .small
        @Option(help: "The same seed gives the same data.") var seed: UInt64 = 1

        func run() async throws {
            var surroundings = Services.Surroundings()
            surroundings.clock = Clock { BenchCommunity.end }
            surroundings.ids = .numbered()
            let services = try await database.services(migrating: true, alone: true, surroundings: surroundings)
            let community = BenchCommunity(size: size.size, seed: seed)
            let progress = Progress(label: "\(size.rawValue) data", total: community.posts.count)
            let loader = BenchLoader(community: community, services: services, progress: progress)
            try await loader.load()
            progress.finish()
            for (name, value) in loader.facts { print("\(name)\t\(value)") }
            try await services.store.close()
        }
    }

    struct Mentors: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds mentors to the data to measure with, and a member who looks for one.", shouldDisplay: false)

        @OptionGroup var database: DatabaseOption
        @Option var count = 10_000
        @Option(help: "The same seed gives the same data.") var seed: UInt64 = 1

        func run() async throws {
            var surroundings = Services.Surroundings()
            surroundings.clock = Clock { BenchCommunity.end }
            let services = try await database.services(alone: true, surroundings: surroundings)
            try await BenchMentors(count: count, seed: seed, services: services).load()
            try await services.store.close()
        }
    }

    struct PageRate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints how often a second one core answers the queries of a thread's page.", shouldDisplay: false
        )

        @OptionGroup var database: DatabaseOption
        @Option var thread: String
        @Option var seconds = 5.0

        func run() async throws {
            let services = try await database.services()
            guard let id = ThreadID(thread), let store = services.store as? SQLiteStore else { throw Problem.notFound }
            let queries = try await PageLimit.queries(of: id, forum: services.forum)
            print(try await store.rate(of: queries, seconds: seconds))
            try await store.close()
        }
    }

    struct ReplyRate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints how many replies a second are written without a network.", shouldDisplay: false)

        @OptionGroup var database: DatabaseOption
        @Option(help: "Token of the member who writes.") var token: String
        @Option(parsing: .upToNextOption) var threads: [String]
        @Option var writers = 32
        @Option var seconds = 5.0

        func run() async throws {
            let services = try await database.services(alone: true)
            let author = try await services.sessions.principal(token: BearerSecret(token))
            let loop = ReplyLimit(
                forum: services.forum, author: author, threads: threads.compactMap { ThreadID($0) })
            print(try await loop.rate(writers: writers, seconds: seconds))
            try await services.store.close()
        }
    }

    struct Constant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serves the same bytes to everybody, by the web framework alone.", shouldDisplay: false)

        @Option var port: Int
        @Option(help: "What is served; two letters without it.") var file: String?

        func run() async throws {
            let body = ByteBuffer(bytes: file.flatMap { FileManager.default.contents(atPath: $0) } ?? Data("ok".utf8))
            let router = Router()
            router.get("/constant") { _, _ in body }
            router.post("/constant") { _, _ in body }
            var logger = Logger(label: "constant")
            logger.logLevel = .warning
            let address = BindAddress.hostname("127.0.0.1", port: port)
            let application = Application(
                router: router, configuration: .init(address: address), logger: logger)
            try await application.run()
        }
    }
}
