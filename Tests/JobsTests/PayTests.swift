import Core
import Testing

@testable import Jobs

@Suite("Amount and salary lines")
struct PayTests {
    @Test func amountsAreReadToTheSmallestCoinOrNotAtAll() {
        let cases: [(String, String, Int64?)] = [
            ("50700", "EUR", 5_070_000), ("50,700", "EUR", 5_070_000), ("45934.2", "EUR", 4_593_420),
            ("45934.20", "EUR", 4_593_420), ("45934.200", "EUR", 4_593_420), ("3000000", "JPY", 3_000_000),
            ("3000000.0", "JPY", 3_000_000), ("1.5", "KWD", 1500), ("0.01", "GBP", 1), ("45934.201", "EUR", nil),
            ("1.5", "JPY", nil), ("", "EUR", nil), (".5", "EUR", nil), ("5.", "EUR", nil), ("-5", "EUR", nil),
            ("1e5", "EUR", nil), ("٥", "EUR", nil), ("1234567890123", "EUR", nil), ("5.5.5", "EUR", nil),
        ]
        for (text, currency, units) in cases {
            let found = Amount.units(text, currency: currency)
            #expect(found == units, "\(text) \(currency)")
        }
        #expect(Amount(units: 4_593_420, currency: "EUR").amount == "45934.20")
        #expect(Amount(units: 5, currency: "EUR").amount == "0.05")
        #expect(Amount(units: 3_000_000, currency: "JPY").amount == "3000000")
        #expect(Amount(units: 1500, currency: "KWD").amount == "1.500")
    }

    @Test func everyPeriodIsCountedInAYear() {
        func annual(_ units: Int64, _ period: PayPeriod, _ minutes: Int?) -> Int64? {
            Pay(minimum: nil, maximum: units, currency: "EUR", period: period).annual(weeklyMinutes: minutes)
        }
        #expect(annual(100, .year, nil) == 100 && annual(100, .month, nil) == 1200 && annual(100, .week, nil) == 5200)
        // The largest amounts that can be typed are no pay that anything is reckoned with.
        for period in [PayPeriod.hour, .week, .month, .year] {
            for units in [99_999_999_999_999, 999_999_999_999_999, Int64.max] {
                let sum = annual(units, period, 4800)
                #expect(sum.map { $0 <= 10_000_000_000_000_000 } ?? true, "\(units) a \(period)")
            }
        }
        #expect(annual(99_999_999_999_999, .hour, 2400) == nil && annual(.max, .year, nil) == nil)
        #expect(annual(2000, .hour, 2250) == 3_900_000 && annual(2000, .hour, nil) == nil)
    }

    private static func line(
        _ pathway: String, _ amount: String, _ currency: String, _ period: PayPeriod = .year,
        lower: [SalaryLine.Lower] = []
    ) -> SalaryLine {
        SalaryLine(
            pathway: pathway, name: pathway, country: "XX", amount: Amount.units(amount, currency: currency) ?? 0,
            currency: currency, period: period, lower: lower)
    }

    private static func pay(
        _ low: String?, _ high: String?, _ currency: String, _ period: PayPeriod = .year
    ) -> Pay {
        Pay(
            minimum: low.flatMap { Amount.units($0, currency: currency) },
            maximum: high.flatMap { Amount.units($0, currency: currency) }, currency: currency, period: period)
    }

    private struct Case: Sendable {
        let line: SalaryLine
        let pay: Pay?
        let hours: Double?
        let verdict: LineVerdict
        let reason: LineReason
    }

    private static let blueCard = line(
        "de-eu-blue-card", "50700", "EUR",
        lower: [SalaryLine.Lower(amount: 4_593_420, appliesTo: "shortage occupations")])

