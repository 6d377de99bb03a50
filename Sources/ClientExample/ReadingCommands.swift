import ArgumentParser
import KarwanClient

struct CategoriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "categories", abstract: "Lists the categories; those that are followed have a star.")

    @OptionGroup var folder: DataFolder

    func run() async throws {
        try await folder.use { device in
            try device.read { reader in
                for category in try reader.categories() {
                    let mark = try reader.follows("k:\(category.id)") ? "*" : " "
                    print("\(mark) \(category.slug)  \(category.name)")
                }
            }
        }
    }
}

struct FollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow", abstract: "Keeps the posts of a thread, or the threads of a category, on the device.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of a thread, or the slug of a category.") var target: String
    @Flag(help: "Do so no longer.") var stop = false

    func run() async throws {
        try await folder.use { device in
            if let category = try device.read({ try $0.category(target) }) {
                try device.follow(category: category.id, !stop)
            } else {
                try device.follow(thread: target, !stop)
            }
        }
        print("at the next sync")
    }
}

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the threads on this device, the newest answers first.",
        discussion: "A star: not sent yet. A plus: solved.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The slug of a category.") var category: String?
    @Option(help: "How many.") var limit = 50

    func run() async throws {
        try await folder.use { device in
            try device.read { reader in
                let chosen = try category.map { name in
                    guard let found = try reader.category(name) else { throw Complaint("there is no category \(name)") }
                    return found.id
                }
                for thread in try reader.threads(in: chosen, limit: limit) { print(try Words.thread(thread, reader)) }
            }
        }
    }
}

struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Shows a thread, and notes that it was read.")

    @OptionGroup var folder: DataFolder
    @Argument(help: "The id of the thread.") var thread: String

    func run() async throws {
        try await folder.use { device in
            let posts = try device.read { reader in
                let header = try reader.thread(thread)
                let posts = try reader.posts(of: thread)
                guard let header else { throw Complaint("this thread is not on this device: follow it, then sync") }
                print("# \(header.title)\n")
                for post in posts { print(try Words.post(post, header, reader)) }
                if posts.isEmpty { print("Its posts are not on this device: follow it, then sync.") }
                return posts
            }
            if let last = posts.last { try device.markRead(thread, upTo: last.id) }
        }
    }
}

struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "notices", abstract: "Shows what is new for you.")

    @OptionGroup var folder: DataFolder

    func run() async throws {
        try await folder.use { device in
            for notice in try device.read({ try $0.notifications() }) {
                let mark = notice.readAt == nil ? "*" : " "
                print("\(mark) \(notice.kind)  \(notice.authorName)  \(notice.threadTitle)  \(notice.threadId)")
            }
        }
    }
}

struct BookmarksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bookmarks", abstract: "Lists the posts you keep.")

    @OptionGroup var folder: DataFolder

    func run() async throws {
        try await folder.use { device in
            for mark in try device.read({ try $0.bookmarks() }) {
                print("\(mark.id)  \(mark.post?.body.split(separator: "\n").first ?? "(not on this device)")")
            }
        }
    }
}
