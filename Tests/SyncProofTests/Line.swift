import Core
import Foundation
import SyncProtocol

/// What travels.
enum Parcel: Sendable {
    case push(PushRequest)
    case pull(PullRequest)
    case pushed(Reply)
    case pulled(Reply, asked: JSONValue?, Expectation)

    var isRequest: Bool {
        switch self {
        case .push, .pull: true
        case .pushed, .pulled: false
        }
    }
}

/// What a server says.
enum Reply: Sendable {
    /// Status 200.
    case body(Data)
    case problem(Problem)
}

/// A parcel on its way.
struct Message: Sendable {
    var client: Int
    /// The flight of the device that it belongs to.
    var flight: Int
    var parcel: Parcel
    var due = 0
    var order = 0
}

/// The network: everything arrives after some time, in whatever order that makes.
struct Line {
    private var messages: [Message] = []
    private var sent = 0

    var isEmpty: Bool { messages.isEmpty }

    mutating func send(_ message: Message, due: Int) {
        sent += 1
        var message = message
        (message.due, message.order) = (due, sent)
        messages.append(message)
    }

    /// What arrives next, of what is due.
    mutating func next(at tick: Int) -> Message? {
        take { $0.due <= tick }
    }

    /// A request that is on its way, however far.
    mutating func nextRequest() -> Message? {
        take { $0.parcel.isRequest }
    }

    private mutating func take(where condition: (Message) -> Bool) -> Message? {
        let best = messages.indices.filter { condition(messages[$0]) }
            .min { (messages[$0].due, messages[$0].order) < (messages[$1].due, messages[$1].order) }
        return best.map { messages.remove(at: $0) }
    }

    /// The server's end of every cable is cut.
    mutating func loseAnswers() { messages.removeAll { !$0.parcel.isRequest } }

    /// All cables are cut.
    mutating func clear() { messages = [] }
}
