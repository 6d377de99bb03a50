import Core
import Testing

@testable import WebSupport

@Suite("Calendars for other programs")
struct ICalendarTests {
    @Test func aCalendarIsWrittenAsTheStandardSays() {
        let calendar = ICalendar(
            name: "Blue Card; Germany",
            entries: [
                .init(
                    id: "one", day: CivilDay(year: 2026, month: 12, day: 31), title: "Begin: passport, CNIC",
                    text: "First line\nsecond \\ line", address: "https://example.org/a#b")
            ])
        let lines = calendar.text(at: Timestamp(milliseconds: 1_795_251_600_000)).split(
            separator: "\r\n", omittingEmptySubsequences: false)
        #expect(
            lines == [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Karwan//Karwan//EN", "CALSCALE:GREGORIAN",
                "X-WR-CALNAME:Blue Card\\; Germany", "BEGIN:VEVENT", "UID:one@karwan", "DTSTAMP:20261121T090000Z",
                "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "SUMMARY:Begin: passport\\, CNIC",
                "TRANSP:TRANSPARENT", "DESCRIPTION:First line\\nsecond \\\\ line", "URL:https://example.org/a#b",
                "END:VEVENT", "END:VCALENDAR", "",
            ])
    }

    @Test func aMeetingThatIsCancelledStaysTheSameMeeting() {
        let start = Timestamp(milliseconds: 1_795_251_600_000)
        var meeting = ICalendar.Meeting(
            id: "one", from: start, to: start.advanced(by: .minutes(45)), title: "Mentoring with Ayesha",
            status: .cancelled,
            sequence: 3, changedAt: start)
        (meeting.place, meeting.address) = ("Room 2; left", "https://example.org/m")
        let lines = ICalendar(name: "M", meetings: [meeting]).text(at: start).split(separator: "\r\n")
        #expect(
            lines.dropFirst(5) == [
                "METHOD:PUBLISH", "BEGIN:VEVENT", "UID:one@karwan", "SEQUENCE:3", "DTSTAMP:20261121T090000Z",
                "LAST-MODIFIED:20261121T090000Z", "DTSTART:20261121T090000Z", "DTEND:20261121T094500Z",
                "SUMMARY:Mentoring with Ayesha", "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "LOCATION:Room 2\\; left",
                "URL:https://example.org/m", "END:VEVENT", "END:VCALENDAR",
            ])
    }

    @Test(arguments: [String(repeating: "a", count: 500), String(repeating: "ویزا ", count: 60), "🛂🛂🛂" + "x"])
    func noLineIsLongerThanTheStandardAllowsAndNoneIsCutInALetter(text: String) {
        let folded = ICalendar.folded("SUMMARY:" + text)
        let lines = folded.split(separator: "\r\n")
        #expect(lines.map(\.utf8.count).max() ?? 0 <= 75)
        #expect(folded.replacing("\r\n ", with: "") == "SUMMARY:" + text)
    }
}
