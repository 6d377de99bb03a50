import ArgumentParser
import Core
import Foundation
import Jobs

/// `karwan import sponsors FILE --register GB --day 2026-11-20`
struct ImportSponsors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sponsors",
        abstract: """
            An official register as CSV: licensed sponsors (GB, NL), certified companies (DK, PT), what was granted before \
            (US, CA, IE), licensed promoters (PK).
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var source: ImportSource

    @Option(
        help: """
            GB: register of licensed sponsors, workers. NL: recognised sponsors, work. DK: fast-track companies. PT: Tech \
            Visa companies. US: H-1B employer data hub. CA: positive labour market impact assessments. IE: permits by \
            company. PK: promoters.
            """)
    var register: String

    @Option(help: "The day of the file, YYYY-MM-DD; today unless told.")
    var day: String?

    func run() async throws {
        let register = try RegisterSnapshot.register(register)
        try await source.run(on: database, shipped: nil) { services, data, skips in
            try await services.jobs.importRegister(register, data, on: day, skippingBroken: skips)
        }
    }
}

/// `karwan register GB 2026-11-20`
struct RegisterSnapshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Prints an official register as it was imported for a day, as CSV.")

    @Argument(help: "GB, NL, DK, PT, US, CA, IE or PK.")
    var register: String

    @Argument(help: "The day, YYYY-MM-DD.")
    var day: String

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        let register = try Self.register(register)
        let services = try await database.services()
        do {
            for line in try await services.jobs.snapshot(of: register, on: day) { print(line) }
        } catch {
            try await services.store.close()
            throw error
        }
        try await services.store.close()
    }

    /// - Throws: `invalid` naming `register`.
    static func register(_ text: String) throws -> Register {
        guard let register = Register(rawValue: text.uppercased()) else {
            throw Problem.invalid("register", "unknown_choice")
        }
        return register
    }
}
