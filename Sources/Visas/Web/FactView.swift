import Core
import Mustache
import Texts
import Visas
import WebSupport

/// A value as people read it: what the program says in their language, and the words of the data, which are English.
package struct FactLine: MustacheParent, Sendable {
    let spoken: String
    let english: String

    package init(_ spoken: String, english: String = "") {
        self.spoken = spoken
        self.english = english
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "spokenTexts": spoken.isEmpty ? [] : [spoken]
        case "englishTexts": english.isEmpty ? [] : [english]
        default: nil
        }
    }
}

/// How values are read.
package enum FactText {
    /// The lines of a value; none when nothing is known.
    static func lines(_ field: PathwayField, _ value: String, _ phrases: Phrasebook) -> [FactLine] {
        if value.isEmpty { return [] }
        switch field.form {
        case .salary: return SalaryLine(value).map { [salary($0, phrases)] } ?? []
        case .salaries: return ValueText.lines(value).compactMap { SalaryLine($0) }.map { salary($0, phrases) }
        case .fee: return Fee(value).map { [FactLine($0.amount.shown, english: $0.note)] } ?? []
        case .days: return DayRange(value).map { [days($0, phrases)] } ?? []
        case .months: return Int(value).map { [FactLine(months($0, of: field, phrases))] } ?? []
        case .flag: return [FactLine(phrases.text("answer_\(value)"))]
        case .status: return [FactLine(phrases.text("pathway_status_\(value)"))]
        case .line, .block, .link: return [FactLine("", english: value)]
        case .lines, .requirements, .statusByNationality, .linesByNationality:
            return ValueText.lines(value).map { FactLine("", english: $0) }
        }
    }

    static func salary(_ line: SalaryLine, _ phrases: Phrasebook) -> FactLine {
        FactLine(salary(line.amount, line.period, phrases), english: line.note)
    }

    package static func salary(_ amount: Money, _ period: PayPeriod, _ phrases: Phrasebook) -> String {
        phrases.text("pay_\(period.rawValue)", ["amount": amount.shown])
    }

    private static func days(_ range: DayRange, _ phrases: Phrasebook) -> FactLine {
        let spoken =
            range.min == range.max
            ? phrases.text("days_count", count: range.max)
            : phrases.text("days_range", ["min": "\(range.min)", "max": "\(range.max)"])
        return FactLine(spoken, english: range.note)
    }

    private static func months(_ count: Int, of field: PathwayField, _ phrases: Phrasebook) -> String {
        if count == 0, field == .residenceAfterMonths { return phrases.text("residence_at_once") }
        return phrases.text("months_count", count: count)
    }

    /// `1 January 2026`
    package static func day(_ day: CivilDay, _ phrases: Phrasebook) -> String {
        phrases.text(
            "day_full",
            ["day": "\(day.day)", "month": phrases.text("month_\(day.month)"), "year": "\(day.year)"])
    }
}

/// A value with its source and its date beside it.
package struct FactView: MustacheParent, Sendable {
    let fact: Fact
    let day: CivilDay
    let visit: Visit

    package init(_ fact: Fact, on day: CivilDay, visit: Visit) {
        self.fact = fact
        self.day = day
        self.visit = visit
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "factLabel": visit.phrases.text("pathway_field_\(fact.field.rawValue)")
        case "factLines": FactText.lines(fact.field, fact.value, visit.phrases)
        case "isUnknown": fact.value.isEmpty
        case "sourced": SourceView(fact, on: day, visit: visit)
        default: nil
        }
    }
}

/// Where a value comes from, and how old it is.
package struct SourceView: MustacheParent, Sendable {
    let fact: Fact
    let day: CivilDay
    let visit: Visit

    package init(_ fact: Fact, on day: CivilDay, visit: Visit) {
        self.fact = fact
        self.day = day
        self.visit = visit
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "asOfText": visit.phrases.text("fact_as_of", ["day": asOf])
        case "sources": fact.sourceURL.map { [SourceLink(path: $0, name: fact.sourceName)] } ?? []
        case "isUnchecked": fact.sourceURL == nil
        case "confidenceText": visit.phrases.text("confidence_\(fact.confidence.rawValue)")
        case "isLow": fact.confidence == .low
        case "needsRecheck": fact.needsRecheck(on: day)
        default: nil
        }
    }

    private var asOf: String {
        fact.precision == "year" ? "\(fact.asOf.year)" : FactText.day(fact.asOf, visit.phrases)
    }
}

private struct SourceLink: MustacheParent {
    let path: String
    let name: String

    func child(named name: String) -> Any? {
        switch name {
        case "sourcePath": path
        case "sourceName": self.name.isEmpty ? path : self.name
        default: nil
        }
    }
}
