import Core
import SyncProtocol
import TestSupport

/// What a person does with a device, by what they see on it.
struct Intentions {
    /// Things of the whole community, for who knows more than their device.
    struct Community {
        var categories: [String]
        var people: [Person]
        /// Ids that some device made and nobody has taken away.
        var threads: [String] = []
        var posts: [String] = []
        private(set) var made: UInt64 = 0

        /// An id as a device makes it, by a clock of its own that may be years off.
        mutating func newID(at now: Timestamp, skew: Int64) -> String {
            made += 1
            let time = UInt64(clamping: now.milliseconds + skew)
            return uuidText(high: time << 16 | 0x7000 | (made & 0xFFF), low: 0x9000_0000_0000_0000 | made)
        }
    }

    static let mostThreads = 40
    static let mostPosts = 220

    let client: ReferenceClient
    let now: Timestamp
    let skew: Int64

    /// A mutation of the kind that people make, most of them sensible.
    func next(_ community: inout Community, _ dice: inout Seeded) -> (String, [String: JSONValue])? {
        switch dice.below(100) {
        case 0..<8: ask(&community, &dice)
        case 8..<28: answer(&community, &dice)
        case 28..<40: edit(&dice)
        case 40..<44: delete(&dice)
        case 44..<60: vote(&dice)
        case 60..<65: accept(&dice)
        case 65..<72: bookmark(&dice)
        case 72..<80: read(&dice)
        case 80..<92: follow(community, &dice)
        case 92..<94: acknowledge()
        case 94..<97: level(&dice)
        default: draft(&community, &dice)
        }
    }

    private func ask(_ community: inout Community, _ dice: inout Seeded) -> (String, [String: JSONValue])? {
        guard community.threads.count < Self.mostThreads else { return nil }
        let (id, post) = (community.newID(at: now, skew: skew), community.newID(at: now, skew: skew))
        community.threads.append(id)
        community.posts.append(post)
        let tags = ["papers", "visa", "berlin", "toronto"].prefix(dice.below(4)).map(JSONValue.string)
        return (
            "thread.create",
            [
                "id": .string(id), "postId": .string(post), "categoryId": .string(dice.pick(community.categories)),
                "kind": dice.below(3) == 0 ? "discussion" : "question",
                "title": .string("Which papers, and when? \(dice.below(1_000_000))"),
                "body": .string(words(&dice)), "tags": .array(tags),
            ]
        )
    }

    private func answer(_ community: inout Community, _ dice: inout Seeded) -> (String, [String: JSONValue])? {
        guard community.posts.count < Self.mostPosts, let thread = thread(&dice) else { return nil }
        let id = community.newID(at: now, skew: skew)
        community.posts.append(id)
        var body = words(&dice)
        if dice.below(6) == 0 { body += " @\(dice.pick(community.people).username)" }
        var arguments: [String: JSONValue] = ["id": .string(id), "threadId": .string(thread), "body": .string(body)]
        if dice.below(5) == 0, let parent = post(&dice) { arguments["parentId"] = .string(parent) }
        return ("post.create", arguments)
    }

    private func edit(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        let isOwn = dice.below(8) != 0
        guard let post = post(&dice, own: isOwn) else { return nil }
        let revision = client.kept.rows["post/\(post)"]?["revision"]?.integerValue ?? 1
        return (
            "post.edit",
            [
                "id": .string(post), "baseRev": .integer(max(1, revision - Int64(dice.below(2)))),
                "body": .string(words(&dice)),
            ]
        )
    }

    private func delete(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        if dice.below(4) == 0, let thread = thread(&dice) { return ("thread.delete", ["id": .string(thread)]) }
        return post(&dice, own: true).map { ("post.delete", ["id": .string($0)]) }
    }

    private func vote(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        post(&dice).map { ("vote.set", ["postId": .string($0), "value": .integer(Int64(dice.below(3)) - 1)]) }
    }

    private func accept(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        guard let post = post(&dice), let thread = client.kept.rows["post/\(post)"]?["threadId"] else { return nil }
        return ("thread.accept", ["threadId": thread, "postId": dice.below(4) == 0 ? .null : .string(post)])
    }

    private func bookmark(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        post(&dice).map { ("bookmark.set", ["postId": .string($0), "on": .bool(dice.below(3) != 0)]) }
    }

