import ArgumentParser
import Core
import Forum
import Foundation
import Storage
import StorageSQLite
import Visas

/// `karwan check`
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verifies a database: its pages, references and schema, its change index and its search index.")

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        let settings = try await Settings(options: database.options)
        let store = try Services.openStore(settings, alone: false, logger: Logging.logger(settings))
        print(store.about)
        let findings = try await Self.findings(in: store)
        try await store.close()
        for finding in findings { print(finding) }
        guard findings.isEmpty else {
            throw Problem(.unavailable, "check_failed", arguments: ["count": "\(findings.count)"])
        }
        print("all is well")
    }

    /// What is wrong, a line each.
    static func findings(in store: any Store) async throws -> [String] {
        let damage = try await store.findings()
        guard damage.isEmpty else { return damage }
        let schema = try await Migrator().state(of: store).pending.map { "migration \($0) is not applied" }
        guard schema.isEmpty else { return schema }
        return try await store.read { transaction in
            let words = try ForumService.searchFindings(in: transaction)
            let places = try Services.searchDifferences(in: transaction)
            return try ChangeIndex.differences(from: Services.indexedRows, in: transaction) + words
                + (words.isEmpty ? places : [])
        }
    }
}

/// `karwan reindex`
struct Reindex: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Builds the search index anew from the posts, the pathways and the jobs.")

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        let services = try await database.services(alone: true)
        print("indexed \(try await services.refillSearchIndex()) posts")
        try await services.store.close()
    }
}

/// `karwan backup`
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copies the database into a file, also while it is being served.")

    @OptionGroup var database: DatabaseOption
    @Argument(help: "The file to make.") var file: String

    func run() async throws {
        let settings = try await Settings(options: database.options)
        let path = try settings.file
        guard FileManager.default.fileExists(atPath: path) else {
            throw Problem(.notFound, "no_such_file", arguments: ["path": path])
        }
        let store = try SQLiteStore(path: path, alone: false, clock: .system, logger: Logging.logger(settings))
        try store.backUp(to: file)
        try await store.close()
        print("backed up to \(file)")
    }
}

/// `karwan restore`
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verifies a backup and puts it in the place of the database; the old one is kept beside it.")

    @OptionGroup var database: DatabaseOption
    @Argument(help: "A file made by backup.") var file: String

    func run() async throws {
        let settings = try await Settings(options: database.options)
        let path = try settings.file
        try await verify(settings)
        let kept = try SQLiteFile.restore(file, to: path, at: Clock.system.now)
        print("restored \(file)" + (kept.map { ", the old database is \($0)" } ?? ""))
    }

    /// The checks of `karwan check`, on a copy that goes away: the backup itself stays as it is.
    private func verify(_ settings: Settings) async throws {
        guard FileManager.default.fileExists(atPath: file) else {
            throw Problem(.notFound, "no_such_file", arguments: ["path": file])
        }
        let folder = URL(filePath: settings.database).deletingLastPathComponent()
            .appending(path: ".verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appending(path: "copy.sqlite")
        try FileManager.default.copyItem(at: URL(filePath: file), to: copy)
        let findings = await Self.findings(in: copy.path, settings)
        // An older schema is no damage, nor is an index that is to be filled: the server does both.
        let isOlder: (String) -> Bool = { $0.hasPrefix("migration ") || $0 == ForumService.unfilledIndex }
        if let finding = findings.first(where: { !isOlder($0) }) {
            throw Problem(.unavailable, "backup_damaged", arguments: ["finding": finding])
        }
    }

    private static func findings(in path: String, _ settings: Settings) async -> [String] {
        do {
            let store = try SQLiteStore(path: path, clock: .system, logger: Logging.logger(settings))
            let findings = try await Check.findings(in: store)
            try await store.close()
            return findings
        } catch {
            return ["it is no database of a community"]
        }
    }
}
