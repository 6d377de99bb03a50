import ArgumentParser
import Core
import Foundation
import Points
import Timelines
import Visas

/// `karwan import …`: each kind of data is a command of its own.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Takes over data from a file; the same file a second time changes nothing.",
        subcommands: [
            Pathways.self, Checklists.self, PointsRules.self, Emigration.self, ImportRates.self, ImportSponsors.self,
            ImportJobs.self, ImportDiscourse.self, ImportTables.self,
        ])

    struct Pathways: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Visa pathways (visa-pathways.json).")

        @OptionGroup var database: DatabaseOption
        @OptionGroup var source: ImportSource

        func run() async throws {
            try await source.run(on: database, shipped: VisaService.shippedPathways) { services, data, skips in
                try await services.visas.importPathways(data, skippingBroken: skips)
            }
        }
    }
}

extension Import {
    struct Checklists: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Checklists of pathways (checklists.json).")

        @OptionGroup var database: DatabaseOption
        @OptionGroup var source: ImportSource

        func run() async throws {
            try await source.run(on: database, shipped: ChecklistService.shipped) { services, data, skips in
                try await services.checklists.importChecklists(data, skippingBroken: skips)
            }
        }
    }
}

extension Import {
    struct PointsRules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "points", abstract: "Rules of points systems (points-systems.json).")

        @OptionGroup var database: DatabaseOption
        @OptionGroup var source: ImportSource

        func run() async throws {
            try await source.run(on: database, shipped: PointsService.shipped) { services, data, skips in
                try await services.points.importRules(data, skippingBroken: skips)
            }
        }
    }

    struct Emigration: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Persons registered for work abroad (beoe-emigration.json).")

        @OptionGroup var database: DatabaseOption
        @OptionGroup var source: ImportSource

        func run() async throws {
            try await source.run(on: database, shipped: EmigrationFigures.shippedData) { services, data, skips in
                try await services.insight.importEmigration(data, skippingBroken: skips)
            }
        }
    }
}

/// What every import takes.
struct ImportSource: ParsableArguments {
    @Argument(help: "The file; without one, the data that the program ships.")
    var file: String?

    @Flag(help: "Take the good records although others are broken.")
    var skipBroken = false

    /// Reads the file, imports it, and prints what became of its records; what is refused goes to standard error, a
    /// line each.
    /// - Throws: `unavailable` with `no_such_file`; `invalid` with `import_refused` when records were refused.
    func run(
        on database: DatabaseOption, shipped: Data?,
        _ body: (Services, Data, Bool) async throws -> ImportReport
    ) async throws {
        let data = try data(shipped)
        let services = try await database.services()
        do {
            try Self.show(try await body(services, data, skipBroken), skipsBroken: skipBroken)
        } catch {
            try await services.store.close()
            throw error
        }
        try await services.store.close()
    }

    private func data(_ shipped: Data?) throws -> Data {
        guard let file else {
            guard let shipped else { throw Problem.invalid("file", "required") }
            return shipped
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Problem(.unavailable, "no_such_file", arguments: ["path": file])
        }
        return data
    }

    private static func show(_ report: ImportReport, skipsBroken: Bool) throws {
        for refusal in report.refused {
            let sentence = Karwan.sentence(Problem.invalid(refusal.pointer, refusal.code, refusal.arguments))
            try FileHandle.standardError.write(contentsOf: Data("\(sentence)\n".utf8))
        }
        print(
            "added \(report.added), changed \(report.changed), unchanged \(report.unchanged), refused \(report.refused.count)"
        )
        guard report.refused.isEmpty || skipsBroken else {
            throw Problem(.conflict, "import_refused", arguments: ["count": "\(report.refused.count)"])
        }
    }
}
