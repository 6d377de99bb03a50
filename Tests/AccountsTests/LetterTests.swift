import Core
import Foundation
import TestSupport
import Testing

@testable import Mail

/// A letter is a message that any mail program reads (RFC 5322, RFC 2047).
@Suite struct LetterTests {
    private func message(_ subject: String, _ body: String = "Hello,\n\nsalaam.\n") -> String {
        Letter(to: "sana@example.org", subject: subject, body: body, language: "ur")
            .message(from: "karwan@site.example", id: "m1", at: TestApp.start)
    }

    /// Headers with folded lines joined, and the body.
    private func parsed(_ message: String) -> (headers: [String: String], body: String) {
        let bytes = Array(message.utf8)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.range(of: "\r\n\r\n") else { return ([:], "") }
        let unfolded = text[..<gap.lowerBound].replacingOccurrences(of: "\r\n ", with: " ")
        let pairs = unfolded.components(separatedBy: "\r\n").compactMap { line -> (String, String)? in
            guard let colon = line.range(of: ": ") else { return nil }
            return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
        }
        return (Dictionary(pairs, uniquingKeysWith: { $0 + " AND " + $1 }), String(text[gap.upperBound...]))
    }

    /// RFC 2047: encoded words with white space between them are one text.
    private func decoded(_ subject: String) -> String? {
        let words = subject.split(separator: " ")
        guard words.allSatisfy({ $0.hasPrefix("=?utf-8?B?") && $0.hasSuffix("?=") }) else { return subject }
        var text = ""
        for word in words {
            guard let data = Data(base64Encoded: String(word.dropFirst(10).dropLast(2))),
                let part = String(data: data, encoding: .utf8)
            else { return nil }
            text += part
        }
        return text
    }

    @Test func theHeadersSayWhatTheyMust() {
        let (headers, body) = parsed(message("Confirm your address"))
        #expect(headers["From"] == "Karwan <karwan@site.example>")
        #expect(headers["To"] == "<sana@example.org>")
        #expect(headers["Subject"] == "Confirm your address")
        #expect(headers["Date"] == "Sat, 21 Nov 2026 09:00:00 +0000")
        #expect(headers["Message-ID"] == "<m1@site.example>")
        #expect(headers["Content-Language"] == "ur")
        #expect(headers["Content-Type"] == "text/plain; charset=utf-8")
        #expect(headers["Content-Transfer-Encoding"] == "8bit")
        #expect(headers["MIME-Version"] == "1.0")
        #expect(headers["Auto-Submitted"] == "auto-generated")
        #expect(headers.count == 10)
        #expect(body == "Hello,\r\n\r\nsalaam.\r\n\r\n")
    }

    @Test(arguments: [
        "plain", "کاروان: اپنے پتے کی تصدیق کیجیے تاکہ آپ سوال پوچھ سکیں اور جواب دے سکیں، شکریہ",
        "Grüße aus Köln", String(repeating: "👩🏽‍💻", count: 20), "e\u{301}e\u{301}", "ا", "",
        String(repeating: "ب", count: 300),
    ])
    func everySubjectComesBack(subject: String) throws {
        let raw = message(subject)
        #expect(decoded(parsed(raw).headers["Subject"] ?? "none") == subject)
        let lines = raw.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
        let words = lines.filter { $0.contains("=?utf-8?B?") }
        // RFC 2047, section 2: 75 characters a word, 76 a line that holds one.
        #expect(words.allSatisfy { $0.utf8.count <= 76 }, "\(words.map(\.utf8.count))")
        #expect(words.flatMap { $0.split(separator: " ") }.allSatisfy { $0.utf8.count <= 75 })
        #expect(raw.components(separatedBy: "\r\n\r\n")[0].utf8.allSatisfy { $0 < 0x80 })
    }

    @Test func encodedWordsNeverSplitACharacter() {
        var random = Seeded()
        for _ in 0..<300 {
            let subject =
                "ا" + random.text(upTo: 80, from: [0x620...0x64A, 0x20...0x7E, 0x1F600...0x1F64F, 0x301...0x303])
            let words = (parsed(message(subject)).headers["Subject"] ?? "").split(separator: " ")
            let parts = words.map { word in
                Data(base64Encoded: String(word.dropFirst(10).dropLast(2))).flatMap {
                    String(data: $0, encoding: .utf8)
                }
            }
            #expect(parts.allSatisfy { $0 != nil }, "\(subject.debugDescription), \(random)")
            #expect(
                parts.compactMap { $0 }.map(\.count).reduce(0, +) == subject.count,
                "\(subject.debugDescription), \(random)")
        }
    }

    @Test func aSubjectCannotAddAHeader() {
        let (headers, _) = parsed(message("Hello\r\nBcc: everyone@example.org"))
        #expect(headers["Bcc"] == nil)
        #expect(headers.count == 10)
    }

    @Test func everyLineEndsWithCRLF() {
        let bytes = Array(message("subject", "one\ntwo\r\nthree\n").utf8)
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            #expect(index > 0 && bytes[index - 1] == 0x0D, "at \(index)")
        }
        #expect(!String(decoding: bytes, as: UTF8.self).contains("\r\r"))
    }

    @Test func theBodyIsUTF8() {
        let (_, body) = parsed(message("subject", "سلام 🐪\n"))
        #expect(body.hasPrefix("سلام 🐪\r\n"))
    }
}
