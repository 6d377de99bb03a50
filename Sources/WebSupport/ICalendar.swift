import Core
import Foundation
import Hummingbird
import NIOCore

/// A calendar that other programs take (RFC 5545).
package struct ICalendar: Sendable {
    /// A day on which something is to be done.
    package struct Entry: Sendable {
        /// The same for the same thing, however often the calendar is made.
        package var id: String
        package var day: CivilDay
        package var title: String
        package var text: String
        package var address: String

        package init(id: String, day: CivilDay, title: String, text: String = "", address: String = "") {
            self.id = id
            self.day = day
            self.title = title
            self.text = text
            self.address = address
        }
    }

    package var name: String
    package var entries: [Entry]

    package init(name: String, entries: [Entry]) {
        self.name = name
        self.entries = entries
    }

    /// The lines of the calendar, folded, each with the line end that the standard wants.
    package func text(at now: Timestamp) -> String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Karwan//Karwan//EN", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:\(Self.escaped(name))",
        ]
        for entry in entries {
            lines += [
                "BEGIN:VEVENT", "UID:\(Self.escaped(entry.id))@karwan", "DTSTAMP:\(Self.stamp(now))",
                "DTSTART;VALUE=DATE:\(Self.plain(entry.day))", "DTEND;VALUE=DATE:\(Self.plain(entry.day.adding(1)))",
                "SUMMARY:\(Self.escaped(entry.title))", "TRANSP:TRANSPARENT",
            ]
            if !entry.text.isEmpty { lines.append("DESCRIPTION:\(Self.escaped(entry.text))") }
            if !entry.address.isEmpty { lines.append("URL:\(entry.address)") }
            lines.append("END:VEVENT")
        }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    /// `20261121T090000Z`
    private static func stamp(_ time: Timestamp) -> String {
        time.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    private static func plain(_ day: CivilDay) -> String { day.description.filter { $0 != "-" } }

    /// Section 3.3.11: what parts values is marked, line ends are written out.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": out += "\\\(scalar)"
            case "\n": out += "\\n"
            case let other where other.value < 0x20 || other.value == 0x7F: continue
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Section 3.1: at most 75 octets a line, and no character is cut in two.
    static func folded(_ line: String) -> String {
        var out = ""
        var length = 0
        for character in line.unicodeScalars {
            let size = String(character).utf8.count
            if length + size > 75 {
                out += "\r\n "
                length = 1
            }
            out.unicodeScalars.append(character)
            length += size
        }
        return out
    }

    /// The calendar as a file of its own.
    package func response(named file: String, at now: Timestamp) -> Response {
        let body = ByteBuffer(string: text(at: now))
        var response = Response(status: .ok, body: .init(byteBuffer: body))
        response.headers[.contentType] = "text/calendar; charset=utf-8"
        response.headers[.contentDisposition] = "attachment; filename=\"\(file).ics\""
        response.headers[.contentLength] = "\(body.readableBytes)"
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }
}
