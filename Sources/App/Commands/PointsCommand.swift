import ArgumentParser
import Core
import Foundation
import Points
import PointsWeb
import Storage
import Texts

/// `karwan points`
struct PointsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "points",
        abstract: "Evaluates a profile, or an array of them, by a points system: totals, factors, gates as JSON.")

    @Argument(help: "The system's id: de-opportunity-card.") var system: String
    @Option(help: "A JSON file with an object of inputs, or an array of them; - for standard input.")
    var input: String
    @Option(help: "The day, as 2026-10-15; today when absent.") var on: String?
    @OptionGroup var database: DatabaseOption

    func run() async throws {
        let library = try await library()
        let day = try on.map(PointsDay.checked) ?? PointsDay.of(Clock.system.now)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        switch try profiles() {
        case .one(let values):
            print(String(decoding: try encoder.encode(evaluate(values, day, library)), as: UTF8.self))
        case .many(let list):
            let records = try list.enumerated().map { index, values in
                do {
                    return try evaluate(values, day, library)
                } catch var problem as Problem {
                    problem.fields = problem.fields.map { FieldProblem("\(index)/\($0.field)", $0.code, $0.arguments) }
                    throw problem
                }
            }
            print(String(decoding: try encoder.encode(records), as: UTF8.self))
        }
    }

    /// The rules of the database, and without one those that the program ships: the command needs no community.
    private func library() async throws -> PointsLibrary {
        let settings = try await Settings(options: database.options)
        guard settings.postgres != nil || FileManager.default.fileExists(atPath: settings.database) else {
            return .shipped
        }
        let store = try Services.openStore(settings, alone: false, logger: Logging.logger(settings))
        do {
            let isPresent = try await Migrator().state(of: store).pending.isEmpty
            let library = isPresent ? try await PointsService(store: store, clock: .system).library() : .shipped
            try await store.close()
            return library
        } catch {
            try await store.close()
            throw error
        }
    }

    private func evaluate(
        _ values: [String: PointsValue], _ day: String, _ library: PointsLibrary
    ) throws -> EvaluationRecord {
        let (system, profile, result) = try library.evaluate(system, values, on: day)
        return EvaluationRecord(system, profile, result, on: day, words: PointsWords(.of(.english)))
    }

    private enum Profiles: Decodable {
        case one([String: PointsValue])
        case many([[String: PointsValue]])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode([String: PointsValue].self) {
                self = .one(one)
            } else {
                self = .many(try container.decode([[String: PointsValue]].self))
            }
        }
    }

    private func profiles() throws -> Profiles {
        let data =
            input == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: input)
        guard let data, let profiles = try? JSONDecoder().decode(Profiles.self, from: data) else {
            throw Problem.invalid("input", "file_unreadable", ["path": input])
        }
        return profiles
    }
}
