import Core
import Foundation
import Storage

/// Exchange rates in the layout of the European Central Bank: a line of currency codes, then a line for each day.
package struct RateFile: Sendable {
    package struct Rate: Sendable, Equatable {
        let day: String
        let currency: String
        /// Millionths of the currency for a euro.
        let perEuro: Int64
    }

    package let rates: [Rate]
    /// Lines that say nothing we can read, by number.
    package let refused: [Int]

    /// - Throws: `invalid` naming `file` when its first line names no currencies.
    package init(_ text: String) throws {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        guard let head = lines.first, head.first?.lowercased() == "date", head.contains("USD") else {
            throw Problem.invalid("file", "rates_form")
        }
        var rates: [Rate] = []
        var refused: [Int] = []
        for (index, line) in lines.enumerated().dropFirst() {
            guard let day = Self.day(line.first ?? ""), line.count <= head.count else {
                refused.append(index + 1)
                continue
            }
            for (currency, value) in zip(head, line).dropFirst() where Currency.codes.contains(currency) {
                guard let worth = Double(value), worth > 0, worth < 1e9 else { continue }
                rates.append(Rate(day: day, currency: currency, perEuro: Int64((worth * 1_000_000).rounded())))
            }
        }
        self.rates = rates
        self.refused = refused
    }

    /// `2026-11-20`, or `20 November 2026` as in the file of a single day.
    private static func day(_ text: String) -> String? {
        if JobLimits.day(text) != nil { return text }
        let months = [
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ]
        let parts = text.lowercased().split(separator: " ").map(String.init)
        guard parts.count == 3, let day = Int64(parts[0]), let year = Int64(parts[2]),
            let month = months.firstIndex(of: parts[1])
        else { return nil }
        let written = CivilDay(year: year, month: Int64(month) + 1, day: day).description
        return JobLimits.day(written) == nil ? nil : written
    }
}

/// What an import did.
package struct RateReport: Sendable, Equatable {
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    package var refused = 0
}

extension JobService {
    /// Takes in exchange rates; the same file twice changes nothing the second time.
    /// - Throws: `invalid` naming `file`.
    package func importRates(_ text: String) async throws -> RateReport {
        let file = try RateFile(text)
        return try await store.write { transaction in
            var report = RateReport(refused: file.refused.count)
            for rate in file.rates {
                let known = try transaction.first(
                    "SELECT per_euro FROM exchange_rate WHERE currency = \(rate.currency) AND day = \(rate.day)"
                ) { $0.integer(0) }
                guard known != rate.perEuro else {
                    report.unchanged += 1
                    continue
                }
                try transaction.execute(
                    """
                    INSERT INTO exchange_rate (currency, day, per_euro)
                    VALUES (\(rate.currency), \(rate.day), \(rate.perEuro))
                    ON CONFLICT (currency, day) DO UPDATE SET per_euro = excluded.per_euro
                    """)
                if known == nil { report.added += 1 } else { report.changed += 1 }
            }
            return report
        }
    }
}
