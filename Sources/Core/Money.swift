/// An amount of a currency, exact to its hundredth part.
package struct Money: Hashable, Sendable {
    /// Hundredths of the currency's unit.
    package let hundredths: Int64
    /// ISO 4217.
    package let currency: String

    package init(hundredths: Int64, currency: String) {
        self.hundredths = hundredths
        self.currency = currency
    }

    /// Reads `50700`, `50,700` or `45934.20` of a currency of three letters; `nil` for anything else.
    package init?(_ amount: some StringProtocol, currency: some StringProtocol) {
        let code = currency.uppercased()
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }),
            let hundredths = Self.hundredths(amount)
        else { return nil }
        self.init(hundredths: hundredths, currency: code)
    }

    /// At most twelve digits before the point and two behind it.
    package static func hundredths(_ text: some StringProtocol) -> Int64? {
        let plain = String(text.filter { $0 != "," })
        let parts = plain.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...12).contains(whole.utf8.count), whole.utf8.allSatisfy(isDigit)
        else { return nil }
        var fraction = parts.count > 1 ? String(parts[1]) : ""
        guard fraction.utf8.count <= 2, fraction.utf8.allSatisfy(isDigit), parts.count == 1 || !fraction.isEmpty
        else { return nil }
        fraction += String(repeating: "0", count: 2 - fraction.utf8.count)
        return Int64(whole + fraction)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// `50700.00`
    package var amount: String { "\(hundredths / 100)." + "\(hundredths % 100 + 100)".dropFirst() }

    /// `50700.00 EUR`
    package var text: String { "\(amount) \(currency)" }

    /// For reading: `EUR 50,700`, with the hundredths where there are any.
    package var shown: String {
        let digits = Array("\(hundredths / 100)")
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        return "\(currency) \(grouped)" + (hundredths % 100 == 0 ? "" : ".\("\(hundredths % 100 + 100)".dropFirst())")
    }
}

extension Money: Codable {
    private enum CodingKeys: CodingKey { case amount, currency }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let amount = try container.decode(String.self, forKey: .amount)
        guard let money = Money(amount, currency: try container.decode(String.self, forKey: .currency)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .amount, in: container, debugDescription: "not an amount of a currency")
        }
        self = money
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(amount, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
