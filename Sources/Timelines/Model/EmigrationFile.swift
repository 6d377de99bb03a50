import Core
import Foundation

/// `beoe-emigration.json`.
struct EmigrationFile: Decodable {
    let about: EmigrationAbout
    let records: [ImportedRecord<EmigrationFigures.Record>]
    let sums: [ImportedRecord<EmigrationFigures.Cumulative>]

    private enum CodingKeys: String, CodingKey { case records, cumulative }

    init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        about = try EmigrationAbout(from: decoder)
        records = try keys.decode([ImportedRecord<EmigrationFigures.Record>].self, forKey: .records)
        sums =
            try keys.decodeIfPresent([ImportedRecord<EmigrationFigures.Cumulative>].self, forKey: .cumulative) ?? []
    }

    /// What may be kept, and what is wrong with the rest.
    func checked(
        on today: CivilDay
    ) throws -> (rows: [EmigrationRepository.Row], refused: [ImportReport.Refusal]) {
        var rows: [EmigrationRepository.Row] = []
        var refused: [ImportReport.Refusal] = []
        var known: Set<EmigrationRepository.Key> = []
        func take(_ result: Result<EmigrationRepository.Row, ImportReport.Refusal>, _ place: String) {
            switch result {
            case .failure(let refusal): refused.append(refusal.below(place))
            case .success(let row) where !known.insert(row.key).inserted:
                refused.append(.init("\(place)/period", "listed_twice"))
            case .success(let row): rows.append(row)
            }
        }
        if !about.isEmpty { rows.append(try .init(.about, about)) }
        for (place, record) in records.enumerated() {
            take(try record.result.flatMap { $0.checked(on: today) }.row, "/records/\(place)")
        }
        for (place, record) in sums.enumerated() {
            take(try record.result.flatMap { $0.checked(on: today) }.row, "/cumulative/\(place)")
        }
        return (rows, refused)
    }
}

extension Result where Success == EmigrationFigures.Record, Failure == ImportReport.Refusal {
    fileprivate var row: Result<EmigrationRepository.Row, ImportReport.Refusal> {
        get throws {
            switch self {
            case .success(let record):
                .success(try .init(.period, scope: record.scope, period: record.period, record))
            case .failure(let refusal): .failure(refusal)
            }
        }
    }
}

extension Result where Success == EmigrationFigures.Cumulative, Failure == ImportReport.Refusal {
    fileprivate var row: Result<EmigrationRepository.Row, ImportReport.Refusal> {
        get throws {
            switch self {
            case .success(let sum): .success(try .init(.sum, period: sum.period, sum))
            case .failure(let refusal): .failure(refusal)
            }
        }
    }
}

/// What is counted, and what belongs to every display; what a file leaves out stays as it is.
struct EmigrationAbout: Codable, Sendable {
    let publisher: String?
    let unit: String?
    let caveats: [String]?
    let notFound: [String]?

    enum CodingKeys: String, CodingKey { case publisher, unit, caveats, notFound = "not_found" }

    var isEmpty: Bool { publisher == nil && unit == nil && caveats == nil && notFound == nil }
}

extension EmigrationFigures.Record {
    /// What may be counted; one chart shows one of them.
    static let scopes: Set<String> = ["BEOE", "BEOE and OEC", "not stated"]
    static let categories: Set<String> = [
        "highly_qualified", "highly_skilled", "skilled", "semi_skilled", "unskilled",
    ]
    private static let bases: Set<String> = ["stated", "sum of categories"]
    static let counts = 0...1_000_000_000

    /// - Returns: itself, or the first thing that is wrong with it.
    func checked(on today: CivilDay) -> Result<Self, ImportReport.Refusal> {
        Result { () throws(ImportReport.Refusal) in
            try Self.require(Self.isLine(period, 60), "/period", "wrong_form")
            try Self.require(Self.scopes.contains(scope), "/scope", "unknown_choice")
            try checkDays(on: today)
            try Self.require(Self.bases.contains(totalBasis), "/total_basis", "unknown_choice")
            if let total { try Self.check(total, "/total") }
            try checkParts()
            if let note { try Self.require(Self.isLine(note, 1000), "/note", "wrong_form") }
            try source.check(on: today)
            return self
        }
    }

