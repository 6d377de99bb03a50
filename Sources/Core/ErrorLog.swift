extension Error {
    /// What the log says of an error: where it comes from, never what a person wrote.
    package var forLog: String {
        switch self {
        case let problem as Problem: return "\(problem.kind) \(problem.code)"
        case let error as DecodingError: return error.place
        case let error as EncodingError: return "encoding: \(type(of: error))"
        default: return String(String(reflecting: self).prefix(1_000))
        }
    }
}

extension DecodingError {
    /// Its description may quote the text that could not be decoded; its path names our own fields.
    fileprivate var place: String {
        let (what, context): (String, Context)
        switch self {
        case .typeMismatch(let type, let found): (what, context) = ("not a \(type)", found)
        case .valueNotFound(let type, let found): (what, context) = ("no \(type)", found)
        case .keyNotFound(let key, let found): (what, context) = ("no key \(key.stringValue)", found)
        case .dataCorrupted(let found): (what, context) = ("corrupted", found)
        @unknown default: return "decoding"
        }
        return "decoding: \(what) at /" + context.codingPath.map(\.stringValue).joined(separator: "/")
    }
}
