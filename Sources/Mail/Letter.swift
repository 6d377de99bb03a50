import Core
import Foundation

/// A plain-text letter to one person.
package struct Letter: Sendable, Equatable {
    package var to: String
    package var subject: String
    package var body: String
    /// BCP 47.
    package var language: String

    package init(to: String, subject: String, body: String, language: String) {
        self.to = to
        self.subject = subject
        self.body = body
        self.language = language
    }

    /// The letter as a message (RFC 5322), UTF-8 in the body, encoded words (RFC 2047) in the subject.
    func message(from sender: String, id: String, at now: Timestamp) -> String {
        let date = now.date.formatted(
            Date.VerbatimFormatStyle(
                format:
                    "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
                locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
        let host = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "From: Karwan <\(sender)>", "To: <\(to)>", "Subject: \(Self.encodedWords(subject))", "Date: \(date)",
            "Message-ID: <\(id)@\(host)>", "Content-Language: \(language)", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
            "Auto-Submitted: auto-generated",
        ]
        return (headers + ["", body.replacing("\n", with: "\r\n"), ""]).joined(separator: "\r\n")
    }

    /// ASCII as it is; anything else in encoded words of at most 75 characters that never split a character.
    private static func encodedWords(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var words: [[UInt8]] = [[]]
        for character in text {
            let bytes = Array(String(character).utf8)
            if words[words.count - 1].count + bytes.count > 39 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }
}
