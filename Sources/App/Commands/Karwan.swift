import ArgumentParser
import Core
import Foundation
import Logging
import Storage
import Texts

/// The program's command line.
package struct Karwan: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "karwan", abstract: "The community platform of people who travel together.",
        subcommands: [
            Serve.self, Migrate.self, Demo.self, AccountCommand.self, TokenCommand.self, RoutesCommand.self,
            OpenAPICommand.self, Import.self, Check.self, Reindex.self, Backup.self, Restore.self, Move.self,
            SettingsCommand.self, Bench.self, PointsCommand.self, ProcessingTimesCommand.self, MatchCommand.self,
            RegisterSnapshot.self, BounceCommand.self,
        ])

    package init() {}

    /// Runs the command line: status 0, 1 when it failed, 2 when it was used wrongly.
    package static func runAndExit() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Foundation.exit(0)
        } catch let problem as Problem {
            complain(sentence(problem))
            Foundation.exit(problem.kind == .invalid ? 2 : 1)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code.isSuccess {
                print(message)
                Foundation.exit(0)
            }
            complain(message)
            Foundation.exit(code == .validationFailure ? 2 : 1)
        }
    }

    /// A problem in one line, with what to do.
    static func sentence(_ problem: Problem) -> String {
        let phrases = Phrasebook.of(.english)
        if problem.fields.isEmpty { return phrases.text("problem_\(problem.code)", problem.arguments) }
        return problem.fields.map { "\($0.field): " + phrases.text("field_\($0.code)", $0.arguments) }
            .joined(separator: "; ")
    }

    private static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("karwan: \(text)\n".utf8))
    }
}

/// The option that every command on a database takes.
struct DatabaseOption: ParsableArguments {
    @Option(help: "Path of the SQLite file, or postgres://name:password@host/database.")
    var database: String?

    var options: [String: String] { database.map { ["database": $0] } ?? [:] }

    /// Opens the services on an existing database.
    /// - Throws: `unavailable` with `schema_outdated` when it must be migrated first.
    func services(
        migrating: Bool = false, alone: Bool = false, surroundings: Services.Surroundings = .init()
    ) async throws -> Services {
        let settings = try await Settings(options: options)
        let logger = Logging.logger(settings)
        let store = try Services.openStore(settings, alone: alone, logger: logger)
        try await Database.prepare(store, migrate: migrating)
        let services = try await Services(
            settings: settings, store: store, surroundings: surroundings, logger: logger)
        if migrating { try await services.fillSearchIndex() }
        return services
    }
}

/// The state of a database before it is used.
enum Database {
    /// Migrates a new database, or any when told; refuses an older one otherwise.
    /// - Throws: `unavailable` with `schema_outdated`, `database_newer` or `migration_changed`.
    static func prepare(_ store: any Store, migrate: Bool) async throws {
        let migrator = Migrator()
        let state = try await migrator.state(of: store)
        if state.pending.isEmpty { return }
        guard migrate || state.applied.isEmpty else { throw Problem(.unavailable, "schema_outdated") }
        try await migrator.migrate(store, at: Clock.system.now)
    }
}

extension Logging {
    /// The program's logger at the level of the settings.
    static func logger(_ settings: Settings) -> Logger {
        let level = Logger.Level(rawValue: settings.logLevel) ?? .notice
        return Logger(label: "karwan") { JSONLog(logLevel: level, label: $0) }
    }
}

/// A place for functions beside swift-log's own names.
enum Logging {}
