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

    @Test(arguments: [String(repeating: "a", count: 500), String(repeating: "ویزا ", count: 60), "🛂🛂🛂" + "x"])
    func noLineIsLongerThanTheStandardAllowsAndNoneIsCutInALetter(text: String) {
        let folded = ICalendar.folded("SUMMARY:" + text)
        let lines = folded.split(separator: "\r\n")
        #expect(lines.map(\.utf8.count).max() ?? 0 <= 75)
        #expect(folded.replacing("\r\n ", with: "") == "SUMMARY:" + text)
    }
}
