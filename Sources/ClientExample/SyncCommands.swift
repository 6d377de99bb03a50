import ArgumentParser
import Foundation
import KarwanClient

struct SignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in", abstract: "Connects this device with an account.",
        discussion: "The password is read from standard input. With --token a token made on the site is used.")

    @OptionGroup var folder: DataFolder
    @Option(help: "Where the community is: https://karwan.example") var server: String
    @Option(help: "E-mail address of the account.") var email: String?
    @Option(help: "A code of the second step, if the account has one.") var totp: String?
    @Option(help: "A token with the scope sync; - reads it from standard input.") var token: String?

    func validate() throws {
        guard let url = URL(string: server), ["http", "https"].contains(url.scheme), url.host() != nil else {
            throw ValidationError("\(server) is no address of a server")
        }
        guard (email == nil) != (token == nil) else { throw ValidationError("give --email or --token") }
    }

    func run() async throws {
        guard let server = URL(string: server) else { return }
        // The token of another server is not shown to this one.
        let known = try? folder.account()
        if let known, known.server != server, try await folder.use({ try $0.read { try !$0.isBlank() } }) {
            throw Complaint("this device belongs to \(known.server): wipe it first, or use another --data")
        }
        try folder.keep(DataFolder.Account(server: server, token: known?.server == server ? known?.token : nil))
        var made: String?
        if let token { made = try text(token) }
        if let email {
            let password = try text("-")
            made = try await folder.use { try await $0.signIn(email: email, password: password, totp: totp).token }
        }
        try folder.keep(DataFolder.Account(server: server, token: made))
        print("signed in")
    }
}

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Sends what waits and fetches what is new.")

    @OptionGroup var folder: DataFolder

    func run() async throws {
        do {
            let report = try await folder.use { device in
                let report = try await device.sync()
                try Words.tellOfRestoration(device)
                return report
            }
            print("\(report.sent) sent, \(report.refused) refused, \(report.waiting) waiting")
            if report.refused > 0 { print("karwan-cli outbox shows what was refused, and why") }
        } catch let fault as SyncFault where fault != .revoked {
            let waiting = try await folder.use { try $0.read { try $0.outbox() } }.filter { $0.state != .refused }.count
            throw Complaint("\(fault); \(waiting) waiting here")
        }
    }
}

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Stays in sync and says what is going on, until it is ended.")

    @OptionGroup var folder: DataFolder
    @Option(help: "End after as many seconds.") var seconds: Int?

    func run() async throws {
        try await folder.use { device in
            await device.start()
            let states = Task { for await state in device.states() { Words.say(Words.state(state)) } }
            let rows = Task {
                for try await line in device.observe({ try Words.counts($0) }) { Words.say(line) }
            }
            try? await Task.sleep(for: .seconds(seconds ?? 365 * 86_400))
            states.cancel()
            rows.cancel()
        }
    }
}

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Says whose device this is and what is on it.")

    @OptionGroup var folder: DataFolder

    func run() async throws {
        try await folder.use { device in
            try device.read { reader in
                print("member: \(try reader.me()?.username ?? "not known before the first sync")")
                print("last sync: \(try reader.syncedAt().map { $0.formatted(.iso8601) } ?? "never")")
                print("device: \(try reader.deviceID())")
                print(try Words.counts(reader))
            }
            try Words.tellOfRestoration(device)
        }
    }
}

struct WipeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wipe", abstract: "Forgets everything on this device, unsent changes too.")

    @OptionGroup var folder: DataFolder
    @Flag(help: "Also when changes wait that nobody has seen yet.") var force = false

    func run() async throws {
        try await folder.use { device in
            let waiting = try device.read { try $0.outbox() }.count
            guard force || waiting == 0 else {
                throw Complaint("\(waiting) changes are only here: sync first, or --force")
            }
            try await device.wipe()
        }
        try folder.forgetToken()
        print("wiped")
    }
}
