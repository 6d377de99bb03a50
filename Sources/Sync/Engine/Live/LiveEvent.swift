/// What a stream tells its client: hints, never rows (sync.md, section 9).
package enum LiveEvent: Sendable, Equatable {
    /// Something changed that the client may see; the number of the last commit.
    case poke(Int64)
    /// Something may be seen no longer, or the stream has ended for good: pull, and find out.
    case revoke
    /// Seconds for which the token is good.
    case token(Int64)
    /// Nothing: tells both ends and all between that the line is alive.
    case comment

    /// The event as `text/event-stream` has it.
    package var bytes: [UInt8] {
        let text =
            switch self {
            case .poke(let sequence): "event: poke\nid: \(sequence)\ndata: {\"seq\":\(sequence)}\n\n"
            case .revoke: "event: revoke\ndata: {}\n\n"
            case .token(let seconds): "event: token\ndata: {\"expiresIn\":\(seconds)}\n\n"
            case .comment: ":\n\n"
            }
        return Array(text.utf8)
    }
}

/// What waits to be told. Two pokes are one, the later; so a line that is slow costs no memory.
struct DueEvents: Sendable {
    var poke: Int64?
    var isRevoked = false
    var token: Int64?
    var hasComment = false

    var all: [LiveEvent] {
        var events: [LiveEvent] = []
        if let token { events.append(.token(token)) }
        if isRevoked { events.append(.revoke) }
        if let poke { events.append(.poke(poke)) }
        if events.isEmpty, hasComment { events.append(.comment) }
        return events
    }
}
