import ArgumentParser
import Core
import Foundation
import Storage

/// `karwan move`
struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies a community to another database, which must have none; stop its servers first.")

    @Option(help: "Where the community is: path of an SQLite file, or postgres://…")
    var from: String
    @Option(help: "Where it is to be: path of a new SQLite file, or postgres://…")
    var to: String

    func run() async throws {
        let settings = try await Settings(options: ["database": from])
        let logger = Logging.logger(settings)
        if settings.postgres == nil, !FileManager.default.fileExists(atPath: from) {
            throw Problem(.notFound, "no_such_file", arguments: ["path": from])
        }
        let source = try Services.openStore(settings, alone: true, logger: logger)
        guard try await Migrator().state(of: source).pending.isEmpty else {
            throw Problem(.unavailable, "schema_outdated")
        }
        let there = try await Settings(options: ["database": to])
        let target = try Services.openStore(there, alone: true, checksReferences: false, logger: logger)
        try await Database.prepare(target, migrate: true)
        var move = CommunityMove(source: source, target: target)
        let progress = Progress(label: "rows copied and compared", total: try await move.steps())
        move.progress = { progress.advance(by: $0) }
        for table in try await move.run() where table.digest.rows > 0 {
            print("\(table.digest.text)  \(table.digest.rows) \(table.name)")
        }
        progress.finish()
        try await source.close()
        try await target.close()
        try await Self.finish(there)
    }

    /// Fills the search index and verifies everything once more, as `karwan check` does.
    private static func finish(_ settings: Settings) async throws {
        let logger = Logging.logger(settings)
        let store = try Services.openStore(settings, alone: true, logger: logger)
        let services = try await Services(settings: settings, store: store, surroundings: .init(), logger: logger)
        print("indexed \(try await services.refillSearchIndex()) posts")
        let findings = try await Check.findings(in: services.store)
        try await services.store.close()
        for finding in findings { print(finding) }
        guard findings.isEmpty else {
            throw Problem(.unavailable, "check_failed", arguments: ["count": "\(findings.count)"])
        }
        print("moved; all is well")
    }
}
