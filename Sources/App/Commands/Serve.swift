import ArgumentParser
import Core
import Foundation
import Hummingbird
import NIOCore

/// `karwan serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serves the community.")

    @OptionGroup var database: DatabaseOption
    @Option(help: "Address to listen on.") var hostname: String?
    @Option(help: "Port to listen on.") var port: Int?
    @Option(help: "A folder for .eml files, or sendmail.") var mail: String?
    @Option(help: "Sender of letters.") var mailFrom: String?
    @Option(help: "trace, debug, info, notice, warning or error.") var logLevel: String?
    @Option(help: "Where people reach the site: https://karwan.example.") var address: String?
    @Option(help: "Addresses of reverse proxies, separated by commas.") var behindProxy: String?
    @Option(help: "off lifts rate limits and first-day limits, on loopback alone.") var limits: String?
    @Option(help: "Root of the project, whose templates and assets are read again each time.") var reload: String?
    @Flag(help: "Bring an older database up to date first.") var migrate = false

    func run() async throws {
        let settings = try await Settings(options: options)
        raiseOpenFileLimit()
        // A mail command that ends early must not end us: writing to it fails, and the letter is tried again.
        signal(SIGPIPE, SIG_IGN)
        let logger = Logging.logger(settings)
        let store = try Services.openStore(settings, alone: true, logger: logger)
        try await Database.prepare(store, migrate: migrate)
        let services = try await Services(settings: settings, store: store, logger: logger)
        try await services.forum.ensureCategory()
        do {
            try await buildApplication(services) { port in
                print("Karwan serves http://\(settings.hostname):\(port)")
                fflush(nil)
            }.runService()
        } catch let error as IOError where [EADDRINUSE, EADDRNOTAVAIL, EACCES].contains(error.errnoCode) {
            let address = "\(settings.hostname):\(settings.port)"
            throw Problem(.unavailable, "address_taken", arguments: ["address": address])
        }
        try await store.close()
    }

    private var options: [String: String] {
        let given: [(String, String?)] = [
            ("hostname", hostname), ("port", port.map { "\($0)" }), ("mail", mail), ("address", address),
            ("mail-from", mailFrom), ("log-level", logLevel),
            ("behind-proxy", behindProxy), ("limits", limits), ("reload", reload),
        ]
        return given.reduce(into: database.options) { $0[$1.0] = $1.1 }
    }

    /// Each connection is an open file; the usual soft limit of 1024 is soon reached.
    private func raiseOpenFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
