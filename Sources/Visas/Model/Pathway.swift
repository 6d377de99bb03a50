import Core

/// `de-eu-blue-card`: the name that the data gives a pathway. It begins with the country.
package typealias PathwayID = String

/// A value with where it comes from.
package struct Fact: Sendable, Equatable {
    package let field: PathwayField
    /// As people type it (`PathwayField.form`); empty: not known, or nothing applies.
    package let value: String
    package let version: Int64
    package let sourceName: String
    /// `nil`: general knowledge that nobody has checked.
    package let sourceURL: String?
    package let asOf: CivilDay
    /// `day`, `year`, or in words why the day is not exact.
    package let precision: String
    package let confidence: Confidence
    package let effectiveFrom: CivilDay
    /// From this day on it needs a re-check.
    package let recheckOn: CivilDay
    /// Who confirmed it besides the one who wrote it.
    package var reviewer: String?

    package func needsRecheck(on day: CivilDay) -> Bool { day >= recheckOn }
}

/// A visa route as it stands on a day.
package struct Pathway: Sendable, Equatable {
    package let id: PathwayID
    package let country: String
    package let slug: String
    package let category: PathwayCategory
    /// The version in force.
    package let version: Int64
    package let updatedAt: Timestamp
    package let facts: [PathwayField: Fact]

    package var path: String { "/visas/\(country.lowercased())/\(slug)" }

    /// What is said of a field; empty when nothing is.
    package func text(_ field: PathwayField) -> String { facts[field]?.value ?? "" }

    package var name: String { text(.name) }
    package var summary: String { text(.summary) }
    package var status: PathwayStatus { PathwayStatus(rawValue: text(.status)) ?? .open }
    package var officialURL: String { text(.officialURL) }
    package var salaryThreshold: SalaryLine? { SalaryLine(text(.salaryThreshold)) }
    package var otherThresholds: [SalaryLine] { ValueText.lines(text(.otherThresholds)).compactMap { SalaryLine($0) } }
    package var fee: Fee? { Fee(text(.fee)) }
    package var processingDays: DayRange? { DayRange(text(.processingDays)) }
    package var durationMonths: Int? { Int(text(.durationMonths)) }
    package var residenceAfterMonths: Int? { Int(text(.residenceAfterMonths)) }
    package var leadsToResidence: Bool? { flag(.leadsToResidence) }
    package var familyAllowed: Bool? { flag(.familyAllowed) }
    package var requirements: [Requirement] { ValueText.lines(text(.requirements)).compactMap { Requirement($0) } }
    package var notes: [String] { ValueText.lines(text(.notes)) }
    package var nationalityNotes: [String: String] { ValueText.byNationality(text(.nationalityNotes)) }
    package var checklistFamily: String? { facts[.checklistFamily].flatMap { $0.value.isEmpty ? nil : $0.value } }
    package var pointsSystem: String? { facts[.pointsSystem].flatMap { $0.value.isEmpty ? nil : $0.value } }

    /// The status for people of a nationality, where it differs.
    package var nationalityStatus: [String: PathwayStatus] {
        ValueText.byNationality(text(.nationalityStatus)).compactMapValues { PathwayStatus(rawValue: $0) }
    }

    private func flag(_ field: PathwayField) -> Bool? { ["yes": true, "no": false][text(field)] }
}

/// A pathway in a list.
package struct PathwayRow: Sendable, Equatable {
    package let id: PathwayID
    package let country: String
    package let slug: String
    package let category: PathwayCategory
    package let name: String
    package let status: PathwayStatus
    package let version: Int64
    /// The main salary line.
    package var threshold: PathwayThreshold?

    package var path: String { "/visas/\(country.lowercased())/\(slug)" }
}

/// A salary line in force.
package struct PathwayThreshold: Sendable, Equatable {
    package let pathway: PathwayID
    /// 0 for the main one.
    package let position: Int
    package let amount: Money
    package let period: PayPeriod
    /// For whom, in words; of the main line, what else is to be known.
    package let appliesTo: String
    package let asOf: CivilDay
    package let recheckOn: CivilDay
    /// Of the pathway: what is reckoned with the line keeps it.
    package let version: Int64

    /// After this a line is no default of a calculator any more.
    package func needsRecheck(on day: CivilDay) -> Bool { day >= recheckOn }
}

/// How many pathways a country has.
package struct PathwayCountry: Sendable, Equatable {
    package let country: String
    package let pathways: Int
}

/// Which pathways a list holds.
package struct PathwayFilter: Sendable, Equatable {
    package var country: String?
    package var category: PathwayCategory?
    package var status: PathwayStatus?

    package init(country: String? = nil, category: PathwayCategory? = nil, status: PathwayStatus? = nil) {
        self.country = country
        self.category = category
        self.status = status
    }
}

/// What made a version.
package enum VersionCause: String, Codable, Sendable, CaseIterable {
    case `import`, edit
}

/// A version of a pathway with the facts that it brought.
package struct PathwayVersion: Sendable {
    package let version: Int64
    package let cause: VersionCause
    package let effectiveFrom: CivilDay
    package let editor: String?
    package let reviewer: String?
    package let note: String
    package let createdAt: Timestamp
    package var changes: [Change]

    /// A field before and after.
    package struct Change: Sendable {
        package let fact: Fact
        /// What was said of the field before; `nil` when nothing was.
        package let before: String?
    }
}
