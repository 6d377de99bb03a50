import Core
import Foundation

/// What an export calls its fields: reports say where in it something stands.
package struct MovedFields: Sendable {
    package let author: String
    package let thread: String
    package let category: String
    package let body: String

    package init(author: String, thread: String, category: String, body: String) {
        self.author = author
        self.thread = thread
        self.category = category
        self.body = body
    }
}

/// A category of an old community, as its export tells.
package struct MovedCategory: Sendable {
    /// What the old community's threads call it by.
    package let key: String
    package let name: String
    package let slug: String
    package let description: String
    /// Staff's alone, or everybody's; `nil` takes the category of that name as it is here.
    package let isPrivate: Bool?
    package let pointer: String

    package init(
        key: String, name: String, slug: String, description: String, isPrivate: Bool?, pointer: String
    ) {
        self.key = key
        self.name = UserText.clean(name, .line)
        self.slug = slug
        self.description = UserText.clean(description, .line)
        self.isPrivate = isPrivate
        self.pointer = pointer
    }
}

/// A thread of an old community with its opening post.
package struct MovedThread: Sendable {
    package let key: String
    package let category: String
    package let title: String
    package let kind: ForumThread.Kind
    package let tags: [String]
    package let isLocked: Bool
    package let opening: MovedPost
    /// Where it stood.
    package let paths: [String]
    package let pointer: String

    package init(
        key: String, category: String, title: String, kind: ForumThread.Kind, tags: [String], isLocked: Bool,
        opening: MovedPost, paths: [String], pointer: String
    ) {
        self.key = key
        self.category = category
        self.title = UserText.clean(MovedPost.plain(title), .line)
        self.kind = kind
        let names = tags.map(TagName.normal).filter(TagName.isAllowed)
        self.tags = Array(names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.prefix(5))
        self.isLocked = isLocked
        self.opening = opening
        self.paths = paths
        self.pointer = pointer
    }

    /// The title as it will stand here: one that is too long ends with dots.
    var shownTitle: String {
        let most = PostBody.titleLength.upperBound
        return title.count > most ? String(title.prefix(most - 1)) + "…" : title
    }

    /// What is wrong with it, whatever else there is.
    package var refusals: [ImportReport.Refusal] {
        var validation = Validation()
        _ = validation.text(key, "id", 1...200)
        _ = validation.text(title, "title", 1...2_000)
        return validation.fields.map { ImportReport.Refusal("\(pointer)/\($0.field)", $0.code, $0.arguments) }
            + opening.refusals
    }
}

/// A post of an old community; of an opening one the thread's own key is the thread.
package struct MovedPost: Sendable {
    package let key: String
    package let thread: String
    /// The key of the member who wrote it.
    package let author: String
    /// The key of the post that it replies to.
    package let parent: String?
    package let source: String
    package let createdAt: Timestamp
    package let isAccepted: Bool
    /// Where it stood.
    package let paths: [String]
    package let pointer: String
    package let fields: MovedFields

    /// Words of old posts may be fewer than those of new ones.
    static let length = 1...PostBody.length.upperBound

    package init(
        key: String, thread: String, author: String, parent: String?, source: String, createdAt: Timestamp,
        isAccepted: Bool, paths: [String], pointer: String, fields: MovedFields
    ) {
        self.key = key
        self.thread = thread
        self.author = author
        self.parent = parent
        self.source = UserText.clean(Self.plain(source), .block)
        self.createdAt = createdAt
        self.isAccepted = isAccepted
        self.paths = paths
        self.pointer = pointer
        self.fields = fields
    }

    /// The text without what no keyboard types: it came by some program.
    fileprivate static func plain(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0 == "\r" || !UserText.hasControlCharacters(String($0)) })
    }

    package var refusals: [ImportReport.Refusal] {
        var validation = Validation()
        _ = validation.text(key, "id", 1...200)
        _ = validation.text(source, fields.body, Self.length, form: .block)
        return validation.fields.map { ImportReport.Refusal("\(pointer)/\($0.field)", $0.code, $0.arguments) }
    }
}

/// That a thread or a post stood at a path.
package struct MovedAddress: Sendable {
    /// With its query.
    package let path: String
    package let thread: String
    package let post: String?
    package let pointer: String

    package init(path: String, thread: String, post: String?, pointer: String) {
        self.path = path
        self.thread = thread
        self.post = post
        self.pointer = pointer
    }

    package var refusals: [ImportReport.Refusal] {
        guard let path = OldAddress.normal(path), path.utf8.count <= OldAddress.most else {
            return [ImportReport.Refusal("\(pointer)/path", "path_form")]
        }
        return []
    }
}

/// Paths of old communities.
package enum OldAddress {
    /// Bytes that a path may have.
    static let most = 2_000

    /// The path, with its query, of a whole address or of a path; as it was decoded, without a slash at its end. `nil`
    /// for what is neither.
    package static func normal(_ text: String) -> String? {
        var text = Substring(text.trimmingCharacters(in: .whitespacesAndNewlines))
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            text = text.dropFirst(scheme.count).drop { $0 != "/" }
        }
        text = text.prefix { $0 != "#" }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.hasPrefix("/"), let path = parts.first.map(String.init)?.removingPercentEncoding else { return nil }
        var plain = path.precomposedStringWithCanonicalMapping
        while plain.count > 1, plain.hasSuffix("/") { plain.removeLast() }
        guard !UserText.hasControlCharacters(plain) else { return nil }
        return parts.count == 2 && !parts[1].isEmpty ? "\(plain)?\(parts[1])" : plain
    }

    /// What may be known of an address that somebody comes to, the nearest first. A Discourse's threads are at
    /// `/t/NAME/NUMBER` and `/t/NUMBER`, its posts one part below, whatever the name.
    package static func candidates(_ text: String) -> [String] {
        guard text.utf8.count <= most, let whole = normal(text) else { return [] }
        let path = String(whole.prefix { $0 != "?" })
        var found = path == whole ? [path] : [whole, path]
        let parts = path.split(separator: "/").map(String.init)
        guard parts.first == "t", parts.count <= 4 else { return found }
        let numbers = (parts.count > 1 && isNumber(parts[1]) ? parts.dropFirst() : parts.dropFirst(2)).map { $0 }
        guard let thread = numbers.first, isNumber(thread) else { return found }
        if numbers.count == 2, isNumber(numbers[1]) { found.append("/t/\(thread)/\(numbers[1])") }
        if numbers.count <= 2 { found.append("/t/\(thread)") }
        return found
    }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.count <= 18 && !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
