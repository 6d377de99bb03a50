import ArgumentParser
import Core
import Foundation

/// `karwan import discourse FOLDER`
struct ImportDiscourse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discourse", abstract: "An old community on Discourse, as its public addresses answer.",
        discussion: """
            FOLDER holds answers as .json files, or as .jsonl files with one a line; they are known by their keys, \
            whatever they are called:

              curl https://old.example/categories.json?include_subcategories=true
              curl https://old.example/t/123.json?include_raw=true        (a thread with its first posts)
              curl 'https://old.example/t/123/posts.json?post_ids[]=456&include_raw=true'        (more of them)
              curl https://old.example/directory_items.json?period=all&order=post_count        (members)
              curl -H 'Api-Key: …' https://old.example/admin/users/list/active.json?show_emails=true

            Members whose address the files do not tell come too, but cannot set a password. Private messages, \
            unlisted and deleted threads, hidden posts, votes and pictures stay behind. Threads with an accepted \
            answer become questions, others discussions. What the old site kept for some becomes staff's category.
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var source: CommunitySource

    func run() async throws { try await source.run(on: database, of: "discourse", MovingIn.discourse) }
}

/// `karwan import csv FOLDER`
struct ImportTables: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "csv", abstract: "An old community as tables: members, threads, posts, addresses.",
        discussion: """
            FOLDER holds .csv files, known by the columns that their first lines name, in any order:

              members    id, username; and email, name, joined
              threads    id, category, title, author, created, body; and kind (question, discussion, guide), tags, \
            closed, path
              posts      id, thread, author, created, body; and parent, accepted, path
              addresses  path, thread; and post

            author is a member's id, thread a thread's, parent and post a post's. category is the name or slug of \
            one that is here, or of a new one. Times are like 2019-03-01T10:20:30Z. path is where it stood, with its \
            query: who comes there is led to the new place.
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var source: CommunitySource

    func run() async throws { try await source.run(on: database, of: "csv", MovingIn.csv) }
}

/// What the import of a community takes.
struct CommunitySource: ParsableArguments {
    @Argument(help: "The folder, or one file.")
    var folder: String

    @Option(help: "Name of the old community: the same record of the same community comes once.")
    var community: String?

    @Flag(help: "Write nothing; say what would come, and what is broken.")
    var dryRun = false

    @Flag(help: "Take the good records although others are broken.")
    var skipBroken = false

    /// Imports the folder, and prints what became of its records; what is refused, or taken otherwise than it is
    /// written, goes to standard error, a line each.
    /// - Throws: `unavailable` with `no_such_file`; `conflict` with `import_refused` when records were refused.
    func run(
        on database: DatabaseOption, of kind: String, _ moving: (String, String, Services) throws -> MovingIn
    ) async throws {
        let services = try await database.services()
        do {
            var moving = try moving(folder, community ?? kind, services)
            var progress: Progress?
            moving.onProgress = { total in
                if progress == nil { progress = Progress(label: "files read", total: total) }
                progress?.advance()
            }
            let report = try await moving.run(isDry: dryRun, skippingBroken: skipBroken)
            progress?.finish()
            try show(report)
        } catch {
            try await services.store.close()
            throw error
        }
        try await services.store.close()
    }

    private func show(_ report: MovingReport) throws {
        for line in report.notes + report.refused {
            let sentence = Karwan.sentence(Problem.invalid(line.pointer, line.code, line.arguments))
            try FileHandle.standardError.write(contentsOf: Data("\(sentence)\n".utf8))
        }
        for part in MovingReport.Part.allCases {
            let count = report[part]
            print(
                "\(part.rawValue): added \(count.added), unchanged \(count.unchanged), refused \(count.refused.count)")
        }
        if dryRun { print("nothing was written") }
        guard report.refused.isEmpty || skipBroken else {
            throw Problem(.conflict, "import_refused", arguments: ["count": "\(report.refused.count)"])
        }
    }
}
