import ArgumentParser
import Core
import Foundation

/// `karwan import rates FILE`
struct ImportRates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rates", abstract: "Exchange rates, a CSV in the layout of the European Central Bank.")

    @Argument(help: "Path of the CSV.")
    var file: String

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw Problem.invalid("file", "file_unreadable")
        }
        let services = try await database.services()
        let report = try await services.jobs.importRates(text)
        try await services.store.close()
        print(
            "\(report.added) added, \(report.changed) changed, \(report.unchanged) unchanged, \(report.refused) refused"
        )
    }
}
