import Storage

/// What one node tells the others of a commit: its own name, and on a line each where it wrote.
extension TouchedPlaces {
    /// Bytes of a message: NOTIFY takes fewer than 8,000.
    static let messageBytes = 7_900

    /// As many messages as it takes; one at least.
    func messages(from node: String) -> [String] {
        if isUnknown { return [node] }
        let lines = places.map { "p\t\($0.scope)\t\($0.entity)" } + rows.map { "r\t\($0.entity)\t\($0.id)" }
        var messages = [node + "\n"]
        for line in lines.sorted() {
            if messages[messages.count - 1].utf8.count + line.utf8.count + 1 > Self.messageBytes {
                messages.append(node + "\n")
            }
            messages[messages.count - 1] += line + "\n"
        }
        return messages
    }

    /// Reads a message.
    /// - Returns: who sent it and where they wrote: unknown when it does not say, as an older program's does not.
    static func read(_ message: String) -> (node: String, places: TouchedPlaces) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count > 1 else { return (message, .unknown) }
        var places: Set<Place> = []
        var rows: Set<Row> = []
        for line in lines.dropFirst() where !line.isEmpty {
            let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { return (lines[0], .unknown) }
            switch parts[0] {
            case "p": places.insert(Place(scope: parts[1], entity: parts[2]))
            case "r": rows.insert(Row(entity: parts[1], id: parts[2]))
            default: return (lines[0], .unknown)
            }
        }
        return (lines[0], TouchedPlaces(places: places, rows: rows))
    }
}
