import Foundation
import SyncProtocol

// What a member can do without a network. Each returns when it is on disk, shows at once, and is sent when there is a
// network again; refusals come back to the outbox with what was written.
extension Device {
    /// Queues any mutation of the protocol (sync.md, section 7a).
    /// - Returns: its place in the outbox.
    /// - Throws: `DatabaseError`: then it is not queued.
    @discardableResult
    public func mutate(_ name: String, _ arguments: JSONValue) throws -> Int64 {
        try mutate([(name, arguments)])
    }

    /// Queues all or, if the program ends before, none.
    /// - Returns: the place of the first in the outbox.
    @discardableResult
    private func mutate(_ mutations: [(name: String, arguments: JSONValue)]) throws -> Int64 {
        let now = replica.now
        let position = try replica.write { database in
            let positions = try mutations.map { mutation in
                let position = try Outbox(database).add(mutation.name, mutation.arguments, at: now)
                try Overlay(database).apply(mutation.name, mutation.arguments, at: now)
                return position
            }
            return positions.first ?? 0
        }
        bell.ring()
        return position
    }

    /// Starts a thread.
    /// - Parameters:
    ///   - kind: `question`, `discussion` or `guide`.
    ///   - anonymous: whether others see it without the member's name.
    /// - Returns: its id.
    @discardableResult
    public func ask(
        _ title: String, _ body: String, in category: String, kind: String = "question", tags: [String] = [],
        anonymous: Bool = false
    ) throws -> String {
        let (id, post) = (NewID.make(at: replica.now), NewID.make(at: replica.now))
        var arguments: [String: JSONValue] = [
            "id": .string(id), "postId": .string(post), "categoryId": .string(category), "kind": .string(kind),
            "title": .string(title), "body": .string(body), "tags": .array(tags.map { .string($0) }),
        ]
        if anonymous { arguments["anonymous"] = true }
        try mutate([("thread.create", .object(arguments))] + following("t:\(id)"))
        return id
    }

    /// Answers a thread, or replies to one of its posts, and follows it.
    /// - Parameter anonymous: whether others see it without the member's name.
    /// - Returns: the id of the answer.
    @discardableResult
    public func answer(
        _ thread: String, _ body: String, to parent: String? = nil, anonymous: Bool = false
    ) throws -> String {
        let id = NewID.make(at: replica.now)
        var arguments: [String: JSONValue] = [
            "id": .string(id), "threadId": .string(thread), "body": .string(body),
        ]
        if let parent { arguments["parentId"] = .string(parent) }
        if anonymous { arguments["anonymous"] = true }
        try mutate([("post.create", .object(arguments))] + following("t:\(thread)"))
        return id
    }

    /// Puts another text in the place of a post's.
    /// - Throws: `NotOnDevice` for a post that this device does not hold: nobody edits what they cannot see.
    public func edit(_ post: String, _ body: String) throws {
        guard let revision = try read({ try $0.post(post)?.revision }) else { throw NotOnDevice(id: post) }
        try mutate("post.edit", ["id": .string(post), "baseRev": .integer(revision), "body": .string(body)])
    }

    /// Deletes one's own post.
    public func delete(_ post: String) throws { try mutate("post.delete", ["id": .string(post)]) }

    /// - Parameter value: 1 helpful, -1 not, 0 no opinion.
    public func vote(_ value: Int, on post: String) throws {
        try mutate("vote.set", ["postId": .string(post), "value": .integer(Int64(value))])
    }

    /// Says which answer solved one's question; `nil` takes it back.
    public func accept(_ post: String?, in thread: String) throws {
        let chosen: JSONValue = post.map { .string($0) } ?? .null
        try mutate("thread.accept", ["threadId": .string(thread), "postId": chosen])
    }

    /// Keeps a post to find it again, or does no longer.
    public func bookmark(_ post: String, _ isOn: Bool = true) throws {
        try mutate("bookmark.set", ["postId": .string(post), "on": .bool(isOn)])
    }

    /// Notes how far the member has read; what is noted already is not sent again.
    public func markRead(_ thread: String, upTo post: String) throws {
        guard try read({ try $0.readMark(of: thread)?.upTo }) != post else { return }
        try mutate("read.mark", ["threadId": .string(thread), "upTo": .string(post)])
    }

    /// Notes that the member has seen these notices; `nil` for all.
    public func seeNotices(_ ids: [String]? = nil) throws {
        let arguments: JSONValue = ids.map { ["ids": .array($0.map { .string($0) })] } ?? [:]
        try mutate("notification.read", arguments)
    }

    /// Changes some fields of the member's own profile, under the names of the API.
    public func changeProfile(_ changes: [String: JSONValue]) throws { try mutate("profile.patch", .object(changes)) }

    /// Has the posts of a thread on all devices of the member from the next sync on, or no longer. What is so
    /// already is left alone.
    public func follow(thread: String, _ isOn: Bool = true) throws { try follow(scope: "t:\(thread)", isOn) }

    /// Has the threads of a category's last eight weeks, without their answers.
    public func follow(category: String, _ isOn: Bool = true) throws { try follow(scope: "k:\(category)", isOn) }

    private func follow(scope: String, _ isOn: Bool) throws {
        let mutations = try following(scope, isOn)
        if !mutations.isEmpty { try mutate(mutations) }
    }

    /// What makes it so; nothing when it is so already.
    private func following(_ scope: String, _ isOn: Bool = true) throws -> [(name: String, arguments: JSONValue)] {
        guard try read({ try $0.follows(scope) }) != isOn else { return [] }
        return [("scope.set", ["scope": .string(scope), "on": .bool(isOn)])]
    }
}

/// What was named is not on this device.
public struct NotOnDevice: Error, Sendable, Equatable, CustomStringConvertible {
    /// Of the post or thread.
    public let id: String

    public var description: String { "\(id) is not on this device" }
}
