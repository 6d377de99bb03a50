import ArgumentParser
import Core
import Foundation
import Logging
import Storage
import StorageSQLite

/// `karwan routes`
struct RoutesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes", abstract: "Prints every route: method, path, who may reach it.")

    func run() async throws {
        for route in try await Self.routes() { print("\(route.method)\t\(route.path)\t\(route.gate.rawValue)") }
    }

    /// The routes as registered, sorted by path and method.
    static func routes() async throws -> [Route] {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let settings = try await Settings(
            options: ["database": folder.appending(path: "routes.sqlite").path, "mail": folder.path], environment: [:])
        let logger = Logging.logger(settings)
        let store = try Services.openStore(settings, alone: true, logger: logger)
        try await Database.prepare(store, migrate: true)
        let services = try await Services(settings: settings, store: store, logger: logger)
        let routes = try buildRouter(services).routes
        try await store.close()
        return routes.sorted { ($0.path, $0.method) < ($1.path, $1.method) }
    }
}

/// `karwan openapi`
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the description of the JSON API (OpenAPI 3.1).")

    @Option(help: "The address at which the site is reached.")
    var address = "http://127.0.0.1:8080"

    func run() async throws {
        let document = try OpenAPI.document(of: try await RoutesCommand.routes(), at: address)
        FileHandle.standardOutput.write(document + Data("\n".utf8))
    }
}

/// `karwan settings`
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Prints every setting: key, variable, default, meaning.")

    func run() throws {
        for setting in Settings.all {
            print("\(setting.key)\t\(setting.variable)\t\(setting.fallback)\t\(setting.meaning)")
        }
    }
}