    private static let cases: [Case] = [
        Case(line: blueCard, pay: nil, hours: 40, verdict: .cannotTell, reason: .noPay),
        Case(line: blueCard, pay: pay("60000", nil, "USD"), hours: 40, verdict: .cannotTell, reason: .otherCurrency),
        Case(line: blueCard, pay: pay("60000", nil, "EUR"), hours: nil, verdict: .cannotTell, reason: .noHours),
        Case(line: blueCard, pay: pay("50700", "50700", "EUR"), hours: 40, verdict: .meets, reason: .above),
        Case(line: blueCard, pay: pay("50699.99", "60000", "EUR"), hours: 40, verdict: .cannotTell, reason: .between),
        Case(line: blueCard, pay: pay("50000", nil, "EUR"), hours: 40, verdict: .cannotTell, reason: .between),
        Case(line: blueCard, pay: pay(nil, "60000", "EUR"), hours: 40, verdict: .cannotTell, reason: .between),
        Case(line: blueCard, pay: pay("45934.20", "50000", "EUR"), hours: 40, verdict: .cannotTell, reason: .lowerLine),
        // The upper end reaches the lower line: nobody can tell.
        Case(line: blueCard, pay: pay("44000", "50000", "EUR"), hours: 40, verdict: .cannotTell, reason: .lowerLine),
        Case(line: blueCard, pay: pay("44000", "45934.19", "EUR"), hours: 40, verdict: .fails, reason: .below),
        Case(line: blueCard, pay: pay("4225", "4225", "EUR", .month), hours: 40, verdict: .meets, reason: .above),
        Case(
            line: blueCard, pay: pay("24.37", "24.37", "EUR", .hour), hours: 40, verdict: .cannotTell,
            reason: .lowerLine),
        Case(line: blueCard, pay: pay("24.38", "24.38", "EUR", .hour), hours: 40, verdict: .meets, reason: .above),
        Case(
            line: line("gb-skilled-worker", "41700", "GBP"), pay: pay("41699", "41699", "GBP"), hours: 37.5,
            verdict: .fails, reason: .below),
        // The going rate of the occupation may be higher: never a yes.
        Case(
            line: line("gb-skilled-worker", "41700", "GBP"), pay: pay("90000", "90000", "GBP"), hours: 37.5,
            verdict: .cannotTell, reason: .goingRate),
        Case(
            line: line("nl-highly-skilled-migrant", "5942", "EUR", .month), pay: pay("5942", "5942", "EUR", .month),
            hours: 40, verdict: .meets, reason: .above),
        // 71,304 a year without the allowance is 77,008.32 with it.
        Case(
            line: line("nl-highly-skilled-migrant", "5942", "EUR", .month), pay: pay("77008.31", "77008.31", "EUR"),
            hours: 40, verdict: .cannotTell, reason: .holidayAllowance),
        Case(
            line: line("nl-highly-skilled-migrant", "5942", "EUR", .month), pay: pay("77008.32", "77008.32", "EUR"),
            hours: 40, verdict: .meets, reason: .above),
        Case(
            line: line("ie-critical-skills", "40904", "EUR"), pay: pay("40904", "40904", "EUR"), hours: 39,
            verdict: .meets, reason: .above),
        Case(
            line: line("ie-critical-skills", "40904", "EUR"), pay: pay("40904", "40904", "EUR"), hours: 40,
            verdict: .fails, reason: .below),
        Case(
            line: line("ie-critical-skills", "40904", "EUR"), pay: pay("40904", "40904", "EUR"), hours: 35,
            verdict: .meets, reason: .above),
        Case(
            line: line("sg-employment-pass", "5600", "SGD", .month), pay: pay("9000", "9000", "SGD", .month), hours: 44,
            verdict: .cannotTell, reason: .age),
        Case(
            line: line("dk-pay-limit", "552000", "DKK"), pay: pay("46000", "46000", "DKK", .month), hours: 37,
            verdict: .meets, reason: .above),
        Case(
            line: line("se-work-permit", "33390", "SEK", .month), pay: pay("33389", "33389", "SEK", .month), hours: 40,
            verdict: .fails, reason: .below),
    ]

    @Test(arguments: cases.indices)
    func theLineIsMetOrMissedOrCannotBeTold(index: Int) {
        let one = Self.cases[index]
        let found = one.line.check(one.pay, weeklyMinutes: one.hours.map { Int($0 * 60) })
        #expect(found.verdict == one.verdict && found.reason == one.reason, "\(index): \(found)")
        #expect(found.appliesTo == (one.reason == .lowerLine ? "shortage occupations" : ""))
    }

    @Test func moreMoneyNeverMakesItWorse() {
        func rank(_ verdict: LineVerdict) -> Int { [.fails, .cannotTell, .meets].firstIndex(of: verdict) ?? -1 }
        for line in [Self.blueCard, Self.line("nl-highly-skilled-migrant", "5942", "EUR", .month)] {
            var last = 0
            for thousands in 30..<100 {
                let units = Int64(thousands) * 100_000
                let pay = Pay(minimum: units, maximum: units, currency: "EUR", period: .year)
                let found = rank(line.check(pay, weeklyMinutes: 2400).verdict)
                #expect(found >= last, "\(line.pathway) \(thousands)")
                last = found
            }
        }
    }
}
