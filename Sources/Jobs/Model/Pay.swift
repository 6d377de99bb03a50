import Core

/// How often pay is counted.
package enum PayPeriod: String, Codable, Sendable, CaseIterable {
    case year, month, week, hour
}

/// Currencies that jobs and salary lines are given in.
package enum Currency {
    /// ISO 4217, those of destinations and of where members come from.
    package static let codes: Set<String> = [
        "AED", "AUD", "BDT", "BHD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "INR",
        "ISK", "JPY", "KRW", "KWD", "LKR", "MXN", "MYR", "NOK", "NPR", "NZD", "OMR", "PHP", "PKR", "PLN", "QAR", "RON",
        "SAR", "SEK", "SGD", "THB", "TRY", "USD", "ZAR",
    ]

    private static let withoutParts: Set<String> = ["ISK", "JPY", "KRW"]
    private static let inThousandths: Set<String> = ["BHD", "KWD", "OMR"]

    /// Digits behind the point of an amount.
    package static func digits(_ code: String) -> Int {
        withoutParts.contains(code) ? 0 : inThousandths.contains(code) ? 3 : 2
    }

    /// Units of the smallest coin in one of the currency: 100 cents.
    package static func scale(_ code: String) -> Int64 { [1, 10, 100, 1000][digits(code)] }
}

/// An amount of money: in the API `{"amount": "50700.00", "currency": "EUR"}`.
package struct Amount: Sendable, Equatable, Codable {
    package let amount: String
    package let currency: String

    /// - Parameter units: of the currency's smallest coin.
    package init(units: Int64, currency: String) {
        let scale = Currency.scale(currency)
        let digits = Currency.digits(currency)
        let rest = "\(units % scale)"
        let fraction = String(repeating: "0", count: max(0, digits - rest.count)) + rest
        amount = digits == 0 ? "\(units)" : "\(units / scale).\(fraction)"
        self.currency = currency
    }

    /// The smallest coins that a text such as `50700`, `50,700` or `45934.2` stands for; `nil` for any other.
    package static func units(_ text: String, currency: String) -> Int64? {
        let plain = text.replacing(",", with: "").replacing(" ", with: "")
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...12).contains(whole.utf8.count), parts.count <= 2 else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let digits = Currency.digits(currency)
        let isPlain = (whole + fraction).utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // More digits than the currency has are noughts, or no amount.
        let kept = fraction.prefix(digits)
        guard isPlain, parts.count == 1 || !fraction.isEmpty, fraction.dropFirst(digits).allSatisfy({ $0 == "0" })
        else { return nil }
        return Int64(whole + kept + String(repeating: "0", count: digits - kept.count))
    }
}

/// What a job pays, in the smallest coins of its currency.
package struct Pay: Sendable, Equatable {
    package var minimum: Int64?
    package var maximum: Int64?
    package var currency: String
    package var period: PayPeriod

    package init(minimum: Int64?, maximum: Int64?, currency: String, period: PayPeriod) {
        self.minimum = minimum
        self.maximum = maximum
        self.currency = currency
        self.period = period
    }

    /// The upper end in a year; `nil` for pay by the hour of an unknown week.
    package func annual(weeklyMinutes: Int?) -> Int64? {
        (maximum ?? minimum).flatMap { Self.annual($0, period, weeklyMinutes: weeklyMinutes) }
    }

    /// An amount of a period in a year of twelve months or fifty-two weeks; `nil` also for one that no number holds.
    static func annual(_ amount: Int64, _ period: PayPeriod, weeklyMinutes: Int?) -> Int64? {
        switch period {
        case .year: product(amount, 1)
        case .month: product(amount, 12)
        case .week: product(amount, 52)
        case .hour: weeklyMinutes.flatMap { product(amount, 52 * Int64($0)).map { $0 / 60 } }
        }
    }

    /// Beyond this, in the smallest coins, nobody is paid a year, and what is reckoned with it would not fit.
    private static let most: Int64 = 10_000_000_000_000_000

    private static func product(_ amount: Int64, _ factor: Int64) -> Int64? {
        let (product, isTooLarge) = amount.multipliedReportingOverflow(by: factor)
        return isTooLarge || product > most ? nil : product
    }
}
