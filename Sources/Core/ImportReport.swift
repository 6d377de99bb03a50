/// What an import did with the records of a file.
package struct ImportReport: Sendable, Equatable {
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    package var refused: [Refusal] = []
    /// What was taken otherwise than it is written.
    package var notes: [Refusal] = []

    package init() {}

    /// What is wrong with a record.
    package struct Refusal: Error, Sendable, Equatable {
        /// Where in the file (RFC 6901).
        package let pointer: String
        /// There is a text `field_<code>`.
        package let code: String
        package let arguments: [String: String]

        package init(_ pointer: String, _ code: String, _ arguments: [String: String] = [:]) {
            self.pointer = pointer
            self.code = code
            self.arguments = arguments
        }

        /// The same, in a record that stands at `place`; a pointer that is whole already stays.
        package func below(_ place: String) -> Refusal {
            pointer.hasPrefix(place) ? self : Refusal(place + pointer, code, arguments)
        }
    }

    package mutating func add(_ other: ImportReport) {
        added += other.added
        changed += other.changed
        unchanged += other.unchanged
        refused += other.refused
        notes += other.notes
    }
}

/// One record of a file, read by itself: one that is broken keeps no other from being read.
package struct ImportedRecord<Value: Decodable & Sendable>: Decodable, Sendable {
    package let result: Result<Value, ImportReport.Refusal>

    package init(_ result: Result<Value, ImportReport.Refusal>) { self.result = result }

    package init(from decoder: any Decoder) throws {
        do {
            result = .success(try Value(from: decoder))
        } catch let error as DecodingError {
            result = .failure(Self.refusal(of: error))
        }
    }

    private static func refusal(of error: DecodingError) -> ImportReport.Refusal {
        switch error {
        case .keyNotFound(let key, let context):
            ImportReport.Refusal(ImportReport.pointer(context.codingPath + [key]), "required")
        case .valueNotFound(_, let context): ImportReport.Refusal(ImportReport.pointer(context.codingPath), "required")
        case .typeMismatch(_, let context):
            ImportReport.Refusal(ImportReport.pointer(context.codingPath), "wrong_type")
        case .dataCorrupted(let context): ImportReport.Refusal(ImportReport.pointer(context.codingPath), "wrong_form")
        @unknown default: ImportReport.Refusal("", "wrong_form")
        }
    }
}

extension ImportReport {
    /// The pointer of a place in a file (RFC 6901).
    package static func pointer(_ keys: [any CodingKey]) -> String {
        keys.map { key -> String in
            let part = key.intValue.map(String.init) ?? key.stringValue
            return "/" + part.map { ["~": "~0", "/": "~1"][$0] ?? String($0) }.joined()
        }.joined()
    }
}
