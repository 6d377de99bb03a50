import WebSupport

/// An OpenAPI 3.1.0 document: the part of the specification that we use, named as it names things.
struct Document: Encodable {
    let openapi = "3.1.0"
    let info = Info()
    var servers: [Server]
    var paths: [String: [String: Operation]]
    var components: Components

    struct Info: Encodable {
        let title = "Karwan"
        let version = "1"
        let description = """
            The JSON API of a Karwan community. Lists are pages: `next` of one is `after` of the next. Errors are \
            problem details (RFC 9457). Fields that are not described are refused.
            """
        let license = License()
    }

    struct License: Encodable {
        let name = "Apache-2.0"
        let identifier = "Apache-2.0"
    }

    struct Server: Encodable {
        var url: String
    }

    struct Operation: Encodable {
        var operationId: String
        var summary: String
        var tags: [String]
        var security: [[String: [String]]]
        var parameters: [Parameter] = []
        var requestBody: RequestBody?
        var responses: [String: Response] = [:]
    }

    struct Parameter: Encodable {
        var name: String
        var place: String
        var schema: Schema
        var required: Bool
        var description: String?
        var example: String?

        private enum CodingKeys: String, CodingKey {
            case name, place = "in", schema, required, description, example
        }
    }

    struct RequestBody: Encodable {
        let required = true
        var content: [String: Media]
    }

    struct Media: Encodable {
        var schema: Schema
        var example: Example?
    }

    /// A value of any type.
    struct Example: Encodable {
        var value: any Encodable

        func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }

    struct Response: Encodable {
        var reference: String?
        var description: String?
        var headers: [String: Header]?
        var content: [String: Media]?

        private enum CodingKeys: String, CodingKey {
            case reference = "$ref", description, headers, content
        }
    }

    struct Header: Encodable {
        var description: String
        let schema = Schema("string")
    }

    struct Components: Encodable {
        var schemas: [String: Schema]
        var responses: [String: Response]
        let securitySchemes = ["token": SecurityScheme()]
    }

    struct SecurityScheme: Encodable {
        let type = "http"
        let scheme = "bearer"
        let description = "A token made by `POST /api/v1/tokens` or on the page of one's own tokens."
    }
}
