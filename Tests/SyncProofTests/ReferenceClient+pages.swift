import SyncProtocol

/// What the harness knew when an answer was given, to be compared when it is taken.
struct Expectation: Sendable {
    /// Keys of own new posts that must be there once the page has acknowledged them.
    var present: [String] = []
    /// All that the replica must hold then.
    var view: ExpectedView?
}

extension ReferenceClient {
    /// Takes one page of an answer, wholly or not at all, and checks what holds for each (I1, I5 to I8).
    func take(_ page: JSONValue, asked: JSONValue?, expecting expectation: Expectation) throws {
        guard let cookie = page["cookie"], case .array(let patch)? = page["patch"],
            case .object(let changes)? = page["lastMutationIDChanges"]
        else { throw Violation("wire", "no page: \(page)") }
        let hasMore = page["hasMore"] == true
        try checkCookie(cookie, asked: asked, hasMore: hasMore, isEmpty: patch.isEmpty && changes.isEmpty)
        let isAnotherHistory = page["ext"]?["reset"]?["reason"] == "epoch_changed"
        if isAnotherHistory { serverWentBack() }
        try noteSequence(page["seq"]?.integerValue ?? 0)
        if patch.first?["op"] == "clear" { (kept.lastIDs, kept.known) = ([:], Known()) }
        var staged: [String: JSONValue] = [:]
        if isNative {
            staged = kept.stage ?? kept.rows
            for operation in patch { note(try Self.apply(operation, to: &staged)) }
        } else {
            for operation in patch { note(try Self.apply(operation, to: &kept.rows)) }
        }
        kept.cookie = cookie
        if isAnotherHistory {
            kept.mustResend = true
            guard case .object(let held)? = page["ext"]?["reset"]?["lastMutationIDs"] ?? .object([:]) else {
                throw Violation("wire", "lastMutationIDs are no object: \(page)")
            }
            kept.heldIDs = held.compactMapValues(\.integerValue)
        }
        if hasMore {
            if isNative { kept.stage = staged }
            return
        }
        if isNative { (kept.rows, kept.stage) = (staged, nil) }
        for (client, id) in changes { kept.lastIDs[client] = id.integerValue ?? 0 }
        try acknowledge()
        for key in expectation.present {
            try Violation.require(
                kept.rows[key] != nil, "I7", "\(key) was on the screen, was acknowledged, and is gone")
        }
        if let view = expectation.view { try view.compare(kept.rows, of: self) }
    }

    private func checkCookie(_ cookie: JSONValue, asked: JSONValue?, hasMore: Bool, isEmpty: Bool) throws {
        let (before, now) = (asked?["order"]?.integerValue ?? 0, cookie["order"]?.integerValue ?? 0)
        try Violation.require(now >= before, "I6", "the order fell from \(before) to \(now)")
        if cookie == asked {
            try Violation.require(isEmpty && !hasMore, "I6", "the cookie stayed although something changed")
        }
        let size = cookie["c"]?.stringValue?.utf8.count ?? 0
        try Violation.require(size <= 400, "I13", "a cookie of \(size) bytes")
    }

    /// - Returns: the key, if it is new.
    private static func apply(_ operation: JSONValue, to rows: inout [String: JSONValue]) throws -> String? {
        let key = operation["key"]?.stringValue ?? ""
        switch operation["op"]?.stringValue {
        case "clear": rows = [:]
        case "del": rows[key] = nil
        case "put":
            guard let value = operation["value"] else { throw Violation("wire", "a put without a value") }
            if let old = rows[key]?["ver"]?.integerValue, let new = value["ver"]?.integerValue {
                try Violation.require(new >= old, "I8", "\(key) fell from version \(old) to \(new)")
            }
            if rows.updateValue(value, forKey: key) == nil { return key }
        default: throw Violation("wire", "no operation: \(operation)")
        }
        return nil
    }

    private func note(_ key: String?) {
        guard let key else { return }
        if key.hasPrefix("thread/") { kept.known.threads.append(String(key.dropFirst("thread/".count))) }
        if key.hasPrefix("post/") { kept.known.posts.append(String(key.dropFirst("post/".count))) }
    }

    /// What the page acknowledged is on the screen as the server has it; what it did not, is not there yet (I5).
    private func acknowledge() throws {
        for tab in kept.tabs {
            // A client that the server has forgotten is adopted when it next sends.
            guard let acknowledged = kept.lastIDs[tab.client], !forgotten.contains(tab.client) else { continue }
            let effective = kept.rows["\(MarkCollection.name)/\(tab.client)"]?["last"]?.integerValue ?? 0
            try Violation.require(
                effective <= acknowledged, "I5",
                "the effects of \(tab.client) \(effective) came, but only \(acknowledged) is acknowledged")
            let unseen = tab.queue.filter { $0.id <= acknowledged && $0.id > effective && hasSent($0) }
            for mutation in unseen where !isExempt {
                try Violation.require(
                    kept.rows["sys/m/\(tab.client)/\(mutation.id)"] != nil, "I5",
                    "\(tab.client) \(mutation.id) is acknowledged, and neither its effects nor a refusal came")
            }
        }
        // What this run of the program has not sent is not what was acknowledged under its number.
        for tab in kept.tabs {
            let done = max(kept.lastIDs[tab.client] ?? 0, kept.heldIDs[tab.client] ?? 0)
            drop(tab.client) { $0.id <= done && hasSent($0) }
        }
    }
}
