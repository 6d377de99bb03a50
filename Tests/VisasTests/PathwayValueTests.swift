import Core
import TestSupport
import Testing

@testable import Visas

@Suite("Values as people type them")
struct PathwayValueTests {
    @Test(arguments: [
        (PathwayField.salaryThreshold, "50,700 eur year", "50700.00 EUR year"),
        (.salaryThreshold, "45934.2 EUR year:  recent graduates ", "45934.20 EUR year: recent graduates"),
        (.fee, "75 EUR", "75.00 EUR"), (.fee, "", ""), (.processingDays, "90-180: by post", "90-180: by post"),
        (.processingDays, "21", "21"), (.durationMonths, "48", "48"), (.leadsToResidence, "yes", "yes"),
        (.otherThresholds, "1 EUR month: a\n\n2.5 EUR hour: b", "1.00 EUR month: a\n2.50 EUR hour: b"),
        (.nationalityStatus, "pk: restricted", "PK: restricted"),
        (.nationalityNotes, "PK: Apply on the portal: early.", "PK: Apply on the portal: early."),
        (
            .requirements, "age: Under 35\nsalary [50700 year EUR]: Gross",
            "age: Under 35\nsalary [50700.00 year EUR]: Gross"
        ),
        (.status, "closed", "closed"), (.officialURL, "https://www.gov.uk/visa", "https://www.gov.uk/visa"),
    ])
    func aValueIsKeptInOneForm(field: PathwayField, typed: String, kept: String) {
        #expect(FactValue.canonical(typed, of: field) == kept)
        #expect(FactValue.canonical(kept, of: field) == kept)
    }

    @Test(arguments: [
        (PathwayField.salaryThreshold, "50700"), (.salaryThreshold, "50700 EUR"), (.salaryThreshold, "-1 EUR year"),
        (.salaryThreshold, "1.234 EUR year"), (.salaryThreshold, "50700 EURO year"), (.salaryThreshold, "x EUR year"),
        (.salaryThreshold, "50700 EUR decade"), (.fee, "about 75 EUR"), (.processingDays, "180-90"),
        (.processingDays, "-5"), (.processingDays, "9999"), (.durationMonths, "4.5"), (.durationMonths, "601"),
        (.leadsToResidence, "maybe"), (.status, "open soon"), (.status, ""), (.summary, ""), (.officialURL, ""),
        (.officialURL, "javascript:alert(1)"), (.officialURL, "https://user@example.org/"),
        (.officialURL, "https://localhost/"), (.nationalityStatus, "PK: odd"), (.nationalityStatus, "XX: closed"),
        (.nationalityNotes, "Pakistan: words"), (.requirements, "German at level B1"),
        (.otherThresholds, "1.00 EUR month: a\nnothing"),
    ])
    func whatHasAnotherFormIsRefused(field: PathwayField, typed: String) {
        #expect(FactValue.canonical(typed, of: field) == nil)
    }

    @Test func everyLineIsReadBackAsItWasWritten() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededNumbers(seed: seed)
        for _ in 0..<500 {
            let note = ["", "a note", "with: a colon", "اردو میں"].randomElement(using: &random) ?? ""
            let amount = Money(
                hundredths: Int64.random(in: 0...99_999_999_999_999, using: &random),
                currency: ["EUR", "PKR", "JPY"].randomElement(using: &random) ?? "EUR")
            let period = PayPeriod.allCases.randomElement(using: &random) ?? .year
            let line = SalaryLine(amount: amount, period: period, note: note)
            #expect(SalaryLine(line.text) == line, "seed \(seed)")
            let fee = Fee(amount: amount, note: note)
            #expect(Fee(fee.text) == fee, "seed \(seed)")
            let first = Int.random(in: 0...3650, using: &random)
            let days = DayRange(min: first, max: Int.random(in: first...3650, using: &random), note: note)
            #expect(DayRange(days.text) == days, "seed \(seed)")
        }
    }

    @Test func daysOfTheCalendarAreReadAndOthersAreNot() {
        for text in ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-01-32", "+026-01-01", "2026-01-01T"] {
            #expect(CivilDay(text) == nil, "\(text)")
        }
        #expect(CivilDay("2028-02-29")?.adding(1).description == "2028-03-01")
    }
}

/// Numbers that follow from a seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
