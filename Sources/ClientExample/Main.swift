import ArgumentParser
import Foundation
import KarwanClient

/// A small client for the terminal, and an example of how to use `KarwanClient`. All but signing in and syncing works
/// without a network.
@main
struct KarwanCLI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "karwan-cli", abstract: "Reads and writes a Karwan community from the terminal, also offline.",
        subcommands: [
            SignInCommand.self, SyncCommand.self, WatchCommand.self, StatusCommand.self, CategoriesCommand.self,
            FollowCommand.self, ListCommand.self, ReadCommand.self, NoticesCommand.self, BookmarksCommand.self,
            AskCommand.self, AnswerCommand.self, EditCommand.self, DeleteCommand.self, VoteCommand.self,
            AcceptCommand.self, BookmarkCommand.self, OutboxCommand.self, RetryCommand.self, DiscardCommand.self,
            WipeCommand.self,
        ])

    /// Status 0, 1 when it failed, 2 when it was used wrongly.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let isWrongUse = code == .validationFailure
            let message = isWrongUse || code.isSuccess ? fullMessage(for: error) : String(describing: error)
            if code.isSuccess { return print(message) }
            try? FileHandle.standardError.write(contentsOf: Data("karwan-cli: \(message)\n".utf8))
            Foundation.exit(isWrongUse ? 2 : 1)
        }
    }
}

/// What to tell a person, in one line.
struct Complaint: Error, CustomStringConvertible {
    let description: String

    init(_ text: String) { description = text }
}
