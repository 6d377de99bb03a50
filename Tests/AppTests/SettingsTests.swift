import App
import Core
import Foundation
import Testing

private func complaints(
    _ options: [String: String] = [:], environment: [String: String] = [:]
) async -> [String] {
    do {
        _ = try await Settings(options: options, environment: environment)
        return []
    } catch let problem as Problem {
        return problem.fields.map { "\($0.field) \($0.code)" }
    } catch {
        return ["\(error)"]
    }
}

@Suite("Settings")
struct SettingsTests {
    @Test(
        arguments: [
            (["port": "http"], ["port out_of_range"]), (["port": "-1"], ["port out_of_range"]),
            (["port": "65536"], ["port out_of_range"]), (["database-readers": "0"], ["database-readers out_of_range"]),
            (["limits": "maybe"], ["limits unknown_choice"]), (["hostname": "0.0.0.0"], ["hostname needs_proxy"]),
            (["hostname": "::"], ["hostname needs_proxy"]), (["hostname": "karwan.example"], ["hostname needs_proxy"]),
            (["behind-proxy": "10.0.0.1"], ["address https_needed"]),
            (["tls-certificate": "c.pem"], ["tls-key required"]), (["tls-key": "k.pem"], ["tls-certificate required"]),
            (
                ["tls-certificate": "c", "tls-key": "k", "address": "http://karwan.example"],
                ["address https_needed"]
            ),
            (["request-timeout": "0"], ["request-timeout out_of_range"]),
            (["idle-timeout": "x"], ["idle-timeout out_of_range"]),
            (["connections": "0"], ["connections out_of_range"]),
            (["drain-delay": "-1"], ["drain-delay out_of_range"]),
            (["page-cache": "-1"], ["page-cache out_of_range"]),
            (["behind-proxy": "10.0.0.1", "address": "http://karwan.example"], ["address https_needed"]),
            (
                ["hostname": "0.0.0.0", "behind-proxy": "10.0.0.1", "address": "https://k.example", "limits": "off"],
                ["limits loopback_only"]
            ),
            (["push-receiver": "http://push.example.net"], ["push-receiver loopback_only"]),
            (["push-receiver": "http://127.0.0.1:9000/x"], ["push-receiver loopback_only"]),
            (
                [
                    "hostname": "0.0.0.0", "behind-proxy": "10.0.0.1", "address": "https://k.example",
                    "push-receiver": "http://127.0.0.1:9000",
                ], ["push-receiver loopback_only"]
            ),
            (["log-level": "loud"], ["log-level unknown_choice"]),
            (["port": "x", "limits": "maybe"], ["port out_of_range", "limits unknown_choice"]),
        ] as [([String: String], [String])])
    func whatMakesNoSenseIsRefusedByName(options: [String: String], expected: [String]) async {
        #expect(await complaints(options) == expected)
        let environment = Dictionary(
            uniqueKeysWithValues: options.map { key, value in
                ("KARWAN_" + key.uppercased().replacing("-", with: "_"), value)
            })
        #expect(await complaints(environment: environment) == expected, "from the environment")
    }

    @Test(
        arguments: [
            [:], ["hostname": "localhost"], ["hostname": "::1", "limits": "off"],
            ["hostname": "0.0.0.0", "behind-proxy": "10.0.0.1, 10.0.0.2", "address": "https://karwan.example/"],
            ["hostname": "0.0.0.0", "tls-certificate": "c.pem", "tls-key": "k.pem"],
        ] as [[String: String]])
    func whatMakesSenseIsTaken(options: [String: String]) async {
        #expect(await complaints(options) == [])
    }

    @Test func withoutAnythingTheDefaultsHold() async throws {
        let settings = try await Settings(options: [:], environment: [:])
        #expect(settings.hostname == "127.0.0.1" && settings.port == 8080 && settings.database == "karwan.sqlite")
        #expect(settings.mail == "karwan-mail" && settings.hasLimits && settings.proxies.isEmpty)
        #expect(settings.address == "http://127.0.0.1:8080" && settings.reload == nil)
        #expect(settings.certificate == ("", "") && settings.requestTimeout == 60 && settings.idleTimeout == 30)
        #expect(settings.connections == 10_000 && settings.drainDelay == 0 && settings.pageCache == 32)
        #expect(settings.pushReceiver.isEmpty)
        let secure = try await Settings(options: ["tls-certificate": "c", "tls-key": "k"], environment: [:])
        #expect(secure.address == "https://127.0.0.1:8080")
    }

    @Test func optionsComeBeforeTheEnvironmentAndItBeforeTheFile() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).json")
        try Data(#"{"karwan": {"port": "1001", "database": "file.sqlite", "mail": "file"}}"#.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let settings = try await Settings(
            options: ["port": "1003"],
            environment: ["KARWAN_PORT": "1002", "KARWAN_DATABASE": "environment.sqlite", "KARWAN_SETTINGS": file.path])
        #expect(settings.port == 1003 && settings.database == "environment.sqlite" && settings.mail == "file")
        let missing = await complaints(environment: ["KARWAN_SETTINGS": "/nowhere.json"])
        #expect(missing == ["settings file_unreadable"])
    }

    @Test func everySettingIsAnEnvironmentVariable() async throws {
        let settings = try await Settings(
            options: [:],
            environment: [
                "KARWAN_HOSTNAME": "0.0.0.0", "KARWAN_PORT": "99", "KARWAN_DATABASE": "d", "KARWAN_MAIL": "m",
                "KARWAN_MAIL_FROM": "f@x.example", "KARWAN_ADDRESS": "https://x.example/",
                "KARWAN_BEHIND_PROXY": "10.0.0.1, 10.0.0.2", "KARWAN_LIMITS": "on", "KARWAN_RELOAD": ".",
                "KARWAN_LOG_LEVEL": "debug", "KARWAN_TLS_CERTIFICATE": "c", "KARWAN_TLS_KEY": "k",
                "KARWAN_REQUEST_TIMEOUT": "1", "KARWAN_IDLE_TIMEOUT": "2", "KARWAN_CONNECTIONS": "3",
                "KARWAN_DRAIN_DELAY": "4", "KARWAN_PAGE_CACHE": "5",
            ])
        #expect(settings.certificate == ("c", "k") && settings.requestTimeout == 1 && settings.idleTimeout == 2)
        #expect(settings.connections == 3 && settings.drainDelay == 4 && settings.pageCache == 5)
        #expect(settings.hostname == "0.0.0.0" && settings.port == 99 && settings.database == "d")
        #expect(settings.mail == "m" && settings.mailFrom == "f@x.example" && settings.address == "https://x.example")
        #expect(settings.proxies == ["10.0.0.1", "10.0.0.2"] && settings.reload == "." && settings.logLevel == "debug")
        #expect(Settings.all.count == 25)
    }

    /// `| key | variable | default | meaning |`
    @Test func theTableOfTheReadmeIsTheTableOfTheProgram() throws {
        let rows = try Project.text("README.md").split(separator: "\n").filter { $0.contains("| `KARWAN_") }
        let expected = Settings.all.map { setting in
            let fallback = setting.fallback.isEmpty ? "none" : "`\(setting.fallback)`"
            return "| `\(setting.key)` | `\(setting.variable)` | \(fallback) | \(setting.meaning) |"
        }
        #expect(rows.map(String.init) == expected)
    }
}
