import ArgumentParser
import Core
import Foundation
import Timelines

/// `karwan processing-times`
struct ProcessingTimesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "processing-times",
        abstract: "Computes the statistics of cohorts in a file: how anybody can check a published figure.")

    @Option(
        name: [.customLong("cases"), .customLong("instance")],
        help: "A JSON file in the layout of timeline-statistics-cases.json; - for standard input.")
    var cases: String

    func run() throws {
        let data =
            cases == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: cases)
        guard let data, let file = try? JSONDecoder().decode(StatisticsFile.self, from: data) else {
            throw Problem.invalid("cases", "file_unreadable", ["path": cases])
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        print(String(decoding: try encoder.encode(file.answers), as: UTF8.self))
    }
}
