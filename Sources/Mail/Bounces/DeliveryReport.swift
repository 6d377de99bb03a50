import Core
import Foundation

/// What a report says of a letter that was not delivered (RFC 3464, in the form of RFC 6522). Nothing of it is believed
/// before the id of the letter is proven.
struct DeliveryReport: Sendable {
    /// Of one receiver.
    struct Receiver: Sendable, Equatable {
        /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`.
        let action: String
        /// RFC 3463: `5.1.1`.
        let status: String
        /// Where it was to go, as it was sent and as it was found.
        let addresses: [String]
    }

    /// What stands before the `@` of the letter's id.
    let letter: String
    /// Where the letter itself says that it goes.
    let addressed: String?
    let receivers: [Receiver]

    /// Bytes that are looked at: reports may carry the whole letter.
    static let mostBytes = 1 << 20

    /// - Returns: `nil` for what is no report, or carries nothing of the letter.
    init?(_ bytes: [UInt8]) {
        // Text of any encoding: what is looked for is ASCII.
        let text = String(decoding: bytes.prefix(Self.mostBytes), as: UTF8.self).replacing("\r\n", with: "\n")
        let whole = Part(text[...])
        guard whole.headers.plain("content-type") == "multipart/report",
            let boundary = whole.headers.parameter("boundary", of: "content-type"), !boundary.isEmpty
        else { return nil }
        let parts = Self.parts(of: whole.body, boundary).map { Part($0) }
        let statuses: Set<String> = ["message/delivery-status", "message/global-delivery-status"]
        let returned: Set<String> = [
            "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
        ]
        guard let report = parts.first(where: { statuses.contains($0.headers.plain("content-type")) }),
            let letter = parts.first(where: { returned.contains($0.headers.plain("content-type")) })
        else { return nil }
        let headers = Part(letter.body.drop { $0 == "\n" }).headers
        guard let id = headers["message-id"], let open = id.firstIndex(of: "<"),
            let at = id[open...].firstIndex(of: "@")
        else { return nil }
        self.letter = String(id[id.index(after: open)..<at])
        addressed = headers.address("to")
        // The first block is of the message, each other of a receiver.
        receivers = Self.blocks(of: report.body).dropFirst().prefix(100).compactMap { block in
            let fields = MailHeaders(block)
            guard let status = fields["status"]?.prefix(while: { $0.isNumber || $0 == "." }) else { return nil }
            return Receiver(
                action: fields.plain("action"), status: String(status),
                addresses: ["original-recipient", "final-recipient"].compactMap { fields.address($0) })
        }
    }

    private struct Part {
        let headers: MailHeaders
        let body: Substring

        init(_ text: Substring) {
            let end = text.range(of: "\n\n")
            headers = MailHeaders(
                text[..<(end?.lowerBound ?? text.endIndex)].split(separator: "\n", omittingEmptySubsequences: false))
            body = end.map { text[$0.upperBound...] } ?? ""
        }
    }

    /// RFC 2046, section 5.1.1.
    private static func parts(of body: Substring, _ boundary: String) -> [Substring] {
        var parts: [Substring] = []
        var begin: Substring.Index?
        var line = body.startIndex
        while line < body.endIndex, parts.count < 20 {
            let end = body[line...].firstIndex(of: "\n") ?? body.endIndex
            let text = body[line..<end].trimmingCharacters(in: .whitespaces)
            if text == "--\(boundary)" || text == "--\(boundary)--" {
                if let begin { parts.append(body[begin..<line]) }
                begin = end < body.endIndex ? body.index(after: end) : body.endIndex
                if text.hasSuffix("--"), text != "--\(boundary)" { return parts }
            }
            line = end < body.endIndex ? body.index(after: end) : body.endIndex
        }
        // One that was cut short.
        if let begin, begin < body.endIndex { parts.append(body[begin...]) }
        return parts
    }

    private static func blocks(of body: Substring) -> [[Substring]] {
        var blocks: [[Substring]] = [[]]
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            if !line.trimmingCharacters(in: .whitespaces).isEmpty {
                blocks[blocks.count - 1].append(line)
            } else if !blocks[blocks.count - 1].isEmpty {
                blocks.append([])
            }
        }
        return blocks.filter { !$0.isEmpty }
    }
}
