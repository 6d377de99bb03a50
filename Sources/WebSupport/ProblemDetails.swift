import Core
import Foundation
import Hummingbird
import Texts

/// The body of an API error (RFC 9457) with the extension `errors` of its section 3.
package struct ProblemDetails: Codable, Sendable {
    let type: String
    let title: String
    let status: Int
    let code: String
    let detail: String
    let instance: String
    let errors: [FieldError]?
    /// Facts for programs: `expected` of a gap, `maxBytes` of a body.
    let arguments: [String: String]?

    struct FieldError: Codable, Sendable {
        let pointer: String
        let code: String
        let detail: String
    }

    package init(_ problem: Problem, phrases: Phrasebook, requestID: String) {
        type = "/problems/\(problem.kind.slug)"
        title = phrases.text("problem_title_\(problem.titleKey)")
        status = problem.status.code
        code = problem.code
        detail = phrases.text("problem_\(problem.code)", problem.arguments)
        instance = requestID
        arguments = problem.arguments.isEmpty ? nil : problem.arguments
        errors =
            problem.fields.isEmpty
            ? nil
            : problem.fields.map { field in
                FieldError(
                    pointer: "#/" + field.field,
                    code: field.code, detail: phrases.text("field_\(field.code)", field.arguments))
            }
    }
}

extension Problem {
    /// The response to a program.
    package func apiResponse(_ visit: Visit) throws -> Response {
        let details = ProblemDetails(self, phrases: visit.phrases, requestID: visit.requestID)
        var response = try Response.json(details, status: status)
        response.headers[.contentType] = "application/problem+json; charset=utf-8"
        response.headers[.cacheControl] = "no-store"
        explain(in: &response.headers)
        if kind == .signInRequired { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}
