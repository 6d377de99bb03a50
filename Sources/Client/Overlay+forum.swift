import Foundation
import GRDB
import SyncProtocol

// What the forum's mutations do, as far as a device can tell. Each does nothing when its effect is there already: the
// server may have told of it before it is acknowledged.
extension Overlay {
    func startThread(_ arguments: JSONValue, at date: Date) throws {
        guard let id = arguments["id"]?.stringValue, let post = arguments["postId"]?.stringValue,
            try !isThere("thread/\(id)")
        else { return }
        let time = JSONValue.string(Instant.text(date))
        try put(
            "thread/\(id)",
            [
                "id": .string(id), "categoryId": arguments["categoryId"] ?? "",
                "kind": arguments["kind"] ?? "question", "title": arguments["title"] ?? "", "slug": "",
                "tags": arguments["tags"] ?? [], "authorId": author(arguments), "createdAt": time,
                "lastPostAt": time, "postCount": 1, "score": 0, "openingPostId": .string(post), "state": "published",
                "isLocked": false,
                "revision": 0,
            ])
        try put("post/\(post)", newPost(post, in: id, arguments, isOpening: true, at: time))
    }

    func answer(_ arguments: JSONValue, at date: Date) throws {
        guard let id = arguments["id"]?.stringValue, let thread = arguments["threadId"]?.stringValue,
            try !isThere("post/\(id)")
        else { return }
        let row = try value("thread/\(thread)")
        // A device whose clock is slow still shows its answer after those it answers.
        let time = JSONValue.string(max(Instant.text(date), row?["lastPostAt"]?.stringValue ?? ""))
        try put("post/\(id)", newPost(id, in: thread, arguments, isOpening: false, at: time))
        try change(
            "thread/\(thread)",
            ["postCount": .integer((row?["postCount"]?.integerValue ?? 1) + 1), "lastPostAt": time])
    }

    private func newPost(
        _ id: String, in thread: String, _ arguments: JSONValue, isOpening: Bool, at time: JSONValue
    ) -> JSONValue {
        var post: [String: JSONValue] = [
            "id": .string(id), "threadId": .string(thread), "authorId": author(arguments),
            "isOpening": .bool(isOpening), "body": arguments["body"] ?? "", "createdAt": time, "revision": 0,
            "score": 0, "state": "published",
        ]
        for name in ["parentId", "trueAsOf"] { post[name] = arguments[name] }
        return .object(post)
    }

    /// What is to bear no name has none here either.
    private func author(_ arguments: JSONValue) -> JSONValue {
        arguments["anonymous"]?.boolValue == true ? .null : .string(member)
    }

    /// The server's HTML is of the old text, so it goes.
    func edit(_ arguments: JSONValue, at date: Date) throws {
        guard let id = arguments["id"]?.stringValue, let body = arguments["body"] else { return }
        try change("post/\(id)", ["body": body, "html": Optional.none, "editedAt": .string(Instant.text(date))])
    }

    func removePost(_ arguments: JSONValue) throws {
        guard let id = arguments["id"]?.stringValue, let post = try value("post/\(id)") else { return }
        try remove("post/\(id)")
        guard let thread = post["threadId"]?.stringValue, post["isOpening"]?.boolValue != true else { return }
        let count = try value("thread/\(thread)")?["postCount"]?.integerValue ?? 1
        try change("thread/\(thread)", ["postCount": .integer(max(1, count - 1))])
    }

    func removeNamed(_ arguments: JSONValue, _ entity: String) throws {
        guard let id = arguments["id"]?.stringValue else { return }
        try remove("\(entity)/\(id)")
    }

    /// The score moves by the difference to the vote that counts already.
    func vote(_ arguments: JSONValue) throws {
        guard let id = arguments["postId"]?.stringValue, let now = arguments["value"]?.integerValue else { return }
        let before = try value("vote/\(id)")?["value"]?.integerValue ?? 0
        guard now != before else { return }
        try put("vote/\(id)", ["id": .string(id), "postId": .string(id), "value": .integer(now)])
        guard let post = try value("post/\(id)") else { return }
        try change("post/\(id)", ["score": .integer((post["score"]?.integerValue ?? 0) + now - before)])
        guard post["isOpening"]?.boolValue == true, let thread = post["threadId"]?.stringValue,
            let score = try value("thread/\(thread)")?["score"]?.integerValue
        else { return }
        try change("thread/\(thread)", ["score": .integer(score + now - before)])
    }

    func accept(_ arguments: JSONValue) throws {
        guard let id = arguments["threadId"]?.stringValue else { return }
        let post = arguments["postId"]?.stringValue.map { JSONValue.string($0) }
        try change("thread/\(id)", ["acceptedPostId": post])
    }

    func bookmark(_ arguments: JSONValue) throws {
        guard let id = arguments["postId"]?.stringValue, let isOn = arguments["on"]?.boolValue else { return }
        if isOn {
            try put("bookmark/\(id)", ["id": .string(id), "postId": .string(id)])
        } else {
            try remove("bookmark/\(id)")
        }
    }
}
