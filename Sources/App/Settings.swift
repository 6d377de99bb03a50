import Configuration
import Core
import Foundation
import SystemPackage

/// One setting: an option of the command line, an environment variable `KARWAN_…`, or a key of the settings file.
package struct Setting: Sendable {
    /// `behind-proxy`
    package let key: String
    package let fallback: String
    package let meaning: String

    /// `KARWAN_BEHIND_PROXY`
    package var variable: String { "KARWAN_" + key.uppercased().replacing("-", with: "_") }
}

/// Every setting, read once at the start, checked, and passed on as values.
package struct Settings: Sendable {
    package var hostname: String
    package var port: Int
    /// Path of the SQLite file, or address of the PostgreSQL database.
    package var database: String
    /// Connections to PostgreSQL that read, and such as write; seconds that one waits for a connection at most.
    package var databasePool: (readers: Int, writers: Int, wait: Int)
    /// A folder for `.eml` files, or `sendmail`.
    package var mail: String
    package var mailFrom: String
    /// Where people reach the site, without a slash at the end.
    package var address: String
    /// Addresses of proxies whose `X-Forwarded-For` is believed; empty when there is none.
    package var proxies: Set<String>
    package var hasLimits: Bool
    /// Whether the pages on which open jobs are applied for are looked at.
    package var checksLinks: Bool
    /// A push service of this machine that may be asked: `http://127.0.0.1:9000`; empty for none.
    package var pushReceiver: String
    /// PEM files; empty when the server speaks plain HTTP.
    package var certificate: (chain: String, key: String)
    /// Seconds.
    package var requestTimeout: Int
    package var idleTimeout: Int
    package var drainDelay: Int
    /// Open event streams at most.
    package var eventStreams: Int
    /// Open connections at most.
    package var connections: Int
    /// Megabytes of visitors' pages that are kept in memory.
    package var pageCache: Int
    /// Path of the operator's privacy notice.
    package var privacyNotice: String?
    package var privacyVersion: Int
    /// The root of the project while developing.
    package var reload: String?
    package var logLevel: String

    /// The list behind `karwan settings` and the README's table.
    package static let all: [Setting] = [
        Setting(key: "hostname", fallback: "127.0.0.1", meaning: "Address to listen on."),
        Setting(key: "port", fallback: "8080", meaning: "Port to listen on."),
        Setting(
            key: "database", fallback: "karwan.sqlite",
            meaning: "Path of the SQLite file, or `postgres://name:password@host/database`."),
        Setting(
            key: "database-readers", fallback: "8",
            meaning: "Connections to PostgreSQL that read at one time."),
        Setting(
            key: "database-writers", fallback: "4",
            meaning: "Connections to PostgreSQL that write at one time."),
        Setting(
            key: "database-wait", fallback: "5",
            meaning: "Seconds that a request waits for a connection to PostgreSQL before it is refused (503)."),
        Setting(
            key: "mail", fallback: "karwan-mail",
            meaning: "Where letters go: `sendmail` for the system's command, or a folder for `.eml` files."),
        Setting(key: "mail-from", fallback: "karwan@localhost", meaning: "Sender of letters."),
        Setting(
            key: "address", fallback: "",
            meaning: "Where people reach the site, such as `https://karwan.example`. Needed behind a proxy."),
        Setting(
            key: "behind-proxy", fallback: "",
            meaning: "Addresses of reverse proxies, separated by commas, whose `X-Forwarded-For` is believed."),
        Setting(
            key: "tls-certificate", fallback: "",
            meaning: "PEM file of the certificate chain: HTTP/2 and HTTP/1.1 over TLS. SIGHUP reads it again."),
        Setting(key: "tls-key", fallback: "", meaning: "PEM file of the certificate's private key."),
        Setting(
            key: "request-timeout", fallback: "60",
            meaning: "Seconds in which a request must arrive whole; its answer must be taken in five times as many."),
        Setting(
            key: "idle-timeout", fallback: "30",
            meaning: "Seconds after which a connection without a request, or an unfinished handshake, is closed."),
        Setting(
            key: "connections", fallback: "10000",
            meaning: "Connections at one time; those beyond wait until one is closed."),
        Setting(
            key: "event-streams", fallback: "9000",
            meaning: "Open event streams of devices at one time; one more is answered 503."),
        Setting(
            key: "drain-delay", fallback: "0",
            meaning: "Seconds after SIGTERM in which connections are still taken while `/ready` says 503."),
        Setting(
            key: "limits", fallback: "on",
            meaning: "`off` lifts rate limits and first-day limits, for tests and benchmarks; on loopback alone."),
        Setting(
            key: "link-checks", fallback: "on",
            meaning: """
                Whether the pages on which open jobs are applied for are looked at every three days; `off` asks nobody.
                """),
        Setting(
            key: "push-receiver", fallback: "",
            meaning: """
                A push service on this machine, such as `http://127.0.0.1:9000`, that is asked too; for tests, on \
                loopback alone.
                """),
        Setting(
            key: "page-cache", fallback: "32",
            meaning: """
                Megabytes kept in memory: half for visitors' pages, until something is written, half for rendered \
                posts; `0` keeps none.
                """),
        Setting(
            key: "privacy-notice", fallback: "",
            meaning: "Markdown file with the operator's privacy notice; without it `/privacy` says what Karwan keeps."),
        Setting(
            key: "privacy-version", fallback: "1",
            meaning: "Number of the notice that those who join agree to; raise it when the notice changes."),
        Setting(
            key: "reload", fallback: "",
            meaning: "Root of the project: templates and assets are read from its folders, for developing."),
        Setting(
            key: "log-level", fallback: "notice", meaning: "`trace`, `debug`, `info`, `notice`, `warning`, `error`."),
    ]

    /// Reads options, then the environment, then the file named by `KARWAN_SETTINGS`, then the defaults.
    /// - Throws: `invalid` naming the setting that makes no sense.
    package init(
        options: [String: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        let reader = try await Self.reader(options, environment)
        func text(_ key: String) -> String {
            // A file may hold a number where the command line has text.
            reader.string(forKey: ConfigKey([key])) ?? reader.int(forKey: ConfigKey([key])).map { "\($0)" }
                ?? Self.all.first { $0.key == key }?.fallback ?? ""
        }
        var validation = Validation()
        hostname = text("hostname")
        port = Int(text("port")) ?? -1
        validation.require((0...65_535).contains(port), "port", "out_of_range", ["min": "0", "max": "65535"])
        database = text("database")
        mail = text("mail")
        mailFrom = text("mail-from")
        proxies = Set(text("behind-proxy").split(separator: ",").map { $0.filter { $0 != " " } })
        let limits = text("limits")
        validation.require(["on", "off"].contains(limits), "limits", "unknown_choice")
        hasLimits = limits != "off"
        let linkChecks = text("link-checks")
        validation.require(["on", "off"].contains(linkChecks), "link-checks", "unknown_choice")
        checksLinks = linkChecks != "off"
        pushReceiver = text("push-receiver")
        validation.require(
            pushReceiver.isEmpty || pushReceiver.wholeMatch(of: /http:\/\/127\.0\.0\.1:[0-9]{1,5}/) != nil,
            "push-receiver", "loopback_only")
        privacyNotice = text("privacy-notice").isEmpty ? nil : text("privacy-notice")
        privacyVersion = Int(text("privacy-version")) ?? 0
        validation.require(
            (1...1_000_000).contains(privacyVersion), "privacy-version", "out_of_range", ["min": "1", "max": "1000000"])
        reload = text("reload").isEmpty ? nil : text("reload")
        logLevel = text("log-level")
        validation.require(
            ["trace", "debug", "info", "notice", "warning", "error", "critical"].contains(logLevel), "log-level",
            "unknown_choice")
        certificate = (text("tls-certificate"), text("tls-key"))
        let hasTLS = !certificate.chain.isEmpty
        validation.require(hasTLS == !certificate.key.isEmpty, hasTLS ? "tls-key" : "tls-certificate", "required")
        func number(_ key: String, _ range: ClosedRange<Int>) -> Int {
            let number = Int(text(key)) ?? -1
            let bounds = ["min": "\(range.lowerBound)", "max": "\(range.upperBound)"]
            validation.require(range.contains(number), key, "out_of_range", bounds)
            return number
        }
        requestTimeout = number("request-timeout", 1...3600)
        idleTimeout = number("idle-timeout", 1...3600)
        connections = number("connections", 1...1_000_000)
        drainDelay = number("drain-delay", 0...600)
        eventStreams = number("event-streams", 1...1_000_000)
        pageCache = number("page-cache", 0...4096)
        databasePool = (
            number("database-readers", 1...1000), number("database-writers", 1...1000),
            number("database-wait", 1...600)
        )
        let given = text("address")
        address =
            given.isEmpty
            ? "\(hasTLS ? "https" : "http")://\(hostname):\(port)"
            : given.hasSuffix("/") ? String(given.dropLast()) : given
        let isLoopback = ["127.0.0.1", "localhost", "::1"].contains(hostname)
        validation.require(isLoopback || !proxies.isEmpty || hasTLS, "hostname", "needs_proxy")
        validation.require(proxies.isEmpty && !hasTLS || address.hasPrefix("https://"), "address", "https_needed")
        validation.require(hasLimits || isLoopback, "limits", "loopback_only")
        validation.require(pushReceiver.isEmpty || isLoopback, "push-receiver", "loopback_only")
        try validation.check()
    }

    private static func reader(_ options: [String: String], _ environment: [String: String]) async throws
        -> ConfigReader
    {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, value) in options {
            values[AbsoluteConfigKey(["karwan", key])] = ConfigValue(.string(value), isSecret: false)
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(values: values), EnvironmentVariablesProvider(environmentVariables: environment),
        ]
        if let path = environment["KARWAN_SETTINGS"] {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
            } catch {
                throw Problem.invalid("settings", "file_unreadable", ["path": path])
            }
        }
        return ConfigReader(providers: providers).scoped(to: "karwan")
    }
}
