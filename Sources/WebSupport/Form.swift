import Core
import Crypto
import Foundation
import Hummingbird
import NIOCore
import Storage

/// What a person sent with a form, as they typed it.
package struct Form: Sendable {
    private let values: [String: [String]]
    private let hash: String

    /// Where the form comes from, which button sent it, and what scripts call the thing it makes: not what it says.
    private static let unsaid: Set<String> = ["formToken", "formID", "action", "newID", "newPostID"]

    /// Longest body of a form: the longest post, percent-encoded, and room.
    static let maxBytes = 512 << 10

    /// Decodes `application/x-www-form-urlencoded` (WHATWG URL, section 5.1).
    /// - Throws: `malformed` when it is not UTF-8.
    package init(_ body: some Sequence<UInt8>) throws {
        var values: [String: [String]] = [:]
        var hasher = SHA256()
        for pair in Array(body).split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decode(parts[0])
            values[name, default: []].append(try Self.decode(parts.count > 1 ? parts[1] : []))
            if !Self.unsaid.contains(name) { hasher.update(data: Data(pair) + [0x26]) }
        }
        self.values = values
        hash = Base64URL.encode(hasher.finalize())
    }

    /// A form filled by the program: with what a draft holds.
    package init(filled values: [String: String]) {
        self.values = values.mapValues { [$0] }
        hash = ""
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws -> String {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "+") {
                out.append(0x20)
            } else if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 2
            } else {
                out.append(byte)
            }
            index += 1
        }
        guard let text = String(validating: out, as: UTF8.self) else { throw Problem(.malformed, "not_utf8") }
        return text
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
    }

    /// The first value of a field.
    package subscript(_ name: String) -> String? { values[name]?.first }

    /// Names and values as they were sent, by name; without secrets and what says where the form came from.
    var resendable: [(name: String, value: String)] {
        values.filter { !$0.key.lowercased().contains("password") && $0.key != "formToken" && $0.key != "totp" }
            .sorted { $0.key < $1.key }.flatMap { name, values in values.map { (name, $0) } }
    }

    /// All values of a field: check boxes.
    package func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Whether the button with this `action` sent the form.
    package func wants(_ action: String) -> Bool { self["action"] == action }

    /// What tells this submission from others (double submits).
    package var receipt: FormReceipt? {
        self["formID"].flatMap { $0.isEmpty ? nil : FormReceipt(formID: $0, contentHash: hash) }
    }
}

extension Request {
    /// The form in the body.
    /// - Throws: `unsupportedType`; `tooLarge`; `malformed`.
    package func form() async throws -> Form {
        let mediaType = headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard mediaType == "application/x-www-form-urlencoded" else {
            throw Problem(.unsupportedType, "form_expected")
        }
        return try Form(try await bytes(upTo: Form.maxBytes).readableBytesView)
    }
}

extension Request {
    /// The part of the program that the request is for: `api`, `sync`, or a page's. The router skips empty segments,
    /// so rules must not read the path as text: `//sync/v1/pull` is `/sync/v1/pull`.
    package var area: Substring { uri.path.split(separator: "/", maxSplits: 1).first ?? "" }

    /// A query parameter of the address.
    package func query(_ name: String) -> String? {
        // Decoded already: once more would read `%2525` as `%`, and `%25` as nothing at all.
        uri.queryParameters[Substring(name)].map(String.init)
    }

    /// Where a list goes on.
    /// - Throws: `invalid` naming `after`.
    package var after: PageCursor? { get throws { try after("after") } }

    /// Where one of several lists of a page goes on.
    /// - Throws: `invalid` naming `after`.
    package func after(_ parameter: String) throws -> PageCursor? {
        try query(parameter).flatMap { $0.isEmpty ? nil : $0 }.map(PageCursor.init)
    }
}
