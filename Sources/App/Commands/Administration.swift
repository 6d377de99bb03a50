import Accounts
import ArgumentParser
import Core
import Foundation
import Storage

/// `karwan migrate`
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Brings a database up to date.")

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        let settings = try await Settings(options: database.options)
        let logger = Logging.logger(settings)
        let store = try Services.openStore(settings, alone: true, logger: logger)
        let applied = try await Migrator().migrate(store, at: Clock.system.now)
        for name in applied { print("applied \(name)") }
        let services = try await Services(settings: settings, store: store, logger: logger)
        let indexed = try await services.fillSearchIndex()
        if indexed > 0 { print("indexed \(indexed) posts") }
        if applied.isEmpty, indexed == 0 { print("nothing to do") }
        try await store.close()
    }
}

/// `karwan account …`
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Administers accounts.",
        subcommands: [Create.self, RoleChange.self, Suspend.self, Reset.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account whose e-mail counts as confirmed; the password is read from standard input.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "E-mail address.") var email: String
        @Option(help: "Username.") var username: String
        @Option(help: "Name shown to others.") var displayName: String?
        @Option(help: "A role besides member; may be given more than once.") var role: [String] = []

        func run() async throws {
            let services = try await database.services()
            let roles = try role.map { try Parsing.role($0) }
            let draft = SignUpDraft(
                email: email, username: username, displayName: displayName, password: try Parsing.password(),
                locale: "en")
            let id = try await services.accounts.create(draft, roles: Set(roles))
            print(id)
            try await services.store.close()
        }
    }

    struct RoleChange: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "role", abstract: "Gives or takes a role.")

        @OptionGroup var database: DatabaseOption
        @Argument(help: "Username.") var username: String
        @Argument(help: "member, mentor, ambassador, employer, moderator or admin.") var role: String
        @Flag(help: "Take the role instead.") var remove = false

        func run() async throws {
            let services = try await database.services()
            try await services.accounts.setRole(try Parsing.role(role), on: !remove, username: username)
            try await services.store.close()
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Suspends an account and ends its sessions.")

        @OptionGroup var database: DatabaseOption
        @Argument(help: "Username.") var username: String
        @Flag(help: "Let the account back in instead.") var lift = false

        func run() async throws {
            let services = try await database.services()
            try await services.accounts.setSuspended(!lift, username: username)
            try await services.moderation.noteOperator(!lift, username: username)
            try await services.store.close()
        }
    }

    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sets a new password, read from standard input, and ends the sessions.")

        @OptionGroup var database: DatabaseOption
        @Argument(help: "Username.") var username: String

        func run() async throws {
            let services = try await database.services()
            try await services.accounts.resetPassword(try Parsing.password(), username: username)
            try await services.store.close()
        }
    }
}

/// `karwan token …`
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Administers API tokens.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a token and prints it, this once.")

        @OptionGroup var database: DatabaseOption
        @Option(help: "Whose token it will be.") var username: String
        @Option(help: "What the token is for.") var name = "command line"
        @Option(help: "read, write, sync, feeds, admin, separated by commas.") var scopes = "read"
        @Option(help: "Days until it expires.") var days = 90

        func run() async throws {
            let services = try await database.services()
            let draft = TokenDraft(
                email: nil, password: nil, name: name, scopes: scopes.split(separator: ",").map(String.init),
                expiresInDays: days)
            print(try await services.sessions.createToken(draft, username: username).secret.text)
            try await services.store.close()
        }
    }
}

/// What commands read from people.
enum Parsing {
    /// - Throws: `invalid` naming `role`.
    static func role(_ text: String) throws -> Role {
        guard let role = Role(rawValue: text) else { throw Problem.invalid("role", "unknown_choice") }
        return role
    }

    /// The first line of standard input.
    /// - Throws: `invalid` naming `password`.
    static func password() throws -> String {
        let line = isatty(0) == 1 ? try typed("Password: ") : readLine()
        guard let line, !line.isEmpty else { throw Problem.invalid("password", "required") }
        return line
    }

    /// What is typed at a terminal that does not show it.
    private static func typed(_ prompt: String) throws -> String? {
        try FileHandle.standardError.write(contentsOf: Data(prompt.utf8))
        var shown = termios()
        tcgetattr(0, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &hidden)
        defer { tcsetattr(0, TCSAFLUSH, &shown) }
        let line = readLine()
        try FileHandle.standardError.write(contentsOf: Data("\n".utf8))
        return line
    }
}
