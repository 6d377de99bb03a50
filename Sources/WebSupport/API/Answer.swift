import Core
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What a route of the API answers: a value whose type is also its description.
package struct Answer<Body: Codable & Sendable>: Sendable {
    /// The bytes of a `Body`.
    private let content: Content
    private let status: HTTPResponse.Status
    private let revision: Int64?
    private let headers: HTTPFields

    private enum Content: Sendable {
        case value(Body)
        case bytes(Data)
    }

    private init(
        _ content: Content, _ status: HTTPResponse.Status, revision: Int64? = nil, _ headers: HTTPFields
    ) {
        self.content = content
        self.status = status
        self.revision = revision
        self.headers = headers
    }

    /// 200.
    /// - Parameter revision: of what is shown; the first part of its ETag, which `If-Match` is compared with.
    package static func ok(_ body: Body, revision: Int64? = nil, headers: HTTPFields = [:]) -> Self {
        Self(.value(body), .ok, revision: revision, headers)
    }

    /// 201, or 200 when a client sent its own id before and the thing was there already.
    package static func created(
        _ body: Body, at path: String, isNew: Bool = true, revision: Int64? = nil, headers: HTTPFields = [:]
    ) -> Self {
        var headers = headers
        headers[.location] = path
        return Self(.value(body), isNew ? .created : .ok, revision: revision, headers)
    }

    /// 202: what was asked for happens later, or not, and the answer does not tell.
    package static func accepted(_ body: Body) -> Self { Self(.value(body), .accepted, [:]) }

    /// 200 with a body that was encoded already.
    package static func encoded(_ bytes: Data, headers: HTTPFields = [:]) -> Self { Self(.bytes(bytes), .ok, headers) }

    package func response() throws -> Response {
        if status == .noContent { return Response(status: status, headers: headers) }
        return switch content {
        case .value(let value): try .json(value, status: status, revision: revision, headers: headers)
        case .bytes(let bytes): .json(bytes, status: status, headers: headers)
        }
    }
}

/// The body of an answer that has none: 204.
package struct Nothing: Codable, Sendable {
    package init() {}
}

extension Answer where Body == Nothing {
    /// 204.
    package static var done: Self { Self(.value(Nothing()), .noContent, [:]) }
}
