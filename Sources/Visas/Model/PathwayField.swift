import Core

/// What a pathway has facts about. The raw values are the names in the API.
package enum PathwayField: String, Codable, Sendable, CaseIterable {
    case name, officialName, summary, status, nationalityStatus, nationalityNotes
    case salaryThreshold, otherThresholds, fee, processingDays, durationMonths, leadsToResidence
    case residenceAfterMonths, familyAllowed, requirements, notes, officialURL, checklistFamily, pointsSystem

    /// How its value is written.
    package enum Form: Sendable {
        case line, block, status, link, flag, months, days, fee, salary
        /// One a line.
        case salaries, requirements, lines
        /// One a line: `PK: restricted`, `PK: words`.
        case statusByNationality, linesByNationality
    }

    package var form: Form {
        switch self {
        case .name, .officialName, .checklistFamily, .pointsSystem: .line
        case .summary: .block
        case .status: .status
        case .nationalityStatus: .statusByNationality
        case .nationalityNotes: .linesByNationality
        case .salaryThreshold: .salary
        case .otherThresholds: .salaries
        case .fee: .fee
        case .processingDays: .days
        case .durationMonths, .residenceAfterMonths: .months
        case .leadsToResidence, .familyAllowed: .flag
        case .requirements: .requirements
        case .notes: .lines
        case .officialURL: .link
        }
    }

    /// How fast it goes stale.
    package var freshness: Freshness {
        switch self {
        case .salaryThreshold, .otherThresholds: .salary
        case .fee: .fee
        case .processingDays: .processing
        default: .rule
        }
    }

    /// Thresholds, fees and statuses change only when two people agree.
    package var needsReview: Bool {
        switch self {
        case .status, .nationalityStatus, .salaryThreshold, .otherThresholds, .fee, .requirements: true
        default: false
        }
    }

    /// What ties a pathway to other data comes with the data alone.
    package var isEditable: Bool { ![.name, .checklistFamily, .pointsSystem].contains(self) }

    /// Shown with a date of its own on the pathway's page.
    package static let shownAsFacts: [PathwayField] = [
        .salaryThreshold, .otherThresholds, .fee, .processingDays, .durationMonths, .leadsToResidence,
        .residenceAfterMonths, .familyAllowed,
    ]
}

package enum PathwayCategory: String, Codable, Sendable, CaseIterable {
    case work
    case jobSeeker = "job-seeker"
    case points, talent
    case digitalNomad = "digital-nomad"
    case intraCompany = "intra-company"
    case study, startup
}

package enum PathwayStatus: String, Codable, Sendable, CaseIterable {
    case open, changing, restricted, closed
}

/// How far a value may be believed.
package enum Confidence: String, Codable, Sendable, CaseIterable {
    case high, medium, low
}
