import Core
import HTTPTypes

extension Problem.Kind {
    /// The one place where kinds become statuses.
    package var status: HTTPResponse.Status {
        switch self {
        case .malformed: .badRequest
        case .invalid: .unprocessableContent
        case .signInRequired: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .gone: .gone
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .conflict: .conflict
        case .stale: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .unsupportedType: .unsupportedMediaType
        case .tooMany: .tooManyRequests
        case .unavailable: .serviceUnavailable
        }
    }

    /// The end of the problem's `type`: `/problems/not-found`.
    var slug: String {
        rawValue.reduce(into: "") { slug, letter in
            slug += letter.isUppercase ? "-\(letter.lowercased())" : "\(letter)"
        }
    }
}
