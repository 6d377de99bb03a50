import App
import Core
import Foundation
import TestSupport
import Testing
import WebSupport

@Suite("The description of the API")
struct OpenAPITests {
    private func document(_ app: TestApp) async throws -> [String: Any] {
        let answer = try await app.get("/api/v1/openapi.json")
        #expect(answer.status == 200)
        return try #require(try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any])
    }

    /// A route is described by being registered with an operation and a handler that returns an `Answer`.
    @Test func itHasEveryRouteOfAProgram() async throws {
        try await TestApp.run { app in
            let routes = try buildRouter(app.services).routes
            let bare = routes.filter { route in
                (route.path.hasPrefix("/api/") || route.path.hasPrefix("/sync/")) && route.operation == nil
                    // The document itself, a stream that is no exchange of JSON (`/help/sync` describes it), a calendar.
                    && !["/api/v1/openapi.json", "/sync/v1/events", "/api/v1/meetings/:id"].contains(route.path)
            }
            #expect(bare.map { "\($0.method) \($0.path)" } == [])
            let paths = try #require(try await document(app)["paths"] as? [String: [String: Any]])
            for route in routes where route.operation != nil {
                let path = route.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : "\($0)" }
                let operation = paths["/" + path.joined(separator: "/")]?[route.method.lowercased()]
                #expect(operation != nil, "\(route.method) \(route.path)")
            }
        }
    }

    /// Texts without an end, lists without an end: whoever adds a field says how much fits.
    @Test func everyFieldThatIsTakenHasItsLimit() async throws {
        try await TestApp.run { app in
            let parts = try #require(try await document(app)["components"] as? [String: Any])
            let schemas = try #require(parts["schemas"] as? [String: [String: Any]])
            for (name, schema) in schemas where schema["additionalProperties"] as? Bool == false {
                for (field, shape) in try #require(schema["properties"] as? [String: [String: Any]]) {
                    #expect(Self.isLimited(shape), "\(name).\(field)")
                }
            }
            let thread = try #require(schemas["ThreadDraft"])
            #expect(thread["required"] as? [String] == ["body", "categoryId", "kind", "title"])
            let title = (thread["properties"] as? [String: [String: Any]])?["title"]
            #expect(title?["minLength"] as? Int == 12 && title?["maxLength"] as? Int == 200)
        }
    }

    private static func isLimited(_ shape: [String: Any]) -> Bool {
        switch shape["type"] as? String {
        case "string": ["maxLength", "enum", "format"].contains { shape[$0] != nil }
        case "array": shape["maxItems"] != nil || (shape["items"] as? [String: Any])?["enum"] != nil
        default: true
        }
    }

    @Test func everyReferenceLeadsSomewhere() async throws {
        try await TestApp.run { app in
            let text = try await app.get("/api/v1/openapi.json").text
            let parts = try #require(try await document(app)["components"] as? [String: [String: Any]])
            let known = Set(
                ["schemas", "responses"].flatMap { kind in
                    (parts[kind] ?? [:]).keys.map { "#/components/\(kind)/\($0)" }
                })
            let named = text.matches(of: /"\$ref" : "([^"]+)"/).map { String($0.1) }
            #expect(named.count > 20)
            #expect(Set(named).subtracting(known) == [])
        }
    }

    @Test func itIsTheSameEachTime() async throws {
        try await TestApp.run { app in
            let routes = try buildRouter(app.services).routes
            let first = try OpenAPI.document(of: routes, at: "http://127.0.0.1:8080")
            let second = try OpenAPI.document(of: routes, at: "http://127.0.0.1:8080")
            #expect(first == second)
        }
    }

    @Test func whoTakesNoJSONIsToldThatThereIsNothingElse() async throws {
        try await TestApp.run { app in
            for accept in ["text/html", "application/xml, text/*;q=0.5", "application/json;q=0"] {
                let answer = try await app.get("/api/v1/categories", headers: ["Accept": accept])
                #expect(answer.status == 406, "\(accept)")
                #expect(answer.header("Content-Type")?.hasPrefix("application/problem+json") == true)
            }
            for accept in ["*/*", "application/*", "text/html, application/json;q=0.1", ""] {
                #expect(try await app.get("/api/v1/categories", headers: ["Accept": accept]).status == 200, "\(accept)")
            }
        }
    }
}
