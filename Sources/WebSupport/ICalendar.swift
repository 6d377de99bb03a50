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

    /// A time at which people meet. It may change: each change has a higher sequence, and calendars take the highest.
    package struct Meeting: Sendable {
        package enum Status: String, Sendable { case tentative, confirmed, cancelled }

        /// The same for the same meeting, whatever becomes of it.
        package var id: String
        package var start: Timestamp
        package var end: Timestamp
        package var title: String
        package var status: Status
        package var sequence: Int64
        package var changedAt: Timestamp
        package var text = ""
        package var place = ""
        package var address = ""

        package init(
            id: String, from start: Timestamp, to end: Timestamp, title: String, status: Status, sequence: Int64,
            changedAt: Timestamp
        ) {
            (self.id, self.start, self.end, self.title) = (id, start, end, title)
            (self.status, self.sequence, self.changedAt) = (status, sequence, changedAt)
        }
    }

    package var name: String
    package var entries: [Entry]
    package var meetings: [Meeting]

    package init(name: String, entries: [Entry] = [], meetings: [Meeting] = []) {
        self.name = name
        self.entries = entries
        self.meetings = meetings
    }

    /// The lines of the calendar, folded, each with the line end that the standard wants.
    package func text(at now: Timestamp) -> String {
        var lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Karwan//Karwan//EN", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:\(Self.escaped(name))",
        ]
        // Nobody's address is told, so nobody is invited: what is there is published (RFC 5546, section 3.2.1).
        if !meetings.isEmpty { lines.append("METHOD:PUBLISH") }
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
        for meeting in meetings { lines += Self.lines(of: meeting, at: now) }
        lines.append("END:VCALENDAR")
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    private static func lines(of meeting: Meeting, at now: Timestamp) -> [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:\(escaped(meeting.id))@karwan", "SEQUENCE:\(meeting.sequence)",
            "DTSTAMP:\(stamp(now))", "LAST-MODIFIED:\(stamp(meeting.changedAt))",
            "DTSTART:\(stamp(meeting.start))", "DTEND:\(stamp(meeting.end))", "SUMMARY:\(escaped(meeting.title))",
            "STATUS:\(meeting.status.rawValue.uppercased())",
            "TRANSP:\(meeting.status == .cancelled ? "TRANSPARENT" : "OPAQUE")",
        ]
        if !meeting.place.isEmpty { lines.append("LOCATION:\(escaped(meeting.place))") }
        if !meeting.text.isEmpty { lines.append("DESCRIPTION:\(escaped(meeting.text))") }
        if !meeting.address.isEmpty { lines.append("URL:\(meeting.address)") }
        return lines + ["END:VEVENT"]
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
