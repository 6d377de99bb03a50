import Core

/// A pathway as the API and replicas show it.
package struct PathwayRecord: Codable, Sendable {
    package struct Salary: Codable, Sendable {
        let amount: Money
        let period: PayPeriod
        let note: String

        init(_ line: SalaryLine) {
            amount = line.amount
            period = line.period
            note = line.note
        }
    }

    package struct Cost: Codable, Sendable {
        let amount: Money
        let note: String
    }

    package struct Days: Codable, Sendable {
        let min: Int
        let max: Int
        let note: String
    }

    package struct Demand: Codable, Sendable {
        let kind: RequirementKind
        let text: String
    }

    package let id: String
    package let country: String
    package let slug: String
    package let category: PathwayCategory
    package let name: String
    package let status: PathwayStatus
    package let nationalityStatus: [String: String]
    package let nationalityNotes: [String: String]
    package let version: Int64
    package let summary: String
    package let salaryThreshold: Salary?
    package let otherThresholds: [Salary]
    package let fee: Cost?
    package let processingDays: Days?
    package let durationMonths: Int?
    package let leadsToResidence: Bool?
    package let residenceAfterMonths: Int?
    package let familyAllowed: Bool?
    package let requirements: [Demand]
    package let notes: [String]
    package let officialURL: String
    package let checklistFamily: String?
    package let pointsSystem: String?
    /// Every value in force with its source.
    package let facts: [FactRecord]

    package init(_ pathway: Pathway, on day: CivilDay) {
        id = pathway.id
        country = pathway.country
        slug = pathway.slug
        category = pathway.category
        name = pathway.name
        status = pathway.status
        nationalityStatus = pathway.nationalityStatus.mapValues(\.rawValue)
        nationalityNotes = pathway.nationalityNotes
        version = pathway.version
        summary = pathway.summary
        salaryThreshold = pathway.salaryThreshold.map(Salary.init)
        otherThresholds = pathway.otherThresholds.map(Salary.init)
        fee = pathway.fee.map { Cost(amount: $0.amount, note: $0.note) }
        processingDays = pathway.processingDays.map { Days(min: $0.min, max: $0.max, note: $0.note) }
        durationMonths = pathway.durationMonths
        leadsToResidence = pathway.leadsToResidence
        residenceAfterMonths = pathway.residenceAfterMonths
        familyAllowed = pathway.familyAllowed
        requirements = pathway.requirements.map { Demand(kind: $0.kind, text: $0.words) }
        notes = pathway.notes
        officialURL = pathway.officialURL
        checklistFamily = pathway.checklistFamily
        pointsSystem = pathway.pointsSystem
        facts = PathwayField.allCases.compactMap { field in
            pathway.facts[field].map { FactRecord($0, on: day) }
        }
    }
}

/// A value with its source.
package struct FactRecord: Codable, Sendable {
    package let field: PathwayField
    package let value: String
    package let version: Int64
    package let sourceName: String
    /// Absent: general knowledge that nobody has checked.
    package let sourceURL: String?
    package let asOf: CivilDay
    package let asOfPrecision: String
    package let confidence: Confidence
    package let effectiveFrom: CivilDay
    package let reviewer: String?
    package let recheckOn: CivilDay
    package let needsRecheck: Bool

    package init(_ fact: Fact, on day: CivilDay) {
        field = fact.field
        value = fact.value
        version = fact.version
        sourceName = fact.sourceName
        sourceURL = fact.sourceURL
        asOf = fact.asOf
        asOfPrecision = fact.precision
        confidence = fact.confidence
        effectiveFrom = fact.effectiveFrom
        reviewer = fact.reviewer
        recheckOn = fact.recheckOn
        needsRecheck = fact.needsRecheck(on: day)
    }
}

/// A pathway in a list.
package struct PathwayRowRecord: Codable, Sendable {
    package let id: String
    package let country: String
    package let slug: String
    package let category: PathwayCategory
    package let name: String
    package let status: PathwayStatus
    package let version: Int64
    /// The main line, unless it needs a re-check.
    package let salary: Money?
    package let salaryPeriod: PayPeriod?
    package let salaryAsOf: CivilDay?
    package let salaryNeedsRecheck: Bool

    package init(_ row: PathwayRow, on day: CivilDay) {
        id = row.id
        country = row.country
        slug = row.slug
        category = row.category
        name = row.name
        status = row.status
        version = row.version
        salary = row.threshold?.amount
        salaryPeriod = row.threshold?.period
        salaryAsOf = row.threshold?.asOf
        salaryNeedsRecheck = row.threshold?.needsRecheck(on: day) ?? false
    }
}

/// A version with what it changed.
package struct PathwayVersionRecord: Codable, Sendable {
    package struct Change: Codable, Sendable {
        let field: PathwayField
        /// Absent when nothing was said before.
        let before: String?
        let value: String
        let sourceURL: String?
        let asOf: CivilDay
    }

    package let version: Int64
    package let cause: VersionCause
    package let effectiveFrom: CivilDay
    package let editor: String?
    package let reviewer: String?
    package let note: String
    package let createdAt: Timestamp
    package let changes: [Change]

    package init(_ version: PathwayVersion) {
        self.version = version.version
        cause = version.cause
        effectiveFrom = version.effectiveFrom
        editor = version.editor
        reviewer = version.reviewer
        note = version.note
        createdAt = version.createdAt
        changes = version.changes.map {
            Change(
                field: $0.fact.field, before: $0.before, value: $0.fact.value, sourceURL: $0.fact.sourceURL,
                asOf: $0.fact.asOf)
        }
    }
}

package struct PathwayEditRecord: Codable, Sendable {
    package let id: PathwayEditID
    package let pathwayId: String
    package let field: PathwayField
    package let value: String
    package let baseVersion: Int64
    package let sourceName: String
    package let sourceURL: String
    package let asOf: CivilDay
    package let confidence: Confidence
    package let effectiveFrom: CivilDay
    package let note: String
    package let author: String
    package let state: VisaDecision
    /// The version that it became.
    package let version: Int64?
    package let createdAt: Timestamp

    package init(_ edit: PathwayEdit) {
        id = edit.id
        pathwayId = edit.pathway
        field = edit.field
        value = edit.value
        baseVersion = edit.baseVersion
        sourceName = edit.sourceName
        sourceURL = edit.sourceURL
        asOf = edit.asOf
        confidence = edit.confidence
        effectiveFrom = edit.effectiveFrom
        note = edit.note
        author = edit.authorUsername
        state = edit.state
        version = edit.version
        createdAt = edit.createdAt
    }
}

package struct PathwayReportRecord: Codable, Sendable {
    package let id: PathwayReportID
    package let pathwayId: String
    package let field: PathwayField?
    package let body: String
    package let link: String
    package let reporter: String
    package let state: VisaDecision
    package let createdAt: Timestamp

    package init(_ report: PathwayReport) {
        id = report.id
        pathwayId = report.pathway
        field = report.field
        body = report.body
        link = report.link
        reporter = report.reporterUsername
        state = report.state
        createdAt = report.createdAt
    }
}
