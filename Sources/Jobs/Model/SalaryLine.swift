import Core

/// What a route asks a job to pay.
package struct SalaryLine: Sendable, Equatable {
    /// Slug of the pathway.
    package var pathway: String
    package var name: String
    /// ISO 3166-1 alpha-2.
    package var country: String
    /// The page of the pathway.
    package var path: String
    /// In the smallest coins of the currency.
    package var amount: Int64
    package var currency: String
    package var period: PayPeriod
    /// Lower lines for some, with whom they are for.
    package var lower: [Lower]
    /// The day for which the amount is stated.
    package var asOf: String
    /// Past its freshness: a verdict by it is said with that.
    package var needsRecheck: Bool

    package struct Lower: Sendable, Equatable {
        package var amount: Int64
        package var appliesTo: String

        package init(amount: Int64, appliesTo: String) {
            self.amount = amount
            self.appliesTo = appliesTo
        }
    }

    package init(
        pathway: String, name: String, country: String, path: String = "", amount: Int64, currency: String,
        period: PayPeriod,
        lower: [Lower] = [], asOf: String = "", needsRecheck: Bool = false
    ) {
        self.pathway = pathway
        self.name = name
        self.country = country
        self.path = path
        self.amount = amount
        self.currency = currency
        self.period = period
        self.lower = lower
        self.asOf = asOf
        self.needsRecheck = needsRecheck
    }
}

/// What is special about the line of a route (listings.md, section 4).
struct LineRule: Sendable {
    /// The week that the amount is for: who works longer must earn more.
    var weekMinutes: Int?
    /// The going rate of the occupation counts where it is higher.
    var hasGoingRate = false
    /// The line rises with the age of the applicant.
    var risesWithAge = false
    /// The amount is without the holiday allowance of eight percent, which adverts for a year often count in.
    var excludesHolidayAllowance = false

    static let byPathway: [String: LineRule] = [
        "gb-skilled-worker": LineRule(hasGoingRate: true), "gb-scale-up": LineRule(hasGoingRate: true),
        "ie-critical-skills": LineRule(weekMinutes: 39 * 60), "sg-employment-pass": LineRule(risesWithAge: true),
        "nl-highly-skilled-migrant": LineRule(excludesHolidayAllowance: true),
        "nl-eu-blue-card": LineRule(excludesHolidayAllowance: true),
    ]
}

/// Whether a job pays what a route asks.
package enum LineVerdict: String, Codable, Sendable, CaseIterable {
    case meets, fails
    case cannotTell = "cannot_tell"
}

/// Why.
package enum LineReason: String, Codable, Sendable, CaseIterable {
    /// The lower end of the pay is on the line or above it.
    case above
    /// The upper end is below it.
    case below
    case noPay = "no_pay"
    case noHours = "no_hours"
    case otherCurrency = "other_currency"
    /// The line lies between the two ends, or one end is not said.
    case between
    /// Only the lower line for some is met.
    case lowerLine = "lower_line"
    case goingRate = "going_rate"
    case age
    case holidayAllowance = "holiday_allowance"
}

/// The answer for a job and a route.
package struct LineCheck: Sendable, Equatable {
    package let line: SalaryLine
    package let verdict: LineVerdict
    package let reason: LineReason
    /// For whom the lower line is; empty otherwise.
    package var appliesTo = ""
}

extension SalaryLine {
    /// Compares a job's fixed pay with the line, both in a year and in whole coins.
    /// - Parameter weeklyMinutes: of the job's full week; without them nothing can be told.
    package func check(_ pay: Pay?, weeklyMinutes: Int?) -> LineCheck {
        guard let pay, pay.minimum != nil || pay.maximum != nil else { return answer(.cannotTell, .noPay) }
        guard pay.currency == currency else { return answer(.cannotTell, .otherCurrency) }
        guard let minutes = weeklyMinutes else { return answer(.cannotTell, .noHours) }
        let rule = LineRule.byPathway[pathway] ?? LineRule()
        let ends = (
            low: pay.minimum.flatMap { Pay.annual($0, pay.period, weeklyMinutes: minutes) },
            high: pay.maximum.flatMap { Pay.annual($0, pay.period, weeklyMinutes: minutes) }
        )
        let asked = required(amount, rule, minutes)
        if let high = ends.high, high < asked { return lowerLine(ends, rule, minutes) ?? answer(.fails, .below) }
        guard let low = ends.low, low >= asked else {
            return answer(.cannotTell, .between)
        }
        // Of a yearly sum eight percent may be the allowance.
        if rule.excludesHolidayAllowance, pay.period == .year, low * 100 < asked * 108 {
            return answer(.cannotTell, .holidayAllowance)
        }
        if rule.hasGoingRate { return answer(.cannotTell, .goingRate) }
        return rule.risesWithAge ? answer(.cannotTell, .age) : answer(.meets, .above)
    }

    /// What a year must bring; rounded up, so that a coin too little is too little.
    private func required(_ amount: Int64, _ rule: LineRule, _ minutes: Int) -> Int64 {
        let year = Pay.annual(amount, period, weeklyMinutes: minutes) ?? amount
        guard let week = rule.weekMinutes, minutes > week else { return year }
        return (year * Int64(minutes) + Int64(week) - 1) / Int64(week)
    }

    private func lowerLine(_ ends: (low: Int64?, high: Int64?), _ rule: LineRule, _ minutes: Int) -> LineCheck? {
        let met = lower.first { line in (ends.high ?? ends.low ?? 0) >= required(line.amount, rule, minutes) }
        return met.map { LineCheck(line: self, verdict: .cannotTell, reason: .lowerLine, appliesTo: $0.appliesTo) }
    }

    private func answer(_ verdict: LineVerdict, _ reason: LineReason) -> LineCheck {
        LineCheck(line: self, verdict: verdict, reason: reason)
    }
}
