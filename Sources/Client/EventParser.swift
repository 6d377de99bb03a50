/// Takes a stream of events apart (the HTML standard, "server-sent events"): bytes in, whole events out.
struct EventParser {
    /// An event of the server.
    struct Event: Equatable {
        var name = "message"
        var data = ""
    }

    private var line: [UInt8] = []
    private var event = Event()
    private var hasData = false
    private var endedWithReturn = false
    /// Of the last event that had one: where to go on after a cut.
    private(set) var lastID: String?
    /// How long the server asks to wait before coming again, in milliseconds.
    private(set) var retry: Int64?

    /// - Returns: events that these bytes complete.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            let isSecondOfPair = endedWithReturn && byte == UInt8(ascii: "\n")
            endedWithReturn = byte == UInt8(ascii: "\r")
            if isSecondOfPair { continue }
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else {
                line.append(byte)
                continue
            }
            if let event = take(String(decoding: line, as: UTF8.self)) { events.append(event) }
            line = []
        }
        return events
    }

    private mutating func take(_ text: String) -> Event? {
        if text.isEmpty {
            defer { (event, hasData) = (Event(), false) }
            return hasData ? event : nil
        }
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        var value = text[colon...].dropFirst()
        if value.first == " " { value = value.dropFirst() }
        switch text[..<colon] {
        case "event": event.name = String(value)
        case "data":
            event.data += (hasData ? "\n" : "") + value
            hasData = true
        case "id": lastID = String(value)
        case "retry": retry = Int64(value) ?? retry
        default: break
        }
        return nil
    }
}
