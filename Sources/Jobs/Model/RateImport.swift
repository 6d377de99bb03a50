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
    /// Lines that say nothing we can read, and values that are no rate; by the number of the line, `/lines/4/USD`.
    package let refused: [ImportReport.Refusal]

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
        var refused: [ImportReport.Refusal] = []
        for (index, line) in lines.enumerated().dropFirst() {
            guard line.count <= head.count, let day = Self.day(line.first ?? "") else {
                refused.append(.init("/lines/\(index + 1)", line.count <= head.count ? "day_form" : "wrong_form"))
                continue
            }
            for (currency, value) in zip(head, line).dropFirst() where Currency.codes.contains(currency) {
                // The bank writes so what it did not quote that day.
                if value.isEmpty || value == "N/A" { continue }
                guard let worth = Double(value), worth > 0, worth < 1e9 else {
                    refused.append(.init("/lines/\(index + 1)/\(currency)", "wrong_form"))
                    continue
                }
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

extension JobService {
    /// Rates that one transaction takes: a history of years must not keep others from writing.
    private static let ratesAtOnce = 500

    /// Takes in exchange rates; the same file twice changes nothing the second time. What was begun and not ended goes
    /// on when the file is imported again.
    /// - Parameter skippingBroken: whether good lines are taken although others are broken.
    /// - Throws: `invalid` naming `file`.
    package func importRates(_ text: String, skippingBroken: Bool) async throws -> ImportReport {
        let file = try RateFile(text)
        var report = ImportReport()
        report.refused = file.refused
        if !report.refused.isEmpty, !skippingBroken { return report }
        var rates = file.rates[...]
        while !rates.isEmpty {
            let some = Array(rates.prefix(Self.ratesAtOnce))
            rates = rates.dropFirst(Self.ratesAtOnce)
            report.add(try await store.write { try Self.keep(some, in: $0) })
        }
        return report
    }

    private static func keep(_ rates: [RateFile.Rate], in transaction: any WriteTransaction) throws -> ImportReport {
        var report = ImportReport()
        for rate in rates {
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