    private func checkDays(on today: CivilDay) throws(ImportReport.Refusal) {
        guard let first = CivilDay(from) else { throw ImportReport.Refusal("/from", "day_form") }
        guard let last = CivilDay(to) else { throw ImportReport.Refusal("/to", "day_form") }
        try Self.require(first <= last, "/to", "below_minimum")
        try Self.require(last <= today, "/to", "day_ahead")
        let isYear = CivilDay(year: first.year + 1, month: first.month, day: first.day).adding(-1) == last
        try Self.require(partialYear != isYear, "/partial_year", "wrong_form")
    }

    private func checkParts() throws(ImportReport.Refusal) {
        for category in categories.keys.sorted() {
            try Self.require(Self.categories.contains(category), Self.place("categories", category), "unknown_choice")
        }
        for country in destinations.keys.sorted() {
            try Self.require(ISOCountry.isCode(country), Self.place("destinations", country), "unknown_country")
        }
        let lists = [
            ("categories", categories), ("occupations", occupations), ("destinations", destinations),
            ("provinces", provinces),
        ]
        for (member, list) in lists {
            for (name, count) in list.sorted(by: { $0.key < $1.key }) {
                try Self.require(Self.isLine(name, 60), Self.place(member, name), "wrong_form")
                try Self.check(count, Self.place(member, name))
            }
        }
        let sum = categories.values.reduce(0, +)
        if totalBasis == "stated" {
            try Self.require(total.map { sum <= $0 } ?? true, "/total", "sum_differs")
        } else {
            try Self.require(total == sum, "/total", "sum_differs")
        }
    }

    private static func place(_ member: String, _ name: String) -> String {
        "/\(member)/" + name.prefix(60).map { ["~": "~0", "/": "~1"][$0] ?? String($0) }.joined()
    }

    /// A text of one line, not longer than this.
    fileprivate static func isLine(_ text: String, _ longest: Int) -> Bool {
        UserText.visibleLength(text) > 0 && text.count <= longest && UserText.clean(text, .line) == text
    }

    fileprivate static func check(_ count: Int, _ place: String) throws(ImportReport.Refusal) {
        let ends = ["min": "\(counts.lowerBound)", "max": "\(counts.upperBound)"]
        if !counts.contains(count) { throw ImportReport.Refusal(place, "out_of_range", ends) }
    }

    fileprivate static func require(
        _ condition: Bool, _ place: String, _ code: String
    ) throws(ImportReport.Refusal) {
        if !condition { throw ImportReport.Refusal(place, code) }
    }
}

extension EmigrationFigures.Cumulative {
    /// - Returns: itself, or the first thing that is wrong with it.
    func checked(on today: CivilDay) -> Result<Self, ImportReport.Refusal> {
        Result { () throws(ImportReport.Refusal) in
            let isLine = EmigrationFigures.Record.isLine(period, 60)
            try EmigrationFigures.Record.require(isLine, "/period", "wrong_form")
            if let total { try EmigrationFigures.Record.check(total, "/total") }
            try source.check(on: today)
            return self
        }
    }
}

extension EmigrationFigures.Source {
    private static let confidences: Set<String> = ["high", "medium", "low"]

    fileprivate func check(on today: CivilDay) throws(ImportReport.Refusal) {
        typealias Record = EmigrationFigures.Record
        try Record.require(Record.isLine(name, 300), "/source/name", "wrong_form")
        if let url { try Record.require(SourceAddress.isOne(url), "/source/url", "link_form") }
        guard let day = CivilDay(asOf) else { throw ImportReport.Refusal("/source/as_of", "day_form") }
        try Record.require(day <= today, "/source/as_of", "day_ahead")
        try Record.require(Self.confidences.contains(confidence), "/source/confidence", "unknown_choice")
    }
}
