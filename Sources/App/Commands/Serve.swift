import ArgumentParser
import CMalloc
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
    @Option(help: "PEM file of the certificate chain.") var tlsCertificate: String?
    @Option(help: "PEM file of its private key.") var tlsKey: String?
    @Option(help: "Seconds in which a request must arrive.") var requestTimeout: Int?
    @Option(help: "Seconds after which an idle connection is closed.") var idleTimeout: Int?
    @Option(help: "Connections at one time.") var connections: Int?
    @Option(help: "Event streams of devices at one time.") var eventStreams: Int?
    @Option(help: "Seconds after SIGTERM in which connections are still taken.") var drainDelay: Int?
    @Option(help: "Megabytes of visitors' pages kept in memory.") var pageCache: Int?
    @Option(help: "off lifts rate limits and first-day limits, on loopback alone.") var limits: String?
    @Option(help: "A push service on this machine, such as http://127.0.0.1:9000, for tests.") var pushReceiver: String?
    @Option(help: "Root of the project, whose templates and assets are read again each time.") var reload: String?
    @Flag(help: "Bring an older database up to date first.") var migrate = false

    func run() async throws {
        let settings = try await Settings(options: options)
        raiseOpenFileLimit()
        shareMemory()
        // A mail command that ends early must not end us: writing to it fails, and the letter is tried again.
        signal(SIGPIPE, SIG_IGN)
        let logger = Logging.logger(settings)
        let store = try Services.openStore(settings, alone: true, logger: logger)
        try await Database.prepare(store, migrate: migrate)
        let services = try await Services(settings: settings, store: store, logger: logger)
        try await services.forum.ensureCategory()
        try await services.fillSearchIndex()
        let isEmpty = try await !services.accounts.hasMembers()
        let certificate = try settings.readCertificate()
        let supervision = Supervision(
            draining: services.draining, certificate: certificate, delay: .seconds(settings.drainDelay),
            patience: .seconds(settings.requestTimeout + 10), logger: logger)
        do {
            let application = try buildApplication(services, certificate) { port in
                print("Karwan serves \(certificate == nil ? "http" : "https")://\(settings.hostname):\(port)")
                if isEmpty {
                    print("Nobody has joined yet. Code of the first admin: \(services.accounts.adminCode.text)")
                }
                fflush(nil)
            }
            try await supervision.run(application)
        } catch let error as IOError where [EADDRINUSE, EADDRNOTAVAIL, EACCES].contains(error.errnoCode) {
            let address = "\(settings.hostname):\(settings.port)"
            throw Problem(.unavailable, "address_taken", arguments: ["address": address])
        }
        await services.forum.settleReads()
        try await store.close()
    }

    private var options: [String: String] {
        let given: [(String, String?)] = [
            ("hostname", hostname), ("port", port.map { "\($0)" }), ("mail", mail), ("address", address),
            ("mail-from", mailFrom), ("log-level", logLevel),
            ("tls-certificate", tlsCertificate), ("tls-key", tlsKey),
            ("request-timeout", requestTimeout.map { "\($0)" }), ("idle-timeout", idleTimeout.map { "\($0)" }),
            ("connections", connections.map { "\($0)" }), ("event-streams", eventStreams.map { "\($0)" }),
            ("drain-delay", drainDelay.map { "\($0)" }),
            ("page-cache", pageCache.map { "\($0)" }),
            ("behind-proxy", behindProxy), ("limits", limits), ("reload", reload),
            ("push-receiver", pushReceiver),
        ]
        return given.reduce(into: database.options) { $0[$1.0] = $1.1 }
    }

    /// glibc gives each thread a heap of its own to allocate from, and what a page needed for a moment stays in each: a
    /// server that has rendered for a while holds three times what it uses. Two heaps are enough for it.
    private func shareMemory() {
        #if canImport(Glibc)
            mallopt(M_ARENA_MAX, 2)
        #endif
    }

    /// Each connection is an open file; the usual soft limit of 1024 is soon reached.
    private func raiseOpenFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
