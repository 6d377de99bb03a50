import ArgumentParser
import KarwanClient
import SyncProtocol

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ask", abstract: "Asks a question; prints its id.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The slug of a category.") var category: String
    @Argument(help: "The question in a line.") var title: String
    @Argument(help: "All that one must know; - reads it from standard input.") var body: String
    @Option(help: "A tag; may be given five times.") var tag: [String] = []
    @Option(help: "question, discussion or guide.") var kind = "question"

    func run() async throws {
        let body = try text(body)
        let id = try await folder.use { device in
            guard let found = try device.read({ try $0.category(category) }) else {
                throw Complaint("there is no category \(category) on this device")
            }
            return try device.ask(title, body, in: found.id, kind: kind, tags: tag)
        }
        print(id)
    }
}

struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answers a thread; prints the answer's id.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the thread.") var thread: String
    @Argument(help: "The answer; - reads it from standard input.") var body: String
    @Option(help: "The id of the post that this replies to.") var to: String?

    func run() async throws {
        let body = try text(body)
        print(try await folder.use { try $0.answer(thread, body, to: to) })
    }
}

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "edit", abstract: "Puts a new text into a post.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the post.") var post: String
    @Argument(help: "The new text; - reads it from standard input.") var body: String

    func run() async throws {
        let body = try text(body)
        try await folder.use { try $0.edit(post, body) }
    }
}

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes a post of yours.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the post.") var post: String

    func run() async throws { try await folder.use { try $0.delete(post) } }
}

struct VoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "vote", abstract: "Says what you think of a post.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the post.") var post: String
    @Argument(help: "up, down or none.") var value: Value

    enum Value: String, ExpressibleByArgument, CaseIterable {
        case up, down, none
    }

    func run() async throws {
        let number = value == .up ? 1 : value == .down ? -1 : 0
        try await folder.use { try $0.vote(number, on: post) }
    }
}

struct AcceptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Says which answer solved your question.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the thread.") var thread: String
    @Argument(help: "The id of the answer; without it none did.") var post: String?

    func run() async throws { try await folder.use { try $0.accept(post, in: thread) } }
}

struct BookmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bookmark", abstract: "Keeps a post to find it again.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the post.") var post: String
    @Flag(help: "Do so no longer.") var remove = false

    func run() async throws { try await folder.use { try $0.bookmark(post, !remove) } }
}

struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Shows what waits, and what was refused with its text.")

    @OptionGroup var folder: DataFolder

    func run() async throws {
        try await folder.use { device in
            let (items, elsewhere) = try device.read { (try $0.outbox(), try $0.refusalsElsewhere()) }
            for item in items { print(Words.item(item)) }
            for outcome in elsewhere {
                print("on another device  \(outcome.name)  refused: \(outcome.code?.rawValue ?? "")")
            }
            if items.isEmpty, elsewhere.isEmpty { print("nothing waits") }
        }
    }
}

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Sends a refused change again, mended or as it was.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "Its number in the outbox.") var number: Int64
    @Option(help: "A new title.") var title: String?
    @Option(help: "A new text; - reads it from standard input.") var body: String?

    func run() async throws {
        let body = try body.map { try text($0) }
        try await folder.use { device in
            let item = try device.read { try $0.outbox() }.first { $0.id == number }
            guard let item, case .object(var arguments) = item.arguments else {
                throw Complaint("there is no refused change \(number)")
            }
            if let title { arguments["title"] = .string(title) }
            if let body { arguments["body"] = .string(body) }
            try device.retry(number, with: .object(arguments))
        }
    }
}

struct DiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Puts a refused change away, with its text.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "Its number in the outbox.") var number: Int64

    func run() async throws { try await folder.use { try $0.discard(number) } }
}
