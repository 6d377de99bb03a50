import Core
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import Texts
import WebSupport

/// The description of the API (OpenAPI 3.1.0), made from the registered routes: paths and gates as they are, shapes
/// as the types of the handlers decode and encode, limits as the drafts' own checks name them.
package struct OpenAPI {
    private let book = SchemaBook()
    private let phrases = Phrasebook.of(.english)
    private let address: String

    private init(address: String) { self.address = address }

    /// The document for routes of an API: `/api` and `/sync`.
    /// - Throws: the `Problem` of a draft whose sample does not pass its own checks.
    package static func document(of routes: [Route], at address: String) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(try OpenAPI(address: address).document(routes))
    }

    private func document(_ routes: [Route]) throws -> Document {
        var paths: [String: [String: Document.Operation]] = [:]
        for route in routes {
            guard let operation = route.operation else { continue }
            let path = route.path.split(separator: "/").map { part in
                part.hasPrefix(":") ? "/{\(part.dropFirst())}" : "/\(part)"
            }.joined()
            paths[path, default: [:]][route.method.lowercased()] = try described(operation, route)
        }
        let problem = try book.read(ProblemDetails.self).0
        return Document(
            servers: [.init(url: address)], paths: paths,
            components: .init(
                schemas: book.components,
                responses: Dictionary(
                    uniqueKeysWithValues: Problem.Kind.allCases.map { ($0.rawValue, refusal($0, problem)) })))
    }

    private func described(_ operation: APIOperation, _ route: Route) throws -> Document.Operation {
        let names = route.path.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) }
        var out = Document.Operation(
            operationId: Self.name(route), summary: operation.summary,
            tags: [String(route.path.split(separator: "/").dropFirst(2).first ?? "")],
            // Without a token staff's routes are not there, rather than closed.
            security: route.gate == .member ? [["token": []]] : [[:], ["token": []]])
        out.parameters = names.map { name in
            .init(
                name: name, place: "path", schema: Schema("string"), required: true,
                example: name == "id" ? "019aa5c1-7c00-7000-8000-0000000000a1" : String.sample(name, book))
        }
        out.parameters += operation.query.map {
            .init(name: $0.name, place: "query", schema: $0.schema, required: $0.isRequired, description: $0.summary)
        }
        if operation.takesIfMatch {
            out.parameters.append(
                .init(
                    name: "If-Match", place: "header", schema: Schema("string"), required: false,
                    description:
                        "The ETag of what the change was made from; its part before the dash, the revision, counts."))
        }
        if let body = operation.takes { out.requestBody = .init(content: try content(taken: body)) }
        for status in operation.success { out.responses["\(status.code)"] = try success(status, operation) }
        for kind in refusals(of: operation, route) {
            out.responses["\(kind.status.code)"] = .init(reference: "#/components/responses/\(kind.rawValue)")
        }
        return out
    }

    /// What every route may refuse, and what its parameters and its body bring with them.
    private func refusals(of operation: APIOperation, _ route: Route) -> Set<Problem.Kind> {
        var kinds: Set<Problem.Kind> = [.malformed, .signInRequired, .forbidden, .notAcceptable, .unavailable]
        if route.method != "GET" { kinds.insert(.tooMany) }
        if route.path.contains(":") { kinds.insert(.notFound) }
        if !operation.query.isEmpty { kinds.formUnion([.invalid, .notFound]) }
        if operation.takes != nil { kinds.formUnion([.tooLarge, .unsupportedType, .invalid]) }
        return kinds.union(operation.refusals)
    }

    private func success(_ status: HTTPResponse.Status, _ operation: APIOperation) throws -> Document.Response {
        var response = Document.Response(description: status.reasonPhrase)
        if status == .created { response.headers = ["Location": .init(description: "Where it is.")] }
        if let answers = operation.answers, status != .noContent { response.content = try content(answered: answers) }
        return response
    }

    private func content(answered type: any (Codable & Sendable).Type) throws -> [String: Document.Media] {
        func read<Body: Codable & Sendable>(_ type: Body.Type) throws -> [String: Document.Media] {
            let (schema, sample) = try book.read(type)
            return ["application/json": .init(schema: schema, example: .init(value: sample))]
        }
        return try read(type)
    }

    private func content(taken type: any (Decodable & Sendable).Type) throws -> [String: Document.Media] {
        func read<Body: Decodable & Sendable>(_ type: Body.Type) throws -> [String: Document.Media] {
            let (schema, sample) = try book.readDraft(type)
            let example = (sample as? any Encodable).map { Document.Example(value: $0) }
            return ["application/json": .init(schema: schema, example: example)]
        }
        return try read(type)
    }

    private func refusal(_ kind: Problem.Kind, _ schema: Schema) -> Document.Response {
        Document.Response(
            description: phrases.text("problem_title_\(kind.rawValue)"),
            content: ["application/problem+json": .init(schema: schema)])
    }

    /// `postThreadsIdPosts`
    private static func name(_ route: Route) -> String {
        route.method.lowercased()
            + route.path.split { !$0.isLetter && !$0.isNumber }.filter { !["api", "v1"].contains($0) }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

/// `GET /api/v1/openapi.json`: made when first asked for.
final class OpenAPIRoute: Sendable {
    private let routes = Mutex<[Route]>([])
    private let made = Mutex<Data?>(nil)
    private let address: String

    init(address: String) { self.address = address }

    func fill(_ routes: [Route]) { self.routes.withLock { $0 = routes } }

    @Sendable func show(_ request: Request, context: VisitorContext) async throws -> Response {
        let document = try made.withLock { made in
            let document = try made ?? OpenAPI.document(of: routes.withLock { $0 }, at: address)
            made = document
            return document
        }
        return .json(document, headers: [.cacheControl: "public, max-age=300"])
    }
}
