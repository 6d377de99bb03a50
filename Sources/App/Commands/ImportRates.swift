import ArgumentParser
import Core
import Foundation

/// `karwan import rates FILE`
struct ImportRates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rates", abstract: "Exchange rates, a CSV in the layout of the European Central Bank.")

    @OptionGroup var database: DatabaseOption
    @OptionGroup var source: ImportSource

    func run() async throws {
        try await source.run(on: database, shipped: nil) { services, data, skips in
            guard let text = String(bytes: data, encoding: .utf8) else { throw Problem.invalid("file", "rates_form") }
            return try await services.jobs.importRates(text, skippingBroken: skips)
        }
    }
}
