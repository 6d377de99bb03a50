import Core
import Foundation

/// A plain-text letter to one person.
package struct Letter: Sendable, Equatable {
    package var to: String
    package var subject: String
    package var body: String
    /// BCP 47.
    package var language: String
    /// Where one request ends such letters (RFC 8058); empty for letters that nobody may stop.
    package var unsubscribe: String
    /// Whether the receiver asked for it at this moment, or it guards their account: it is tried also where others did
    /// not arrive.
    package var isVital: Bool

    package init(
        to: String, subject: String, body: String, language: String, unsubscribe: String = "", isVital: Bool = false
    ) {
        self.to = to
        self.subject = subject
        self.body = body
        self.language = language
        self.unsubscribe = unsubscribe
        self.isVital = isVital
    }

    /// - Parameter id: what stands before the `@` of its `Message-ID`.
    /// - Returns: the letter as a message (RFC 5322), UTF-8 in the body, encoded words (RFC 2047) in the subject.
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
        let stopping =
            unsubscribe.isEmpty
            ? [] : ["List-Unsubscribe: <\(unsubscribe)>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false).flatMap(Self.folded)
        return (headers + stopping + [""] + lines + [""]).joined(separator: "\r\n")
    }

    /// A line holds 998 bytes at most (RFC 5322, section 2.1.1): longer ones go on in the next, from a space on where
    /// there is one.
    private static func folded(_ line: Substring) -> [String] {
        guard line.utf8.count > longestLine else { return [String(line)] }
        var lines: [String] = []
        var (current, size) = ("", 0)
        for word in line.split(separator: " ", omittingEmptySubsequences: false).flatMap(pieces) {
            let length = word.utf8.count
            if size > 0, size + 1 + length > longestLine {
                lines.append(current)
                (current, size) = ("", 0)
            }
            current += size > 0 ? " " + word : word
            size += length + 1
        }
        return lines + [current]
    }

    private static let longestLine = 900

    /// A word in pieces that each fit into a line.
    private static func pieces(_ word: Substring) -> [String] {
        guard word.utf8.count > longestLine else { return [String(word)] }
        var pieces: [String] = []
        var (piece, size) = ("", 0)
        for character in word {
            let length = character.utf8.count
            if size + length > longestLine, size > 0 {
                pieces.append(piece)
                (piece, size) = ("", 0)
            }
            piece.append(character)
            size += length
        }
        return pieces + [piece]
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
