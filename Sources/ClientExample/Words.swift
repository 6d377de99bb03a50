import Foundation
import KarwanClient
import SyncProtocol

/// What the commands print.
enum Words {
    /// A line at once, also into a pipe.
    static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    static func counts(_ reader: ReplicaReader) throws -> String {
        let items = try reader.outbox()
        let refused = items.filter { $0.state == .refused }.count
        let threads = try reader.threads(limit: -1).count
        return "\(threads) threads here, \(items.count - refused) changes waiting, \(refused) refused"
    }

    static func state(_ state: SyncState) -> String {
        switch state {
        case .off: "not syncing"
        case .syncing(let progress?): "syncing, \(progress.done) of \(progress.total) rows"
        case .syncing: "syncing"
        case .upToDate: "up to date"
        case .retrying(let fault): "will try again: \(fault)"
        case .stopped(let fault): "stopped: \(fault)"
        case .broken(let why): "cannot write: \(why)"
        }
    }

    static func tellOfRestoration(_ device: Device) throws {
        guard let restoration = try device.read({ try $0.restoration() }) else { return }
        print("the server was set back to an earlier state; \(restoration.count) changes of yours are sent again")
        if restoration.mayMissOlder { print("older ones may be missing") }
        try device.dismissRestoration()
    }

    static func name(_ member: String?, _ reader: ReplicaReader) throws -> String {
        guard let member else { return "somebody" }
        if let known = try reader.member(member) { return known.displayName }
        return try member.isEmpty || reader.me()?.id == member ? "you" : member
    }

    static func thread(_ thread: ForumThread, _ reader: ReplicaReader) throws -> String {
        let mark = try reader.isUnsent("thread/\(thread.id)") ? "*" : thread.acceptedPostId == nil ? " " : "+"
        let answers = thread.postCount - 1
        return "\(mark) \(thread.id)  \(thread.title)  (\(answers) answers)"
    }

    static func post(_ post: ForumPost, _ thread: ForumThread?, _ reader: ReplicaReader) throws -> String {
        var notes = [
            try post.pseudonym ?? name(post.authorId, reader), post.createdAt.formatted(.iso8601),
            "score \(post.score)",
        ]
        if thread?.acceptedPostId == post.id { notes.append("accepted") }
        if post.state != "published" { notes.append(post.state) }
        if try reader.isUnsent("post/\(post.id)") { notes.append("not sent yet") }
        return "-- \(post.id)  \(notes.joined(separator: ", "))\n\(post.body)\n"
    }

    static func item(_ item: OutboxItem) -> String {
        var line = "\(item.id)  \(item.name)  \(item.state.rawValue)"
        if let code = item.code { line += ": \(reason(code))" }
        for field in item.detail?.fields ?? [] {
            line += "; \(field.field): \(field.code.replacingOccurrences(of: "_", with: " "))"
        }
        for name in ["title", "body"] {
            guard let text = item.arguments[name]?.stringValue else { continue }
            line += "\n    \(name): " + text.replacingOccurrences(of: "\n", with: "\n    ")
        }
        return line
    }

    private static func reason(_ code: String) -> String {
        switch MutationCode(rawValue: code) {
        case .invalid: "something is missing or wrong"
        case .notFound: "what it belongs to is not there, or may not be seen"
        case .forbidden: "this is not allowed"
        case .idConflict: "the id is taken"
        case .editConflict: "a moderator changed it meanwhile"
        case .staleVersion: "it was changed meanwhile"
        case .threadLocked: "the thread takes no more answers"
        case .pollClosed: "the poll is over"
        case .quota: "there are too many already"
        case .rateLimited: "too many in too short a time"
        case .internalError: "a mistake of the server; it may be sent again"
        default: code.replacingOccurrences(of: "_", with: " ")
        }
    }
}
