import Core

/// For what time a salary is paid.
package enum PayPeriod: String, Codable, Sendable, CaseIterable {
    case year, month, hour
}

/// `50700.00 EUR year: gross` — what must be earned.
package struct SalaryLine: Sendable, Equatable {
    package let amount: Money
    package let period: PayPeriod
    /// Whom it applies to, or what else is to be known.
    package let note: String

    package init(amount: Money, period: PayPeriod, note: String) {
        self.amount = amount
        self.period = period
        self.note = note
    }

    /// Reads what people type; `nil` when it is none.
    package init?(_ text: String) {
        let (value, note) = ValueText.parted(text)
        let parts = value.split(separator: " ")
        guard parts.count == 3, let amount = Money(parts[0], currency: parts[1]),
            let period = PayPeriod(rawValue: String(parts[2]))
        else { return nil }
        self.init(amount: amount, period: period, note: note)
    }

    package var text: String { ValueText.joined("\(amount.text) \(period.rawValue)", note) }
}

/// `75.00 EUR: national visa` — the main fee of the government.
package struct Fee: Sendable, Equatable {
    package let amount: Money
    package let note: String

    package init(amount: Money, note: String) {
        self.amount = amount
        self.note = note
    }

    package init?(_ text: String) {
        let (value, note) = ValueText.parted(text)
        let parts = value.split(separator: " ")
        guard parts.count == 2, let amount = Money(parts[0], currency: parts[1]) else { return nil }
        self.init(amount: amount, note: note)
    }

    package var text: String { ValueText.joined(amount.text, note) }
}

/// `90-180: with the employment agency` — from and to, in days.
package struct DayRange: Sendable, Equatable {
    package let min: Int
    package let max: Int
    package let note: String

    package init(min: Int, max: Int, note: String) {
        self.min = min
        self.max = max
        self.note = note
    }

    package init?(_ text: String) {
        let (value, note) = ValueText.parted(text)
        let days = value.split(separator: "-", omittingEmptySubsequences: false).map { ValueText.number($0) }
        guard (1...2).contains(days.count), let first = days.first.flatMap({ $0 }),
            let last = days.last.flatMap({ $0 }),
            first <= last, last <= 3650
        else { return nil }
        self.init(min: first, max: last, note: note)
    }

    package var text: String { ValueText.joined(min == max ? "\(min)" : "\(min)-\(max)", note) }
}

/// What sort of demand a requirement is.
package enum RequirementKind: String, Codable, Sendable, CaseIterable {
    case salary, qualification, points, language, experience, sponsor, other, funds, occupation, health, endorsement
    case age, nomination, insurance
    case jobOffer = "job_offer"
    case skillsAssessment = "skills_assessment"
}

/// `salary [50700.00 year EUR]: Gross pay of at least 50,700 a year` — one demand.
package struct Requirement: Sendable, Equatable {
    package struct Threshold: Sendable, Equatable {
        package let hundredths: Int64
        package let unit: String
        package let currency: String?
    }

    package let kind: RequirementKind
    package let words: String
    package let threshold: Threshold?

    package init(kind: RequirementKind, words: String, threshold: Threshold?) {
        self.kind = kind
        self.words = words
        self.threshold = threshold
    }

    package init?(_ text: String) {
        let (head, words) = ValueText.parted(text)
        let parts = head.split(separator: " ", maxSplits: 1)
        guard let kind = parts.first.flatMap({ RequirementKind(rawValue: String($0)) }), !words.isEmpty else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(kind: kind, words: words, threshold: nil)
            return
        }
        let inside = parts[1].dropFirst().dropLast().split(separator: " ")
        guard parts[1].hasPrefix("["), parts[1].hasSuffix("]"), (2...3).contains(inside.count),
            let number = Money.hundredths(inside[0])
        else { return nil }
        self.init(
            kind: kind, words: words,
            threshold: Threshold(
                hundredths: number, unit: String(inside[1]), currency: inside.count == 3 ? String(inside[2]) : nil))
    }

    package var text: String {
        let bracket = threshold.map { threshold in
            let number = Money(hundredths: threshold.hundredths, currency: "").amount
            return " [\(number) \(threshold.unit)" + (threshold.currency.map { " \($0)" } ?? "") + "]"
        }
        return kind.rawValue + (bracket ?? "") + ": " + words
    }
}

/// How values are written as text.
package enum ValueText {
    /// What stands before and after the first colon.
    static func parted(_ text: some StringProtocol) -> (value: String, note: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        func trimmed(_ part: some StringProtocol) -> String { UserText.clean(String(part), .line) }
        return (parts.first.map(trimmed) ?? "", parts.count > 1 ? trimmed(parts[1]) : "")
    }

    static func joined(_ value: String, _ note: String) -> String { note.isEmpty ? value : "\(value): \(note)" }

    /// A whole number without a sign.
    static func number(_ text: some StringProtocol) -> Int? {
        guard (1...6).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// The lines of a value that has one thing a line.
    package static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { UserText.clean(String($0), .line) }.filter { !$0.isEmpty }
    }

    /// `PK: words`, one a line.
    package static func byNationality(_ text: String) -> [String: String] {
        Dictionary(
            lines(text).map { line in
                let (country, words) = parted(line)
                return (country.uppercased(), words)
            }, uniquingKeysWith: { $1 })
    }
}
