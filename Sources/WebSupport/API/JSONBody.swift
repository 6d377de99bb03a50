import Core
import Crypto
import Foundation
import Hummingbird
import NIOCore

/// A draft as the API takes it: its field names are known, and no others are accepted.
package protocol APIDraft: Decodable, Sendable {
    static var fieldNames: Set<String> { get }
    /// Values that the description shows where the usual ones do not fit, by field.
    static var samples: [String: String] { get }
}

extension APIDraft {
    package static var samples: [String: String] { [:] }
}

extension Response {
    /// JSON as our API writes it: keys sorted, so that equal answers are equal bytes, and tagged by a hash of them
    /// where the caller gives no ETag of its own.
    /// - Parameter revision: of what is shown. It stands before the hash: votes, answers and names change what is shown
    ///   without it.
    package static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, revision: Int64? = nil, headers: HTTPFields = [:]
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(value)
        var headers = headers
        if let revision { headers[.eTag] = "\"\(revision)-\(tag(of: body).prefix(11))\"" }
        return json(body, status: status, headers: headers)
    }

    /// JSON that was encoded already.
    package static func json(
        _ body: Data, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = "application/json; charset=utf-8"
        if headers[.cacheControl] == nil { headers[.cacheControl] = "private, no-cache" }
        if status == .ok, headers[.eTag] == nil, headers[.cacheControl] != "no-store" {
            headers[.eTag] = "W/\"\(tag(of: body))\""
        }
        headers[.contentLength] = "\(body.count)"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    private static func tag(of body: Data) -> Substring { Base64URL.encode(SHA256.hash(data: body)).prefix(22) }
}

extension Request {
    /// The whole body, of at most `limit` bytes.
    /// - Throws: `tooLarge`; `malformed` when it ends before its end or its chunks are none.
    package func bytes(upTo limit: Int) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem(.tooLarge, "too_large", arguments: ["maxBytes": "\(limit)"])
        }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem(.tooLarge, "too_large", arguments: ["maxBytes": "\(limit)"])
        } catch let error where !(error is CancellationError) {
            // What breaks while a body is read, the sender broke.
            throw Problem(.malformed, "malformed")
        }
    }

    /// Decodes a draft from JSON of at most 256 KiB.
    /// - Throws: `unsupportedType`; `tooLarge`; `malformed` for what is no JSON; `invalid` naming fields that are
    ///   unknown or of the wrong type.
    package func draft<Draft: APIDraft>(_ type: Draft.Type = Draft.self) async throws -> Draft {
        let mediaType = headers[.contentType]?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces)
        guard let mediaType, mediaType.lowercased() == "application/json" else {
            throw Problem(.unsupportedType, "json_expected")
        }
        let buffer = try await bytes(upTo: 256 << 10)
        return try JSONBody.decode(Draft.self, from: Data(buffer.readableBytesView))
    }
}

/// JSON into drafts, with problems that name fields.
package enum JSONBody {
    package static func decode<Draft: APIDraft>(_ type: Draft.Type, from data: Data) throws -> Draft {
        guard String(validating: data, as: UTF8.self) != nil else { throw Problem(.malformed, "json_malformed") }
        do {
            return try JSONDecoder().decode(Strict<Draft>.self, from: data).draft
        } catch let problem as Problem {
            throw problem
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw wrong(context, "wrong_type")
        } catch DecodingError.keyNotFound(let key, let context) {
            throw Problem.invalid(path(context.codingPath + [key]), "required")
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            throw wrong(context, "wrong_form")
        } catch {
            throw unfittingNumbers(in: data) ?? Problem(.malformed, "json_malformed")
        }
    }

    /// For a number that does not fit (1.5 where a whole one is wanted) the decoder does not say in which field.
    private static func unfittingNumbers(in data: Data) -> Problem? {
        let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        let fields = (object ?? [:]).filter { _, value in
            (value as? NSNumber).map { Int64(exactly: $0.doubleValue) == nil } ?? false
        }.keys.sorted()
        guard !fields.isEmpty else { return nil }
        return Problem(.invalid, "invalid", fields: fields.map { FieldProblem($0, "wrong_type") })
    }

    private static func wrong(_ context: DecodingError.Context, _ code: String) -> Problem {
        if context.codingPath.isEmpty { return Problem(.malformed, "json_object_expected") }
        return Problem.invalid(path(context.codingPath), code)
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }

    private struct Strict<Draft: APIDraft>: Decodable {
        let draft: Draft

        init(from decoder: any Decoder) throws {
            let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
            let unknown = keys.filter { !Draft.fieldNames.contains($0) }.sorted()
            guard unknown.isEmpty else {
                throw Problem(
                    .invalid, "invalid",
                    fields: unknown.prefix(20).map { name in
                        // A name may hold what separates the parts of a pointer (RFC 6901, section 3).
                        let escaped = name.prefix(60).replacing("~", with: "~0").replacing("/", with: "~1")
                        return FieldProblem(String(escaped), "unknown_field")
                    })
            }
            draft = try Draft(from: decoder)
        }
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

/// A page of a list in the API's form.
package struct ListAnswer<Item: Codable & Sendable>: Codable, Sendable {
    package let items: [Item]
    /// For `?after=`; null on the last page.
    package let next: String?

    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }

    private enum CodingKeys: CodingKey { case items, next }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decode([Item].self, forKey: .items)
        next = try container.decode(String?.self, forKey: .next)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
    }
}

extension Request {
    static let limits = 1...100

    /// Items a page is to hold: 30 unless told, at most 100.
    /// - Throws: `invalid` naming `limit`.
    package var limit: Int {
        get throws {
            guard let text = query("limit") else { return 30 }
            guard let limit = Int(text), Self.limits.contains(limit) else {
                throw Problem.invalid("limit", "out_of_range", ["min": "1", "max": "100"])
            }
            return limit
        }
    }
}