    private func read(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        guard let post = post(&dice), let thread = client.kept.rows["post/\(post)"]?["threadId"] else { return nil }
        return (dice.below(6) == 0 ? "read.reset" : "read.mark", ["threadId": thread, "upTo": .string(post)])
    }

    private func follow(_ community: Community, _ dice: inout Seeded) -> (String, [String: JSONValue])? {
        let isOn = dice.below(5) < 3
        let scope: String
        switch dice.below(10) {
        case 0..<3: scope = "k:\(dice.pick(community.categories))"
        case 3: scope = "k:\(dice.pick(community.categories)):\(now.isoWeek)"
        case 4: scope = dice.pick(["pub", "mod", "u:\(dice.pick(community.people).id)", "t:nothing", "x:y"])
        default:
            let known = thread(&dice)
            guard let thread = known ?? (community.threads.isEmpty ? nil : dice.pick(community.threads)) else {
                return nil
            }
            scope = "t:\(thread)"
        }
        return ("scope.set", ["scope": .string(scope), "on": .bool(isOn)])
    }

    /// The member has seen every refusal of the first tab.
    private func acknowledge() -> (String, [String: JSONValue])? {
        guard let tab = client.kept.tabs.first, let last = client.kept.lastIDs[tab.client], last > 0 else { return nil }
        return ("sys.ack", ["clientID": .string(tab.client), "upTo": .integer(last)])
    }

    private func level(_ dice: inout Seeded) -> (String, [String: JSONValue])? {
        thread(&dice).map {
            (
                "level.set",
                [
                    "scope": "thread", "targetId": .string($0),
                    "level": .string(dice.pick(["muted", "normal", "tracking", "watching"])),
                ]
            )
        }
    }

    private func draft(_ community: inout Community, _ dice: inout Seeded) -> (String, [String: JSONValue])? {
        ("draft.put", ["id": .string(community.newID(at: now, skew: skew)), "body": .string(words(&dice))])
    }

    // MARK: What there is to choose from

    private func words(_ dice: inout Seeded) -> String {
        "Take the original of each paper, and a copy. \(dice.next() % 1_000_000_007)"
    }

    private func thread(_ dice: inout Seeded) -> String? {
        pick(\.threads, "thread", &dice)
    }

    private func post(_ dice: inout Seeded, own: Bool = false) -> String? {
        for _ in 0..<(own ? 8 : 1) {
            guard let post = pick(\.posts, "post", &dice) else { return nil }
            if !own || client.kept.rows["post/\(post)"]?["authorId"]?.stringValue == client.person.id.text {
                return post
            }
        }
        return nil
    }

    /// One of the rows; ids of such as are gone are forgotten on the way.
    private func pick(
        _ list: WritableKeyPath<ReferenceClient.Known, [String]>, _ entity: String, _ dice: inout Seeded
    ) -> String? {
        while !client.kept.known[keyPath: list].isEmpty {
            let place = dice.below(client.kept.known[keyPath: list].count)
            let id = client.kept.known[keyPath: list][place]
            if client.kept.rows["\(entity)/\(id)"] != nil { return id }
            let last = client.kept.known[keyPath: list].count - 1
            client.kept.known[keyPath: list].swapAt(place, last)
            client.kept.known[keyPath: list].removeLast()
        }
        return nil
    }
}

extension Intentions {
    /// What a broken client might send: none of it may hold up what waits behind it (I11).
    static func nonsense(_ dice: inout Seeded) -> (String, [String: JSONValue]) {
        let long = String(repeating: "caravan ", count: 9_000)
        let values: [JSONValue] = [
            .null, .bool(true), .integer(-1), .integer(.max), .number(0.5), "", "019aa5c1-0000-7000-8000-000000000000",
            .array([.object(["a": .null])]), .object([:]), .string(long), "\u{0}\u{202E}\u{FFFF}", "🕌",
        ]
        let names = [
            "post.create", "thread.create", "post.edit", "vote.set", "scope.set", "read.mark", "sys.ack", "draft.put",
            "level.set", "thread.accept", "flag.create", "notification.read", "post.undo", "", "constructor",
        ]
        let fields = [
            "id", "postId", "threadId", "body", "title", "value", "scope", "on", "upTo", "clientID", "kind", "tags",
            "baseRev", "categoryId", "ids", "reason", "extra",
        ]
        var arguments: [String: JSONValue] = [:]
        for _ in 0..<dice.below(6) { arguments[dice.pick(fields)] = dice.pick(values) }
        return (dice.pick(names), arguments)
    }
}
