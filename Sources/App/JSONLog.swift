import Core
import Foundation
import Logging

/// Writes each entry as one line of JSON to standard error.
struct JSONLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let label: String

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var entry = metadata.merging(event.metadata ?? [:]) { _, own in own }.mapValues { "\($0)" }
        entry["time"] = Clock.system.now.rfc3339
        entry["level"] = event.level.rawValue
        entry["message"] = "\(event.message)"
        entry["source"] = label
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings always encode; a line less is the worst that can happen.
        guard let line = try? encoder.encode(entry) else { return }
        try? FileHandle.standardError.write(contentsOf: line + [0x0A])
    }
}
