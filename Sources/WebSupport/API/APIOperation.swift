import Core
import HTTPTypes
import Hummingbird

/// What the description says of a route of the API besides what the types of its handler say.
package struct APIOperation: Sendable {
    /// One sentence: what it does.
    package var summary: String
    package var success: [HTTPResponse.Status]
    package var query: [QueryParameter] = []
    /// Refusals besides those that every route has.
    package var refusals: Set<Problem.Kind> = []
    /// Whether `If-Match` guards against lost updates.
    package var takesIfMatch = false
    /// What the body holds.
    package var takes: (any (Decodable & Sendable).Type)?
    /// What a success holds.
    package var answers: (any (Codable & Sendable).Type)?

    private init(_ summary: String, _ success: [HTTPResponse.Status]) {
        self.summary = summary
        self.success = success
    }

    /// 200 with what is there.
    package static func reads(_ summary: String, _ query: QueryParameter...) -> APIOperation {
        var operation = APIOperation(summary, [.ok])
        operation.query = query
        return operation
    }

    /// 200 with a page of a list: `after` and `limit` besides what is named.
    package static func lists(_ summary: String, _ query: QueryParameter...) -> APIOperation {
        var operation = APIOperation(summary, [.ok])
        operation.query = query + [.after, .limit]
        return operation
    }

    /// 201, 200 for what is there already; 409 for an id of someone else.
    package static func creates(_ summary: String) -> APIOperation {
        var operation = APIOperation(summary, [.created, .ok])
        operation.refusals = [.conflict, .notFound]
        return operation
    }

    /// 200 with the thing as it is then. `ifMatch`: 412 when it changed in between.
    package static func changes(_ summary: String, ifMatch: Bool = false) -> APIOperation {
        var operation = APIOperation(summary, [.ok])
        operation.takesIfMatch = ifMatch
        operation.refusals = ifMatch ? [.conflict, .stale] : [.conflict]
        return operation
    }

    /// 204.
    package static func does(_ summary: String) -> APIOperation {
        var operation = APIOperation(summary, [.noContent])
        operation.refusals = [.conflict]
        return operation
    }

    /// 202: the answer does not tell what came of it.
    package static func asks(_ summary: String) -> APIOperation { APIOperation(summary, [.accepted]) }

    /// For a body that is read by other means than a draft.
    package func taking(_ type: any (Decodable & Sendable).Type) -> APIOperation {
        var operation = self
        operation.takes = type
        return operation
    }

    /// May refuse for these reasons too.
    package func refusing(_ kinds: Problem.Kind...) -> APIOperation {
        var operation = self
        operation.refusals.formUnion(kinds)
        return operation
    }
}

/// A parameter of the query.
package struct QueryParameter: Sendable {
    package let name: String
    package let schema: Schema
    package let isRequired: Bool
    package let summary: String

    package init(_ name: String, _ schema: Schema, _ summary: String, isRequired: Bool = false) {
        self.name = name
        self.schema = schema
        self.summary = summary
        self.isRequired = isRequired
    }

    /// Any text.
    package static func text(_ name: String, _ summary: String, isRequired: Bool = false) -> QueryParameter {
        QueryParameter(name, Schema("string"), summary, isRequired: isRequired)
    }

    /// One of the values of an enumeration.
    package static func choice<Value: CaseIterable & RawRepresentable>(
        _ name: String, _ type: Value.Type, _ summary: String
    ) -> QueryParameter where Value.RawValue == String {
        // An empty one narrows nothing: so do the fields of forms send it.
        QueryParameter(name, Schema("string", choices: type.allCases.map(\.rawValue) + [""]), summary)
    }

    package static let after = text("after", "`next` of the page before.")
    package static var limit: QueryParameter {
        var schema = Schema("integer")
        schema.range = Request.limits
        return QueryParameter("limit", schema, "Items a page holds; 30 unless told.")
    }
}
